/* Received lines as a forger would like them read, and those that would take long. */
#include <criterion/criterion.h>
#include <time.h>

#include "bounds.h"
#include "received_rows.h"

TestSuite(received, .init = rows_compile, .fini = rows_discard);

/* What somebody else wrote into the line must not be read as the receiver's own words. */
Test(received, hostile_lines)
{
	static const struct row rows[] = {
		{ "our name as HELO",
			"from mx.example.org (evil.example [203.0.113.66]) by relay.example.net",
			{ "relay.example.net", "mx.example.org", "evil.example", "203.0.113.66" } },
		{ "our address as HELO",
			"from [192.0.2.25] (evil.example [203.0.113.66]) by relay.example.net",
			{ "relay.example.net", "[192.0.2.25]", "evil.example", "203.0.113.66" } },
		{ "our address in a HELO of words",
			"from a [192.0.2.25] b (evil.example [203.0.113.66]) by "
			"relay.example.net",
			{ "relay.example.net", "a [192.0.2.25] b", "evil.example",
				"203.0.113.66" } },
		{ "by in a HELO",
			"from by mx.example.org (evil.example [203.0.113.66]) by relay.example.net "
			"(Postfix)",
			{ "relay.example.net", "by mx.example.org", "evil.example",
				"203.0.113.66" } },
		{ "by as the HELO", "from by (evil.example [203.0.113.66]) by relay.example.net",
			{ "relay.example.net", "by", "evil.example", "203.0.113.66" } },
		{ "by in a HELO comment",
			"from unknown (HELO x by mx.example.org) (203.0.113.66) by "
			"relay.example.net with SMTP",
			{ "relay.example.net", "x by mx.example.org", "unknown", "203.0.113.66" } },
		{ "by in a quoted HELO",
			"from \"x by mx.example.org \" (evil.example [203.0.113.66]) by "
			"relay.example.net",
			{ "relay.example.net", "\"x by mx.example.org \"", "evil.example",
				"203.0.113.66" } },
		{ "in for, id, with, envelope-from",
			"from evil.example (evil.example [203.0.113.66]) by "
			"relay.example.net with mx.example.org id mx.example.org for "
			"<by@mx.example.org> "
			"(envelope-from <a@mx.example.org>); by mx.example.org",
			{ "relay.example.net", "evil.example", "evil.example", "203.0.113.66" } },
		{ "in comments behind by",
			"from evil.example (evil.example [203.0.113.66]) by relay.example.net "
			"(by mx.example.org (from 192.0.2.25)) (mx.example.org) with smtp",
			{ "relay.example.net", "evil.example", "evil.example", "203.0.113.66" } },
		{ "nested comments",
			"from e.example (e.example [203.0.113.66] (((a) b (c \\) by "
			"mx.example.org)) "
			")) by relay.example.net",
			{ "relay.example.net", "e.example", "e.example", "203.0.113.66" } },
		{ "date that speaks",
			"from e.example (e.example [203.0.113.66]) by relay.example.net; 6 May "
			"from "
			"mx.example.org ([192.0.2.25]) by mx.example.org",
			{ "relay.example.net", "e.example", "e.example", "203.0.113.66" } },
		{ "a by clause too many",
			"from e.example (e.example [203.0.113.66]) by relay.example.net with smtp "
			"by "
			"mx.example.org",
			{ "relay.example.net", "e.example", "e.example", "203.0.113.66" } },
		{ "two from clauses",
			"from e.example (e.example [203.0.113.66]) by relay.example.net from "
			"mx.example.org ([192.0.2.25])",
			{ "relay.example.net", "e.example", "e.example", "203.0.113.66" } },
		{ "ident that is us",
			"from e.example (mx.example.org@e.example [203.0.113.66]) by "
			"relay.example.net",
			{ "relay.example.net", "e.example", "e.example", "203.0.113.66" } },
		{ "helo= that is us",
			"from e.example ([203.0.113.66] helo=mx.example.org) by relay.example.net "
			"with smtp (Exim 4.96) id 1",
			{ "relay.example.net", "mx.example.org", "e.example", "203.0.113.66" } },
		{ "unclosed comment", "from e.example (e.example [203.0.113.66] by mx.example.org",
			{ "mx.example.org", "e.example", "e.example", "203.0.113.66" } },
	};

	CHECK(rows);
}

/* A field of full length made of one thing: an answer, or a limit, but at once. */
Test(received, long_fields_take_no_time)
{
	static const char *const made_of[] = { "(", ")", "()", "((a)", "\"", "\\", "\"\\", " ",
		"\t", "@", "[", "]", "[1", "x ", "x@", "from ", "by ", "from x by y ", "(HELO ",
		"1.", ":", "a:", "1.2.3.4 ", "[1.2.3.4", "([", "(x [", "x (", "x(y ", ";", "(@",
		"helo=", "\\(", "(\\" };
	static const char *const before[] = { "", "from ", "from x ", "from x (", "from x (y ",
		"from x ([", "from [1.2.3.4] (" };
	static char line[65536];

	for (size_t b = 0; b < sizeof before / sizeof before[0]; b++)
		for (size_t i = 0; i < sizeof made_of / sizeof made_of[0]; i++) {
			size_t n = strlen(before[b]), step = strlen(made_of[i]);
			clock_t start = clock();
			struct received r;

			memcpy(line, before[b], n);
			while (n + step <= JJ_FIELD_MAX) {
				memcpy(line + n, made_of[i], step);
				n += step;
			}
			(void)received_parse(shapes, span(line, n), &r);
			cr_expect_lt((double)(clock() - start) / CLOCKS_PER_SEC, 0.02,
				"[%s%s...] took %g s", before[b], made_of[i],
				(double)(clock() - start) / CLOCKS_PER_SEC);
		}
}

/* Behind blanks and comments as long as a field may be, a line says what it says without them. */
Test(received, padding_does_not_hide_the_clauses)
{
	static const char head[] = "from mx.example.org (mx.example.org [192.0.2.25])";
	static const char tail[] = "by relay.example.net (Postfix)";
	static char line[JJ_FIELD_MAX];
	static const struct row row = { "padded", "",
		{ "relay.example.net", "mx.example.org", "mx.example.org", "192.0.2.25" } };

	memset(line, ' ', sizeof line);
	memcpy(line, head, sizeof head - 1);
	memcpy(line + sizeof line - sizeof tail, tail, sizeof tail - 1);
	rows_check_line(&row, span(line, sizeof line));
	for (size_t i = sizeof head; i + 2 < sizeof line - sizeof tail; i += 2)
		memcpy(line + i, "()", 2);
	rows_check_line(&row, span(line, sizeof line));
}
