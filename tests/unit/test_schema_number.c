/* test_schema_number.c - rates, sizes, scores and counts, and checks that cannot do everything. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"
#include "schema_read.h"
#include "schema_value.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

struct toy {
	struct rate rate;
	struct amount size, score, count, share;
	struct check check;
};

#define TOY(T, m) SCHEMA_FIELD(toy, T, m)

static const char *const some_modes[] = { "off", "log", "deny", NULL };

static const struct row rows[] = {
	{ .path = "rate", .kind = ROW_RATE, .offset = TOY(struct rate, rate), .min = 2, .max = 500,
		.doc = "a rate" },
	{ .path = "size", .kind = ROW_SIZE, .offset = TOY(struct amount, size), .min = 1024,
		.max = 10 << 20, .doc = "a size" },
	{ .path = "score", .kind = ROW_SCORE, .offset = TOY(struct amount, score), .min = 1,
		.max = 1000, .doc = "a score" },
	{ .path = "count", .kind = ROW_COUNT, .offset = TOY(struct amount, count), .min = 8,
		.max = 32, .doc = "a count" },
	{ .path = "check", .kind = ROW_CHECK, .offset = TOY(struct check, check),
		.words = some_modes, .doc = "a check" },
	{ .path = "share", .kind = ROW_SHARE, .offset = TOY(struct amount, share), .min = 1,
		.max = 1000, .doc = "a share" },
};

static const struct schema schema = { rows, COUNT(rows), "toy", "version: 1" };

struct got {
	struct toy toy;
	struct schema_run run;
	char *diags; /* of malloc */
};

static struct got *get(const char *text)
{
	struct got *g = calloc(1, sizeof *g);

	g->diags = schema_filled(&g->run, &schema, &g->toy, text, ".");
	return g;
}

static void drop(struct got *g)
{
	free(g->diags);
	arena_free(g->run.arena);
	free(g);
}

/* A value that is taken, or what is said about it, which the message has to have in it. */
static void try_value(const char *key, const char *value, unsigned long n, unsigned long s,
	const char *fault)
{
	char text[100];

	snprintf(text, sizeof text, "%s: %s\n", key, value);
	struct got *g = get(text);
	unsigned long got = strcmp(key, "rate") == 0	? g->toy.rate.n
			    : strcmp(key, "size") == 0	? g->toy.size.n
			    : strcmp(key, "score") == 0 ? g->toy.score.n
			    : strcmp(key, "share") == 0 ? g->toy.share.n
							: g->toy.count.n;
	cr_expect_eq(got, n, "%s is %lu", text, got);
	cr_expect_eq(g->toy.rate.s, s, "%s", text);
	if (fault)
		cr_expect_not_null(strstr(g->diags, fault), "%s: [%s]", text, g->diags);
	else
		cr_expect_str_eq(g->diags, "", "%s", text);
	cr_expect_eq(schema_bad(&g->run, key), fault != NULL, "%s", text);
	drop(g);
}

Test(schema_number, rates)
{
	static const struct {
		const char *in;
		unsigned long n, s;
		const char *fault;
	} tab[] = {
		{ "100/1h", 100, 3600, NULL },
		{ "2/1s", 2, 1, NULL },
		{ "500/2w", 500, 1209600, NULL },
		{ "500/30d", 500, 2592000, NULL },
		{ "1/1h", 0, 0, "1/1h is out of range; 2/1h to 500/1h are possible [AG105]" },
		{ "501/1h", 0, 0, "2/1h to 500/1h" },
		{ "0/1h", 0, 0, "[AG105]" },
		{ "100/0h", 0, 0, "is a rate per no time at all [AG210]" },
		{ "100/31d", 0, 0, "a rate's time is at most 30d [AG105]" },
		{ "100/999999999w", 0, 0, "[AG105]" },
		{ "100", 0, 0, "is no rate; write messages and a time, as in 100/1h [AG210]" },
		{ "100/h", 0, 0, "[AG210]" },
		{ "100/60", 0, 0, "has no unit" },
		{ "100/1x", 0, 0, "has an unknown unit" },
		{ "/1h", 0, 0, "is no rate" },
		{ "-5/1h", 0, 0, "is no rate" },
		{ "1.5/1h", 0, 0, "is no rate" },
		{ "100 / 1h", 0, 0, "is no rate" },
		{ "100/1h/x", 0, 0, "is no duration" },
		{ "9999999999/1h", 0, 0, "is no rate" },
		{ "''", 0, 0, "is no rate" },
	};

	for (size_t i = 0; i < COUNT(tab); i++)
		try_value("rate", tab[i].in, tab[i].n, tab[i].s, tab[i].fault);
}

Test(schema_number, shares)
{
	static const struct {
		const char *in;
		unsigned long n;
		const char *fault;
	} tab[] = {
		{ "10%", 100, NULL },
		{ "0.1%", 1, NULL },
		{ "100%", 1000, NULL },
		{ "99.9%", 999, NULL },
		{ "0%", 0, "0% is out of range; 0.1% to 100.0% are possible [AG105]" },
		{ "100.1%", 0, "[AG105]" },
		{ "10", 0, "\"10\" is no share; write percent, as in 10% [AG210]" },
		{ "0.25%", 0, "[AG210]" },
		{ "10%%", 0, "[AG210]" },
		{ "'%'", 0, "[AG210]" },
		{ "10 %", 0, "[AG210]" },
	};

	for (size_t i = 0; i < COUNT(tab); i++)
		try_value("share", tab[i].in, tab[i].n, 0, tab[i].fault);
}

