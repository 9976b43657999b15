/* state_redis.c - the backend redis: keys that the server lets go by themselves. */
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "state.h"

#define PREFIX "joejob:"

enum { CURSOR = 24 }; /* a number of 64 bits as text */

static const char *fault(const struct state *s, const redisContext *c, const redisReply *r)
{
	const char *what = r && r->type == REDIS_REPLY_ERROR ? r->str
			   : c && c->err		     ? c->errstr
							     : "out of memory";

	return arena_printf(s->a, "Redis at %s: %s", s->p->state.server.s, what);
}

/* A command that has to succeed. */
static const char *command(const struct state *s, redisContext *c, const char *fmt, const char *arg)
{
	redisReply *r = redisCommand(c, fmt, arg);
	const char *why = !r || r->type == REDIS_REPLY_ERROR ? fault(s, c, r) : NULL;

	freeReplyObject(r);
	return why;
}

static const char *open_server(const struct state *s, redisContext **c)
{
	const struct timeval wait = { .tv_sec = (time_t)s->p->state.wait.s };
	const char *host = s->p->state.server.s, *port, *why;

	if (host[0] == '/') {
		*c = redisConnectUnixWithTimeout(host, wait);
	} else {
		state_place(s->p->state.server.s, "6379", s->a, &host, &port);
		*c = redisConnectWithTimeout(host, (int)strtol(port, NULL, 10), wait);
	}
	if (!*c || (*c)->err) {
		why = fault(s, *c, NULL);
		redisFree(*c);
		return why;
	}
	redisSetTimeout(*c, wait);
	why = s->p->state.secret ? command(s, *c, "AUTH %s", s->p->state.secret) : NULL;
	if (!why)
		why = command(s, *c, "SELECT %s", s->p->state.database.s);
	if (why)
		redisFree(*c);
	return why;
}

static const char *init(const struct state *s, const char **done)
{
	redisContext *c;
	const char *why = open_server(s, &c);

	if (why)
		return why;
	*done = "answers; there is nothing to make";
	why = command(s, c, "SET %s 1 EX 1", PREFIX "init");
	redisFree(c);
	return why;
}

/* Some of the keys, and where to go on. */
static const char *count_some(const struct state *s, redisContext *c, char cursor[CURSOR],
	struct state_shown *shown)
{
	redisReply *r = redisCommand(c, "SCAN %s MATCH " PREFIX "* COUNT 1000", cursor);
	const char *why = NULL;

	if (!r || r->type != REDIS_REPLY_ARRAY || r->elements != 2 || !r->element[0]->str) {
		why = fault(s, c, r);
	} else {
		for (size_t i = 0; i < r->element[1]->elements; i++) {
			const char *key = r->element[1]->element[i]->str;
			enum state_kind kind = STATE_KINDS;

			if (key && strlen(key) > strlen(PREFIX))
				kind = state_kind_of(key + strlen(PREFIX));
			if (kind < STATE_KINDS)
				shown->kind[kind].n++;
		}
		snprintf(cursor, CURSOR, "%s", r->element[0]->str);
	}
	freeReplyObject(r);
	return why;
}

static const char *show(const struct state *s, struct state_shown *shown)
{
	redisContext *c;
	const char *why = open_server(s, &c);
	char cursor[CURSOR] = "0";

	if (!why) {
		do
			why = count_some(s, c, cursor, shown);
		while (!why && strcmp(cursor, "0") != 0);
		redisFree(c);
	}
	return why;
}

static const char *expire(const struct state *s, long *gone)
{
	redisContext *c;
	const char *why = open_server(s, &c);

	*gone = -1;
	if (!why)
		redisFree(c);
	return why;
}

const struct state_store state_redis = { "redis", init, show, expire };
