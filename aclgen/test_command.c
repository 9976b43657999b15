/* test_command.c - see test_command.h. The order of the work. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "policy_load.h"
#include "sandbox.h"
#include "test_command.h"
#include "test_report.h"
#include "test_run.h"
#include "trial.h"
#include "wire.h"

struct testing {
	const struct options *o;
	struct arena *a;
	struct diags *d; /* of the policy */
	struct policy p;
	struct templates t;
	struct trial trial;
	struct cases *file;
	size_t n;
};

/* The worst of several exit codes: trouble hides what else there is. */
static int worse(int a, int b)
{
	return a > b ? a : b;
}

/* Reads everything before anything is played: what is wrong is told at once. */
static int load(struct testing *t)
{
	int loaded = policy_load(&t->p, t->o->policy, t->a, t->d), rc = EXIT_DONE;

	if (loaded != 0)
		rc = loaded == -2 ? EXIT_TROUBLE : EXIT_POLICY;
	if (templates_load(&t->t, t->o->templates, t->a, t->d) != 0)
		rc = worse(rc, EXIT_POLICY);
	t->file = arena_alloc(t->a, t->o->n_cases * sizeof *t->file);
	for (size_t i = 0; i < t->o->n_cases; i++) {
		struct diags *d = diags_new(t->a, t->o->cases[i]);
		loaded = cases_load(&t->file[i], t->o->cases[i], t->a, d);
		if (diag_count(d) > 0)
			diags_print(d, stderr, false);
		if (loaded != 0)
			rc = worse(rc, loaded == -2 ? EXIT_TROUBLE : EXIT_POLICY);
	}
	return rc;
}

static size_t chosen(const struct testing *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->o->n_cases; i++)
		for (size_t k = 0; k < t->file[i].n; k++)
			n += case_chosen(&t->file[i].one[k], t->o->only);
	return n;
}

static int exit_code(enum trial_end end)
{
	static const int code[] = { [TRIAL_READY] = EXIT_DONE,
		[TRIAL_WRONG] = EXIT_POLICY,
		[TRIAL_TROUBLE] = EXIT_TROUBLE };

	return code[end];
}

static int prepare(struct testing *t)
{
	t->trial = (struct trial){ .p = &t->p,
		.templates = &t->t,
		.asked = t->o->exim,
		.module = t->o->module,
		.a = t->a,
		.d = t->d };
	return exit_code(trial_enter(&t->trial));
}

static void progress(const struct test_case *c, const struct outcome *o)
{
	static const char *const word[] = {
		[CASE_PASSES] = "ok", [CASE_FAILS] = "FAIL", [CASE_TROUBLE] = "trouble"
	};

	fprintf(stderr, "aclgen: %-7s %5.1f s  %s\n", word[o->verdict], o->seconds, c->name.s);
}

/* One file, with a configuration for its world. */
static int play(struct testing *t, const struct cases *c, struct report *r)
{
	struct outcome *out = arena_alloc(t->a, (c->n + 1) * sizeof *out);
	struct run_options run = { .site = &t->trial.site,
		.cases = c,
		.only = t->o->only,
		.client = cast_client(&t->trial.cast, FROM_STRANGER, 0, t->a),
		.client6 = cast_client(&t->trial.cast, FROM_STRANGER6, 0, t->a),
		.progress = isatty(STDERR_FILENO) ? progress : NULL };
	enum trial_end end;

	t->trial.site.world = &c->world;
	end = trial_write(&t->trial);
	if (end == TRIAL_READY && sandbox_file(t->trial.site.dir, "clock.so",
					  (const char *)clock_so, clock_so_n, t->a) == NULL)
		end = trial_trouble(&t->trial, "no room in ", t->trial.site.dir);
	if (end != TRIAL_READY)
		return exit_code(end);
	run_cases(out, &run, t->a);
	*r = (struct report){ .file = c->path,
		.one = arena_alloc(t->a, (c->n + 1) * sizeof *r->one),
		.out = arena_alloc(t->a, (c->n + 1) * sizeof *r->out) };
	for (size_t i = 0; i < c->n; i++) {
		if (!case_chosen(&c->one[i], t->o->only))
			continue;
		r->one[r->n] = &c->one[i];
		r->out[r->n++] = &out[i];
		r->failed += out[i].verdict == CASE_FAILS;
		r->trouble += out[i].verdict == CASE_TROUBLE;
	}
	return r->trouble > 0 ? EXIT_TROUBLE : r->failed > 0 ? EXIT_POLICY : EXIT_DONE;
}

static int run(struct testing *t)
{
	struct report *r = arena_alloc(t->a, t->o->n_cases * sizeof *r);
	int rc = load(t);

	if (rc != EXIT_DONE)
		return rc;
	if (chosen(t) == 0)
		return options_misuse("no case has this in its name: ", t->o->only);
	if ((rc = prepare(t)) != EXIT_DONE)
		return rc;
	for (size_t i = 0; i < t->o->n_cases; i++)
		rc = worse(rc, play(t, &t->file[i], &r[i]));
	/* Without a configuration there is no report to be believed. */
	if (diag_errors(t->d) == 0)
		report_print(r, t->o->n_cases, t->o->format, stdout, t->a);
	return rc;
}

int test_command(const struct options *o, struct arena *a)
{
	struct testing t = { .o = o, .a = a, .d = diags_new(a, o->policy) };
	int rc = run(&t);

	if (diag_count(t.d) > 0)
		diags_print(t.d, stderr, false);
	return rc;
}
