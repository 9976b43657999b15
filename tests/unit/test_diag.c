/* test_diag.c - diagnostics: order, text, JSON, what is shown of hostile values; the codes. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "diag.h"
#include "printed.h"

static struct where at(unsigned line, unsigned col)
{
	return (struct where){ .line = line, .col = col };
}

Test(diag, sorts_by_place_and_counts)
{
	struct arena *a = arena_new();
	struct diags *d = diags_new(a, "dir/policy.yaml");
	char *text;

	diag_add(d, SEV_ERROR, (struct where){ 1, 1, "lists/b" }, AG_HOST, "in b");
	diag_add(d, SEV_WARNING, at(10, 1), AG_TWICE, "line %d", 10);
	diag_add(d, SEV_ERROR, at(9, 7), AG_VALUE, "second of 9");
	diag_add(d, SEV_ERROR, at(9, 2), AG_VALUE, "first of 9");
	diag_add(d, SEV_ERROR, (struct where){ 3, 4, "lists/a" }, AG_HOST, "in a");
	diag_add(d, SEV_ERROR, at(9, 7), AG_VALUE, "third of 9");
	diag_add(d, SEV_ERROR, at(0, 0), AG_EMPTY, "the whole file");
	cr_expect_eq(diag_count(d), 7);
	cr_expect_eq(diag_errors(d), 6);
	text = printed(d, false);
	cr_expect_str_eq(text, "dir/policy.yaml: error: the whole file [AG003]\n"
			       "dir/policy.yaml:9:2: error: first of 9 [AG104]\n"
			       "dir/policy.yaml:9:7: error: second of 9 [AG104]\n"
			       "dir/policy.yaml:9:7: error: third of 9 [AG104]\n"
			       "dir/policy.yaml:10:1: warning: line 10 [AG207]\n"
			       "lists/a:3:4: error: in a [AG201]\n"
			       "lists/b:1:1: error: in b [AG201]\n");
	free(text);
	arena_free(a);
}

Test(diag, shows_hostile_values_safely)
{
	static const struct {
		const char *in, *want;
	} tab[] = {
		{ "plain", "plain" },
		{ "m\xc3\xbcnchen", "m\xc3\xbcnchen" },
		{ "a\nb\tc\r", "a\\x0ab\\x09c\\x0d" },
		{ "\x1b[31m", "\\x1b[31m" },
		{ "\xff\xc3", "\\xff\\xc3" },
		{ "\xe2\x80\xae", "\\xe2\\x80\\xae" },
		{ "%s%n", "%s%n" },
		{ "", "" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct arena *a = arena_new();
		struct diags *d = diags_new(a, tab[i].in);
		char want[200], *text;

		diag_add(d, SEV_ERROR, at(1, 1), AG_VALUE, "%s", tab[i].in);
		text = printed(d, false);
		snprintf(
			want, sizeof want, "%s:1:1: error: %s [AG104]\n", tab[i].want, tab[i].want);
		cr_expect_str_eq(text, want, "[%zu]", i);
		free(text);
		arena_free(a);
	}
}

static void repeat(struct buf *b, const char *s, size_t times)
{
	for (size_t i = 0; i < times; i++)
		buf_str(b, s);
}

/* What stands before a long value and what stands behind it stays, and no character is cut. */
Test(diag, shortens_what_is_long)
{
	static const struct {
		const char *name, *letter, *is_shown;
		size_t times, first, last; /* of the letter: in the value, and kept of it */
	} tab[] = {
		{ "as long as it may be", "x", "x", 990, 990, 0 },
		{ "a byte more", "x", "x", 991, 295, 295 },
		{ "half a megabyte", "x", "x", 500000, 295, 295 },
		{ "two bytes each", "\xc3\xbc", "\xc3\xbc", 5000, 147, 148 },
		{ "three bytes each", "\xe2\x82\xac", "\xe2\x82\xac", 5000, 98, 99 },
		{ "four bytes each", "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", 5000, 73, 74 },
		{ "no UTF-8", "\xbf", "\\xbf", 5000, 292, 298 },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct arena *a = arena_new();
		struct diags *d = diags_new(a, "p");
		struct buf value = { .arena = a }, want = { .arena = a };
		size_t left_out = (tab[i].times - tab[i].first - tab[i].last) * strlen(tab[i].letter);

		repeat(&value, tab[i].letter, tab[i].times);
		diag_add(d, SEV_ERROR, at(1, 1), AG_VALUE, "key: %s: why", buf_text(&value));
		buf_str(&want, "p:1:1: error: key: ");
		repeat(&want, tab[i].is_shown, tab[i].first);
		if (left_out > 0)
			buf_printf(&want, "... (%zu bytes left out) ...", left_out);
		repeat(&want, tab[i].is_shown, tab[i].last);
		buf_str(&want, ": why [AG104]\n");
		char *text = printed(d, false), *json = printed(d, true);
		cr_expect_str_eq(text, buf_text(&want), "[%s]", tab[i].name);
		cr_expect_lt(strlen(json), 4000, "[%s] as JSON", tab[i].name);
		free(text);
		free(json);
		arena_free(a);
	}
}

