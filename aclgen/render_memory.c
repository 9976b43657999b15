/* render_memory.c - see render_memory.h. What is remembered is written down in memory.acl; how, in
 * one template a backend. */
#include <string.h>

#include "quote.h"
#include "render_asks.h"
#include "render_check_write.h"
#include "render_memory.h"
#include "state.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* A network is written down anew when that much of its time has passed: not at each message. */
enum { RENEWALS = 30 };

static bool site_has_server(const struct policy *p)
{
	return p->state.server.s != NULL && strcmp(p->state.server.s, "site") == 0;
}

/* readsocket waits no longer than it is told to, but what it sends shows in debug output. */
bool memory_redis_by_lookup(const struct policy *p)
{
	return p->state.backend == STATE_REDIS && (p->state.secret != NULL || site_has_server(p));
}

/* `seen` takes a time; the others reckon in seconds. */
static const char *duration(struct rendering *r, unsigned long seconds)
{
	struct buf b = { .arena = r->out.arena };

	if (r->p->state.backend != STATE_EXIM)
		return arena_printf(b.arena, "%lu", seconds);
	quote_time(&b, seconds);
	return buf_text(&b);
}

/* As readsocket takes it: the path of a socket, inet:host:port, inet:[address]:port. */
static const char *redis_socket(struct rendering *r)
{
	const struct str *server = &r->p->state.server;
	struct buf b = { .arena = r->out.arena };
	const char *host, *port, *fault;

	if (server->s[0] == '/') {
		fault = quote_macro(&b, server->s);
	} else {
		state_place(server->s, "6379", b.arena, &host, &port);
		bool v6 = strchr(host, ':') != NULL;

		buf_str(&b, v6 ? "inet:[" : "inet:");
		fault = quote_host(&b, host);
		buf_str(&b, v6 ? "]:" : ":");
		if (fault == NULL)
			fault = quote_word(&b, port);
	}
	if (fault != NULL) {
		diag_add(r->d, SEV_ERROR, server->at, AG_UNWRITABLE,
			"state.server: \"%s\" cannot be written into the configuration: it %s",
			server->s, fault);
		r->failed = true;
	}
	return buf_text(&b);
}

static void render_redis(struct rendering *r, struct buf *text)
{
	const struct policy *p = r->p;
	struct arena *a = r->out.arena;
	bool lookup = memory_redis_by_lookup(p), select = strcmp(p->state.database.s, "0") != 0;
	const struct value dict[] = {
		{ "where", AS_COMMENT, .text = line_comment(r, p->state.at) },
		{ "lookup", AS_FLAG, .number = lookup },
		{ "socket", AS_EXIM, .text = lookup ? "" : redis_socket(r) },
		{ "server", AS_TEXT, .text = p->state.server.s, .at = p->state.server.at },
		{ "select", AS_EXIM,
			.text = select ? arena_printf(a, "SELECT %s\\r\\n", p->state.database.s)
				       : "" },
		{ "selected", AS_EXIM, .text = select && !lookup ? "\\+OK\\r?\\|" : "" },
		{ "wait", AS_TIME, .number = patience(r->o, p->state.wait.s) },
	};

	fill(r, text, "memory_redis.acl", dict, COUNT(dict));
}

static void render_sqlite(struct rendering *r, struct buf *text)
{
	const struct policy *p = r->p;
	const struct value dict[] = {
		{ "where", AS_COMMENT, .text = line_comment(r, p->state.at) },
		/* The lookup does not expand it. */
		{ "file", r->o->state_file ? AS_EXIM : AS_MACRO,
			.text = r->o->state_file ? r->o->state_file : p->state.file.s,
			.at = p->state.file.at },
		{ "wait", AS_NUMBER, .number = patience(r->o, p->state.wait.s) },
	};

	fill(r, text, "memory_sqlite.acl", dict, COUNT(dict));
}

static void render_backend(struct rendering *r, struct buf *text)
{
	const struct value dict[] = {
		{ "where", AS_COMMENT, .text = line_comment(r, r->p->state.at) },
	};

	switch (r->p->state.backend) {
	case STATE_EXIM:
		fill(r, text, "memory_exim.acl", dict, COUNT(dict));
		break;
	case STATE_SQLITE:
		render_sqlite(r, text);
		break;
	case STATE_PGSQL:
		fill(r, text, "memory_pgsql.acl", dict, COUNT(dict));
		break;
	case STATE_REDIS:
		render_redis(r, text);
		break;
	}
}

