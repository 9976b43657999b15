/* cases_load.c - see cases.h: the short form of a case becomes steps, so that whoever runs cases
 * knows only steps. */
#include <string.h>

#include "cases.h"
#include "textfile.h"
#include "yamltree.h"

enum { CASES_BYTES_MAX = 4 << 20 };

struct loading {
	struct arena *arena;
	struct diags *d;
};

static bool given_answer(const struct answer *w)
{
	return w->reply.s || w->says.s || w->rule.s || w->log.n > 0 || w->has.n > 0 ||
	       w->lacks.n > 0 || w->least.at.line > 0 || w->most.at.line > 0;
}

/* ---- the step form */

/* Finds out what a step does; it has to be one thing. */
static void classify(struct loading *l, struct step *s)
{
	const struct {
		enum doing doing;
		bool there;
	} keys[] = {
		{ DO_CONNECT, s->connect.on },
		{ DO_HELO, s->helo.s != NULL },
		{ DO_STARTTLS, s->starttls.on },
		{ DO_AUTH, s->auth.on },
		{ DO_SENDER, s->sender.s != NULL },
		{ DO_RCPT, s->rcpt.s != NULL },
		{ DO_MESSAGE, s->message.s != NULL },
		/* With `connect` it is what is said before the greeting. */
		{ DO_SEND, s->send.n > 0 && !s->connect.on },
		{ DO_QUIT, s->quit.on },
		{ DO_WAIT, s->wait.at.line > 0 },
	};
	size_t n = 0;

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (keys[i].there) {
			s->doing = keys[i].doing;
			n++;
		}
	if (n != 1)
		diag_add(l->d, SEV_ERROR, s->at, AG_CASE_STEP,
			"a step does one thing: connect, helo, starttls, auth, sender, rcpt, "
			"message, send, quit or wait; this one does %s",
			n == 0 ? "none of them" : "several");
	else if (s->doing != DO_CONNECT && (s->from.s || s->to.s))
		diag_add(l->d, SEV_ERROR, s->at, AG_CASE_STEP,
			"from and to are chosen when a client connects; put them into a step with "
			"connect");
	else if (s->doing == DO_WAIT && given_answer(&s->want))
		diag_add(l->d, SEV_ERROR, s->at, AG_CASE_STEP, "nothing answers to a wait");
	else if (s->doing != DO_MESSAGE && s->doing != DO_SEND &&
		 (s->want.has.n > 0 || s->want.lacks.n > 0))
		diag_add(l->d, SEV_ERROR, s->at, AG_CASE_THIN,
			"only an accepted message has a header; put headers into the step "
			"with the message");
}

static void check_steps(struct loading *l, struct test_case *c)
{
	const struct {
		const char *key;
		struct where at;
	} replaced[] = {
		{ "helo", c->helo.at },
		{ "sender", c->sender.at },
		{ "rcpt", c->rcpt.at },
		{ "message", c->message.at },
		{ "auth", c->auth.at },
		{ "starttls", c->starttls.at },
	};

	for (size_t i = 0; i < sizeof replaced / sizeof replaced[0]; i++)
		if (replaced[i].at.line > 0)
			diag_add(l->d, SEV_ERROR, replaced[i].at, AG_CASE_STEPS,
				"%s belongs into a step here, since the case has steps",
				replaced[i].key);
	if (given_answer(&c->want) || c->moment != AT_LAST || c->n_again > 0)
		diag_add(l->d, SEV_ERROR, c->at, AG_CASE_STEPS,
			"what is expected belongs into a step here, since the case has steps");
	for (size_t i = 0; i < c->n_step; i++)
		classify(l, &c->step[i]);
}

/* ---- the short form */

static const char default_message[] = "From: Somebody <somebody@sender.joejob.test>\n"
				      "To: somebody@example.org\n"
				      "Subject: a message of aclgen test\n"
				      "Date: Mon, 02 Mar 2026 10:00:00 +0000\n"
				      "Message-ID: <test-1@sender.joejob.test>\n"
				      "\n"
				      "Text.\n";

static struct step *add_step(struct test_case *c, enum doing doing)
{
	struct step *s = &c->step[c->n_step++];

	*s = (struct step){ .doing = doing, .at = c->at };
	return s;
}

/* Whether the case means nothing before the message is there. */
static bool about_message(const struct test_case *c)
{
	return c->message.s || c->spam.s || c->want.has.n > 0 || c->want.lacks.n > 0;
}

static enum moment moment_of(const struct test_case *c)
{
	if (c->moment != AT_LAST)
		return c->moment;
	if (about_message(c))
		return AT_DATA;
	return c->rcpt.n > 0 ? AT_RCPT : c->sender.s ? AT_SENDER : AT_HELO;
}

