/* Lines to fields: names, folding, what is kept and what is known to be missing. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "header.h"

Test(header, names)
{
	static const struct {
		const char *line;
		size_t name, strict;
	} tab[] = {
		{ "Received: from x", 8, 8 },
		{ "received:from x", 8, 8 },
		{ "Subject : obsolete", 7, 7 },
		{ "Subject\t:", 7, 7 },
		{ "X-Spam.Level_2: y", 14, 14 },
		{ ":", 0, 0 },
		{ "", 0, 0 },
		{ " Received: x", 0, 0 },
		{ "no colon here", 0, 0 },
		{ "two words: x", 0, 0 },
		{ "From here on", 0, 0 },
		{ "caf\303\251: x", 0, 0 },
		{ "[IPv6:2001:db8::1]) by mx.example.org", 5, 0 },
		{ "10:00:09 +0000", 2, 0 },
		{ "2001:db8::1]) by mx.example.org", 4, 0 },
		{ "(HELO:x", 5, 0 },
		{ "<a@b>:", 5, 0 },
		{ ">Received: x", 9, 0 },
		{ "helo=x:25", 6, 0 },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		cr_expect_eq(header_name(span_str(tab[i].line)), tab[i].name, "[%s]", tab[i].line);
		cr_expect_eq(header_name_strict(span_str(tab[i].line)), tab[i].strict,
			"[%s] strict", tab[i].line);
	}
}

Test(header, name_of_full_length)
{
	char line[JJ_NAME_MAX + 3];

	memset(line, 'x', sizeof line);
	line[JJ_NAME_MAX] = ':';
	cr_expect_eq(header_name(span(line, JJ_NAME_MAX + 1)), JJ_NAME_MAX);
	line[JJ_NAME_MAX] = 'x';
	line[JJ_NAME_MAX + 1] = ':';
	cr_expect_eq(header_name(span(line, JJ_NAME_MAX + 2)), 0);
}

Test(header, what_names_mean)
{
	static const struct {
		const char *name;
		enum field_id id;
		bool mail;
	} tab[] = {
		{ "RECEIVED", F_RECEIVED, true },
		{ "Message-Id", F_MESSAGE_ID, true },
		{ "from", F_FROM, true },
		{ "Date", F_DATE, true },
		{ "Return-Path", F_RETURN_PATH, true },
		{ "X-Received", F_TRACE, true },
		{ "Received-SPF", F_TRACE, true },
		{ "Content-Type", F_CONTENT_TYPE, false },
		{ "Reporting-MTA", F_REPORT, false },
		{ "Original-Message-ID", F_ORIGINAL_MESSAGE_ID, false },
		{ "X-Whatever", F_OTHER, false },
		{ "Receive", F_OTHER, false },
		{ "Receivedx", F_OTHER, false },
		{ "", F_OTHER, false },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		cr_expect_eq(header_id(span_str(tab[i].name)), tab[i].id, "[%s]", tab[i].name);
		cr_expect_eq(header_is_mail(tab[i].id), tab[i].mail, "[%s] mail", tab[i].name);
	}
}

static char got[1000];
static struct field last;

static void note(void *ctx, const struct field *f)
{
	size_t n = strlen(got);

	(void)ctx;
	last = *f;
	snprintf(got + n, sizeof got - n, "%u=%.*s%s%s%s|", f->line, (int)f->value.n,
		(const char *)f->value.p, f->cut ? "~" : "", f->unended ? "$" : "",
		f->broken ? "!" : "");
}

static struct line line_of(unsigned no, const char *text)
{
	return (struct line){ .text = span_str(text), .no = no };
}

Test(header, folding)
{
	static struct header h;
	struct line l;

	header_reset(&h);
	l = line_of(1, "Received:  from x ");
	header_field(&h, &l, 8, note, NULL);
	l = line_of(2, "\tby y");
	header_more(&h, &l);
	l = line_of(3, "wrapped");
	header_more(&h, &l);
	l = line_of(4, "");
	header_more(&h, &l);
	l = line_of(5, "X-Other: not kept");
	header_field(&h, &l, 7, note, NULL);
	l = line_of(6, "\tnor this");
	header_more(&h, &l);
	l = line_of(7, "Message-ID :<1@x>");
	l.broken = true;
	header_field(&h, &l, 10, note, NULL);
	l = line_of(8, "From: a");
	l.unended = true;
	header_field(&h, &l, 4, note, NULL);
	header_flush(&h, note, NULL);
	header_flush(&h, note, NULL);
	cr_expect_str_eq(got, "1=from x \tby y wrapped|5=|7=<1@x>!|8=a$|", "%s", got);
}

Test(header, a_field_that_is_too_long_is_cut)
{
	static struct header h;
	struct line l = line_of(1, "Received: ");
	size_t folds = 0;

	header_reset(&h);
	header_field(&h, &l, 8, note, NULL);
	for (l = line_of(2, "\tfrom x by y with z id 12345678 for <a@b>");
		folds * l.text.n <= JJ_FIELD_MAX; folds++)
		header_more(&h, &l);
	header_flush(&h, note, NULL);
	cr_expect(last.cut);
	cr_expect_leq(last.value.n, JJ_FIELD_MAX);
	cr_expect_gt(last.value.n, JJ_FIELD_MAX - 100);

	l = line_of(3, "Received: x");
	header_field(&h, &l, 8, note, NULL);
	header_flush(&h, note, NULL);
	cr_expect_not(last.cut, "the next field begins anew");
}
