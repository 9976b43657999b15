/* policies - random valid policies: prints them, or tries each on the real Exim.
 *
 *	policies print SEED N [DIR]              policies to stdout, or each into a folder of DIR
 *	policies check SEED N LEAST MODULE [I]   TAP; I: the policy of that number alone
 *	policies hostile SEED N                  TAP; N hostile strings for each key and writer
 *
 * Trying is what `aclgen check` does, without a word from it, and rendering each twice. A policy
 * that fails is shown. All of it follows from the seed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "cleanup.h"
#include "coverage.h"
#include "draft.h"
#include "etc.h"
#include "hostile.h"

enum {
	PARALLEL = 2,  /* each of them talks to dozens of Exims at once already */
	REJECTED_MAX = 2, /* percent of policies that may be no valid ones */
	SHOWN_MAX = 5, /* failures */
};

enum outcome { PASSED, REJECTED, FAILED, TROUBLE };

struct trial {
	pid_t pid;
	unsigned long number;
	const char *dir, *etc; /* etc: what Debian's layouts are tried in, or NULL */
	unsigned long (*count)[CHOICES];
	struct arena *arena;
};

struct run {
	struct inventor v;
	const char *module, *dir;
	unsigned long (*count)[CHOICES]; /* of what has passed */
	unsigned long outcome[TROUBLE + 1];
	struct trial trial[PARALLEL];
	unsigned running;
};

static bool write_file(const char *dir, const char *name, const char *text)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "w");
	return f && fchmod(fileno(f), 0600) == 0 && fputs(text, f) >= 0 && fclose(f) == 0;
}

/* The policy and its files into a folder of its own. */
static bool put(struct inventor *v, const char *dir, const char *text)
{
	bool done = mkdir(dir, 0755) == 0 && write_file(dir, "policy.yaml", text);

	for (size_t i = 0; done && i < v->n_files; i++)
		done = write_file(dir, v->file[i].name, v->file[i].text);
	return done;
}

static void show_file(const char *path)
{
	char line[4096];
	FILE *f = fopen(path, "r");

	while (f && fgets(line, sizeof line, f))
		fprintf(stderr, "# %s", line);
	if (f)
		fclose(f);
}

/* Whether what is rendered twice is the same. */
static bool renders_alike(const struct policy *p, const struct render_options *o, struct diags *d)
{
	struct arena *a = arena_new();
	struct render_options there = *o;
	struct buf one = { .arena = a }, two = { .arena = a };
	bool alike;

	there.dir = "/etc/exim4";
	alike = render(&one, p, &there, d) == 0 && render(&two, p, &there, d) == 0 &&
		one.n == two.n && memcmp(one.p, two.p, one.n) == 0;

	arena_free(a);
	return alike;
}

/* In a process of its own, which goes into a sandbox and ends there. */
static enum outcome try(const char *path, const char *module, const char *etc)
{
	struct arena *a = arena_new();
	struct diags *d = diags_new(a, path);
	struct templates t;
	struct check_options o = { .dir = etc,
		.render = { .templates = &t, .module = module } };
	struct check_result result = { 0 };
	struct policy p;
	enum outcome outcome = PASSED;

	cleanup_init();
	if (policy_load(&p, path, a, d) != 0)
		outcome = REJECTED;
	else if (templates_load(&t, NULL, a, d) != 0 || check_policy(&result, &p, &o, a, d) != 0)
		outcome = TROUBLE;
	else if (diag_errors(d) > 0 || !renders_alike(&p, &o.render, d))
		outcome = FAILED;
	if (outcome != PASSED)
		diags_print(d, stderr, false);
	return outcome;
}

/* Its standard error goes into a file, to be shown below the policy's number. */
static void begin(struct run *r, struct trial *t, const struct draft *d, const char *text)
{
	const char *path = arena_printf(t->arena, "%s/policy.yaml", t->dir);
	const char *err = arena_printf(t->arena, "%s/stderr", t->dir);

	if (!put(&r->v, t->dir, text)) {
		fprintf(stderr, "policies: cannot write %s\n", t->dir);
		exit(2);
	}
	t->etc = etc_for(&r->v, d, arena_printf(t->arena, "%s/etc", t->dir));
	fflush(stdout);
	t->pid = fork();
	if (t->pid == 0) {
		if (!freopen(err, "w", stderr))
			_exit(TROUBLE);
		exit(try(path, r->module, t->etc));
	}
}

static void remove_files(const char *dir)
{
	char command[4096];

	snprintf(command, sizeof command, "rm -rf '%s'", dir);
	if (system(command) != 0)
		fprintf(stderr, "policies: %s cannot be removed\n", dir);
}

static void end(struct run *r, struct trial *t, int status)
{
	static const char *const what[] = { "passes", "is no valid policy", "fails",
		"could not be tried" };
	enum outcome outcome = WIFEXITED(status) && WEXITSTATUS(status) <= TROUBLE
				       ? (enum outcome)WEXITSTATUS(status)
				       : TROUBLE;

	if (outcome == PASSED)
		for (size_t i = 0; i < r->v.schema->n; i++)
			for (size_t k = 0; k < CHOICES; k++)
				r->count[i][k] += t->count[i][k];
	else if (r->outcome[REJECTED] + r->outcome[FAILED] + r->outcome[TROUBLE] < SHOWN_MAX) {
		fprintf(stderr, "# policy %lu %s:\n", t->number, what[outcome]);
		show_file(arena_printf(t->arena, "%s/stderr", t->dir));
		show_file(arena_printf(t->arena, "%s/policy.yaml", t->dir));
	}
	r->outcome[outcome]++;
	remove_files(t->dir);
	arena_free(t->arena);
	*t = (struct trial){ 0 };
	r->running--;
}

