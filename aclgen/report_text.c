/* report_text.c - a report for a terminal of 80 columns. */
#include <string.h>

#include "report_view.h"
#include "report_when.h"
#include "shown.h"
#include "utf8.h"

enum { NAME = 65, COLUMN = 13 };

/* The name as it may be shown, cut and filled to `width` columns. */
static void print_name(const char *name, size_t width, struct arena *a, FILE *to)
{
	const char *s = shown(name, a);
	size_t left = strlen(s), columns = 0, n;
	uint32_t ch;

	for (; left > 0 && columns < width; columns++, left -= n, s += n) {
		n = utf8_next(s, left, &ch);
		if (columns + 1 == width && n < left) {
			fputs("~", to);
			return;
		}
		fwrite(s, 1, n, to);
	}
	fprintf(to, "%*s", (int)(width - columns), "");
}

static void print_bar(uint64_t n, uint64_t most, unsigned width, FILE *to)
{
	unsigned length = most ? (unsigned)((n * width + most - 1) / most) : 0;

	fputs(length > 0 ? "  " : "", to);
	while (length-- > 0)
		fputc('#', to);
}

static void print_count(uint64_t n, FILE *to)
{
	char text[REPORT_NUMBER];

	fprintf(to, "%*s", COLUMN, n > 0 ? report_number(n, text) : "-");
}

static void print_title(const char *title, const char *about, FILE *to)
{
	fprintf(to, "\n%s\n", title);
	/* Words of ours, folded at 78. */
	for (size_t n; *about != '\0'; about += n + (about[n] == ' ')) {
		n = strlen(about);
		if (n > 76)
			for (n = 76; n > 0 && about[n] != ' ';)
				n--;
		fprintf(to, "  %.*s\n", (int)n, about);
	}
}

/* ---- the table of the talk ---- */

static void print_summary(const struct report_view *v, FILE *to)
{
	const struct tally *t = v->t;
	char a[REPORT_NUMBER], b[REPORT_NUMBER], c[REPORT_NUMBER], d[REPORT_NUMBER];
	const struct {
		const char *name;
		uint64_t n;
		bool shown;
	} rows[] = {
		{ "Rejected", t->refused, true },
		{ "Rejected for now", t->put_off, true },
		{ "Would have been rejected", t->would, t->would > 0 },
	};

	fprintf(to, "\n%-26s%10s%12s%10s%10s\n", "", "Volume", "Messages", "Delayed", "Failed");
	fprintf(to, "%-26s%10s%12s%10s%10s\n", "Received", report_volume(t->received_bytes, a),
		report_number(t->received, b), report_percent(t->delayed, t->received, c),
		report_percent(t->failed, t->received, d));
	fprintf(to, "%-26s%10s%12s\n", "Delivered", report_volume(t->delivered_bytes, a),
		report_number(t->delivered, b));
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].shown)
			fprintf(to, "%-26s%10s%12s\n", rows[i].name, "", report_number(rows[i].n, a));
	fprintf(to, "%-26s%10s%12s%10s of %s offered\n", "Seen by SpamAssassin", "",
		report_number(t->ham + t->spam, a), report_percent(t->ham + t->spam, v->offered, b),
		report_number(v->offered, c));
	fprintf(to, "%-26s%10s%12s\n", "  ham", "", report_number(t->ham, a));
	fprintf(to, "%-26s%10s%12s\n", "  spam", "", report_number(t->spam, a));
	if (t->bounced > 0)
		fprintf(to, "%-26s%10s%12s\n", "Bounces of our own", "", report_number(t->bounced, a));
}

/* ---- rules and hours ---- */

static void print_refusals(const struct report_view *v, FILE *to)
{
	uint64_t most = 0;

	if (v->n_refusing == 0)
		return;
	print_title("Refused, by rule", "(in parentheses: by Exim or ACLs that are not joejob's)", to);
	fprintf(to, "  %-26s%*s%*s\n", "rule", COLUMN, "rejected", COLUMN, "for now");
	for (size_t i = 0; i < v->n_refusing; i++) {
		const struct rule_count *r = &v->t->rule[v->refusing[i]];

		most = most ? most : r->n[REFUSED] + r->n[PUT_OFF];
		fputs("  ", to);
		print_name(r->name, 26, v->t->arena, to);
		print_count(r->n[REFUSED], to);
		print_count(r->n[PUT_OFF], to);
		print_bar(r->n[REFUSED] + r->n[PUT_OFF], most, 24, to);
		fputs("\n", to);
	}
}

