/* test_run.c - see test_run.h. A process for each case, which has the case's world to itself and
 * leaves its outcome in a file of the case's folder.
 */
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "sandbox.h"
#include "test_run.h"
#include "textfile.h"
#include "trial.h"

enum {
	/* Most of the time is spent waiting for Exim's processes to start. */
	AT_A_TIME = 6,
	/* No case is to take longer, whatever it waits for. */
	CASE_SECONDS = 300,
	OUTCOME_BYTES_MAX = 16 << 20,
	/* Enough for a long conversation; the sandbox's memory is small. */
	TEXT_BYTES_MAX = 256 << 10,
};

bool case_chosen(const struct test_case *c, const char *only)
{
	return only == NULL || strcasestr(c->name.s, only) != NULL;
}

/* One text after the other, each with its NUL. */
static bool write_outcome(const struct outcome *o, const char *dir, struct arena *a)
{
	const char *const texts[] = { o->what, o->dialogue, o->log };
	struct buf b = { .arena = a };

	buf_printf(&b, "%d %.3f", (int)o->verdict, o->seconds);
	buf_add(&b, "", 1);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		buf_add(&b, texts[i], strnlen(texts[i], TEXT_BYTES_MAX));
		buf_add(&b, "", 1);
	}
	return sandbox_file(dir, "outcome", b.p, b.n, a) != NULL;
}

static struct outcome read_outcome(const char *dir, int status, struct arena *a)
{
	struct outcome o = { .verdict = CASE_TROUBLE, .what = "", .dialogue = "", .log = "" };
	char *text = NULL;
	const char *s;
	size_t n = 0;
	int verdict;

	if (WIFSIGNALED(status)) {
		o.what = WTERMSIG(status) == SIGALRM
				 ? "it takes too long"
				 : arena_printf(a, "aclgen dies of signal %d", WTERMSIG(status));
		o.verdict = WTERMSIG(status) == SIGALRM ? CASE_FAILS : CASE_TROUBLE;
		return o;
	}
	/* What could not be written to its end says so by its exit code, and is not looked into. */
	if (status != 0 ||
		textfile_read(arena_printf(a, "%s/outcome", dir), OUTCOME_BYTES_MAX, a, &text, &n) !=
			NULL ||
		sscanf(text, "%d %lf", &verdict, &o.seconds) != 2) {
		o.what = "nothing came of it; is there memory left?";
		return o;
	}
	o.verdict = (enum verdict)verdict;
	s = text + strlen(text) + 1;
	o.what = s;
	s += strlen(s) + 1;
	o.dialogue = s;
	o.log = s + strlen(s) + 1;
	return o;
}

/* The value of spamd_address in the generated file. */
static const char *spamd_of(const struct site *site, struct arena *a)
{
	static const char option[] = "spamd_address = ";
	char *text = NULL;
	size_t n = 0;
	const char *s;

	if (textfile_read(arena_printf(a, "%s/joejob.inc", site->dir), OUTCOME_BYTES_MAX, a, &text,
		    &n) != NULL)
		return NULL;
	for (s = strstr(text, option); s != NULL; s = strstr(s + 1, option))
		if (s == text || s[-1] == '\n')
			return arena_copy(
				a, s + sizeof option - 1, strcspn(s + sizeof option - 1, "\n"));
	return NULL;
}

static pid_t start(const struct run_options *o, const struct test_case *c, const char *dir,
	const char *spamd, struct arena *a)
{
	struct case_options co = { .site = o->site,
		.world = &o->cases->world,
		.dir = dir,
		.spamd = spamd,
		.client = o->client,
		.client6 = o->client6 };
	struct outcome out;
	pid_t pid = cleanup_fork();

	if (pid != 0)
		return pid;
	signal(SIGPIPE, SIG_IGN);
	alarm(CASE_SECONDS);
	out = case_play(c, &co, a);
	_exit(write_outcome(&out, dir, a) ? 0 : 1);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	remove(path);
	return 0;
}

static const char *folder(const struct site *site, size_t i, struct arena *a)
{
	return arena_printf(a, "%s/case%zu", site->dir, i + 1);
}

/* Waits for one of the running cases and takes in what came of it. */
static void finish_one(
	struct outcome *out, pid_t *pids, const struct run_options *o, struct arena *a)
{
	int status = 0;
	pid_t pid = waitpid(-1, &status, 0);
	size_t i = 0;

	if (pid < 0 && errno == EINTR)
		return;
	while (i < o->cases->n && pids[i] != pid)
		i++;
	if (i == o->cases->n)
		return;
	cleanup_child_gone(pid);
	pids[i] = -1;
	out[i] = read_outcome(folder(o->site, i, a), status, a);
	nftw(folder(o->site, i, a), remove_one, 8, FTW_DEPTH | FTW_PHYS);
	if (o->progress != NULL)
		o->progress(&o->cases->one[i], &out[i]);
}

void run_cases(struct outcome *out, const struct run_options *o, struct arena *a)
{
	const char *spamd = spamd_of(o->site, a);
	pid_t *pids = arena_alloc(a, (o->cases->n + 1) * sizeof *pids);
	size_t running = 0;

	for (size_t i = 0; i < o->cases->n || running > 0;) {
		if (i < o->cases->n && running < AT_A_TIME) {
			const struct test_case *c = &o->cases->one[i];
			const char *dir = folder(o->site, i, a);
			pids[i] = -1;
			if (!case_chosen(c, o->only)) {
				i++;
				continue;
			}
			if (mkdir(dir, 0755) == 0 && trial_spool(o->site, dir))
				pids[i] = start(o, c, dir, spamd, a);
			if (pids[i] < 0)
				out[i] = (struct outcome){ CASE_TROUBLE,
					arena_printf(
						a, "no folder or process: %s", strerror(errno)),
					"", "", 0 };
			i++;
		} else {
			finish_one(out, pids, o, a);
		}
		running = 0;
		for (size_t k = 0; k < i; k++)
			running += pids[k] > 0;
	}
}
