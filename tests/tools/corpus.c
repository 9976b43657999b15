/* corpus - scores the detector on a corpus of labelled bounces, as TAP.
 *
 *	corpus [-v] [-f TEXT] DIR        DIR holds cases.jsonl and the messages it names
 *
 * `make check-corpus` runs it. Each case brings its own policy, judged as one complete `for=*`
 * entry; its verdict must be among the case's `accept`, whose `unknown` is unverifiable or
 * not-a-bounce. Every case is fed whole and then in small uneven chunks, which must not matter.
 * -v lists all wrong cases, not just the first; -f looks only at files whose name holds TEXT.
 * The corpus's own README describes cases.jsonl; nothing here depends on a message's name.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <jansson.h>

#include "detect.h"

enum {
	GROUPS_MAX = 256, /* different values of class, variant and where together */
	LISTED = 20,      /* wrong cases shown without -v */
	LINE_MAX_JSON = 1 << 16,
	OVERALL_PERCENT = 97,
	GROUP_PERCENT = 90,
};

enum answer { OURS, FORGED, UNKNOWN, ANSWERS };
static const char *const answer_name[ANSWERS] = { "ours", "forged", "unknown" };

static const enum answer answer_of[JJ_VERDICTS] = {
	[JJ_NOT_A_BOUNCE] = UNKNOWN,
	[JJ_UNVERIFIABLE] = UNKNOWN,
	[JJ_FORGED] = FORGED,
	[JJ_OURS] = OURS,
};

/* How one class, variant or `where` fared. */
struct group {
	const char *key; /* "class", "variant" or "where": compared by address */
	char name[80];
	unsigned cases, wrong;
	unsigned got[ANSWERS][ANSWERS]; /* [expected][got] */
};

struct score {
	struct group all, group[GROUPS_MAX];
	unsigned n_groups, wrongly_forged, chunk_trouble, listed;
	bool verbose;
};

static const char *const keys[] = { "class", "variant", "where" };

static _Noreturn void die(const char *what, const char *why)
{
	printf("Bail out! corpus: %s: %s\n", what, why);
	exit(2);
}

static void *must(void *p)
{
	if (!p)
		die("memory", strerror(ENOMEM));
	return p;
}

static const char *text(const json_t *c, const char *key)
{
	const char *s = json_string_value(json_object_get(c, key));

	if (!s)
		die(key, "missing in cases.jsonl");
	return s;
}

static enum answer answer_by_name(const char *name)
{
	for (unsigned i = 0; i < ANSWERS; i++)
		if (!strcmp(name, answer_name[i]))
			return (enum answer)i;
	die(name, "not a verdict that this program knows");
}

static unsigned accepted(const json_t *c)
{
	const json_t *list = json_object_get(c, "accept");
	unsigned set = 0;

	for (size_t i = 0; i < json_array_size(list); i++)
		set |= 1u << answer_by_name(json_string_value(json_array_get(list, i)));
	return set;
}

/* ---- one case ---- */

static void add_list(char *line, size_t size, const json_t *c, const char *key, const char *word)
{
	const json_t *list = json_object_get(c, key);
	size_t used = strlen(line);

	for (size_t i = 0; i < json_array_size(list); i++) {
		used += (size_t)snprintf(line + used, size - used, "%s%s", i ? "," : word,
			json_string_value(json_array_get(list, i)));
		if (used >= size)
			die(key, "more than a settings line holds");
	}
}

static void policy_of(struct jj_settings *s, const json_t *c)
{
	static char line[JJ_SETTINGS_TEXT];
	char err[256];

	strcpy(line, "for=* complete=yes");
	add_list(line, sizeof line, c, "our_hosts", " host=");
	add_list(line, sizeof line, c, "our_networks", " net=");
	add_list(line, sizeof line, c, "our_domains", " msgid=");
	if (jj_settings_parse(s, span_str(line), err, sizeof err) != 0)
		die(line, err);
}

static char *read_file(const char *dir, const char *name, size_t *size)
{
	char path[4096];
	char *p = NULL;
	size_t cap = 0, n = 0, got;
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "rb");
	if (!f)
		die(path, strerror(errno));
	do {
		if (cap - n < 65536)
			p = must(realloc(p, cap = cap * 2 + 65536));
		got = fread(p + n, 1, cap - n, f);
		n += got;
	} while (got);
	fclose(f);
	*size = n;
	return p;
}