void render_memory(struct rendering *r)
{
	const struct policy *p = r->p;
	struct arena *a = r->out.arena;
	const char *network = client_key(a, p->greylist.ipv4.n, p->greylist.ipv6.n);
	const char *triplet = arena_printf(a,
		"${sha1:${if match{$sender_host_name}{\\N^[^.]+\\.([^.]+\\..+)$\\N}{${lc:$1}}{%s}} "
		"${lc:$sender_address} ${lc:$local_part@$domain}}",
		network);
	const struct value dict[] = {
		{ "greylist", AS_FLAG, .number = asks_greylist(p) },
		{ "keep", AS_EXIM, .text = duration(r, p->greylist.keep.s) },
		{ "renew", AS_EXIM, .text = duration(r, p->greylist.keep.s / RENEWALS) },
		{ "delay", AS_EXIM,
			.text = r->o->hasty ? RENDER_DELAY : duration(r, p->greylist.delay.s) },
		{ "no_time", AS_EXIM, .text = duration(r, 0) },
		{ "window", AS_EXIM, .text = duration(r, p->greylist.window.s) },
		{ "network", AS_EXIM, .text = network },
		{ "triplet", AS_EXIM, .text = triplet },
		{ "honeypot", AS_FLAG, .number = asks_honeypot(p) },
		{ "dnswl", AS_FLAG, .number = p->n_dnswl },
		{ "good_lists", AS_EXIM, .text = good_lists(r) },
		{ "block", AS_EXIM, .text = duration(r, p->honeypot.block.s) },
		{ "grace", AS_EXIM, .text = duration(r, p->honeypot.grace.s) },
		{ "renew_grace", AS_EXIM,
			.text = duration(r, p->honeypot.grace.s / RENEWALS) },
		{ "client", AS_EXIM, .text = client_key(a, 32, 64) },
		{ "put_off", AS_FLAG, .number = notes_put_off(p) },
	};

	fill(r, &r->out, "memory.acl", dict, COUNT(dict));
	if (asks_memory(p))
		render_backend(r, &r->out);
}

bool memory_has_option(const struct policy *p)
{
	return asks_memory(p) && !site_has_server(p) &&
	       (p->state.backend == STATE_PGSQL || memory_redis_by_lookup(p));
}

/* Everything in a connection string of libpq, so that it waits no longer than it is told to; the
 * password stands where Exim leaves it out of debug output. */
static void pgsql_server(struct buf *b, const struct policy *p)
{
	unsigned long wait = p->state.wait.s;

	if (p->state.server.s[0] == '/') {
		buf_printf(b, "(%s/.s.PGSQL.5432)/", p->state.server.s);
	} else {
		const char *host, *port;
		state_place(p->state.server.s, "5432", b->arena, &host, &port);
		buf_printf(b, "/host=%s port=%s ", host, port);
	}
	buf_printf(b,
		"dbname=%s connect_timeout=%lu tcp_user_timeout=%lu000 "
		"options='-c statement_timeout=%lus'/%s/%s",
		p->state.database.s, wait, wait, wait, p->state.user.s,
		p->state.secret ? p->state.secret : "");
}

static void redis_server(struct buf *b, const struct policy *p)
{
	if (p->state.server.s[0] == '/') {
		buf_printf(b, "(%s)", p->state.server.s);
	} else {
		const char *host, *port;
		state_place(p->state.server.s, "6379", b->arena, &host, &port);
		buf_printf(b, "%s:%s", host, port);
	}
	buf_printf(b, "/%s/%s", p->state.database.s, p->state.secret ? p->state.secret : "");
}

void render_memory_option(struct buf *out, const struct policy *p)
{
	struct buf servers = { .arena = out->arena };
	bool pgsql = p->state.backend == STATE_PGSQL;

	buf_str(&servers, "<; ");
	(pgsql ? pgsql_server : redis_server)(&servers, p);
	buf_printf(out,
		"# joejob: written by aclgen. Included by the generated configuration; root reads it.\n"
		"hide %s = ",
		pgsql ? "pgsql_servers" : "redis_servers");
	quote_option(out, buf_text(&servers));
	buf_str(out, "\n");
}
