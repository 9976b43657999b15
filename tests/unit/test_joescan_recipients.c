/* test_joescan_recipients.c - whom a stored message was delivered to. */
#include <criterion/criterion.h>
#include <stdio.h>

/* joescan is a program: its parts are in no library. */
#include "joescan_recipients.c"

struct list {
	char text[512];
	size_t n;
};

static void add(void *ctx, struct span address)
{
	struct list *l = ctx;

	l->n += (size_t)snprintf(l->text + l->n, sizeof l->text - l->n, "<%.*s>", (int)address.n,
		(const char *)address.p);
}

Test(joescan_recipients, find)
{
	static const struct {
		const char *name, *header, *want;
	} tab[] = {
		{ "none", "Subject: x\n\n", "" },
		{ "to", "To: a@example.org\n\n", "<a@example.org>" },
		{ "to and cc", "To: a@example.org\nCc: b@example.org\n\n",
			"<a@example.org><b@example.org>" },
		{ "envelope before to", "To: a@example.org\nEnvelope-to: b@example.org\n\n",
			"<b@example.org>" },
		{ "as the MX saw it before what became of it",
			"Delivered-To: a@inside.example\nX-Original-To: b@example.org\n\n",
			"<b@example.org>" },
		{ "an empty field is none", "Envelope-To:\nTo: a@example.org\n\n",
			"<a@example.org>" },
		{ "repeated", "Delivered-To: a@example.org\nX: y\nDelivered-To: b@example.org\n\n",
			"<a@example.org><b@example.org>" },
		{ "any case, blanks before the colon", "ENVELOPE-TO : a@example.org\n\n",
			"<a@example.org>" },
		{ "no prefix of a name", "To-Do: a@example.org\nX-To: b@example.org\n\n", "" },
		{ "folded", "To: a@example.org,\r\n\tb@example.org\r\nSubject: c@example.org\r\n",
			"<a@example.org><b@example.org>" },
		{ "names", "To: A B <a@example.org>, \"x, <y@z>\" <b@example.org>\n",
			"<a@example.org><b@example.org>" },
		{ "comments", "To: a@example.org (at (my) \\) c@example.org), b@example.org\n",
			"<a@example.org><b@example.org>" },
		{ "group", "To: people: a@example.org, b@example.org;, c@example.org\n",
			"<a@example.org><b@example.org><c@example.org>" },
		{ "empty group", "To: undisclosed-recipients:;\n", "" },
		{ "quoted local part", "To: \"a b,@\"@example.org\n", "<\"a b,@\"@example.org>" },
		{ "route", "To: <@relay.example:a@example.org>\n", "<a@example.org>" },
		{ "unclosed bracket", "To: <a@example.org\n", "<a@example.org>" },
		{ "unclosed quote", "To: \"a@example.org\n\n", "<\"a@example.org>" },
		{ "empty brackets", "To: <>, a@example.org\n", "<a@example.org>" },
		{ "cut off", "To: a@example.or", "<a@example.or>" },
		{ "cut off at the colon", "To", "" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct list l = { .text = "" };

		recipients_find(span_str(tab[i].header), add, &l);
		cr_expect_str_eq(l.text, tab[i].want, "[%s] %s", tab[i].name, l.text);
	}
}

Test(joescan_recipients, header_end)
{
	static const struct {
		const char *text;
		size_t want;
	} tab[] = {
		{ "", 0 },
		{ "\n", 1 },
		{ "\r\nx", 2 },
		{ "A: 1\n", 0 },
		{ "A: 1\n\nx", 6 },
		{ "A: 1\r\n\r\nx", 8 },
		{ "A: 1\n\r", 0 },
		{ "A: 1\n\rx\n\n", 9 },
		{ "A: 1\nB: 2\n\n\n", 11 },
	};

	/* In one go, and as a buffer that fills byte by byte. */
	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		size_t n = strlen(tab[i].text), end = 0;

		cr_expect_eq(recipients_header_end(span_str(tab[i].text), 0), tab[i].want, "%zu", i);
		for (size_t k = 1; k <= n && end == 0; k++)
			end = recipients_header_end(span(tab[i].text, k), k <= 3 ? 0 : k - 4);
		cr_expect_eq(end, tab[i].want, "%zu: %zu", i, end);
	}
}