Test(schema_number, sizes)
{
	static const struct {
		const char *in;
		unsigned long n;
		const char *fault;
	} tab[] = {
		{ "1024", 1024, NULL },
		{ "1k", 1024, NULL },
		{ "512K", 524288, NULL },
		{ "10m", 10485760, NULL },
		{ "10M", 10485760, NULL },
		{ "1023", 0, "1023 is out of range; 1k to 10m are possible [AG105]" },
		{ "11m", 0, "[AG105]" },
		{ "999999999m", 0, "[AG105]" },
		{ "0", 0, "[AG105]" },
		{ "5g", 0, "is no size; write bytes, or a number with k or m, as in 512k [AG210]" },
		{ "5kb", 0, "is no size" },
		{ "k", 0, "is no size" },
		{ "1.5m", 0, "is no size" },
		{ "-1k", 0, "is no size" },
		{ "1 k", 0, "is no size" },
		{ "''", 0, "is no size" },
		{ "99999999999", 0, "is no size" },
	};

	for (size_t i = 0; i < COUNT(tab); i++)
		try_value("size", tab[i].in, tab[i].n, 0, tab[i].fault);
}

Test(schema_number, scores)
{
	static const struct {
		const char *in;
		unsigned long n;
		const char *fault;
	} tab[] = {
		{ "5.0", 50, NULL },
		{ "5", 50, NULL },
		{ "0.1", 1, NULL },
		{ "12.5", 125, NULL },
		{ "100.0", 1000, NULL },
		{ "100.1", 0, "100.1 is out of range; 0.1 to 100.0 are possible [AG105]" },
		{ "0", 0, "[AG105]" },
		{ "0.0", 0, "[AG105]" },
		{ "5.", 0, "is no score; write points with at most one decimal, as in 5.0 [AG210]" },
		{ ".5", 0, "is no score" },
		{ "5.05", 0, "is no score" },
		{ "5,0", 0, "is no score" },
		{ "-5.0", 0, "is no score" },
		{ "5.x", 0, "is no score" },
		{ "5e1", 0, "is no score" },
		{ "''", 0, "is no score" },
		{ "9999999999", 0, "is no score" },
	};

	for (size_t i = 0; i < COUNT(tab); i++)
		try_value("score", tab[i].in, tab[i].n, 0, tab[i].fault);
}

Test(schema_number, counts)
{
	static const struct {
		const char *in;
		unsigned long n;
		const char *fault;
	} tab[] = {
		{ "8", 8, NULL },
		{ "32", 32, NULL },
		{ "7", 0, "7 is out of range; 8 to 32 are possible [AG105]" },
		{ "33", 0, "[AG105]" },
		{ "24.0", 0, "\"24.0\" is no whole number [AG210]" },
		{ "/24", 0, "is no whole number" },
		{ "x", 0, "is no whole number" },
		{ "''", 0, "is no whole number" },
		{ "9999999999", 0, "is no whole number" },
	};

	for (size_t i = 0; i < COUNT(tab); i++)
		try_value("count", tab[i].in, tab[i].n, 0, tab[i].fault);
}

/* The index in the check's own words is not the mode. */
Test(schema_number, checks_with_words_of_their_own)
{
	static const struct {
		const char *in;
		enum mode mode;
		const char *want;
	} tab[] = {
		{ "off", MODE_OFF, "" },
		{ "log", MODE_LOG, "" },
		{ "deny", MODE_DENY, "" },
		{ "tag", MODE_OFF, "p:1:8: error: check takes off, log or deny, not \"tag\" [AG104]\n" },
		{ "defer", MODE_OFF,
			"p:1:8: error: check takes off, log or deny, not \"defer\" [AG104]\n" },
	};

	for (size_t i = 0; i < COUNT(tab); i++) {
		char text[40];

		snprintf(text, sizeof text, "check: %s\n", tab[i].in);
		struct got *g = get(text);
		cr_expect_eq(g->toy.check.mode, tab[i].mode, "%s", text);
		cr_expect_eq(g->toy.check.asked, tab[i].mode, "%s", text);
		cr_expect_str_eq(g->diags, tab[i].want, "%s", text);
		drop(g);
	}
	cr_expect(schema_has_word(&rows[4], "log"));
	cr_expect_not(schema_has_word(&rows[4], "tag"));
}

Test(schema_number, types_are_told)
{
	static const char *const want[] = { "a rate, for example 100/1h", "a size from 1k to 10m",
		"a score, for example 5.0", "a number from 8 to 32", "off, log or deny", "a share, for example 10%" };
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(rows); i++)
		cr_expect_str_eq(schema_type(&rows[i], a), want[i]);
	cr_expect_str_eq(schema_size(1023, a), "1023");
	cr_expect_str_eq(schema_size(1024, a), "1k");
	cr_expect_str_eq(schema_size(1536, a), "1536");
	cr_expect_str_eq(schema_size(1 << 20, a), "1m");
	arena_free(a);
}
