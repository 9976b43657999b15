/* state_exim.c - the backend exim: its hints, by the tools that come with it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "exim.h"
#include "state.h"

/* What is done with a line that a tool prints. */
typedef void take_line(const char *line, void *to);

static const char *hints(const struct state *s)
{
	return arena_printf(s->a, "%s/db/seen", s->spool);
}

static bool are_there(const struct state *s)
{
	struct stat st;

	return stat(hints(s), &st) == 0;
}

/* The end of a pipe at which a tool writes, or -1. It is not killed, whatever happens here: what it
 * has not written yet would be missing in the hints. */
static int start_tool(const char *const argv[], pid_t *pid)
{
	int out[2];

	if (pipe2(out, O_CLOEXEC) != 0)
		return -1;
	*pid = fork();
	if (*pid == 0) {
		cleanup_forget();
		if (dup2(out[1], STDOUT_FILENO) >= 0 && dup2(out[1], STDERR_FILENO) >= 0)
			execv(argv[0], (char *const *)(const void *)argv);
		_exit(127);
	}
	close(out[1]);
	if (*pid < 0)
		close(out[0]);
	return *pid < 0 ? -1 : out[0];
}

/* A tool names each of its entries, and there may be millions: no line is kept but the last, which
 * is where it says what is wrong. */
static const char *run_tool(
	const struct state *s, const char *tool, const char *option, const char *value, take_line *take,
	void *to)
{
	const char *path = exim_path(tool, s->a);
	const char *with[] = { path, option, value, s->spool, "seen", NULL };
	const char *without[] = { path, s->spool, "seen", NULL };
	char *line = NULL, last[200] = "";
	size_t size = 0;
	int fd, status;
	pid_t pid;
	FILE *f;

	if (!path)
		return arena_printf(s->a, "there is no program %s", tool);
	/* The hints are Exim's, and so is what their library makes beside them. */
	const char *why = state_become(s->uid, s->gid);
	if (why)
		return why;
	fd = start_tool(option ? with : without, &pid);
	if (fd < 0 || (f = fdopen(fd, "r")) == NULL)
		return strerror(errno);
	while (getline(&line, &size, f) > 0) {
		take(line, to);
		snprintf(last, sizeof last, "%.*s", (int)strcspn(line, "\n"), line);
	}
	if (!feof(f))
		out_of_memory();
	fclose(f);
	free(line);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return arena_printf(s->a, "%s fails: %s", tool, last);
	return NULL;
}

static const char *init(const struct state *s, const char **done)
{
	(void)s;
	*done = "makes what it needs by itself";
	return NULL;
}

/* "jj-known-5F..<tab>26-Nov-2026 08:09:32" */
static void count_line(const char *line, void *to)
{
	struct state_shown *shown = to;
	const char *tab = strchr(line, '\t');
	struct tm tm = { .tm_isdst = -1 };
	enum state_kind kind;

	if (strncmp(line, "jj-", 3) != 0 || !tab || (kind = state_kind_of(line + 3)) == STATE_KINDS)
		return;
	shown->kind[kind].n++;
	if (!strptime(tab + 1, "%d-%b-%Y %H:%M:%S", &tm))
		return;
	long at = (long)mktime(&tm);
	if (shown->kind[kind].oldest == 0 || at < shown->kind[kind].oldest)
		shown->kind[kind].oldest = at;
	if (at > shown->kind[kind].newest)
		shown->kind[kind].newest = at;
}

static const char *show(const struct state *s, struct state_shown *shown)
{
	return are_there(s) ? run_tool(s, "exim_dumpdb", NULL, NULL, count_line, shown) : NULL;
}

static void count_old(const char *line, void *to)
{
	long *gone = to;

	*gone += strstr(line, "(too old)") != NULL;
}

/* exim_tidydb has one time for all of them: the longest that the policy wants. */
static const char *expire(const struct state *s, long *gone)
{
	const struct policy *p = s->p;
	unsigned long keep = p->greylist.keep.s > p->honeypot.block.s ? p->greylist.keep.s
								       : p->honeypot.block.s;

	*gone = 0;
	return are_there(s) ? run_tool(s, "exim_tidydb", "-t", arena_printf(s->a, "%lus", keep), count_old,
				      gone)
			    : NULL;
}

const struct state_store state_exim = { "exim", init, show, expire };