/* `step` 0: the whole message at once; otherwise in chunks of 1 to `step` bytes. */
static const struct jj_result *judge(struct jj_detector *d, const char *p, size_t n, size_t step)
{
	size_t chunk = n;

	jj_reset(d);
	for (size_t at = 0; at < n; at += chunk) {
		chunk = step ? 1 + at * 7 % step : n;
		if (chunk > n - at)
			chunk = n - at;
		if (jj_feed(d, span(p + at, chunk)) == JJ_DONE)
			break;
	}
	return jj_finish(d);
}

static bool same(const struct jj_result *a, const struct jj_result *b)
{
	return a->verdict == b->verdict && a->n_evidence == b->n_evidence &&
		a->evidence[0].kind == b->evidence[0].kind &&
		a->evidence[0].line == b->evidence[0].line &&
		!strcmp(a->evidence[0].detail, b->evidence[0].detail);
}

/* ---- the score ---- */

static struct group *group(struct score *s, const char *key, const char *name)
{
	struct group *g;

	for (unsigned i = 0; i < s->n_groups; i++)
		if (s->group[i].key == key && !strcmp(s->group[i].name, name))
			return &s->group[i];
	if (s->n_groups == GROUPS_MAX)
		die(key, "too many different values");
	g = &s->group[s->n_groups++];
	g->key = key;
	snprintf(g->name, sizeof g->name, "%.79s", name);
	return g;
}

static void count(struct group *g, enum answer expect, enum answer got, bool wrong)
{
	g->cases++;
	g->wrong += wrong;
	g->got[expect][got]++;
}

static void list_wrong(struct score *s, const json_t *c, const struct jj_result *r)
{
	if (s->listed++ >= LISTED && !s->verbose)
		return;
	printf("# wrong: %s %s where=%s expected=%s got=%s (%s, %s line %u: %s)\n", text(c, "file"),
		text(c, "variant"), text(c, "where"), text(c, "expect"), jj_verdict_name[r->verdict],
		jj_evidence_name[r->evidence[0].kind],
		r->evidence[0].where ? r->evidence[0].where : "-", r->evidence[0].line,
		r->evidence[0].detail);
}

static void run_case(struct score *s, const char *dir, const json_t *c)
{
	static struct jj_settings settings;
	struct jj_detector *d;
	struct jj_result whole;
	const struct jj_result *chunks;
	enum answer expect = answer_by_name(text(c, "expect")), got;
	bool wrong;
	size_t n;
	char *p = read_file(dir, text(c, "file"), &n);

	policy_of(&settings, c);
	d = must(jj_new(&settings));
	whole = *judge(d, p, n, 0);
	chunks = judge(d, p, n, 13);
	if (!same(&whole, chunks)) {
		s->chunk_trouble++;
		printf("# chunks: %s %s: whole %s (%s), in pieces %s (%s)\n", text(c, "file"),
			text(c, "variant"), jj_verdict_name[whole.verdict],
			whole.evidence[0].detail, jj_verdict_name[chunks->verdict],
			chunks->evidence[0].detail);
	}
	jj_free(d);
	free(p);

	got = answer_of[whole.verdict];
	wrong = !(accepted(c) & 1u << got);
	s->wrongly_forged += wrong && got == FORGED;
	count(&s->all, expect, got, wrong);
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		count(group(s, keys[i], text(c, keys[i])), expect, got, wrong);
	if (wrong)
		list_wrong(s, c, &whole);
}

/* ---- the report ---- */

static double percent(const struct group *g)
{
	return g->cases ? 100.0 * (g->cases - g->wrong) / g->cases : 100.0;
}

static void print_group(const struct group *g)
{
	printf("# %-26.26s %5u %5u %6.1f |", g->name, g->cases, g->wrong, percent(g));
	for (unsigned e = 0; e < ANSWERS; e++) {
		for (unsigned a = 0; a < ANSWERS; a++)
			if (g->got[e][a])
				printf(" %5u", g->got[e][a]);
			else
				printf("     .");
		printf("%s", e + 1 < ANSWERS ? " |" : "\n");
	}
}

