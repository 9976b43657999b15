/* test_case.c - see test_case.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "talk.h"
#include "test_case.h"
#include "test_judge.h"
#include "textfile.h"
#include "wire.h"
#include "world.h"

enum {
	/* A callout may take its minute, and its delay another. */
	REPLY_SECONDS = 150,
	/* Behind the first answer to several commands at once the others follow soon or never. */
	MORE_SECONDS = 5,
	CLOSE_SECONDS = 10,
	LOG_BYTES_MAX = 4 << 20,
};

/* Where every connection leads that has no `to`: networks for benchmarks, that no policy names. */
static const char here[] = "198.18.0.25", here6[] = "2001:2::25";

struct play {
	const struct test_case *c;
	const struct case_options *o;
	struct arena *a;
	struct wire wire;
	bool open, live, tls;
	unsigned long clock; /* seconds that Exim's is ahead */
	double seconds;	     /* that the last answer took */
	struct buf dialogue;
	const char *fault;
};

static bool does(const struct test_case *c, enum doing what)
{
	for (size_t i = 0; i < c->n_step; i++)
		if (c->step[i].doing == what)
			return true;
	return false;
}

bool case_needs_live(const struct test_case *c)
{
	for (size_t i = 0; i < c->n_step; i++) {
		const struct step *s = &c->step[i];
		const struct answer *w = &s->want;
		if (s->doing == DO_STARTTLS || s->send.n > 1 ||
			(s->doing == DO_CONNECT && s->send.n > 0) || w->has.n > 0 ||
			w->lacks.n > 0 || w->least.at.line > 0 || w->most.at.line > 0)
			return true;
	}
	return false;
}

