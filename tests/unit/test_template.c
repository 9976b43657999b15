/* test_template.c - places, directives, and every way to get them wrong. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "printed.h"
#include "template.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static struct str hosts[] = { { "192.0.2.1", { .line = 7, .col = 9 } } };
static const struct list full = { .item = hosts, .n = 1 }, empty;

static const struct value dict[] = {
	{ "text", AS_TEXT, .text = "a ${b}", .at = { .line = 3, .col = 4 } },
	{ "nothing", AS_TEXT, .text = NULL },
	{ "raw", AS_EXIM, .text = "  accept\n" },
	{ "yes", AS_FLAG, .number = 1 },
	{ "no", AS_FLAG, .number = 0 },
	{ "number", AS_NUMBER, .number = 42 },
	{ "time", AS_TIME, .number = 90 },
	{ "hosts", AS_HOSTS, .list = &full },
	{ "none", AS_HOSTS, .list = &empty },
};

#define ALL                                                                                        \
	"%ignore text\n%ignore nothing\n%ignore raw\n%ignore yes\n%ignore no\n"                    \
	"%ignore number\n%ignore time\n%ignore hosts\n%ignore none\n"

/* Fills a template with the dictionary, which it uses as a whole; returns what it said or made. */
static const char *fill(const char *text, struct arena *a, int *rc)
{
	const char *whole = arena_printf(a, "%s%s", text, ALL);
	const struct template t = { "x.acl", whole, strlen(whole) };
	struct diags *d = diags_new(a, "p.yaml");
	struct buf b = { .arena = a };
	char *said;

	*rc = template_fill(&b, &t, dict, COUNT(dict), d);
	if (*rc == 0)
		return buf_text(&b);
	cr_expect_eq(b.n, 0, "nothing is written on failure: %s", text);
	said = printed(d, false);
	const char *copy = arena_copy(a, said, strlen(said));
	free(said);
	return copy;
}

Test(template, fills)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{ "plain {text}\n", "plain {text}\n" },
		{ "m = {{text}}\n", "m = a \\x24\\x7bb\\x7d\n" },
		{ "${if eq{$x}{{{number}}}}\n", "${if eq{$x}{42}}\n" },
		{ "${if and{{eq{a}{b}}{eq{c}{d}}}}\n", "${if and{{eq{a}{b}}{eq{c}{d}}}}\n" },
		{ "${if or{{def:x}{def:y}}}\n", "${if or{{def:x}{def:y}}}\n" },
		{ "{{time}}{{number}}\n", "1m30s42\n" },
		{ "    {{raw}}\n", "  accept\n" },
		{ "a {{raw}}\n", "a   accept\n\n" },
		{ "h = {{hosts}}\n", "h = <; 192.0.2.1\n" },
		{ "%if yes\na\n%end\n", "a\n" },
		{ "%if !yes\na\n%end\n", "" },
		{ "%if no\na\n%else\nb\n%end\n", "b\n" },
		{ "%if hosts\na\n%end\n%if none\nb\n%end\n", "a\n" },
		{ "%if nothing\n{{nothing}}\n%end\n", "" },
		{ "%if time\na\n%end\n", "a\n" },
		{ "%if no\n%if yes\na\n%else\nb\n%end\n%else\nc\n%end\n", "c\n" },
		{ "%if yes\n%if no\na\n%else\nb\n%end\n%else\nc\n%end\n", "b\n" },
		{ "%# a remark with {{unknown}}\nb\n", "b\n" },
		{ "  %not a directive\n", "  %not a directive\n" },
		{ "a\\\n", "a\\\n" },
		{ "\n\n", "\n\n" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *a = arena_new();
		int rc;
		const char *got = fill(rows[i].in, a, &rc);
		cr_expect(rc == 0, "[%s]: %s", rows[i].in, got);
		cr_expect_str_eq(got, rows[i].want, "[%s]", rows[i].in);
		arena_free(a);
	}
}

