/* test_joescan_recipients.c - whom a stored message was delivered to. */
#include <criterion/criterion.h>
#include <stdio.h>

/* joescan is a program: its parts are in no library. */
#include "joescan_head.c"
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
