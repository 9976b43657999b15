/* test_joescan_head.c - the header of a stored message: fields, its end, the envelope sender. */
#include <criterion/criterion.h>

/* joescan is a program: its parts are in no library. */
#include "joescan_head.c"

Test(joescan_head, end)
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

		cr_expect_eq(head_end(span_str(tab[i].text), 0), tab[i].want, "%zu", i);
		for (size_t k = 1; k <= n && end == 0; k++)
			end = head_end(span(tab[i].text, k), k <= 3 ? 0 : k - 4);
		cr_expect_eq(end, tab[i].want, "%zu: %zu", i, end);
	}
}

Test(joescan_head, find)
{
	static const char header[] = "From: a\r\nnot a field\r\nDATE : b\n\tc\nDate: d\n\n";
	struct span value;

	cr_expect(head_find(span_str(header), "From", &value));
	cr_expect(span_is(span_trim(value), "a"));
	cr_expect(head_find(span_str(header), "date", &value), "any case, a blank before the colon");
	cr_expect(span_is(span_trim(value), "b\n\tc"), "the first one, with what is folded");
	cr_expect(!head_find(span_str(header), "not a field", &value));
	cr_expect(!head_find(span_str(header), "Subject", &value));
	cr_expect(!head_find(span_str(""), "From", &value));
}

Test(joescan_head, envelope)
{
	static const struct {
		const char *name, *header, *postmark;
		enum envelope want;
		const char *sender;
	} tab[] = {
		{ "nothing", "Subject: x\n\n", "", ENVELOPE_UNKNOWN, "" },
		{ "empty", "Return-Path: <>\n\n", "", ENVELOPE_EMPTY, "" },
		{ "a blank in it", "Return-Path: < >\r\n\r\n", "", ENVELOPE_EMPTY, "" },
		{ "a sender", "Return-path: <a@example.org>\n\n", "", ENVELOPE_SENDER,
			"a@example.org" },
		{ "without brackets", "Return-Path: a@example.org\n", "", ENVELOPE_SENDER,
			"a@example.org" },
		{ "below what delivery wrote",
			"Delivered-To: b@example.org\nReturn-Path: <>\nReceived: x\n\n", "",
			ENVELOPE_EMPTY, "" },
		{ "below a Received line: anybody wrote it",
			"Received: x\nReturn-Path: <a@example.org>\n\n", "", ENVELOPE_UNKNOWN,
			"" },
		{ "a rubbish value", "Return-Path: x\n\n", "", ENVELOPE_UNKNOWN, "" },
		{ "postmark of a bounce", "Subject: x\n\n",
			"From MAILER-DAEMON Mon May  6 10:00:09 2024\n", ENVELOPE_EMPTY, "" },
		{ "postmark of a letter", "Subject: x\n\n",
			"From a@example.org Mon May  6 10:00:09 2024\n", ENVELOPE_SENDER,
			"a@example.org" },
		{ "postmark of Thunderbird", "", "From - Mon May  6 10:00:09 2024\n",
			ENVELOPE_UNKNOWN, "" },
		{ "postmark of Eudora", "", "From ???@??? Mon May  6 10:00:09 2024\n",
			ENVELOPE_UNKNOWN, "" },
		{ "postmark of a local user", "", "From root Mon May  6 10:00:09 2024\n",
			ENVELOPE_UNKNOWN, "" },
		{ "Return-Path before the postmark", "Return-Path: <>\n\n",
			"From a@example.org Mon May  6 10:00:09 2024\n", ENVELOPE_EMPTY, "" },
		{ "an empty postmark", "", "From \n", ENVELOPE_UNKNOWN, "" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct span sender = span_str("");
		enum envelope e = head_envelope(
			span_str(tab[i].header), span_str(tab[i].postmark), &sender);

		cr_expect_eq(e, tab[i].want, "[%s] %d", tab[i].name, (int)e);
		cr_expect(span_is(sender, tab[i].sender), "[%s]", tab[i].name);
	}
}
