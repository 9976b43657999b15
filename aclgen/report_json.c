/* report_json.c - a report for programs. The names are documented in aclgen(1) and stable. */
#include "report_view.h"
#include "report_when.h"
#include "shown.h"

static void print_total(const struct report_view *v, FILE *to)
{
	const struct tally *t = v->t;
	const struct {
		const char *key;
		uint64_t n;
	} rows[] = {
		{ "received", t->received },
		{ "received_bytes", t->received_bytes },
		{ "delivered", t->delivered },
		{ "delivered_bytes", t->delivered_bytes },
		{ "delayed", t->delayed },
		{ "failed", t->failed },
		{ "refused", t->refused },
		{ "put_off", t->put_off },
		{ "would_refuse", t->would },
		{ "offered", v->offered },
		{ "spamassassin", t->ham + t->spam },
		{ "ham", t->ham },
		{ "spam", t->spam },
		{ "own_bounces", t->bounced },
	};

	fputs(",\n\"total\":{", to);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		fprintf(to, "%s\"%s\":%llu", i ? "," : "", rows[i].key, (unsigned long long)rows[i].n);
	fputs("}", to);
}

static void print_rules(const struct report_view *v, FILE *to)
{
	unsigned order[RULES_MAX];
	size_t n = tally_rules(v->t, ~0u, order);

	fputs(",\n\"rules\":[", to);
	for (size_t i = 0; i < n; i++) {
		const struct rule_count *r = &v->t->rule[order[i]];

		fprintf(to, "%s\n{\"rule\":%s", i ? "," : "", shown_json(r->name, v->t->arena));
		fprintf(to, ",\"refused\":%llu,\"put_off\":%llu,\"would_refuse\":%llu,\"alone\":%llu,\"mode\":%s}",
			(unsigned long long)r->n[REFUSED], (unsigned long long)r->n[PUT_OFF],
			(unsigned long long)r->n[WOULD_REFUSE], (unsigned long long)r->first,
			shown_json(r->mode, v->t->arena));
	}
	fputs("]", to);
}

/* Every hour in which something happened, whatever the pieces of the other writers. */
static void print_hours(const struct report_view *v, FILE *to)
{
	static const char *const keys[HOUR_COUNTS] = { "received", "delivered", "refused", "put_off",
		"would_refuse" };
	const struct hour_row *row;
	size_t n = tally_hours(v->t, &row);
	char date[LOG_DATE_TEXT];

	fputs(",\n\"hours\":[", to);
	for (size_t i = 0; i < n; i++) {
		log_date_print(row[i].hour * 3600, date);
		fprintf(to, "%s\n{\"hour\":\"%.13s\"", i ? "," : "", date);
		for (unsigned k = 0; k < HOUR_COUNTS; k++)
			fprintf(to, ",\"%s\":%u", keys[k], row[i].n[k]);
		fputs(",\"rules\":{", to);
		for (unsigned k = 0, any = 0; k < RULES_MAX; k++)
			if (row[i].rule[k] > 0)
				fprintf(to, "%s%s:%u", any++ ? "," : "",
					shown_json(v->t->rule[k].name, v->t->arena), row[i].rule[k]);
		fputs("}}", to);
	}
	fputs("]", to);
}

static void print_section(const struct report_view *v, const struct report_section *s, FILE *to)
{
	const struct top *top = &v->t->name[s->kind];
	struct top_row *row;
	size_t n = top_rows(top, s->by, v->top, &row);

	fprintf(to, ",\n\"%s\":{\"too_low_by\":%llu,\"rows\":[", s->key, (unsigned long long)top->lost);
	for (size_t i = 0; i < n; i++) {
		fprintf(to, "%s\n{\"name\":%s", i ? "," : "", shown_json(row[i].name, v->t->arena));
		for (unsigned k = 0; k < TOP_COUNTS && s->count[k].key != NULL; k++)
			fprintf(to, ",\"%s\":%llu", s->count[k].key, (unsigned long long)row[i].n[k]);
		fputs("}", to);
	}
	fputs("]}", to);
}

void report_json(const struct report_view *v, FILE *to)
{
	const struct tally *t = v->t;
	char date[LOG_DATE_TEXT];

	fputs("{\"report\":1", to);
	if (t->first <= t->last) {
		log_date_print(t->first, date);
		fprintf(to, ",\"first\":\"%s\"", date);
		log_date_print(t->last, date);
		fprintf(to, ",\"last\":\"%s\"", date);
	}
	fprintf(to, ",\n\"log\":{\"files\":%zu,\"unread\":%zu,\"bytes\":%llu,\"lines\":%llu,\"other\":%llu,"
		    "\"unknown\":%llu,\"foreign\":%llu,\"outside\":%llu,\"without_hour\":%llu}",
		v->files, v->unread, (unsigned long long)t->bytes, (unsigned long long)t->lines,
		(unsigned long long)t->others, (unsigned long long)t->unknown,
		(unsigned long long)t->foreign,
		(unsigned long long)t->outside, (unsigned long long)t->hours_lost);
	print_total(v, to);
	print_rules(v, to);
	print_hours(v, to);
	for (size_t i = 0; i < REPORT_SECTIONS; i++)
		print_section(v, &report_sections[i], to);
	fputs("}\n", to);
}
