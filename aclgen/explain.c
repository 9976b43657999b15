/* explain.c - see explain.h. One conversation by -bhc, and what Exim tells about it meanwhile. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "explain.h"
#include "explain_print.h"
#include "policy_load.h"
#include "talk.h"
#include "test_case.h"
#include "textfile.h"
#include "trial.h"
#include "wire.h"
#include "world.h"

enum {
	REPLY_SECONDS = 150,
	CLOSE_SECONDS = 10,
	FILE_BYTES_MAX = 16 << 20,
	SAID_MAX = 8,
};

struct explaining {
	const struct options *o;
	struct arena *a;
	struct diags *d;
	struct policy p;
	struct templates t;
	struct trial trial;
	struct block message; /* .s NULL: none */
	struct said said[SAID_MAX];
	size_t n_said;
};

static bool is_address(const char *s)
{
	unsigned char bytes[16];

	return s == NULL || inet_pton(AF_INET, s, bytes) == 1 || inet_pton(AF_INET6, s, bytes) == 1;
}

static bool is_one_line(const char *s)
{
	return s == NULL || s[strcspn(s, "\r\n")] == '\0';
}

static int load(struct explaining *e)
{
	const struct options *o = e->o;
	int loaded;

	if (!is_address(o->from) || !is_address(o->to))
		return options_misuse("no IP address: ", is_address(o->from) ? o->to : o->from);
	if (!is_one_line(o->helo) || !is_one_line(o->sender) || !is_one_line(o->rcpt))
		return options_misuse("more than one line in a name or address", "");
	if (o->message != NULL) {
		char *text = NULL;
		const char *fault =
			textfile_read(o->message, FILE_BYTES_MAX, e->a, &text, &e->message.n);
		if (fault != NULL)
			return options_misuse(o->message, arena_printf(e->a, " %s", fault));
		e->message.s = text;
	}
	loaded = policy_load(&e->p, o->policy, e->a, e->d);
	if (loaded != 0)
		return loaded == -2 ? EXIT_TROUBLE : EXIT_POLICY;
	return templates_load(&e->t, o->templates, e->a, e->d) != 0 ? EXIT_POLICY : EXIT_DONE;
}

static int prepare(struct explaining *e, struct world_here *w)
{
	struct trial *t = &e->trial;
	const char *fault;
	enum trial_end end;

	*t = (struct trial){ .p = &e->p,
		.templates = &e->t,
		.asked = e->o->exim,
		.module = e->o->module,
		.a = e->a,
		.d = e->d };
	end = trial_enter(t);
	if (end == TRIAL_READY)
		end = trial_write(t);
	if (end == TRIAL_READY && (fault = world_start(w)) != NULL)
		end = trial_trouble(t, "the world around the server: ", fault);
	return end == TRIAL_READY ? EXIT_DONE : end == TRIAL_WRONG ? EXIT_POLICY : EXIT_TROUBLE;
}

/* Sends one command and keeps the answer. False when there is no sense in going on. */
static bool say(struct explaining *e, struct wire *w, const char *stage, const char *text)
{
	struct said *s = &e->said[e->n_said++];

	*s = (struct said){ .stage = stage, .say = text };
	if (*text == '\0')
		s->say = arena_printf(e->a, "(%s connects)", e->o->from);
	else if (!wire_send(w, arena_printf(e->a, "%s\r\n", text), strlen(text) + 2, text))
		return false;
	s->reply = wire_reply(w, REPLY_SECONDS);
	return s->reply != NULL && talk_code(s->reply) < 400;
}

static bool say_message(struct explaining *e, struct wire *w)
{
	struct said *s = &e->said[e->n_said++];
	struct buf b = { .arena = e->a };

	*s = (struct said){ .stage = "data", .say = "(the message)" };
	case_add_message(&b, &e->message);
	if (!wire_send(w, b.p, b.n, s->say))
		return false;
	s->reply = wire_reply(w, REPLY_SECONDS);
	return s->reply != NULL;
}

static const char *converse(struct explaining *e)
{
	const struct options *o = e->o;
	struct wire_options wo = {
		.site = &e->trial.site, .dir = e->trial.site.dir, .from = o->from, .to = o->to
	};
	struct wire w = { .dialogue = NULL };
	const char *helo = o->helo != NULL ? o->helo : "client.joejob.test";
	const char *sender = o->sender != NULL ? o->sender : "somebody@sender.joejob.test";
	const char *fault = wire_open(&w, &wo, e->a);

	if (fault != NULL)
		return fault;
	if (say(e, &w, "connect", "") && say(e, &w, "helo", arena_printf(e->a, "EHLO %s", helo)) &&
		(!o->auth || say(e, &w, "auth", "AUTH PLAIN AGNoZWNrAGNoZWNr")) &&
		say(e, &w, "mail", arena_printf(e->a, "MAIL FROM:<%s>", sender)) &&
		say(e, &w, "rcpt", arena_printf(e->a, "RCPT TO:<%s>", o->rcpt)) &&
		e->message.s != NULL && say(e, &w, "predata", "DATA"))
		say_message(e, &w);
	if (!w.gone && wire_send(&w, "QUIT\r\n", 6, "QUIT"))
		wire_reply(&w, CLOSE_SECONDS);
	wire_close(&w, CLOSE_SECONDS);
	return NULL;
}

/* joejob.inc and what Exim told, put together. */
static int report(struct explaining *e)
{
	const char *inc = arena_printf(e->a, "%s/joejob.inc", e->trial.site.dir);
	const char *err = arena_printf(e->a, "%s/stderr", e->trial.site.dir), *fault;
	char *text = NULL, *trace = NULL;
	struct asked *asked = NULL;
	size_t n;

	if ((fault = textfile_read(inc, FILE_BYTES_MAX, e->a, &text, &n)) != NULL ||
		(fault = textfile_read(err, FILE_BYTES_MAX, e->a, &trace, &n)) != NULL) {
		trial_trouble(&e->trial, "what it told ", fault);
		return EXIT_TROUBLE;
	}
	struct inc_map m = inc_map(text, e->p.name, e->a);
	struct explanation x = {
		.policy = e->p.name, .from = e->o->from, .said = e->said, .n_said = e->n_said
	};
	x.n_asked = explain_trace(&asked, trace, &m, e->p.name, e->a);
	x.asked = asked;
	explain_print(&x, e->o->format == FORMAT_JSON, stdout, e->a);
	if (x.n_asked > 0)
		return EXIT_DONE;
	trial_trouble(&e->trial, "it says nothing about ACLs: ", trace);
	return EXIT_TROUBLE;
}

int explain_command(const struct options *o, struct arena *a)
{
	static const struct world world;
	static const struct test_case one = { .inside = MANNERS_AS_WORLD };
	struct explaining *e = arena_alloc(a, sizeof *e);
	struct world_here w = { .world = &world, .one = &one, .arena = a };
	const char *fault;
	int rc;

	e->o = o;
	e->a = a;
	e->d = diags_new(a, o->policy);
	rc = load(e);
	if (rc == EXIT_DONE)
		rc = prepare(e, &w);
	if (rc == EXIT_DONE && (fault = converse(e)) != NULL) {
		trial_trouble(&e->trial, fault, "");
		rc = EXIT_TROUBLE;
	}
	if (rc == EXIT_DONE)
		rc = report(e);
	if (diag_count(e->d) > 0)
		diags_print(e->d, stderr, false);
	return rc;
}
