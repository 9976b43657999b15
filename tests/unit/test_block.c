/* Header blocks: found by their shape in text, or where a part begins with one. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "block.h"
#include "lines.h"

#define R "Received: from a.example ([192.0.2.1]) by b.example; 6 May\n"
#define F "From: a@example.org\n"
#define D "Date: 6 May 2024\n"
#define S "Subject: x\n"
#define M "Message-ID: <1@example.org>\n"

static struct jj_settings settings;
static struct us us = { .settings = &settings, .mask = 1 };

static void begin(void)
{
	char err[200];

	cr_assert_eq(
		jj_settings_parse(&settings, span_str("for=* host=b.example"), err, sizeof err), 0);
	us.shapes = received_shapes_new();
	us.hosts = true;
}

static void end(void)
{
	received_shapes_free(us.shapes);
}

TestSuite(block, .init = begin, .fini = end);

static bool feed(void *ctx, const struct line *line)
{
	block_line(ctx, line);
	return ((struct block *)ctx)->state != BLOCK_FOUND;
}

static void run(struct block *b, bool anchored, const char *text, size_t chunk)
{
	static struct lines lines;
	size_t n = strlen(text);

	lines_reset(&lines);
	block_reset(b, &us, anchored);
	for (size_t i = 0; i < n; i += chunk)
		if (!lines_feed(&lines, span(text + i, n - i < chunk ? n - i : chunk), feed, b))
			return;
	if (lines_end(&lines, feed, b))
		block_end(b, false);
}

/* What was found, as "line fields received ended", or "none". */
static void describe(const struct block *b, char *out, size_t size)
{
	const struct original *o = &b->original;

	if (b->state != BLOCK_FOUND)
		snprintf(out, size, "none");
	else
		snprintf(out, size, "%u %u %u %s", o->line, o->n_fields, o->n_received,
			o->ended ? "ended" : "open");
}

struct row {
	const char *name, *text, *want;
};

static void check(bool anchored, const struct row *rows, size_t n)
{
	static const size_t chunks[] = { 1, 2, 3, 7, 1000 };
	static struct block b;

	for (size_t i = 0; i < n; i++)
		for (size_t c = 0; c < sizeof chunks / sizeof chunks[0]; c++) {
			char got[80];

			run(&b, anchored, rows[i].text, chunks[c]);
			describe(&b, got, sizeof got);
			cr_expect_str_eq(got, rows[i].want, "[%s] chunks of %zu: %s, wanted %s",
				rows[i].name, chunks[c], got, rows[i].want);
		}
}

Test(block, in_text)
{
	static const struct row rows[] = {
		{ "at the top", R F D "\nbody\n", "1 3 1 ended" },
		{ "below words", "Sorry.\n\n" R F D "\nbody\n", "3 3 1 ended" },
		{ "right below words", "Sorry:\n" R F "\nbody\n", "2 2 1 ended" },
		{ "below a line of dashes", "-----\n" R F "\n", "2 2 1 ended" },
		{ "at the end", "Sorry.\n\n" R F, "3 2 1 open" },
		{ "at the end, unended", "Sorry.\n\n" R "From: a@b", "3 2 1 open" },
		{ "unknown fields inside", R "X-A: b\nX-B: c\n" F "\n", "1 4 1 ended" },
		{ "unknown fields above", "X-A: b\nX-B: c\n" R F "\n", "3 2 1 ended" },
		{ "Return-Path above", "Return-Path: <a@b>\n" R F "\n", "1 3 1 ended" },
		{ "folded", "Received: from a.example\n\tby b.example;\n  6 May\n" F "\n",
			"1 2 1 ended" },
		{ "wrapped", "Received: from a.example\nby b.example;\n6 May\n" F "\n",
			"1 2 1 ended" },
		{ "wrapped at an address",
			"Received: from a.example (\n[IPv6:2001:db8::1]) by b.example\n" F "\n",
			"1 2 1 ended" },
		{ "nine lines that are none",
			R F "a b\na b\na b\na b\na b\na b\na b\na b\na b\n" R "\n", "1 2 1 open" },
		{ "eight lines that are none",
			R F "a b\na b\na b\na b\na b\na b\na b\na b\n" R "\n", "1 3 2 ended" },
		{ "Message-ID and three", M F D S "\n", "1 4 0 ended" },
		{ "Message-ID and one", M F "\n", "none" },
		{ "no Message-ID", F D S "To: b\n\n", "none" },
		{ "Message-ID in a report",
			"Reporting-MTA: dns; x\n" M F D "Final-Recipient: x\n\n", "none" },
		{ "one Received alone", R "\n", "none" },
		{ "words about fields", "From: the depths\nI cry.\n\nDate: none\n\n", "none" },
		{ "the second of two blocks", F S "\n" R F "\n", "4 2 1 ended" },
		{ "nothing", "", "none" },
		{ "empty lines", "\n\n\n", "none" },
	};

	check(false, rows, sizeof rows / sizeof rows[0]);
}

Test(block, quoted)
{
	static const struct row rows[] = {
		{ "> ", "> " R "> " F "> " D ">\n> body\n", "1 3 1 ended" },
		{ ">", ">" R ">" F ">\n>body\n", "1 2 1 ended" },
		{ "> > ", "> > " R "> > " F "> >\n", "1 2 1 ended" },
		{ "| ", "| " R "| " F "|\n", "1 2 1 ended" },
		{ "blanks", "    " R "    " F "\n", "1 2 1 ended" },
		{ "a tab", "\t" R "\t" F "\n", "1 2 1 ended" },
		{ "folded in quotes",
			"> Received: from a.example\n> \tby b.example; 6 May\n> " F ">\n",
			"1 2 1 ended" },
		{ "the quotation stops", "> " R "> " F "words\n" R, "1 2 1 open" },
		{ "the quotation gets deeper", "> " R "> " F "> > " R "> \n", "1 2 1 ended" },
	};

	check(false, rows, sizeof rows / sizeof rows[0]);
}

Test(block, at_the_top_of_a_part)
{
	static const struct row rows[] = {
		{ "at once", R F "\nbody\n", "1 2 1 ended" },
		{ "below empty lines", "\n\n" R F "\n", "3 2 1 ended" },
		{ "below the line of an mbox", "From a@b Mon May  6 10:00:00 2024\n" R F "\n",
			"2 2 1 ended" },
		{ "quoted mbox line", ">From a@b Mon May  6 10:00:00 2024\n" R F "\n",
			"2 2 1 ended" },
		{ "unknown field first", "X-A: b\n" R F "\n", "1 3 1 ended" },
		{ "one field is enough", S "\nbody\n", "1 1 0 ended" },
		{ "below a header of MIME alone", "Content-Type: message/rfc822\n\n" R F "\n",
			"3 2 1 ended" },
		{ "below words", "This is it:\n\n" R F "\n", "3 2 1 ended" },
		{ "it counts, not what is below", S "\n" R F "\n", "1 1 0 ended" },
		{ "it stops", R "From: a", "1 2 1 open" },
	};

	check(true, rows, sizeof rows / sizeof rows[0]);
}