Test(diag, prints_json)
{
	struct arena *a = arena_new();
	struct diags *d = diags_new(a, "p\"q\\.yaml");
	char *text = printed(d, true);

	cr_expect_str_eq(text, "[]\n");
	free(text);
	diag_add(d, SEV_WARNING, at(2, 3), AG_TWICE, "say \"%s\"\n", "a\\b");
	diag_add(d, SEV_ERROR, at(0, 0), AG_EMPTY, "x");
	text = printed(d, true);
	cr_expect_str_eq(text,
		"[\n {\"file\":\"p\\\"q\\\\.yaml\",\"line\":0,\"column\":0,\"severity\":\"error\","
		"\"code\":\"AG003\",\"message\":\"x\"},\n"
		" {\"file\":\"p\\\"q\\\\.yaml\",\"line\":2,\"column\":3,\"severity\":\"warning\","
		"\"code\":\"AG207\",\"message\":\"say \\\"a\\\\b\\\"\\\\x0a\"}\n]\n");
	free(text);
	arena_free(a);
}

Test(diag, keeps_a_bounded_number)
{
	struct arena *a = arena_new();
	struct diags *d = diags_new(a, "p");
	size_t lines = 0;
	char *text;

	for (unsigned i = 0; i < DIAG_MAX + 7; i++)
		diag_add(d, SEV_ERROR, at(i + 1, 1), AG_VALUE, "x");
	cr_expect_eq(diag_count(d), DIAG_MAX + 7);
	cr_expect_eq(diag_errors(d), DIAG_MAX + 7);
	text = printed(d, false);
	for (const char *p = text; *p; p++)
		lines += *p == '\n';
	cr_expect_eq(lines, DIAG_MAX + 1);
	cr_expect_not_null(
		strstr(text, "p: error: 7 more are not shown; mend these first [AG001]\n"));
	free(text);
	arena_free(a);
}

Test(diag, codes_are_in_order_and_unique)
{
	cr_assert_gt(diag_codes_n, 30);
	for (size_t i = 0; i < diag_codes_n; i++) {
		const struct diag_code *c = &diag_codes[i];

		cr_expect_eq(strlen(c->code), 5, "[%s]", c->code);
		cr_expect_eq(strncmp(c->code, "AG", 2), 0, "[%s]", c->code);
		cr_expect_eq(strncmp(c->name, "AG_", 3), 0, "[%s]", c->code);
		cr_expect_gt(strlen(c->summary), 5, "[%s]", c->code);
		cr_expect_neq(c->summary[strlen(c->summary) - 1], '.', "[%s]", c->code);
		if (i > 0)
			cr_expect_lt(strcmp(diag_codes[i - 1].code, c->code), 0, "[%s]", c->code);
	}
}