Test(template, refuses)
{
	static const struct {
		const char *in, *want; /* part of the diagnostic */
	} rows[] = {
		{ "a\n{{unknown}}\n", "template x.acl:2: there is no value named unknown [AG402]" },
		{ "a\n x {{unknown}} y\n", "x.acl:2: there is no value named unknown" },
		{ "{{ text }}\n", "x.acl:1: a place is written {{name}}" },
		{ "{{Text}}\n", "a place is written {{name}}" },
		{ "{{te-xt}}\n", "a place is written {{name}}" },
		{ "{{yes}}\n", "is for %if alone" },
		{ "a {{nothing}}\n", "is not there" },
		{ "%if unknown\n%end\n", "no value named unknown" },
		{ "%if yes\n", "x.acl:1: this %if has no %end" },
		{ "%end\n", "%end stands alone" },
		{ "%else\n", "%else stands alone" },
		{ "%if yes\n%else\n%else\n%end\n", "x.acl:3: %else stands alone" },
		{ "%if yes\n%end yes\n%end\n", "%end stands alone" },
		{ "%include x\n", "an unknown directive" },
		{ "%\n", "an unknown directive" },
		{ "%ignore unknown\n", "no value named unknown" },
		{ "%if yes\n%if yes\n%if yes\n%if yes\n%if yes\n%if yes\n%if yes\n%if yes\n%if "
		  "yes\n",
			"nested too deeply" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *a = arena_new();
		int rc;
		const char *got = fill(rows[i].in, a, &rc);
		cr_expect_eq(rc, -1, "[%s]", rows[i].in);
		cr_expect(strstr(got, rows[i].want) != NULL, "[%s]: %s", rows[i].in, got);
		arena_free(a);
	}
}

/* A value that no writer takes is told with its place in the policy. */
Test(template, bad_value)
{
	static struct str item[] = { { "192.0.2.1", { .line = 7, .col = 9 } },
		{ "/etc/passwd", { .line = 8, .col = 9 } } };
	static const struct list list = { .item = item, .n = 2 };
	static const struct value bad[] = {
		{ "hosts", AS_HOSTS, .list = &list },
		{ "path", AS_PATH, .text = "a b", .at = { .line = 9, .col = 2 } },
	};
	static const char text[] = "{{hosts}} {{path}}";
	const struct template t = { "x.acl", text, strlen(text) };
	struct arena *a = arena_new();
	struct diags *d = diags_new(a, "p.yaml");
	struct buf b = { .arena = a };
	char *said;

	cr_expect_eq(template_fill(&b, &t, bad, COUNT(bad), d), -1);
	cr_expect_eq(diag_errors(d), 2, "both at once");
	said = printed(d, false);
	cr_expect(strstr(said, "p.yaml:8:9: error: \"/etc/passwd\"") != NULL, "%s", said);
	cr_expect(strstr(said, "p.yaml:9:2: error: \"a b\"") != NULL, "%s", said);
	cr_expect(strstr(said, "x.acl:1, {{path}}") != NULL, "%s", said);
	free(said);
	arena_free(a);
}

Test(template, unused)
{
	static const char text[] = "%if no\n{{hosts}}\n%end\n";
	const struct template t = { "x.acl", text, strlen(text) };
	struct arena *a = arena_new();
	struct buf b = { .arena = a };
	struct diags *d = diags_new(a, "p.yaml");

	cr_expect_eq(template_fill(&b, &t, dict, COUNT(dict), d), -1);
	/* All but `no`, and `hosts`, whose line is only hidden. */
	cr_expect_eq(diag_errors(d), COUNT(dict) - 2);
	arena_free(a);
}

/* Each built-in template is there once, and files replace them by name. */
Test(template, files)
{
	struct arena *a = arena_new();
	struct diags *d = diags_new(a, "p.yaml");
	struct templates t;
	char dir[] = "/tmp/test_template.XXXXXX";

	cr_assert_not_null(mkdtemp(dir));
	const char *mine = arena_printf(a, "%s/rcpt.acl", dir);
	const char *typo = arena_printf(a, "%s/recpt.acl", dir);
	const char *other = arena_printf(a, "%s/README", dir);
	FILE *f = fopen(mine, "w");
	fputs("mine\n", f);
	fclose(f);
	fclose(fopen(other, "w"));
	cr_expect_eq(templates_load(&t, dir, a, d), 0);
	cr_expect_str_eq(template_find(&t, "rcpt.acl")->text, "mine\n");
	cr_expect(strstr(template_find(&t, "data.acl")->text, "acl_jj_data:") != NULL);
	cr_expect_null(template_find(&t, "README"));
	for (size_t i = 0; i < t.n; i++)
		cr_expect_eq(template_find(&t, t.set[i].name), &t.set[i], "%s", t.set[i].name);

	cr_expect_eq(mkfifo(typo, 0600), 0);
	cr_expect_eq(templates_load(&t, dir, a, d), -1, "an unknown name");
	unlink(mine);
	cr_expect_eq(mkfifo(mine, 0600), 0);
	unlink(typo);
	cr_expect_eq(templates_load(&t, dir, a, d), -1, "a FIFO");
	unlink(mine);
	unlink(other);
	rmdir(dir);
	cr_expect_eq(templates_load(&t, dir, a, d), -1, "a folder that is missing");
	arena_free(a);
}