static void print_table(const struct score *s)
{
	printf("# %-26s %5s %5s %6s | %-17s | %-17s | %-17s\n", "", "", "", "", "expected ours",
		"expected forged", "expected unknown");
	printf("# %-26s %5s %5s %6s |", "", "cases", "wrong", "right%");
	for (unsigned e = 0; e < ANSWERS; e++)
		printf(" %5s %5s %5s%s", "ours", "forg.", "unkn.", e + 1 < ANSWERS ? " |" : "\n");
	print_group(&s->all);
	for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
		unsigned clean = 0;
		/* There are many places, so only those with something wrong are shown. */
		bool brief = !strcmp(keys[k], "where") && !s->verbose;

		printf("# by %s:\n", keys[k]);
		for (unsigned i = 0; i < s->n_groups; i++) {
			if (s->group[i].key != keys[k])
				continue;
			if (brief && !s->group[i].wrong)
				clean++;
			else
				print_group(&s->group[i]);
		}
		if (brief)
			printf("# and %u without a wrong case\n", clean);
	}
}

static unsigned tests, failures;

static void ok(bool passed, const char *what, const char *detail)
{
	failures += !passed;
	printf("%s %u - %s%s%s\n", passed ? "ok" : "not ok", ++tests, what, *detail ? ": " : "",
		detail);
}

static void test_groups(const struct score *s, const char *key)
{
	char what[80], detail[400] = "";
	size_t used = 0;

	for (unsigned i = 0; i < s->n_groups; i++) {
		const struct group *g = &s->group[i];

		if (strcmp(g->key, key) || percent(g) >= GROUP_PERCENT || used >= sizeof detail)
			continue;
		used += (size_t)snprintf(detail + used, sizeof detail - used, "%s%s %.1f %%",
			used ? ", " : "", g->name, percent(g));
	}
	/* A '#' would begin a TAP directive. */
	for (char *p = detail; *p; p++)
		if (*p == '#')
			*p = '?';
	snprintf(what, sizeof what, "each %s at least %d %%", key, GROUP_PERCENT);
	ok(used == 0, what, detail);
}

static void report(const struct score *s)
{
	char detail[80];

	if (s->listed > LISTED && !s->verbose)
		printf("# ... and %u more; V=1 lists them all\n", s->listed - LISTED);
	print_table(s);

	snprintf(detail, sizeof detail, "%u of %u, %.2f %%", s->all.cases - s->all.wrong,
		s->all.cases, percent(&s->all));
	ok(s->all.cases > 0 && percent(&s->all) >= OVERALL_PERCENT, "accepted verdicts", detail);
	test_groups(s, "variant");
	test_groups(s, "where");
	snprintf(detail, sizeof detail, "%u", s->wrongly_forged);
	ok(s->wrongly_forged == 0, "called forged and not acceptably so", detail);
	snprintf(detail, sizeof detail, "%u", s->chunk_trouble);
	ok(s->chunk_trouble == 0, "answers that depend on the chunks", detail);
	printf("1..%u\n", tests);
}

int main(int argc, char **argv)
{
	static struct score s;
	static char line[LINE_MAX_JSON];
	const char *only = "";
	char path[4096];
	FILE *f;
	int opt;

	while ((opt = getopt(argc, argv, "vf:")) != -1) {
		if (opt == 'v')
			s.verbose = true;
		else if (opt == 'f')
			only = optarg;
		else
			return 2;
	}
	if (optind + 1 != argc) {
		fputs("usage: corpus [-v] [-f TEXT] DIR\n", stderr);
		return 2;
	}
	snprintf(path, sizeof path, "%s/cases.jsonl", argv[optind]);
	f = fopen(path, "r");
	if (!f) {
		printf("1..0 # SKIP no corpus: %s: %s\n", path, strerror(errno));
		return 0;
	}
	snprintf(s.all.name, sizeof s.all.name, "all");
	while (fgets(line, sizeof line, f)) {
		json_error_t err;
		json_t *c = json_loads(line, 0, &err);

		if (!c)
			die(path, err.text);
		if (strstr(text(c, "file"), only))
			run_case(&s, argv[optind], c);
		json_decref(c);
	}
	fclose(f);
	report(&s);
	return failures ? 1 : 0;
}
