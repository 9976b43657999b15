/* test_schema.c - the table interpreter on a table of its own. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "schema.h"
#include "schema_read.h"
#include "schema_value.h"

struct child {
	struct str name;
	struct flag on;
	struct where at;
};

struct toy {
	struct str title;
	struct list words;
	struct flag flag;
	struct span_of_time wait;
	enum layout colour;
	struct check check, extra;
	struct child *child;
	size_t n_child;
	struct where part;
};

static const char *short_word(const char *value, struct arena *a)
{
	return strlen(value) < 6 ? NULL : arena_printf(a, "has %zu letters", strlen(value));
}

static const struct item_kind word = { "word", "words", "oak", AG_DOMAIN, short_word };
static const char *const colours[] = { "red", "green", NULL };

#define TOY(T, m) SCHEMA_FIELD(toy, T, m)

static const struct row rows[] = {
	{ .path = "version",
		.kind = ROW_VERSION,
		.offset = SCHEMA_NOWHERE,
		.flags = ROW_REQUIRED,
		.doc = "the version" },
	{ .path = "title",
		.kind = ROW_TEXT,
		.offset = TOY(struct str, title),
		.item = &word,
		.def = "oak",
		.doc = "a title" },
	{ .path = "part", .kind = ROW_SECTION, .offset = TOY(struct where, part), .doc = "a part" },
	{ .path = "part.words",
		.kind = ROW_LIST,
		.offset = TOY(struct list, words),
		.item = &word,
		.def = "[a, \"\"]",
		.doc = "words" },
	{ .path = "part.flag",
		.kind = ROW_FLAG,
		.offset = TOY(struct flag, flag),
		.def = "yes",
		.doc = "a flag" },
	{ .path = "part.wait",
		.kind = ROW_TIME,
		.offset = TOY(struct span_of_time, wait),
		.def = "5m",
		.min = 10,
		.max = 3600,
		.doc = "a time" },
	{ .path = "part.colour",
		.kind = ROW_WORD,
		.offset = TOY(enum layout, colour),
		.words = colours,
		.doc = "a colour" },
	{ .path = "part.check",
		.kind = ROW_CHECK,
		.offset = TOY(struct check, check),
		.words = schema_modes,
		.def = "deny",
		.flags = ROW_IF_GIVEN,
		.doc = "a check" },
	{ .path = "extra",
		.kind = ROW_CHECK,
		.offset = TOY(struct check, extra),
		.words = schema_modes,
		.doc = "another check" },
	{ .path = "child",
		.kind = ROW_EACH,
		.offset = TOY(struct child *, child),
		.size = sizeof(struct child),
		.n_offset = TOY(size_t, n_child),
		.at_offset = SCHEMA_FIELD(child, struct where, at),
		.doc = "children" },
	{ .path = "child[].name",
		.kind = ROW_TEXT,
		.offset = SCHEMA_FIELD(child, struct str, name),
		.item = &word,
		.flags = ROW_REQUIRED,
		.doc = "its name" },
	{ .path = "child[].on",
		.kind = ROW_FLAG,
		.offset = SCHEMA_FIELD(child, struct flag, on),
		.def = "no",
		.doc = "whether it is on" },
};

static const struct schema schema = { rows, sizeof rows / sizeof rows[0], "policy", "version: 1" };

struct got {
	struct schema_run run;
	struct toy toy;
	char *diags; /* of malloc */
};

static struct got *get(const char *text, const char *folder)
{
	struct got *g = calloc(1, sizeof *g);

	g->diags = schema_filled(&g->run, &schema, &g->toy, text, folder);
	return g;
}

static void drop(struct got *g)
{
	free(g->diags);
	arena_free(g->run.arena);
	free(g);
}

Test(schema, fills_values_with_their_places)
{
	struct got *g = get("version: 1\ntitle: elm\nextra: defer\npart:\n  words: [x, \"yes\"]\n"
			    "  flag: false\n  wait: 20s\n  colour: green\n  check: log\n"
			    "child:\n  - {name: a, on: yes}\n  - name: b\n",
		".");

	cr_expect_str_eq(g->diags, "");
	cr_expect_str_eq(g->toy.title.s, "elm");
	cr_expect_eq(g->toy.title.at.line, 2);
	cr_expect_eq(g->toy.title.at.col, 8);
	cr_expect_eq(g->toy.words.n, 2);
	cr_expect_str_eq(g->toy.words.item[1].s, "yes");
	cr_expect_eq(g->toy.words.item[1].at.col, 14);
	cr_expect_not(g->toy.flag.on);
	cr_expect_eq(g->toy.wait.s, 20);
	cr_expect_eq((int)g->toy.colour, 1);
	cr_expect_eq(g->toy.check.mode, MODE_LOG);
	cr_expect_eq(g->toy.extra.mode, MODE_DEFER);
	cr_expect_eq(g->toy.part.line, 4);
	cr_assert_eq(g->toy.n_child, 2);
	cr_expect_str_eq(g->toy.child[0].name.s, "a");
	cr_expect(g->toy.child[0].on.on);
	cr_expect_str_eq(g->toy.child[1].name.s, "b");
	cr_expect_not(g->toy.child[1].on.on);
	cr_expect_eq(g->toy.child[1].at.line, 12);
	cr_expect_eq(schema_where(&g->run, "part.wait").line, 7);
	cr_expect_eq(schema_where(&g->run, "nonsense").line, 0);
	drop(g);
}

