/* state_command.c - see state_command.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "exim.h"
#include "keep.h"
#include "policy_load.h"
#include "schema_value.h"
#include "state_command.h"
#include "state_sql.h"

static const struct state_store *const backends[] = {
	[STATE_EXIM] = &state_exim,
	[STATE_SQLITE] = &state_sqlite,
	[STATE_PGSQL] = &state_pgsql,
	[STATE_REDIS] = &state_redis,
};

static int trouble(const char *why)
{
	fprintf(stderr, "aclgen: %s\n", why);
	return EXIT_TROUBLE;
}

/* "3d ago": the largest unit alone. */
static const char *ago(long now, long at, struct arena *a)
{
	static const long units[] = { 86400, 3600, 60, 1 };
	long s = now > at ? now - at : 0;

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (s >= units[i])
			return schema_duration((unsigned long)(s - s % units[i]), a);
	return "0s";
}

static void show_text(const struct state *s, const struct state_shown *shown, const char *where)
{
	printf("%s\n", where);
	for (unsigned i = 0; i < STATE_KINDS; i++) {
		printf("%-8s %10lu  %s", state_kinds[i].name, shown->kind[i].n, state_kinds[i].about);
		if (shown->kind[i].newest > 0)
			printf(", the last one %s ago, the first %s",
				ago(s->now, shown->kind[i].newest, s->a),
				ago(s->now, shown->kind[i].oldest, s->a));
		printf("\n");
	}
	if (shown->expired > 0)
		printf("%-8s %10lu  more that mean nothing any more; aclgen state expire takes them "
		       "away\n",
			"expired", shown->expired);
}

static void show_json(const struct state_shown *shown, const char *backend)
{
	printf("{\"backend\":\"%s\",\"schema\":%u", backend, shown->version);
	for (unsigned i = 0; i < STATE_KINDS; i++)
		printf(",\"%s\":{\"n\":%lu,\"oldest\":%ld,\"newest\":%ld}", state_kinds[i].name,
			shown->kind[i].n, shown->kind[i].oldest, shown->kind[i].newest);
	printf(",\"expired\":%lu}\n", shown->expired);
}

/* What is asked, for people: "pgsql db.example.org". */
static const char *where_text(const struct state *s)
{
	const struct policy *p = s->p;
	const char *name = backends[p->state.backend]->name;

	return p->state.backend == STATE_EXIM
		       ? arena_printf(s->a, "%s %s/db/seen", name, s->spool)
		       : arena_printf(s->a, "%s %s", name,
				 p->state.backend == STATE_SQLITE ? p->state.file.s
								  : p->state.server.s);
}

static void print_sql(void)
{
	puts("CREATE TABLE joejob_schema (version INTEGER NOT NULL);");
	for (unsigned i = 0; i < STATE_VERSION; i++)
		printf("%s;\n", state_steps[i]);
	printf("INSERT INTO joejob_schema VALUES (%d);\n", STATE_VERSION);
}

/* Copies of what was refused (bounces.keep); last, since it becomes Exim's user. */
static const char *expire_copies(struct state *s)
{
	const char *dir = s->p->bounces.keep.dir.s, *why;
	unsigned long left;
	long gone;

	if (dir == NULL)
		return NULL;
	if ((why = state_become(s->uid, s->gid)) != NULL)
		return why;
	gone = keep_expire(dir, (unsigned)s->p->bounces.keep.days.n, s->now, &left);
	if (gone < 0)
		return arena_printf(s->a, "bounces.keep.dir: %s cannot be read: %s", dir, strerror(errno));
	if (isatty(STDOUT_FILENO))
		printf("%s: %ld gone, %lu left\n", dir, gone, left);
	return NULL;
}

static int act(const struct options *o, struct state *s)
{
	const struct state_store *b = backends[s->p->state.backend];
	struct state_shown shown = { 0 };
	const char *why, *done = NULL, *where = where_text(s);
	long gone = 0;

	switch (o->action) {
	case STATE_INIT:
		if (!(why = b->init(s, &done)))
			printf("%s %s\n", where, done);
		break;
	case STATE_SHOW:
		why = b->show(s, &shown);
		if (!why && o->format == FORMAT_JSON)
			show_json(&shown, b->name);
		else if (!why)
			show_text(s, &shown, where);
		break;
	case KEY_NEW: /* another command's */
	case KEY_ROTATE:
	case KEY_SHOW:
	case KEY_DKIM:
	case STATE_EXPIRE:
	default:
		/* Silent in a timer, unless something is wrong. */
		if (!(why = b->expire(s, &gone)) && isatty(STDOUT_FILENO))
			gone < 0 ? printf("%s lets go by itself\n", where)
				 : printf("%s: %ld gone\n", where, gone);
		if (!why)
			why = expire_copies(s);
		break;
	}
	return why ? trouble(why) : EXIT_DONE;
}

int state_command(const struct options *o, struct arena *a)
{
	struct diags *d = diags_new(a, o->policy);
	struct policy p;
	struct state s = { .p = &p, .a = a, .now = (long)time(NULL) };
	int loaded = policy_load(&p, o->policy, a, d);

	if (loaded != 0) {
		diags_print(d, stderr, false);
		return loaded == -2 ? EXIT_TROUBLE : EXIT_POLICY;
	}
	if (o->sql) {
		if (p.state.backend != STATE_PGSQL)
			return trouble("--sql is for the backend pgsql");
		print_sql();
		return EXIT_DONE;
	}
	if (p.state.server.s && strcmp(p.state.server.s, "site") == 0)
		return trouble("state.server: site: which server that is, Exim's configuration knows "
			       "alone; name it in a policy for this command");
	const char *why = exim_running(exim_path(o->exim, a), a, &s.uid, &s.gid, &s.spool);
	if (why)
		return trouble(why);
	return act(o, &s);
}
