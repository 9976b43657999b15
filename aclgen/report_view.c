/* report_view.c - see report_view.h. */
#include "report_view.h"

#include "report_when.h"

enum { HOUR = 3600, DAY_HOURS = 24 };

const struct report_section report_sections[REPORT_SECTIONS] = {
	{ "verdicts", "Bounces judged", "What the module said of them, and by which evidence.",
		"verdict and evidence", BY_VERDICT, 1, { { "messages", "bounces" } } },
	{ "would_suffer", "Sender domains that would have suffered",
		"Whose messages a rule would have refused that only logs or marks.", "domain", BY_DOMAIN,
		1u << DOMAIN_WOULD, { { "would_refuse", "would refuse" }, { "refused", "refused" } } },
	{ "clients", "Clients refused most", "Refused, put off or in danger of it; and messages taken.",
		"client", BY_CLIENT, 1u << CLIENT_REFUSED | 1u << CLIENT_WOULD,
		{ { "refused", "refused" }, { "would_refuse", "would refuse" }, { "received", "taken" } } },
	{ "unverifiable", "Unverifiable bounces, by reporting server",
		"Who returns too little to judge by.", "server", BY_MTA, 1, { { "messages", "bounces" } } },
	{ "via", "Where returned mail says it left",
		"For each outbound entry: our host, where a Received line shows it, else the host that took the "
		"mail first. One that is yours and not in us.outbound stands against complete: yes.",
		"entry, host", BY_VIA, 1u << VIA_OURS | 1u << VIA_UNVERIFIABLE,
		{ { "ours", "ours" }, { "unverifiable", "unverifiable" }, { "forged", "forged" } } },
	{ "unsigned", "Mail of ours that left unsigned",
		"Nobody can prove these by token or prvs. Others: sent in our name, not by us.",
		"sender domain", BY_UNSIGNED, 7,
		{ { "token", "no token" }, { "prvs", "no prvs" }, { "others", "others" } } },
	{ "unsigned_why", "... and why", "What the module or Exim said.", "reason", BY_WHY, 1,
		{ { "messages", "times" } } },
	{ "callouts", "Sender callouts, by domain",
		"Whose server was asked; answers from Exim's cache are among them.", "domain", BY_CALLOUT, 1,
		{ { "asked", "asked" } } },
	{ "trouble", "What did not work", "Mail was let through meanwhile.", "trouble", BY_TROUBLE, 1,
		{ { "lines", "lines" } } },
};

/* The shortest piece with which all hours are shown: hours, quarters of a day, days, weeks, ... */
static unsigned piece_hours(uint64_t hours)
{
	static const unsigned lengths[] = { 1, 6, DAY_HOURS, 7 * DAY_HOURS };
	unsigned i = 0, n;

	while (i + 1 < sizeof lengths / sizeof lengths[0] && hours > (uint64_t)lengths[i] * (PIECES_MAX - 1))
		i++;
	n = lengths[i];
	while (hours > (uint64_t)n * (PIECES_MAX - 1))
		n *= 2;
	return n;
}

static int64_t floor_to(int64_t n, int64_t by)
{
	int64_t over = n % by;

	return n - (over < 0 ? over + by : over);
}

static void cut_time(struct report_view *v)
{
	const struct hour_row *row;
	size_t n = tally_hours(v->t, &row);

	if (n == 0)
		return;
	v->hours = piece_hours((uint64_t)(row[n - 1].hour - row[0].hour) + 1);
	int64_t start = floor_to(row[0].hour, v->hours);

	v->n_pieces = (size_t)((row[n - 1].hour - start) / v->hours) + 1;
	for (size_t i = 0; i < v->n_pieces; i++)
		v->piece[i].at = (start + (int64_t)i * v->hours) * HOUR;
	for (size_t i = 0; i < n; i++) {
		struct report_piece *p = &v->piece[(row[i].hour - start) / v->hours];

		for (unsigned k = 0; k < HOUR_COUNTS; k++)
			p->n[k] += row[i].n[k];
		for (unsigned k = 0; k < RULES_MAX; k++) {
			p->rule[k] += row[i].rule[k];
			v->daily[k][row[i].hour - floor_to(row[i].hour, DAY_HOURS)] += row[i].rule[k];
		}
	}
}

void report_view_make(struct report_view *v, const struct tally *t, size_t files, size_t unread,
	size_t top)
{
	*v = (struct report_view){ .t = t, .files = files, .unread = unread, .top = top };
	v->offered = t->received + t->refused + t->put_off;
	v->n_refusing = tally_rules(t, 1u << REFUSED | 1u << PUT_OFF, v->refusing);
	v->n_would = tally_rules(t, 1u << WOULD_REFUSE, v->would);
	cut_time(v);
}

const char *report_number(uint64_t n, char text[REPORT_NUMBER])
{
	char digits[REPORT_NUMBER];
	int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n), at = 0;

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			text[at++] = ',';
		text[at++] = digits[i];
	}
	text[at] = '\0';
	return text;
}

const char *report_volume(uint64_t bytes, char text[REPORT_NUMBER])
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
	unsigned unit = 0;
	uint64_t n = bytes;

	while (n >= 10000 && unit + 1 < sizeof units / sizeof units[0]) {
		n = (n + 500) / 1000;
		unit++;
	}
	snprintf(text, REPORT_NUMBER, "%llu %s", (unsigned long long)n, units[unit]);
	return text;
}

const char *report_percent(uint64_t n, uint64_t of, char text[REPORT_NUMBER])
{
	text[0] = '\0';
	if (of > 0)
		snprintf(text, REPORT_NUMBER, "%.1f%%", 100.0 * (double)n / (double)of);
	return text;
}

const char *report_piece_name(const struct report_view *v, size_t i, char text[REPORT_NUMBER])
{
	char date[LOG_DATE_TEXT];

	log_date_print(v->piece[i].at, date);
	snprintf(text, REPORT_NUMBER, "%.*s", v->hours % DAY_HOURS == 0 ? 10 : 16, date);
	return text;
}
