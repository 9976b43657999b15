/* test_yamltree.c - YAML into nodes: kinds, places, and everything that is refused. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "printed.h"
#include "yamltree.h"

struct got {
	struct arena *arena;
	struct yaml y;
	char *diags; /* of malloc */
};

static struct got get(const char *text, size_t n)
{
	struct got g = { .arena = arena_new() };
	struct diags *d = diags_new(g.arena, "p");

	g.y = yaml_read(text, n, g.arena, d);
	g.diags = printed(d, false);
	return g;
}

static void drop(struct got *g)
{
	free(g->diags);
	arena_free(g->arena);
}

/* key@line:col=value@line:col; plain scalars as they are, others in quotes. */
static void dump(struct buf *out, const struct node *v)
{
	static const char *const open = "?[{!", *const close = "?]}!";

	if (v->kind == NODE_SCALAR) {
		buf_printf(out, v->plain ? "%s" : "\"%s\"", v->text);
	} else {
		buf_add(out, open + v->kind, 1);
		for (const struct node *c = v->child; c; c = c->next) {
			if (c->key)
				buf_printf(out, "%s@%u:%u=", c->key->text, c->key->at.line,
					c->key->at.col);
			dump(out, c);
			if (c->next)
				buf_str(out, " ");
		}
		buf_add(out, close + v->kind, 1);
	}
	buf_printf(out, "@%u:%u", v->at.line, v->at.col);
}

