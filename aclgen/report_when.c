/* report_when.c - see report_when.h. */
#include "report_when.h"

#include <stdio.h>
#include <time.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, DATE = 10, TIME = 8 };

static int two(const unsigned char *p)
{
	return (p[0] - '0') * 10 + p[1] - '0';
}

/* Whether the bytes have this form: 'd' is a digit, others are themselves. */
static bool formed(struct span s, const char *form)
{
	size_t n = strlen(form);

	if (s.n < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (form[i] == 'd' ? !jj_digit(s.p[i]) : s.p[i] != (unsigned char)form[i])
			return false;
	return true;
}

static struct span behind(struct span s, size_t n)
{
	return n < s.n ? span(s.p + n, s.n - n) : span(s.p + s.n, 0);
}

/* Days since 1970-01-01 in the Gregorian calendar: years begin in March, so that leap days are last. */
static int64_t days(int y, int m, int d)
{
	y -= m <= 2;
	m += m <= 2 ? 9 : -3;
	return (int64_t)y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + d - 1 - 719468;
}

static bool day_of(struct span s, int64_t *at)
{
	int month, day;

	if (!formed(s, "dddd-dd-dd"))
		return false;
	month = two(s.p + 5);
	day = two(s.p + 8);
	if (month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	*at = days(two(s.p) * 100 + two(s.p + 2), month, day) * DAY;
	return true;
}

/* A leap second is the 60th. */
static bool time_of(const unsigned char *p, int64_t *at)
{
	int h = two(p), m = two(p + 3), s = two(p + 6);

	*at += h * HOUR + m * MINUTE + s;
	return h < 24 && m < 60 && s <= 60;
}

/* " +0100" at the start of `s`: its minutes. */
static bool zone_of(struct span s, int *minutes)
{
	if (!formed(s, " +dddd") && !formed(s, " -dddd"))
		return false;
	*minutes = (two(s.p + 2) * 60 + two(s.p + 4)) * (s.p[1] == '-' ? -1 : 1);
	return true;
}

static void apply_zone(struct log_clock *c, int minutes, int64_t *at)
{
	if (!c->has_zone) {
		c->has_zone = true;
		c->zone = minutes;
	}
	*at += (int64_t)(c->zone - minutes) * MINUTE;
}

/* Exim's time at the start of `s`, which then begins behind it. */
static bool exim_time(struct log_clock *c, struct span *s, int64_t *at)
{
	int minutes;

	if (s->n <= DATE + 1 + TIME || s->p[DATE] != ' ' || !formed(behind(*s, DATE + 1), "dd:dd:dd"))
		return false;
	if (memcmp(s->p, c->day_text, DATE) != 0) {
		if (!day_of(*s, &c->day))
			return false;
		memcpy(c->day_text, s->p, DATE);
	}
	*at = c->day;
	if (!time_of(s->p + DATE + 1, at))
		return false;
	*s = behind(*s, DATE + 1 + TIME);
	if (formed(*s, ".ddd"))
		*s = behind(*s, 4);
	if (zone_of(*s, &minutes)) {
		apply_zone(c, minutes, at);
		*s = behind(*s, 6);
	}
	if (s->n == 0 || s->p[0] != ' ')
		return false;
	*s = behind(*s, 1);
	return true;
}

/* "2026-11-26T13:11:15.123456+01:00 ": syslog's time, as rsyslog writes it now. */
static bool syslog_time(struct log_clock *c, struct span *s, int64_t *at)
{
	size_t n = DATE + 1 + TIME;

	if (!formed(*s, "dddd-dd-ddTdd:dd:dd") || !day_of(*s, at) || !time_of(s->p + DATE + 1, at))
		return false;
	if (n < s->n && s->p[n] == '.')
		for (n++; n < s->n && jj_digit(s->p[n]);)
			n++;
	*s = behind(*s, n);
	if (formed(*s, "+dd:dd") || formed(*s, "-dd:dd")) {
		apply_zone(c, (two(s->p + 1) * 60 + two(s->p + 4)) * (s->p[0] == '-' ? -1 : 1), at);
		*s = behind(*s, 6);
	} else if (formed(*s, "Z")) {
		apply_zone(c, 0, at);
		*s = behind(*s, 1);
	}
	return formed(*s, " ");
}

/* "Nov 26 13:11:15 ": syslog's time as it was, without a year: one that is not in the future,
 * but for the day that another zone may be ahead. */
static bool old_syslog_time(struct log_clock *c, struct span *s, int64_t *at)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t now = time(NULL);
	struct tm today;
	int month = 0, day;
	int64_t ahead;

	if (!formed(behind(*s, 3), " dd dd:dd:dd ") && !formed(behind(*s, 3), "  d dd:dd:dd "))
		return false;
	while (month < 12 && memcmp(s->p, months + 3 * month, 3) != 0)
		month++;
	if (month == 12 || localtime_r(&now, &today) == NULL)
		return false;
	day = (s->p[4] == ' ' ? 0 : s->p[4] - '0') * 10 + s->p[5] - '0';
	if (c->year == 0)
		c->year = today.tm_year + 1900;
	ahead = days(today.tm_year + 1900, month + 1, day) -
		days(today.tm_year + 1900, today.tm_mon + 1, today.tm_mday);
	*at = days(c->year - (ahead > 1), month + 1, day) * DAY;
	if (!time_of(s->p + 7, at))
		return false;
	*s = behind(*s, 15);
	return true;
}

/* " host exim[123]: " behind syslog's time, and its number of a line that was cut in pieces. */
static bool syslog_tag(struct span *s)
{
	size_t n = 1;

	while (n < s->n && s->p[n] != ' ')
		n++;
	*s = behind(*s, n + 1);
	if (!span_starts(*s, "exim"))
		return false;
	for (n = 0; n < s->n && s->p[n] != ' ';)
		n++;
	if (s->p[n - 1] != ':')
		return false;
	*s = behind(*s, n + 1);
	if (formed(*s, "[d/d] ") || formed(*s, "[d\\d] "))
		*s = behind(*s, 6);
	return true;
}

/* 1xWZFr-00005m-2a, or 1xWZFr-0000000005m-2aXY since 4.97. */
static size_t id_length(struct span s)
{
	static const struct {
		unsigned char middle, end;
	} forms[] = { { 13, 16 }, { 18, 23 } };

	for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++) {
		size_t n = forms[f].end, i = 0;

		if (s.n <= n || s.p[n] != ' ' || s.p[6] != '-' || s.p[forms[f].middle] != '-')
			continue;
		while (i < n && (i == 6 || i == forms[f].middle || jj_alnum(s.p[i])))
			i++;
		if (i == n)
			return n;
	}
	return 0;
}