Test(schema, fills_defaults)
{
	struct got *g = get("version: 1\npart: {}\n", ".");

	cr_expect_str_eq(g->diags, "");
	cr_expect_str_eq(g->toy.title.s, "oak");
	cr_expect_eq(g->toy.title.at.line, 0);
	cr_expect_eq(g->toy.words.n, 2);
	cr_expect_str_eq(g->toy.words.item[1].s, "");
	cr_expect_eq(g->toy.words.item[1].at.line, 2, "the section's place");
	cr_expect(g->toy.flag.on);
	cr_expect_eq(g->toy.wait.s, 300);
	cr_expect_eq(g->toy.check.mode, MODE_DENY);
	cr_expect_eq(g->toy.check.at.line, 2);
	cr_expect_eq(g->toy.extra.mode, MODE_OFF);
	drop(g);
	g = get("version: 1\n", ".");
	cr_expect_eq(g->toy.check.mode, MODE_OFF, "its section is not in the policy");
	cr_expect_eq(g->toy.wait.s, 300);
	cr_expect_eq(g->toy.wait.at.line, 0);
	drop(g);
}

Test(schema, reports)
{
	static const struct {
		const char *yaml, *want;
	} tab[] = {
		{ "title: elm", "p: error: version is missing: the version [AG102]\n" },
		{ "version: 1\ntitel: x",
			"p:2:1: error: unknown key \"titel\"; did you mean title? "
			"[AG100]\n" },
		{ "version: 1\nwait: 20s", "p:2:1: error: unknown key \"wait\"; did you mean "
					   "part.wait? [AG100]\n" },
		{ "version: 1\npart: {xyz: 1}",
			"p:2:8: error: unknown key \"part.xyz\" [AG100]\n" },
		{ "version: 1\npart: {colour: gren}",
			"p:2:16: error: part.colour takes red or green, not \"gren\"; did you mean "
			"green? [AG104]\n" },
		{ "version: 1\ntitle: toolong",
			"p:2:8: error: title: \"toolong\" has 7 letters [AG200]\n" },
		{ "version: 1\npart: {words: [oak, OAK, ash]}",
			"p:2:21: warning: part.words: \"OAK\" stands in the list twice [AG207]\n" },
		{ "version: 1\npart: {wait: 9s}",
			"p:2:14: error: part.wait: 9s is out of range; 10s to 1h are possible "
			"[AG105]\n" },
		{ "version: 1\npart: {flag: \"no\"}", "p:2:14: error: part.flag: in quotes \"no\" "
						      "is a text; write no without them "
						      "[AG107]\n" },
		{ "version: 1\ntitle: no",
			"p:2:8: error: title: without quotes no is no text to YAML; write \"no\" "
			"[AG107]\n" },
		{ "version: 1\nchild: [{on: yes}]",
			"p:2:9: error: child[].name is missing: its name [AG102]\n" },
		{ "version: 1\npart: []",
			"p:2:7: error: part: this is a list; write a mapping [AG103]\n" },
		{ "version: 2",
			"p:1:10: error: version: this aclgen reads version 1 of the policy, "
			"not 2 [AG106]\n" },
		/* After a syntax error nothing is called missing. */
		{ "title: elm\npart: {", "p:3:1: error: not YAML: a value is missing, or a bracket "
					 "is not closed [AG012]\n" },
		/* What has been reported as broken is not reported again. */
		{ "version: 1\ntitle: *x\npart: *y\nchild: [*z]",
			"p:2:8: error: aliases are not taken here; a value that begins with * "
			"needs "
			"quotes [AG014]\np:3:7: error: aliases are not taken here; a value that "
			"begins with * needs quotes [AG014]\np:4:9: error: aliases are not taken "
			"here; a value that begins with * needs quotes [AG014]\n" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct got *g = get(tab[i].yaml, ".");

		cr_expect_str_eq(g->diags, tab[i].want, "[%s]", tab[i].yaml);
		drop(g);
	}
}

Test(schema, knows_what_is_bad)
{
	struct got *g =
		get("version: 1\npart: {wait: x, flag: yes}\nchild: [{name: toolong}]\n", ".");

	cr_expect(schema_bad(&g->run, "part.wait"));
	cr_expect(schema_bad(&g->run, "part"));
	cr_expect_not(schema_bad(&g->run, "part.flag"));
	cr_expect(schema_bad(&g->run, "child"));
	cr_expect(schema_bad(&g->run, "child[].name"));
	cr_expect_not(schema_bad(&g->run, "title"));
	drop(g);
	g = get("version: 1\npart: []\n", ".");
	cr_expect(schema_bad(&g->run, "part.flag"), "its section is no mapping");
	drop(g);
}

/* Files in a folder of the test's own. */
struct folder {
	char name[64];
};

static struct folder folder_new(void)
{
	struct folder f = { "/tmp/test_schema.XXXXXX" };

	cr_assert_not_null(mkdtemp(f.name));
	return f;
}

static void file_new(const struct folder *f, const char *name, const char *text, size_t n)
{
	char path[128];
	FILE *out;

	snprintf(path, sizeof path, "%s/%s", f->name, name);
	out = fopen(path, "w");
	cr_assert_not_null(out);
	fwrite(text, 1, n, out);
	fclose(out);
}

static void folder_drop(const struct folder *f, const char *name)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s", f->name, name);
	unlink(path);
	rmdir(f->name);
}