/* One connection; `want` is about its last step. */
static void add_conversation(struct test_case *c, const struct answer *want)
{
	enum moment end = moment_of(c);
	struct step *s = add_step(c, DO_CONNECT);

	if (end >= AT_HELO) {
		s = add_step(c, DO_HELO);
		s->helo = c->helo.s ? c->helo : (struct str){ "client.joejob.test", c->at };
		if (c->starttls.on) {
			add_step(c, DO_STARTTLS);
			*add_step(c, DO_HELO) = *s;
			s = &c->step[c->n_step - 1];
		}
		if (c->auth.on)
			s = add_step(c, DO_AUTH);
	}
	if (end >= AT_SENDER) {
		s = add_step(c, DO_SENDER);
		s->sender = c->sender.s ? c->sender
					: (struct str){ "somebody@sender.joejob.test", c->at };
	}
	for (size_t i = 0; end >= AT_RCPT && i < c->rcpt.n; i++) {
		s = add_step(c, DO_RCPT);
		s->rcpt = c->rcpt.item[i];
	}
	if (end >= AT_DATA) {
		s = add_step(c, DO_MESSAGE);
		s->message = c->message.s ? c->message
					  : (struct block){ default_message,
						    sizeof default_message - 1, c->at };
	}
	s->want = *want;
}

static void spell_out(struct loading *l, struct test_case *c)
{
	/* connect, helo, starttls, helo, auth, sender, message, quit, wait */
	size_t each = 9 + c->rcpt.n;
	enum moment end = moment_of(c);

	if (end >= AT_RCPT && c->rcpt.n == 0) {
		diag_add(l->d, SEV_ERROR, c->at, AG_CASE_THIN,
			"this case has no recipient, so that nothing answers; add rcpt, or say by "
			"at: helo or at: sender what is meant");
		return;
	}
	if (end != AT_DATA && about_message(c)) {
		diag_add(l->d, SEV_ERROR, c->at, AG_CASE_THIN,
			"the conversation ends before the message; leave out at, or message, spam "
			"and headers");
		return;
	}
	c->step = arena_alloc(l->arena, each * (1 + c->n_again) * sizeof *c->step);
	add_conversation(c, &c->want);
	for (size_t i = 0; i < c->n_again; i++) {
		add_step(c, DO_QUIT);
		add_step(c, DO_WAIT)->wait = c->again[i].after;
		add_conversation(c, &c->again[i].want);
	}
}

static void check_names(struct loading *l, const struct cases *cs)
{
	for (size_t i = 0; i < cs->n; i++)
		for (size_t k = 0; k < i; k++)
			if (cs->one[i].name.s && cs->one[k].name.s &&
				strcmp(cs->one[i].name.s, cs->one[k].name.s) == 0) {
				diag_add(l->d, SEV_ERROR, cs->one[i].name.at, AG_CASE_TWICE,
					"a case of this name stands in line %u already; the name "
					"is what --only and reports go by",
					cs->one[k].name.at.line);
				break;
			}
}

static const char *folder_of(const char *path, struct arena *a)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? "." : arena_copy(a, path, (size_t)(slash - path));
}

int cases_load_text(struct cases *c, const char *path, const char *text, size_t n, struct arena *a,
	struct diags *d)
{
	struct loading l = { .arena = a, .d = d };
	struct cases work = { .path = path };
	struct schema_run run = { .schema = &cases_schema,
		.arena = a,
		.d = d,
		.out = &work,
		.folder = folder_of(path, a) };
	size_t before = diag_errors(d);
	struct yaml y = yaml_read_blocks(text, n, a, d);

	if (y.root) {
		schema_read(&run, y);
		for (size_t i = 0; i < work.n; i++)
			if (work.one[i].n_step > 0)
				check_steps(&l, &work.one[i]);
			else
				spell_out(&l, &work.one[i]);
		check_names(&l, &work);
	}
	/* Nothing tried is nothing proved. */
	if (work.n == 0 && diag_errors(d) == before)
		diag_add(d, SEV_ERROR, (struct where){ 0 }, AG_CASE_NONE,
			"there are no cases in this file; it needs \"joejob_cases: 1\" and cases");
	if (diag_errors(d) != before)
		return -1;
	*c = work;
	return 0;
}

int cases_load(struct cases *c, const char *path, struct arena *a, struct diags *d)
{
	char *text = NULL;
	size_t n = 0;
	const char *fault = textfile_read(path, CASES_BYTES_MAX, a, &text, &n);

	if (fault) {
		diag_add(d, SEV_ERROR, (struct where){ 0 }, AG_UNREADABLE, "the file of cases %s",
			fault);
		return -2;
	}
	return cases_load_text(c, path, text, n, a, d);
}
