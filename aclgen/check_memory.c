/* check_memory.c - see check_memory.h. */
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check_cast.h"
#include "check_memory.h"
#include "check_say.h"
#include "render_asks.h"
#include "render_memory.h"
#include "sandbox.h"
#include "state.h"
#include "talk.h"

enum { TRY_SECONDS = 60 };

/* Where nobody listens. */
#define NOBODY "127.0.0.1:1"

#define STORE "${acl{acl_jj_store}{known-aclgen-check}{3600}}"
#define SEEN "${acl{acl_jj_seen}{known-aclgen-check}{3600}}"
#define NEVER "${acl{acl_jj_seen}{known-aclgen-never}{3600}}"

struct policy memory_stand_in(const struct policy *p)
{
	struct policy tried = *p;

	tried.state.backend = STATE_EXIM;
	/* The module has to know the key, but what is tried is no mail to be kept. */
	if (tried.bounces.keep.dir.s != NULL)
		tried.bounces.keep.dir.s = "/nonexistent/joejob-kept";
	return tried;
}

static void trouble(const struct site *s, const char *why)
{
	diag_add(s->d, SEV_ERROR, (struct where){ 0 }, AG_EXIM_MISSING,
		"the real Exim cannot be asked about the policy's memory: %s (--no-exim does without)",
		why);
}

/* SQLite's file as aclgen state init makes it. Another process does: it becomes Exim's user. */
static bool make_file(const struct site *s, const struct policy *p)
{
	const struct state state = { .p = p, .a = s->a, .uid = s->exim->uid, .gid = s->exim->gid };
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		const char *done;
		_exit(state_sqlite.init(&state, &done) == NULL ? 0 : 1);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 0;
}

/* The configuration with the policy's own backend, in a folder of its own. NULL: why is in s->d. */
static const char *write_conf(const struct site *whole, const struct policy *p, const char *dir)
{
	struct site s = *whole;
	struct buf inc = { .arena = s.a }, option = { .arena = s.a };

	s.p = p;
	s.dir = dir;
	s.render.dir = dir;
	s.lax = true;
	s.render.state_file = "AG_CASE/state.db";
	const char *site = site_text(&s, LAYOUT_INCLUDE);
	if (site == NULL || render(&inc, p, &s.render, s.d) != 0)
		return NULL;
	if (memory_has_option(p))
		render_memory_option(&option, p);
	const char *conf = sandbox_file(dir, "exim.conf", site, strlen(site), s.a);
	if (conf == NULL ||
		sandbox_file(dir, "joejob.inc", buf_text(&inc), inc.n, s.a) == NULL ||
		sandbox_file(dir, "joejob-state.inc", buf_text(&option), option.n, s.a) == NULL)
		trouble(&s, "no room in the sandbox");
	return conf;
}

static bool make_folder(const struct site *s, const char *dir)
{
	const char *spool = arena_printf(s->a, "%s/spool", dir);

	return mkdir(dir, 0755) == 0 && chown(dir, s->exim->uid, s->exim->gid) == 0 &&
	       mkdir(spool, 0750) == 0 && chown(spool, s->exim->uid, s->exim->gid) == 0;
}

/* A stranger's plain message. */
static const struct conversation *plain_one(const struct cast *cast)
{
	for (size_t i = 0; i < conversations_n; i++)
		if (conversations[i].from == FROM_STRANGER &&
			(conversations[i].needs & ~cast->has) == 0)
			return &conversations[i];
	return NULL;
}

static void judge_answers(const struct site *s, const struct policy *p, const struct talk *t)
{
	const char *want = p->state.backend == STATE_SQLITE ? "yes\nyes\nno\n" : "\n\n\n";
	const char *said = buf_text(&t->err);

	if (!t->stuck && WIFEXITED(t->status) && strcmp(buf_text(&t->out), want) == 0)
		return;
	diag_add(s->d, SEV_ERROR, p->state.at, t->stuck ? AG_STUCK : AG_REPLY,
		"state.backend: what asks it does not work, or does not let mail pass while it is "
		"away: Exim says \"%.*s\"%s%.*s",
		(int)strcspn(buf_text(&t->out), "\n"), buf_text(&t->out), *said != '\0' ? "; " : "",
		(int)strcspn(said, "\n"), said);
}

static void judge_mail(const struct site *s, const struct policy *p, const struct talk *t)
{
	/* Behind the last command, Exim complains about the client that is gone. */
	for (size_t i = 0; i < t->n_replies && i <= t->n_sent; i++) {
		unsigned code = talk_code(t->reply[i]);

		if (code != 0 && code < 400)
			continue;
		if (code >= 500)
			return; /* another check's business, and tried elsewhere */
		diag_add(s->d, SEV_ERROR, p->state.at, AG_TEMPORARY,
			"state.backend: with no answer from it, Exim says %.*s",
			(int)strcspn(t->reply[i], "\r\n"), t->reply[i]);
		return;
	}
}

void check_memory(const struct site *s, const struct policy *p)
{
	struct policy tried = *p;
	const char *dir = arena_printf(s->a, "%s/memory", s->dir), *conf;
	const struct conversation *v = plain_one(s->cast);
	struct talk t[2] = { 0 };

	if (p->state.backend == STATE_EXIM || !asks_memory(p))
		return;
	tried.output.layout = LAYOUT_INCLUDE;
	tried.state.file.s = arena_printf(s->a, "%s/state.db", dir);
	if (tried.state.server.s != NULL)
		tried.state.server.s = NOBODY;
	if (!make_folder(s, dir) || (p->state.backend == STATE_SQLITE && !make_file(s, &tried))) {
		trouble(s, "no room in the sandbox");
		return;
	}
	if ((conf = write_conf(s, &tried, dir)) == NULL)
		return;
	const char *const ask[] = { s->exim->path, "-C", conf, "-be", STORE, SEEN, NEVER, NULL };
	t[0].argv = ask;
	if (v != NULL)
		cast_prepare(&t[1], s->cast, v, (unsigned)(v - conversations), s->exim, conf, true,
			s->a);
	talk(t, v != NULL ? 2 : 1, TRY_SECONDS, s->a);
	judge_answers(s, p, &t[0]);
	if (v != NULL && p->state.backend != STATE_SQLITE)
		judge_mail(s, p, &t[1]);
}
