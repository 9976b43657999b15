/* test_report_fields.c - pieces of a log line: what is not there, and lines shorter than what is looked for. */
#include <criterion/criterion.h>

#include "report_fields.h"

Test(report_fields, finds_the_first_and_the_last)
{
	static const struct {
		const char *in, *what;
		size_t first, last;
	} tab[] = {
		{ "", "H=", 0, 0 },
		{ "H", " H=", 1, 1 },
		{ "H=", "H=", 0, 0 },
		{ "a H=b H=c", " H=", 1, 5 },
		{ "aaa", "aa", 0, 1 },
		{ "a b", " ", 1, 1 },
		{ " H", " H=", 2, 2 },
		{ "x H=", " H=", 1, 1 },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		cr_expect_eq(log_find(span_str(tab[i].in), tab[i].what), tab[i].first, "[%s] %s", tab[i].in,
			tab[i].what);
		cr_expect_eq(log_find_last(span_str(tab[i].in), tab[i].what), tab[i].last, "[%s] %s",
			tab[i].in, tab[i].what);
	}
}

/* A field that is not there is NULL, and is looked into like any other (with sanitizers: VARIANT=san). */
Test(report_fields, of_nothing_there_is_nothing)
{
	struct span none = log_field(span_str("F=<a@b.example>"), " rule=", " ");

	cr_expect_null(none.p);
	cr_expect_eq(none.n, 0);
	cr_expect_eq(log_find(none, " temporarily rejected"), 0);
	cr_expect_eq(log_find_last(none, " ["), 0);
	cr_expect_eq(log_until(none, ": ").n, 0);
	cr_expect_eq(log_client(none).address.n, 0);
	cr_expect_eq(log_number(none), 0);
}

Test(report_fields, clients)
{
	static const struct {
		const char *line, *name, *address;
	} tab[] = {
		{ "H=mx.example.net (helo) [192.0.2.1]:25 I=[192.0.2.2]:25 F=<a@b.example>", "mx.example.net",
			"192.0.2.1" },
		{ "H=([203.0.113.9]) [192.0.2.1] P=esmtp", "", "192.0.2.1" },
		{ "<= a@b.example H=[2001:db8::1] P=esmtp S=900", "", "2001:db8::1" },
		{ "H=mx.example.net", "", "" },
		{ "", "", "" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct log_client c = log_client(span_str(tab[i].line));

		cr_expect(span_is(c.name, tab[i].name), "[%s]", tab[i].line);
		cr_expect(span_is(c.address, tab[i].address), "[%s]", tab[i].line);
	}
}
