/* Bytes to lines: the same lines wherever the chunks are cut. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "lines.h"

enum { OUT_MAX = 4096 };

struct log {
	char text[OUT_MAX];
	size_t n;
	unsigned last, stop_after;
};

/* Each line as "text|", a cut one as "text~|", an unended one as "text$|". */
static bool note(void *ctx, const struct line *line)
{
	struct log *l = ctx;

	cr_assert_eq(line->no, ++l->last);
	l->n += (size_t)snprintf(l->text + l->n, sizeof l->text - l->n, "%.*s%s%s|",
		(int)(line->text.n > 40 ? 40 : line->text.n), (const char *)line->text.p,
		line->cut ? "~" : "", line->unended ? "$" : "");
	return l->last != l->stop_after;
}

static void run(struct log *l, struct span s, size_t chunk)
{
	static struct lines lines;

	lines_reset(&lines);
	for (size_t i = 0; i < s.n; i += chunk)
		cr_assert(lines_feed(
			&lines, span(s.p + i, s.n - i < chunk ? s.n - i : chunk), note, l));
	lines_end(&lines, note, l);
}

Test(lines, whole_and_in_pieces)
{
	static const struct {
		const char *in, *want;
	} tab[] = {
		{ "", "" },
		{ "a", "a$|" },
		{ "a\n", "a|" },
		{ "a\nb", "a|b$|" },
		{ "a\r\nb\r\n", "a|b|" },
		{ "a\r\nb\n\r\n\n", "a|b|||" },
		{ "a\rb\r\n", "a\rb|" },
		{ "a\r\r\r\n", "a|" },
		{ "\ra\n", "\ra|" },
		{ "a\r", "a$|" },
		{ "\n\n", "||" },
		{ "\n\r", "|$|" },
		{ " a \t\n", " a \t|" },
	};
	static const size_t chunks[] = { 1, 2, 3, 7, 100 };

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++)
		for (size_t c = 0; c < sizeof chunks / sizeof chunks[0]; c++) {
			struct log l = { .n = 0 };

			run(&l, span_str(tab[i].in), chunks[c]);
			cr_expect_str_eq(l.text, tab[i].want, "row %zu, chunks of %zu: %s", i,
				chunks[c], l.text);
		}
}

Test(lines, nul_is_data)
{
	static struct lines lines;
	struct log l = { .n = 0 };

	lines_reset(&lines);
	lines_feed(&lines, span("a\0b\n\0\n", 6), note, &l);
	cr_expect_eq(l.last, 2);
	cr_expect_eq(lines.n, 0);
}

Test(lines, long_ones_are_cut_and_say_so)
{
	static const struct {
		size_t length;
		bool cut;
	} tab[] = { { JJ_LINE_MAX - 1, false }, { JJ_LINE_MAX, false }, { JJ_LINE_MAX + 1, true },
		{ 3 * JJ_LINE_MAX, true } };
	static const char *const ends[] = { "\n", "\r\n", "" };
	static const size_t chunks[] = { 1, 7, 1000, JJ_LINE_MAX, 8 * JJ_LINE_MAX };
	static unsigned char in[3 * JJ_LINE_MAX + 2];

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++)
		for (size_t e = 0; e < 3; e++)
			for (size_t c = 0; c < sizeof chunks / sizeof chunks[0]; c++) {
				struct log l = { .n = 0 };
				char want[80];

				memset(in, 'x', tab[i].length);
				memcpy(in + tab[i].length, ends[e], strlen(ends[e]));
				run(&l, span(in, tab[i].length + strlen(ends[e])), chunks[c]);
				snprintf(want, sizeof want, "%.40s%s%s|",
					"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
					tab[i].cut ? "~" : "", *ends[e] ? "" : "$");
				cr_expect_str_eq(l.text, want,
					"%zu bytes, end %zu, chunks of %zu: %s", tab[i].length, e,
					chunks[c], l.text);
			}
}

Test(lines, stops_when_told)
{
	static struct lines lines;
	struct log l = { .stop_after = 2 };

	lines_reset(&lines);
	cr_expect_not(lines_feed(&lines, span_str("a\nb\nc\nd\n"), note, &l));
	cr_expect_str_eq(l.text, "a|b|");
}