static void print_hours(const struct report_view *v, FILE *to)
{
	uint64_t most = 0;
	char name[REPORT_NUMBER];

	if (v->n_pieces == 0)
		return;
	for (size_t i = 0; i < v->n_pieces; i++) {
		uint64_t n = v->piece[i].n[H_REFUSED] + v->piece[i].n[H_PUT_OFF];

		most = n > most ? n : most;
	}
	print_title("By time", "The bars are what was refused.", to);
	fprintf(to, "  %-17s%*s%*s%*s\n", "", COLUMN, "received", COLUMN, "refused", COLUMN,
		v->t->would > 0 ? "would" : "");
	for (size_t i = 0; i < v->n_pieces; i++) {
		const struct report_piece *p = &v->piece[i];

		fprintf(to, "  %-17s", report_piece_name(v, i, name));
		print_count(p->n[H_RECEIVED], to);
		print_count(p->n[H_REFUSED] + p->n[H_PUT_OFF], to);
		if (v->t->would > 0)
			print_count(p->n[H_WOULD], to);
		print_bar(p->n[H_REFUSED] + p->n[H_PUT_OFF], most, 18, to);
		fputs("\n", to);
	}
}

static void print_shadow(const struct report_view *v, FILE *to)
{
	if (v->n_would == 0)
		return;
	print_title("Would have been refused, by rule",
		"By rules that only log or mark, or (mode deny, defer) while the kill switch was on. Alone: no rule before it "
		"would have refused the same attempt.",
		to);
	fprintf(to, "  %-34s%*s%*s%*s\n", "rule", COLUMN, "mode", COLUMN, "times", COLUMN, "alone");
	for (size_t i = 0; i < v->n_would; i++) {
		const struct rule_count *r = &v->t->rule[v->would[i]];

		fputs("  ", to);
		print_name(r->name, 34, v->t->arena, to);
		fprintf(to, "%*s", COLUMN, *r->mode ? shown(r->mode, v->t->arena) : "-");
		print_count(r->n[WOULD_REFUSE], to);
		print_count(r->first, to);
		fputs("\n", to);
	}
}

/* ---- names ---- */

static void print_section(const struct report_view *v, const struct report_section *s, FILE *to)
{
	const struct top *top = &v->t->name[s->kind];
	struct top_row *row;
	size_t n = top_rows(top, s->by, v->top, &row), width = NAME;
	char text[REPORT_NUMBER];

	if (n == 0)
		return;
	print_title(s->title, s->about, to);
	for (unsigned k = 0; k < TOP_COUNTS; k++)
		width -= s->count[k].key != NULL && k > 0 ? COLUMN : 0;
	fprintf(to, "  %-*s", (int)width, s->name);
	for (unsigned k = 0; k < TOP_COUNTS && s->count[k].key != NULL; k++)
		fprintf(to, "%*s", COLUMN, s->count[k].title);
	fputs("\n", to);
	for (size_t i = 0; i < n; i++) {
		fputs("  ", to);
		print_name(row[i].name, width, v->t->arena, to);
		for (unsigned k = 0; k < TOP_COUNTS && s->count[k].key != NULL; k++)
			print_count(row[i].n[k], to);
		fputs("\n", to);
	}
	if (top->lost > 0)
		fprintf(to, "  (so many names that a count may be too low by up to %s)\n",
			report_number(top->lost, text));
}

static void print_head(const struct report_view *v, FILE *to)
{
	const struct tally *t = v->t;
	char from[LOG_DATE_TEXT], till[LOG_DATE_TEXT], a[REPORT_NUMBER], b[REPORT_NUMBER], c[REPORT_NUMBER];

	if (t->first <= t->last) {
		log_date_print(t->first, from);
		log_date_print(t->last, till);
		fprintf(to, "Exim's log from %s to %s\n", from, till);
	} else {
		fputs("Nothing of that time stands in the log\n", to);
	}
	fprintf(to, "%zu file%s, %s lines", v->files, v->files == 1 ? "" : "s", report_number(t->lines, a));
	if (t->outside > 0)
		fprintf(to, ", %s of another time", report_number(t->outside, b));
	if (t->foreign > 0)
		fprintf(to, ", %s not Exim's", report_number(t->foreign, c));
	if (t->unknown > 0)
		fprintf(to, ", %s of another version of joejob", report_number(t->unknown, c));
	if (v->unread > 0)
		fprintf(to, "; %zu file%s not read, see above", v->unread, v->unread == 1 ? "" : "s");
	fputs("\n", to);
}

void report_text(const struct report_view *v, FILE *to)
{
	print_head(v, to);
	print_summary(v, to);
	print_refusals(v, to);
	print_shadow(v, to);
	print_hours(v, to);
	for (size_t i = 0; i < REPORT_SECTIONS; i++)
		print_section(v, &report_sections[i], to);
}
