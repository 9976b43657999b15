/* state_exim.c - the backend exim: its hints, by the tools that come with it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "exim.h"
#include "state.h"
#include "talk.h"

/* A database of a million entries takes a while. */
enum { TOOL_SECONDS = 600 };

static const char *hints(const struct state *s)
{
	return arena_printf(s->a, "%s/db/seen", s->spool);
}

static bool are_there(const struct state *s)
{
	struct stat st;

	return stat(hints(s), &st) == 0;
}

/* What a tool says; NULL, and why not in *why. */
static const char *run_tool(
	const struct state *s, const char *tool, const char *option, const char *value,
	const char **why)
{
	const char *path = exim_path(tool, s->a);
	const char *with[] = { path, option, value, s->spool, "seen", NULL };
	const char *without[] = { path, s->spool, "seen", NULL };
	struct talk t = { .argv = option ? with : without };

	if (!path) {
		*why = arena_printf(s->a, "there is no program %s", tool);
		return NULL;
	}
	/* The hints are Exim's, and so is what their library makes beside them. */
	if (geteuid() == 0 && (setegid(s->gid) != 0 || seteuid(s->uid) != 0)) {
		*why = strerror(errno);
		return NULL;
	}
	talk(&t, 1, TOOL_SECONDS, s->a);
	if (t.stuck || !WIFEXITED(t.status) || WEXITSTATUS(t.status) != 0) {
		const char *said = buf_text(&t.err);
		*why = arena_printf(s->a, "%s fails: %.*s", tool, (int)strcspn(said, "\n"), said);
		return NULL;
	}
	return buf_text(&t.out);
}

static const char *init(const struct state *s, const char **done)
{
	(void)s;
	*done = "makes what it needs by itself";
	return NULL;
}

/* "jj-known-5F..<tab>26-Nov-2026 08:09:32" */
static void count_line(const char *line, struct state_shown *shown)
{
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
	const char *why = NULL, *text = are_there(s) ? run_tool(s, "exim_dumpdb", NULL, NULL, &why) : "";

	while (text && *text != '\0') {
		count_line(text, shown);
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return why;
}

/* exim_tidydb has one time for all of them: the longest that the policy wants. */
static const char *expire(const struct state *s, long *gone)
{
	const struct policy *p = s->p;
	unsigned long keep = p->greylist.keep.s > p->honeypot.block.s ? p->greylist.keep.s
								       : p->honeypot.block.s;
	const char *why = NULL, *text = "";

	if (are_there(s))
		text = run_tool(s, "exim_tidydb", "-t", arena_printf(s->a, "%lus", keep), &why);
	*gone = 0;
	while (text && (text = strstr(text, "(too old)")) != NULL) {
		++*gone;
		text++;
	}
	return why;
}

const struct state_store state_exim = { "exim", init, show, expire };