Test(schema, reads_list_files)
{
	static const char text[] = "\xef\xbb\xbf# trees\n\noak\n  ash  # tall\r\n\telm#1\n\nfir";
	struct folder f = folder_new();
	struct got *g;

	file_new(&f, "list", text, sizeof text - 1);
	g = get("version: 1\npart: {words: {file: list}}\n", f.name);
	cr_expect_str_eq(g->diags, "");
	cr_assert_eq(g->toy.words.n, 4);
	cr_expect_str_eq(g->toy.words.item[0].s, "oak");
	cr_expect_str_eq(g->toy.words.item[1].s, "ash");
	cr_expect_eq(g->toy.words.item[1].at.line, 4);
	cr_expect_eq(g->toy.words.item[1].at.col, 3);
	cr_expect_str_eq(g->toy.words.item[1].at.file, g->toy.words.path);
	cr_expect_str_eq(g->toy.words.item[2].s, "elm#1");
	cr_expect_str_eq(g->toy.words.item[3].s, "fir");
	cr_expect_str_eq(g->toy.words.file.s, "list");
	cr_expect_eq(g->toy.words.at.line, 2);
	cr_expect_null(g->toy.words.at.file);
	drop(g);
	folder_drop(&f, "list");
}

Test(schema, reads_list_files_by_absolute_and_relative_paths)
{
	struct folder f = folder_new();
	char yaml[200];
	struct got *g;

	file_new(&f, "list", "oak\n", 4);
	snprintf(yaml, sizeof yaml, "version: 1\npart: {words: {file: %s/list}}\n", f.name);
	g = get(yaml, "/nowhere");
	cr_expect_str_eq(g->diags, "");
	cr_expect_eq(g->toy.words.n, 1);
	drop(g);
	g = get("version: 1\npart: {words: {file: list}}\n", "/nowhere");
	cr_expect_not_null(strstr(g->diags, "/nowhere/list cannot be opened"), "%s", g->diags);
	drop(g);
	folder_drop(&f, "list");
}

Test(schema, says_what_is_wrong_in_a_list_file_and_not_too_often)
{
	struct folder f = folder_new();
	char text[100 * 8];
	size_t lines = 0;
	struct got *g;

	for (size_t i = 0; i < 100; i++)
		memcpy(text + 8 * i, "toolong\n", 8);
	file_new(&f, "list", text, sizeof text);
	g = get("version: 1\npart: {words: {file: list}}\n", f.name);
	for (const char *p = g->diags; *p; p++)
		lines += *p == '\n';
	cr_expect_eq(lines, 21);
	cr_expect_not_null(strstr(g->diags, "/list:20:1: error: part.words: \"toolong\" has 7"));
	cr_expect_not_null(strstr(g->diags, "/list:21:1: error: part.words: more lines"));
	drop(g);
	folder_drop(&f, "list");
}

Test(schema, finds_the_nearest_word)
{
	static const char *const words[] = { "verify", "callout", "for", "cache" };
	static const struct {
		const char *in, *want;
	} tab[] = {
		{ "verify", "verify" },
		{ "verfiy", "verify" },
		{ "Verify", "verify" },
		{ "calout", "callout" },
		{ "call_out", "callout" },
		{ "fro", "for" },
		{ "of", NULL },
		{ "chache", "cache" },
		{ "x", NULL },
		{ "", NULL },
		{ "deny", NULL },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		const char *got = schema_nearest(tab[i].in, words, 4);

		cr_expect_str_eq(got ? got : "", tab[i].want ? tab[i].want : "", "[%s]", tab[i].in);
	}
}

Test(schema, writes_durations)
{
	static const struct {
		unsigned long s;
		const char *want;
	} tab[] = { { 0, "0s" }, { 1, "1s" }, { 60, "1m" }, { 90, "90s" }, { 3600, "1h" },
		{ 86400, "1d" }, { 604800, "7d" } };
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++)
		cr_expect_str_eq(schema_duration(tab[i].s, a), tab[i].want);
	arena_free(a);
}