static void wait_for_one(struct run *r)
{
	int status;
	pid_t pid = wait(&status);

	for (size_t i = 0; i < PARALLEL; i++)
		if (r->trial[i].pid == pid && pid > 0)
			end(r, &r->trial[i], status);
}

static struct trial *free_place(struct run *r)
{
	struct trial *t = r->trial;

	if (r->running == PARALLEL)
		wait_for_one(r);
	while (t->pid != 0)
		t++;
	r->running++;
	return t;
}

/* Makes policy `number`, and tries it unless another one is wanted alone. */
static void next(struct run *r, unsigned long number, bool wanted)
{
	struct arena *a = arena_new();
	struct draft d = draft_policy(&r->v, a);
	struct buf text = { .arena = a };
	struct trial *t;

	draft_write(&r->v, &d, &text);
	if (!wanted) {
		arena_free(a);
		return;
	}
	t = free_place(r);
	*t = (struct trial){ .number = number, .arena = a };
	t->dir = arena_printf(a, "%s/%lu", r->dir, number);
	t->count = arena_alloc(a, r->v.schema->n * sizeof *t->count);
	draft_count(&r->v, &d, t->count);
	begin(r, t, &d, buf_text(&text));
}

static int point(unsigned n, bool ok, const char *what)
{
	printf("%s %u - %s\n", ok ? "ok" : "not ok", n, what);
	return ok ? 0 : 1;
}

static int report(struct run *r, unsigned long n, unsigned long least)
{
	struct arena *a = r->v.arena;
	unsigned long *o = r->outcome;
	unsigned under = coverage_print(r->v.schema, r->count, least);
	int failed = 0;

	failed += point(1, o[FAILED] + o[TROUBLE] == 0 && o[PASSED] > 0,
		arena_printf(a, "%lu random policies pass, %lu fail, %lu could not be tried",
			o[PASSED], o[FAILED], o[TROUBLE]));
	failed += point(2, o[REJECTED] * 100 <= n * REJECTED_MAX,
		arena_printf(a, "%lu of %lu policies are no valid ones", o[REJECTED], n));
	failed += point(3, under == 0,
		arena_printf(a, "every key, mode and word at least %lu times, but for %u", least,
			under));
	printf("1..3\n");
	return failed ? 1 : 0;
}

static int check(uint64_t seed, unsigned long n, unsigned long least, const char *module,
	const char *alone)
{
	char dir[] = "/tmp/policies.XXXXXX";
	struct arena *a = arena_new();
	struct run r = { .module = module };
	int rc;

	if (!mkdtemp(dir) || chmod(dir, 0755) != 0)
		return 2;
	r.dir = dir;
	inventor_init(&r.v, &policy_schema, seed, a);
	r.count = arena_alloc(a, policy_schema.n * sizeof *r.count);
	for (unsigned long i = 0; i < n; i++)
		next(&r, i, !alone || strtoul(alone, NULL, 10) == i);
	while (r.running > 0)
		wait_for_one(&r);
	r.v.arena = a;
	rc = report(&r, alone ? 1 : n, alone ? 0 : least);
	remove_files(dir);
	arena_free(a);
	return rc;
}

static int print(uint64_t seed, unsigned long n, const char *dir)
{
	struct arena *a = arena_new();
	struct inventor v;

	inventor_init(&v, &policy_schema, seed, a);
	for (unsigned long i = 0; i < n; i++) {
		struct arena *one = arena_new();
		struct draft d = draft_policy(&v, one);
		struct buf text = { .arena = one };

		draft_write(&v, &d, &text);
		if (!dir)
			printf("# policy %lu\n%s\n", i, buf_text(&text));
		else if (!put(&v, arena_printf(one, "%s/%lu", dir, i), buf_text(&text)))
			return 2;
		arena_free(one);
	}
	arena_free(a);
	return 0;
}

/* Writers are cheap to try, a policy is not. */
static int hostile(uint64_t seed, unsigned long n)
{
	struct arena *a = arena_new();
	struct hostile_pool *pool = arena_alloc(a, policy_schema.n * sizeof *pool);
	unsigned point = 0;
	int failed = hostile_keys(seed, n, &point, pool, a);

	if (geteuid() != 0 || access("/usr/sbin/exim4", X_OK) != 0) {
		printf("# the real Exim cannot be asked here\n1..%u\n", point);
		return failed ? 1 : 0;
	}
	failed += hostile_writers(seed, 10 * n, &point);
	failed += hostile_policies(seed, n / 4 + 1, &point, pool);

	printf("1..%u\n", point);
	return failed ? 1 : 0;
}

int main(int argc, char **argv)
{
	unsigned long seed = argc > 3 ? strtoul(argv[2], NULL, 10) : 0;
	unsigned long n = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;

	if (argc >= 4 && strcmp(argv[1], "print") == 0)
		return print(seed, n, argv[4]);
	if (argc >= 6 && strcmp(argv[1], "check") == 0)
		return check(seed, n, strtoul(argv[4], NULL, 10), argv[5], argv[6]);
	if (argc == 4 && strcmp(argv[1], "hostile") == 0)
		return hostile(seed, n);
	fputs("usage: policies print SEED N [DIR] | policies check SEED N LEAST MODULE [I] | "
	      "policies hostile SEED N\n",
		stderr);
	return 2;
}