static void skip_pid(struct span *s)
{
	size_t n = 1;

	if (s->n == 0 || s->p[0] != '[')
		return;
	while (n < s->n && jj_digit(s->p[n]))
		n++;
	if (n > 1 && n + 1 < s->n && s->p[n] == ']' && s->p[n + 1] == ' ')
		*s = behind(*s, n + 2);
}

bool log_line_read(struct log_clock *c, struct span line, struct log_line *l)
{
	struct span s = line;
	size_t n;

	if (!exim_time(c, &s, &l->at)) {
		s = line;
		if (!syslog_time(c, &s, &l->at) && !old_syslog_time(c, &s, &l->at))
			return false;
		if (!syslog_tag(&s))
			return false;
		struct span rest = s;
		int64_t own;

		if (exim_time(c, &rest, &own)) {
			l->at = own;
			s = rest;
		}
	}
	skip_pid(&s);
	n = id_length(s);
	l->id = span(s.p, n);
	l->text = behind(s, n > 0 ? n + 1 : 0);
	return true;
}

bool log_date_read(const char *text, int64_t *at)
{
	struct span s = span_str(text);

	if (!day_of(s, at))
		return false;
	if (s.n == DATE)
		return true;
	char copy[DATE + 1 + TIME + 1] = "";

	if (s.n != DATE + 6 && s.n != DATE + 1 + TIME)
		return false;
	memcpy(copy, text, s.n);
	if (s.n == DATE + 6)
		memcpy(copy + s.n, ":00", 3);
	if ((copy[DATE] != ' ' && copy[DATE] != 'T') || !formed(span_str(copy + DATE + 1), "dd:dd:dd"))
		return false;
	return time_of((const unsigned char *)copy + DATE + 1, at);
}

void log_date_print(int64_t at, char text[LOG_DATE_TEXT])
{
	time_t t = (time_t)at;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL || strftime(text, LOG_DATE_TEXT, "%Y-%m-%d %H:%M:%S", &tm) == 0)
		text[0] = '\0';
}