Test(yamltree, makes_nodes_with_places)
{
	static const struct {
		const char *yaml, *want;
	} tab[] = {
		{ "a: b", "{a@1:1=b@1:4}@1:1" },
		{ "a: no\nb: \"no\"\nc: 'no'\n",
			"{a@1:1=no@1:4 b@2:1=\"no\"@2:4 c@3:1=\"no\"@3:4}@1:1" },
		{ "a:\n  - x\n  - {y: z}\n", "{a@1:1=[x@2:5 {y@3:6=z@3:9}@3:5]@2:3}@1:1" },
		{ "a:\n", "{a@1:1=@1:3}@1:1" },
		{ "a: \"\"\n", "{a@1:1=\"\"@1:4}@1:1" },
		{ "a: []\nb: {}\n", "{a@1:1=[]@1:4 b@2:1={}@2:4}@1:1" },
		{ "a: [2001:db8::/32, \"::1\"]",
			"{a@1:1=[2001:db8::/32@1:5 \"::1\"@1:20]@1:4}@1:1" },
		{ "\xc3\xbc: b # c\n", "{\xc3\xbc@1:1=b@1:4}@1:1" },
		{ "a: b\r\nc: d\r\n", "{a@1:1=b@1:4 c@2:1=d@2:4}@1:1" },
		{ "---\na: b\n...\n", "{a@2:1=b@2:4}@2:1" },
		{ "- a\n- b", "[a@1:3 b@2:3]@1:1" },
		{ "word", "word@1:1" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct got g = get(tab[i].yaml, strlen(tab[i].yaml));
		struct buf out = { .arena = g.arena };

		cr_assert_not_null(g.y.root, "[%s]", tab[i].yaml);
		dump(&out, g.y.root);
		cr_expect_str_eq(buf_text(&out), tab[i].want, "[%s]", tab[i].yaml);
		cr_expect_str_eq(g.diags, "", "[%s]", tab[i].yaml);
		cr_expect(g.y.whole, "[%s]", tab[i].yaml);
		drop(&g);
	}
}

/* What is kept of a tree with errors in it: all that is not wrong. */
Test(yamltree, goes_on_after_errors)
{
	static const struct {
		const char *yaml, *want, *code;
		bool whole;
	} tab[] = {
		{ "a: 1\nb: 2\na: 3\n", "{a@1:1=1@1:4 b@2:1=2@2:4}@1:1", "p:3:1: error: \"a\"",
			true },
		{ "a: &x 1\nb: 2\n", "{a@1:1=1@1:4 b@2:1=2@2:4}@1:1", "[AG014]", true },
		{ "a: *x\nb: 2\n", "{a@1:1=!!@1:4 b@2:1=2@2:4}@1:1", "[AG014]", true },
		{ "<<: {c: d}\nb: 2\n", "{b@2:1=2@2:4}@1:1", "[AG014]", true },
		{ "\"<<\": c\n", "{<<@1:1=c@1:7}@1:1", "", true },
		{ "? [x]\n: y\nb: 2\n", "{b@3:1=2@3:4}@1:1", "[AG017]", true },
		{ "a: !t 1\nb: !!map {}\n", "{a@1:1=1@1:4 b@2:1={}@2:4}@1:1", "[AG014]", true },
		{ "a: \"x\\0y\"\nb: 2\n", "{a@1:1=!!@1:4 b@2:1=2@2:4}@1:1", "[AG011]", true },
		{ "a: \"x\\ufffdy\"\n", "{a@1:1=!!@1:4}@1:1", "[AG011]", true },
		{ "a: x\x01y\nb: 2\n", "{a@1:1=!!@1:4 b@2:1=2@2:4}@1:1", "p:1:5: error:", true },
		{ "a: x\xffy\nb: 2\n", "{a@1:1=!!@1:4 b@2:1=2@2:4}@1:1", "[AG010]", true },
		{ "a\xff: x\nb: 2\n", "{b@2:1=2@2:4}@1:1", "[AG010]", true },
		{ "# \xff\nb: 2\n", "{b@2:1=2@2:4}@2:1", "p:1:3: error:", true },
		{ "\xef\xbb\xbf"
		  "b: 2\n",
			"{b@1:1=2@1:4}@1:1", "[AG010]", true },
		{ "%YAML 1.1\n---\nb: 2\n", "{b@3:1=2@3:4}@3:1", "[AG014]", true },
		{ "b: 2\n---\nc: 3\n", "{b@1:1=2@1:4}@1:1", "p:2:1: error:", false },
		{ "b: 2\nc: [3\nd: 4\n", "{b@1:1=2@1:4 c@2:1=[!!@2:5]@2:4}@1:1", "[AG012]", false },
		{ "a: 1\na: 2\nb: {\n", "{a@1:1=1@1:4 b@3:1={}@3:4}@1:1", "[AG013]", false },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct got g = get(tab[i].yaml, strlen(tab[i].yaml));
		struct buf out = { .arena = g.arena };

		cr_assert_not_null(g.y.root, "[%zu]", i);
		dump(&out, g.y.root);
		cr_expect_str_eq(buf_text(&out), tab[i].want, "[%zu]", i);
		cr_expect_not_null(strstr(g.diags, tab[i].code), "[%zu] %s", i, g.diags);
		cr_expect_eq(g.y.whole, tab[i].whole, "[%zu]", i);
		drop(&g);
	}
}

Test(yamltree, reads_nothing_from_nothing)
{
	static const struct {
		const char *text;
		size_t n;
		const char *diag;
	} tab[] = {
		{ "", 0, NULL },
		{ "# comment\n", 10, NULL },
		{ "\xff\xfe"
		  "a\0",
			4, "UTF-16" },
		{ "\xfe\xff\0a", 4, "UTF-16" },
		{ "}", 1, "AG012" },
		{ "\x01 \x01 \x01 \x01 \x01 \x01 \x01 \x01 \x01 \x01 \x01 \x01 \x01 \x01 \x01 \x01 "
		  "\x01 \x01 \x01 \x01 \x01 \x01 ",
			44, "right file" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct got g = get(tab[i].text, tab[i].n);

		cr_expect_null(g.y.root, "[%zu]", i);
		if (tab[i].diag)
			cr_expect_not_null(strstr(g.diags, tab[i].diag), "[%zu] %s", i, g.diags);
		else
			cr_expect_str_eq(g.diags, "", "[%zu]", i);
		drop(&g);
	}
}

/* `depth` brackets around nothing. */
static struct got nested(size_t depth)
{
	char *text = malloc(2 * depth);
	struct got g;

	memset(text, '[', depth);
	memset(text + depth, ']', depth);
	g = get(text, 2 * depth);
	free(text);
	return g;
}

Test(yamltree, stops_at_its_limits)
{
	struct got g = nested(YAML_DEPTH_MAX);
	char *text;

	cr_expect_str_eq(g.diags, "");
	cr_expect_not_null(g.y.root);
	drop(&g);
	g = nested(YAML_DEPTH_MAX + 1);
	cr_expect_not_null(strstr(g.diags, "p:1:33: error: nested"), "%s", g.diags);
	cr_expect_null(g.y.root);
	drop(&g);
	/* One sequence and its items. */
	text = malloc(2 * YAML_NODES_MAX + 2);
	text[0] = '[';
	for (size_t i = 0; i < YAML_NODES_MAX; i++)
		memcpy(text + 1 + 2 * i, "a,", 2);
	text[1 + 2 * (YAML_NODES_MAX - 1)] = ']';
	g = get(text, 2 * YAML_NODES_MAX);
	cr_expect_str_eq(g.diags, "");
	cr_expect_eq(g.y.root->n, YAML_NODES_MAX - 1);
	drop(&g);
	text[1 + 2 * (YAML_NODES_MAX - 1)] = 'a';
	text[1 + 2 * YAML_NODES_MAX] = ']';
	g = get(text, 2 * YAML_NODES_MAX + 2);
	cr_expect_not_null(strstr(g.diags, "[AG016]"), "%s", g.diags);
	cr_expect_null(g.y.root);
	drop(&g);
	free(text);
}

/* Every beginning of a text is read without a crash, and only the whole one without a word. */
Test(yamltree, survives_every_cut)
{
	static const char text[] = "a: [b, {c: \"d\\n\", e: 'f'}]\nb:\n  - \xc3\xbc: |\n      x\n";

	for (size_t n = 0; n < sizeof text; n++) {
		struct got g = get(text, n);

		drop(&g);
	}
}