void case_add_message(struct buf *out, const struct block *message)
{
	const char *s = message->s;
	size_t left = message->n;

	while (left > 0) {
		const char *end = memchr(s, '\n', left);
		size_t n = end != NULL ? (size_t)(end - s) : left;
		if (*s == '.')
			buf_str(out, ".");
		buf_add(out, s, n > 0 && s[n - 1] == '\r' ? n - 1 : n);
		buf_str(out, "\r\n");
		n += end != NULL;
		s += n;
		left -= n;
	}
	buf_str(out, ".\r\n");
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static const char *no_answer(const struct play *p)
{
	return p->wire.gone ? "nothing; Exim hangs up" : "not there in time";
}

static void fail(struct play *p, const char *say, const char *fault)
{
	if (p->fault == NULL && fault != NULL)
		p->fault = arena_printf(p->a, "to \"%.*s\" the answer is %s",
			(int)strcspn(say, "\r\n"), say, fault);
}

static void hang_up(struct play *p)
{
	if (!p->open)
		return;
	if (!p->wire.gone && wire_send(&p->wire, "QUIT\r\n", 6, "QUIT"))
		wire_reply(&p->wire, CLOSE_SECONDS);
	wire_close(&p->wire, CLOSE_SECONDS);
	p->open = false;
}

static bool is_v6(const char *address)
{
	return address != NULL && strchr(address, ':') != NULL;
}

static const char *text_of(const struct list *lines, struct arena *a)
{
	struct buf b = { .arena = a };

	for (size_t i = 0; i < lines->n; i++) {
		buf_str(&b, lines->item[i].s);
		buf_str(&b, "\r\n");
	}
	return buf_text(&b);
}

/* Sends, and waits for one reply. */
static const char *ask(struct play *p, const char *text, const char *shown)
{
	double began = now();
	const char *reply = NULL;

	if (wire_send(&p->wire, text, strlen(text), shown))
		reply = wire_reply(&p->wire, REPLY_SECONDS);
	p->seconds = now() - began;
	return reply;
}

static const char *connect_now(struct play *p, const struct step *s)
{
	const char *from = s->from.s != NULL ? s->from.s : p->c->from.s;
	const char *to = s->to.s != NULL ? s->to.s : p->c->to.s, *fault;
	bool v6 = is_v6(from) || is_v6(to);
	struct wire_options o = {
		.site = p->o->site, .dir = p->o->dir, .live = p->live, .tls = p->tls
	};

	hang_up(p);
	o.from = from != NULL ? from : v6 ? p->o->client6 : p->o->client;
	o.to = to != NULL || !p->live ? to : v6 ? here6 : here;
	if (p->clock > 0)
		o.clock = arena_printf(p->a, "AG_CLOCK=%lu", p->clock);
	buf_printf(&p->dialogue, "(%s connects%s%s)\n", o.from, o.to != NULL ? " to " : "",
		o.to != NULL ? o.to : "");
	p->wire = (struct wire){ .dialogue = &p->dialogue };
	if ((fault = wire_open(&p->wire, &o, p->a)) != NULL) {
		fail(p, "the connection", fault);
		return NULL;
	}
	p->open = true;
	const char *early = text_of(&s->send, p->a);
	return ask(p, early, early);
}

/* Several lines at once: the last answer counts, which may be a hang-up behind the first. */
static const char *send_lines(struct play *p, const struct list *lines)
{
	const char *text = text_of(lines, p->a), *reply, *more;

	reply = ask(p, text, text);
	for (size_t i = 1; reply != NULL && i < lines->n; i++) {
		if ((more = wire_reply(&p->wire, MORE_SECONDS)) == NULL)
			break;
		reply = more;
	}
	return reply;
}

static const char *send_message(struct play *p, const struct block *message)
{
	struct buf b = { .arena = p->a };
	const char *reply = ask(p, "DATA\r\n", "DATA");

	if (reply == NULL || talk_code(reply) != 354)
		return reply;
	case_add_message(&b, message);
	return ask(p, buf_text(&b), arena_printf(p->a, "(the message, %zu bytes)", b.n));
}

/* MAIL FROM:<a@b>, and with brackets of its own whatever stands there. */
static const char *path(const char *command, const char *address, struct arena *a)
{
	return strchr(address, '<') != NULL ? arena_printf(a, "%s:%s\r\n", command, address)
					    : arena_printf(a, "%s:<%s>\r\n", command, address);
}

/* The reply to a step; what is said goes to *say. */
static const char *take_step(struct play *p, const struct step *s, const char **say)
{
	switch (s->doing) {
	case DO_HELO:
		*say = arena_printf(p->a, "EHLO %s\r\n", s->helo.s);
		break;
	case DO_STARTTLS:
		*say = "STARTTLS\r\n";
		break;
	case DO_AUTH:
		*say = "AUTH PLAIN AGNoZWNrAGNoZWNr\r\n"; /* user check, password check */
		break;
	case DO_SENDER:
		*say = path("MAIL FROM", s->sender.s, p->a);
		break;
	case DO_RCPT:
		*say = path("RCPT TO", s->rcpt.s, p->a);
		break;
	case DO_QUIT:
		*say = "QUIT\r\n";
		break;
	case DO_MESSAGE:
		*say = "the message";
		return send_message(p, &s->message);
	case DO_SEND:
		*say = s->send.item[0].s;
		return send_lines(p, &s->send);
	case DO_CONNECT:
		*say = "the connection";
		return connect_now(p, s);
	case DO_WAIT:
	case DOINGS:
		break;
	}
	return ask(p, *say, *say);
}

/* Exim itself shows the message that it has just accepted. */
static const char *accepted_header(struct play *p, const char *reply)
{
	const char *id = strstr(reply, " id=");
	const struct site *site = p->o->site;
	const char *show[] = { site->exim->path, "-C", site->conf,
		arena_printf(p->a, "-DAG_CASE=%s", p->o->dir), "-Mvc",
		id != NULL ? arena_copy(p->a, id + 4, strcspn(id + 4, " \r\n")) : "", NULL };
	struct talk t = { .argv = show };
	const char *text, *end;

	if (id == NULL)
		return "";
	talk(&t, 1, CLOSE_SECONDS, p->a);
	text = buf_text(&t.out);
	end = strstr(text, "\n\n");
	return end != NULL ? arena_copy(p->a, text, (size_t)(end - text) + 1) : text;
}

static void judge_step(struct play *p, const struct step *s, const char *say, const char *reply)
{
	const struct answer *w = &s->want;
	const char *fault;

	if (p->fault != NULL)
		return;
	fail(p, say, reply == NULL ? no_answer(p) : answer_fault(w, reply, p->seconds, p->a));
	if (p->fault != NULL || (w->has.n == 0 && w->lacks.n == 0))
		return;
	fault = header_fault(w, accepted_header(p, reply), p->a);
	if (fault != NULL)
		p->fault = arena_printf(p->a, "the message was accepted %s", fault);
}

static void converse(struct play *p)
{
	static const struct step greeting = { .doing = DO_CONNECT };
	const char *say = "", *reply;

	for (size_t i = 0; i < p->c->n_step && p->fault == NULL; i++) {
		const struct step *s = &p->c->step[i];
		if (s->doing == DO_WAIT) {
			hang_up(p);
			p->clock += s->wait.s;
			buf_printf(&p->dialogue, "(%lu seconds later)\n", s->wait.s);
			continue;
		}
		if (!p->open && s->doing != DO_CONNECT) {
			reply = take_step(p, &greeting, &say);
			judge_step(p, &greeting, say, reply);
			if (p->fault != NULL)
				break;
		}
		reply = take_step(p, s, &say);
		judge_step(p, s, say, reply);
		if (s->doing == DO_STARTTLS && p->fault == NULL && talk_code(reply) == 220)
			fail(p, "the TLS handshake", wire_start_tls(&p->wire, REPLY_SECONDS));
		if (s->doing == DO_QUIT && p->open) {
			wire_close(&p->wire, CLOSE_SECONDS);
			p->open = false;
		}
	}
	hang_up(p);
}

/* The lines of `text` that begin with `mark`, without it. */
static void add_lines(struct buf *b, const char *text, const char *mark)
{
	size_t skip = strlen(mark);

	for (size_t n; *text != '\0'; text += n) {
		n = strcspn(text, "\n") + 1;
		if (text[n - 1] == '\0')
			n--;
		if (strncmp(text, mark, skip) == 0)
			buf_printf(b, "%.*s\n", (int)(strcspn(text, "\n") - skip), text + skip);
	}
}

static const char *read_log(const struct play *p)
{
	static const struct {
		const char *name, *mark;
		bool live, last;
	} files[] = {
		{ "stderr", "LOG: ", false, false },
		{ "spool/mainlog", "", true, false },
		{ "spool/paniclog", "", true, false },
		/* What Exim says where it cannot even log. */
		{ "stderr", "", true, true },
	};
	struct buf b = { .arena = p->a };

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		char *text = NULL;
		size_t n;
		const char *file = arena_printf(p->a, "%s/%s", p->o->dir, files[i].name);
		if ((files[i].live && !p->live && !files[i].last) || (files[i].last && b.n > 0))
			continue;
		if (textfile_read(file, LOG_BYTES_MAX, p->a, &text, &n) == NULL &&
			!(files[i].last && strncmp(text, ">>>", 3) == 0))
			add_lines(&b, text, files[i].mark);
	}
	return buf_text(&b);
}

struct outcome case_play(const struct test_case *c, const struct case_options *o, struct arena *a)
{
	struct play p = { .c = c,
		.o = o,
		.a = a,
		.live = case_needs_live(c),
		.tls = does(c, DO_STARTTLS),
		.dialogue = { .arena = a } };
	struct world_here *w = arena_alloc(a, sizeof *w);
	struct outcome out = { .verdict = CASE_PASSES, .what = "", .dialogue = "", .log = "" };
	double began = now();
	const char *fault;

	*w = (struct world_here){ .world = o->world, .one = c, .spamd = o->spamd, .arena = a };
	if ((fault = world_start(w)) != NULL) {
		out.verdict = CASE_TROUBLE;
		out.what = arena_printf(a, "the world around the server: %s", fault);
		return out;
	}
	converse(&p);
	out.seconds = now() - began;
	out.log = read_log(&p);
	if (p.fault == NULL)
		p.fault = log_fault(c->step, c->n_step, out.log, a);
	if (p.fault != NULL) {
		out.verdict = CASE_FAILS;
		out.what = p.fault;
	}
	out.dialogue = buf_text(&p.dialogue);
	return out;
}
