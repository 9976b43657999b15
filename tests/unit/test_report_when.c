/* test_report_when.c - what stands before the text of a line in Exim's mainlog. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <time.h>

#include "report_when.h"

static void expect(const char *line, const char *date, const char *id, const char *text)
{
	struct log_clock clock = { 0 };
	struct log_line l = { 0 };
	char shown[LOG_DATE_TEXT];

	cr_expect(log_line_read(&clock, span_str(line), &l), "%s", line);
	log_date_print(l.at, shown);
	cr_expect_str_eq(shown, date, "%s: %s", line, shown);
	cr_expect(l.id.n == strlen(id) && memcmp(l.id.p, id, l.id.n) == 0, "%s: id", line);
	cr_expect(l.text.n == strlen(text) && memcmp(l.text.p, text, l.text.n) == 0, "%s: text", line);
}

Test(report_when, prefixes)
{
	static const struct {
		const char *before, *id;
	} tab[] = {
		{ "2026-11-26 13:11:15 ", "" },
		{ "2026-11-26 13:11:15.123 ", "" },
		{ "2026-11-26 13:11:15 +0100 ", "" },
		{ "2026-11-26 13:11:15.123 -0330 [4711] ", "" },
		{ "2026-11-26 13:11:15 [4711] 1xWZFr-00005m-2a ", "1xWZFr-00005m-2a" },
		{ "2026-11-26 13:11:15 1xWZFr-0000000005m-2aXY ", "1xWZFr-0000000005m-2aXY" },
		{ "Nov 26 10:00:00 mx1 exim[99]: 2026-11-26 13:11:15 1xWZFr-00005m-2a ", "1xWZFr-00005m-2a" },
		{ "2026-11-26T10:00:00.123456+01:00 mx1 exim4: [1/2] 2026-11-26 13:11:15 ", "" },
		{ "2026-11-26T13:11:15.123456+01:00 mx1 exim[99]: 1xWZFr-00005m-2a ", "1xWZFr-00005m-2a" },
		{ "2026-11-26T13:11:15Z mx1 exim[99]: ", "" },
	};
	char line[200];

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		snprintf(line, sizeof line, "%s<= a@b", tab[i].before);
		expect(line, "2026-11-26 13:11:15", tab[i].id, "<= a@b");
	}
	/* Nearly so. */
	expect("2026-11-26 13:11:15 [x] a", "2026-11-26 13:11:15", "", "[x] a");
	expect("2026-11-26 13:11:15 1xWZFr-00005m-2", "2026-11-26 13:11:15", "", "1xWZFr-00005m-2");
	expect("2026-11-26 13:11:15 1xWZFr-0_005m-2a x", "2026-11-26 13:11:15", "", "1xWZFr-0_005m-2a x");
	expect("1969-12-31 23:59:59 x", "1969-12-31 23:59:59", "", "x");
	expect("2024-02-29 23:59:60 x", "2024-03-01 00:00:00", "", "x");
}

/* The year that a line gets whose day is so many days after today. */
static int year_of_line(int days_ahead)
{
	struct log_clock clock = { .year = 2026 };
	struct log_line l;
	time_t then = time(NULL) + days_ahead * 86400;
	struct tm tm;
	char line[100];

	localtime_r(&then, &tm);
	strftime(line, sizeof line, "%b %e %H:%M:%S mx1 exim[9]: x", &tm);
	cr_expect(log_line_read(&clock, span_str(line), &l));
	gmtime_r(&(time_t){ (time_t)l.at }, &tm);
	return tm.tm_year + 1900;
}

Test(report_when, old_syslog_has_no_year)
{
	time_t now = time(NULL);
	struct tm today, soon;

	cr_expect_eq(year_of_line(0), 2026);
	for (int ahead = 3; ahead <= 12; ahead++) {
		time_t then = now + ahead * 86400;

		localtime_r(&now, &today);
		localtime_r(&then, &soon);
		/* Across New Year it is a day of this year that is long gone. */
		cr_expect_eq(year_of_line(ahead), soon.tm_year == today.tm_year ? 2025 : 2026, "%d", ahead);
	}
}

Test(report_when, not_exims)
{
	static const char *const lines[] = {
		"", "x", "2026-11-26", "2026-11-26 13:11:15", "2026-11-26 13:11:15x", "2026-13-26 13:11:15 x",
		"2026-11-26 25:11:15 x", "2026-11-26 1a:11:15 x", "Nov 26 13:11:15 mx1 sshd[1]: x",
		"Nov 26 13:11:15 mx1 eximstats 2026-11-26 13:11:15 x", "Now 26 13:11:15 mx1 exim[1]: x",
		"Nov 26 13:11:15", "Nov 26 13:11:15 mx1", "2026-11-26T13:11:15", "2026-11-26T13:11:15+01:00 mx1 exim",
	};
	struct log_clock clock = { 0 };
	struct log_line l;

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		cr_expect_not(log_line_read(&clock, span_str(lines[i]), &l), "%s", lines[i]);
}

/* No byte behind the end of a line is read: each cut stands at the end of its own memory. */
Test(report_when, any_cut)
{
	static const char line[] = "Nov 26 10:00:00 mx1 exim[99]: [1/2] 2026-11-26 13:11:15.123 +0100 [7] 1xWZFr-00005m-2a x";
	struct log_clock clock = { 0 };
	struct log_line l;

	for (size_t from = 0; from < sizeof line; from++)
		for (size_t n = 0; from + n < sizeof line; n++) {
			unsigned char *copy = malloc(n ? n : 1);

			memcpy(copy, line + from, n);
			log_line_read(&clock, span(copy, n), &l);
			free(copy);
		}
}

Test(report_when, zones_are_shown_in_the_first)
{
	struct log_clock clock = { 0 };
	struct log_line a, b, c;

	cr_assert(log_line_read(&clock, span_str("2026-11-26 13:00:00 +0100 x"), &a));
	cr_assert(log_line_read(&clock, span_str("2026-11-26 07:00:00 -0500 x"), &b));
	cr_assert(log_line_read(&clock, span_str("2026-11-26 13:00:00 x"), &c));
	cr_expect_eq(a.at, b.at);
	cr_expect_eq(a.at, c.at);
}

Test(report_when, dates)
{
	static const char *const bad[] = { "", "yesterday", "2026-11", "2026-11-26 1", "2026-11-26x13:00",
		"2026-11-26 24:00", "2026-11-26 13:00:0x", "2026-00-01" };
	int64_t day, minute, second;

	cr_assert(log_date_read("2026-11-26", &day));
	cr_assert(log_date_read("2026-11-26 13:11", &minute));
	cr_assert(log_date_read("2026-11-26T13:11:05", &second));
	cr_expect_eq(minute - day, 13 * 3600 + 11 * 60);
	cr_expect_eq(second - minute, 5);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		cr_expect_not(log_date_read(bad[i], &day), "%s", bad[i]);
}
