/* check_judge.c - see check_judge.h. A failure is told with what Exim's log says about it: the
 * reply of a broken configuration is always the same "Temporary local problem". */
#include <string.h>
#include <sys/wait.h>

#include "check_judge.h"
#include "dns.h"
#include "quote.h"
#include "render_asks.h"
#include "render_check.h"

enum { TOLD_MAX = 5, LOG_LINES_MAX = 2 };

#define LOG "LOG: "
#define VERDICT "joejob verdict="
#define SKIPPED "statement skipped"
#define HUNG_UP "unexpected disconnection"

/* The next log line behind `s`, which is text of stderr; NULL: no more. */
static const char *log_line(const char *s)
{
	while (s != NULL && strncmp(s, LOG, strlen(LOG)) != 0) {
		s = strchr(s, '\n');
		s += s != NULL;
		if (s != NULL && *s == '\0')
			return NULL;
	}
	return s;
}

static size_t line_length(const char *s)
{
	return strcspn(s, "\r\n");
}

/* Words of log lines that tell a cause, not only an effect. */
static bool tells_why(const char *line, size_t n)
{
	static const char *const words[] = { "failed", "error", "temporarily", "unknown", "cannot",
		"missing", "PANIC", "crash", "timed out", "defer" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (memmem(line, n, words[i], strlen(words[i])) != NULL)
			return true;
	return false;
}

static const char *why(const struct talk *t, struct arena *a)
{
	struct buf b = { .arena = a };
	unsigned lines = 0;

	for (int pass = 0; pass < 2 && lines == 0; pass++) {
		const char *s = log_line(buf_text(&t->err));
		for (; s != NULL && lines < LOG_LINES_MAX; s = log_line(s + strlen(LOG))) {
			size_t n = line_length(s);
			/* That is ours, when the conversation has failed. */
			if ((pass == 0 && !tells_why(s, n)) ||
				memmem(s, n, HUNG_UP, strlen(HUNG_UP)) != NULL)
				continue;
			buf_str(&b, lines++ == 0 ? "; Exim's log: " : " / ");
			buf_add(&b, s + strlen(LOG), n - strlen(LOG));
		}
	}
	if (lines == 0 && t->err.n > 0 && *buf_text(&t->err) != '>') {
		buf_str(&b, "; Exim says: ");
		buf_add(&b, t->err.p, line_length(t->err.p));
	}
	return buf_text(&b);
}

static void fail(struct judge *j, const struct conversation *v, const struct talk *t,
	const char *code, const char *say, const char *what)
{
	if (++j->failed > TOLD_MAX)
		return;
	diag_add(j->d, SEV_ERROR, (struct where){ 0 }, code,
		"conversation \"%s\": to \"%.*s\" Exim %s%s", v->name, (int)line_length(say), say,
		what, why(t, j->a));
}

/* The next log line behind `s` that has these words; NULL: none. exim -bh also shows the text of
 * each modifier that it passes, which nobody will find in the log. */
static const char *log_line_with(const char *s, const char *words)
{
	for (s = log_line(s); s != NULL; s = log_line(s + strlen(LOG)))
		if (memmem(s, line_length(s), words, strlen(words)) != NULL)
			return s;
	return NULL;
}

/* Whether the log has "joejob rule=RULE ". */
static bool logged(const struct judge *j, const struct talk *t, const char *rule)
{
	return log_line_with(buf_text(&t->err), arena_printf(j->a, "joejob rule=%s ", rule)) !=
	       NULL;
}

/* What the module has logged that it would do; NULL: nothing. */
static const char *logged_action(const struct judge *j, const struct talk *t)
{
	const char *s = strstr(buf_text(&t->err), VERDICT);
	size_t n = s != NULL ? line_length(s) : 0;
	const char *action = s != NULL ? memmem(s, n, " action=", 8) : NULL;

	return action == NULL ? NULL : arena_copy(j->a, action + 8, strcspn(action + 8, " \r\n"));
}

static bool counts(const struct dns_list *l)
{
	for (size_t i = 0; i < l->codes.n; i++)
		if (strcmp(l->codes.item[i].s, DNS_LISTED_CODE) == 0)
			return true;
	return l->codes.n == 0;
}

/* The list in the DNS that decides about a client whom all of them have: the first that refuses, or
 * else the first that is asked. NULL: none, or a list of good hosts has the last word. */
static const struct dns_list *deciding_list(const struct policy *p)
{
	const struct dns_list *found = NULL;

	for (size_t i = 0; i < p->n_dnswl; i++)
		if (counts(&p->dnswl[i]))
			return NULL;
	for (size_t i = 0; i < p->n_dnsbl; i++) {
		const struct dns_list *l = &p->dnsbl[i];
		bool refuses = l->check.mode >= MODE_DEFER;

		if (!counts(l) || l->check.mode == MODE_OFF)
			continue;
		if (found == NULL || (refuses && found->check.mode < MODE_DEFER))
			found = l;
	}
	return found;
}

/* The rule that has to be logged; NULL: none. */
static const char *wanted_rule(const struct judge *j, const struct turn *turn)
{
	const struct dns_list *l = turn->want == WANT_DNSBL ? deciding_list(j->p) : NULL;
	struct buf b = { .arena = j->a };

	if (l == NULL)
		return turn->rule;
	buf_str(&b, "dnsbl.");
	quote_name(&b, l->zone.s);
	return buf_text(&b);
}

/* Whether the rule has fired and told that it is not enforced here. */
static bool held_back(const struct judge *j, const struct talk *t, const char *rule)
{
	const char *s = log_line_with(
		buf_text(&t->err), arena_printf(j->a, "joejob rule=%s line=", rule));

	return s != NULL && memmem(s, line_length(s), " enforced=no ", 13) != NULL;
}

/* A rule's mode, where all that it may do is done. */
static enum mode mode_of(const struct judge *j, const struct talk *t, const char *rule,
	enum mode mode)
{
	bool only_logs = j->kill_switch || j->held_back || held_back(j, t, rule);

	return only_logs && mode > MODE_LOG ? MODE_LOG : mode;
}

static enum mode wanted_mode(const struct judge *j, const struct talk *t, const struct turn *turn)
{
	const struct dns_list *list;
	const char *action;

	switch (turn->want) {
	case WANT_REFUSED:
		return MODE_DENY;
	case WANT_MIXED:
		return j->kill_switch || !refuses(j->p) ? MODE_OFF : MODE_DEFER;
	case WANT_RULE:
		return mode_of(j, t, turn->rule, check_mode(j->p, turn->rule));
	case WANT_DNSBL:
		list = deciding_list(j->p);
		return mode_of(j, t, wanted_rule(j, turn), list != NULL ? list->check.mode : MODE_OFF);
	case WANT_VISIT:
		return mode_of(j, t, turn->rule, check_mode(j->p, turn->rule)) >= MODE_DEFER
			       ? MODE_DEFER
			       : MODE_LOG;
	case WANT_ASKED:
		return logged(j, t, turn->rule) &&
				       mode_of(j, t, turn->rule, check_mode(j->p, turn->rule)) >=
					       MODE_DEFER
			       ? MODE_DEFER
			       : MODE_OFF;
	case WANT_VERDICT:
		action = logged_action(j, t);
		return action == NULL || j->kill_switch || j->held_back ? MODE_LOG
		       : strcmp(action, "deny") == 0	? MODE_DENY
		       : strcmp(action, "defer") == 0	? MODE_DEFER
							: MODE_LOG;
	case WANT_OK:
	case WANT_SPARED:
	case WANT_ANSWER:
	case WANT_CLOSED:
		break;
	}
	return MODE_OFF;
}

/* NULL, or what is wrong with the answer to one turn. */
static const char *turn_fault(struct judge *j, const struct talk *t, const struct turn *turn,
	const char *reply, const char **code)
{
	static const char *const wanted[] = {
		[MODE_DENY] = "refuse (5xx)",
		[MODE_DEFER] = "defer (4xx)",
		[MODE_OFF] = "accept",
		[MODE_LOG] = "accept",
		[MODE_TAG] = "accept",
	};
	static const unsigned class[] = {
		[MODE_DENY] = 5, [MODE_DEFER] = 4, [MODE_OFF] = 2, [MODE_LOG] = 2, [MODE_TAG] = 2
	};
	enum mode mode = wanted_mode(j, t, turn);
	const char *rule = wanted_rule(j, turn);
	unsigned got = talk_code(reply) / 100;
	const char *text = arena_copy(j->a, reply, line_length(reply)), *want;

	got = got == 3 ? 2 : got;
	*code = got == 4 ? AG_TEMPORARY : AG_REPLY;
	if (turn->want == WANT_ANSWER)
		want = got == 4 ? "accept or refuse (2xx or 5xx)" : NULL;
	else if (turn->want == WANT_CLOSED)
		want = got == 2 ? "refuse or defer (5xx or 4xx)" : NULL;
	else
		want = got != class[mode] ? wanted[mode] : NULL;
	if (want != NULL)
		return arena_printf(j->a, "answers \"%s\", and has to %s", text, want);
	*code = AG_SILENT;
	if (rule != NULL && mode != MODE_OFF && !logged(j, t, rule) && !(j->others && got >= 4))
		return arena_printf(j->a, "answers \"%s\", but does not log \"joejob rule=%s\"",
			text, rule);
	if (turn->want == WANT_VERDICT && j->judged && logged_action(j, t) == NULL)
		return arena_printf(
			j->a, "answers \"%s\", but the module does not log \"" VERDICT "\"", text);
	return NULL;
}

static const char *no_answer(const struct judge *j, const struct talk *t, const char **code)
{
	*code = t->stuck ? AG_STUCK : AG_TEMPORARY;
	if (t->stuck)
		return "does not answer in time";
	if (WIFSIGNALED(t->status))
		return arena_printf(j->a, "dies of signal %d", WTERMSIG(t->status));
	return arena_printf(j->a, "hangs up (exit code %d)", WEXITSTATUS(t->status));
}

/* A check that Exim could not answer is skipped, in service as well, and nobody would see it. In
 * the sandbox everything can be answered but a callout to a sender, which may then be skipped. */
static const char *skipped(const struct conversation *v, const struct talk *t, struct arena *a)
{
	const char *s = log_line_with(buf_text(&t->err), SKIPPED);

	if (s == NULL || v->needs & NEED_CALLOUT)
		return NULL;
	s += strlen(LOG);
	return arena_printf(a, "skips a check: %.*s", (int)line_length(s), s);
}

static bool may_be_judged(const struct judge *j, const struct conversation *v)
{
	for (size_t i = 0; i < TALK_STEPS && v->turn[i].say != NULL; i++)
		if (v->turn[i].want == WANT_VERDICT ||
			(v->turn[i].want == WANT_SPARED && judges_secondary(j->p)))
			return true;
	return false;
}

/* False when there is no more to judge: an answer is wrong, and told; or the client was turned away. */
static bool judge_turns(struct judge *j, const struct conversation *v, const struct talk *t)
{
	const char *code, *fault;

	/* Whom the policy blocks, a hook may turn away at the door. */
	if (v->from == FROM_BLOCKED && j->p->hook[HOOK_CONNECT].text != NULL &&
		t->n_replies > 0 && talk_code(t->reply[0]) / 100 == 5)
		return false;
	if (t->n_replies == 0 || talk_code(t->reply[0]) != 220) {
		fault = t->n_replies == 0 ? no_answer(j, t, &code)
					  : arena_printf(j->a, "answers \"%.*s\"",
						    (int)line_length(t->reply[0]), t->reply[0]);
		fail(j, v, t, AG_TEMPORARY, "the connection", fault);
		return false;
	}
	for (size_t i = 0; i < TALK_STEPS && v->turn[i].say != NULL; i++) {
		fault = i + 1 < t->n_replies ? turn_fault(j, t, &v->turn[i], t->reply[i + 1], &code)
					     : no_answer(j, t, &code);
		if (fault != NULL) {
			fail(j, v, t, code, t->send[i], fault);
			return false;
		}
	}
	return true;
}

static void judge_program(struct judge *j, const struct conversation *v, const struct talk *t)
{
	const char *code, *fault;

	if (!t->stuck && WIFEXITED(t->status) && WEXITSTATUS(t->status) == 0)
		return;
	fault = no_answer(j, t, &code);
	fail(j, v, t, code, "a message on stdin", fault);
}

void judge_talk(struct judge *j, const struct conversation *v, const struct talk *t)
{
	const char *skip = skipped(v, t, j->a);

	j->held_back = (v->needs & (NEED_HELD | NEED_FALLBACK)) != 0;
	if (v->from == FROM_PROGRAM)
		judge_program(j, v, t);
	else if (!judge_turns(j, v, t))
		return;
	else if (!may_be_judged(j, v) && strstr(buf_text(&t->err), VERDICT) != NULL)
		fail(j, v, t, AG_REPLY, "the message", "asks the module, though it is exempt");
	else if (skip != NULL)
		fail(j, v, t, AG_SKIPPED, "some command", skip);
}

/* Whom greylisting has to let pass at the first attempt: exempt hosts and senders, users who have
 * logged in, role addresses, and the empty sender, since nobody tries a bounce again. */
static bool never_waits(const struct conversation *v, const struct turn *turn)
{
	bool spared = v->from < FROM_BLOCKED || v->needs & NEED_FRIEND, empty_sender = false;

	for (const struct turn *before = v->turn; before < turn; before++) {
		spared = spared || strncmp(before->say, "AUTH ", 5) == 0;
		if (strncmp(before->say, "MAIL ", 5) == 0)
			empty_sender = strcmp(before->say, "MAIL FROM:<>") == 0;
	}
	return turn->want == WANT_OK &&
	       (spared || empty_sender || strstr(turn->say, "$role") != NULL);
}

bool judge_put_off(struct judge *j, const struct conversation *v, const struct talk *t)
{
	if (!logged(j, t, "greylist")) {
		if (v == conversations && j->p->greylist.who == GREYLIST_ALL)
			fail(j, v, t, AG_SILENT, "a first attempt",
				"does not log \"joejob rule=greylist\"");
		return false;
	}
	for (size_t i = 0; i + 1 < t->n_replies && v->turn[i].say != NULL; i++)
		if (never_waits(v, &v->turn[i]) && talk_code(t->reply[i + 1]) / 100 == 4)
			fail(j, v, t, AG_TEMPORARY, t->send[i],
				"defers a first attempt that greylisting has to spare");
	return true;
}

void judge_end(const struct judge *j)
{
	if (j->failed > TOLD_MAX)
		diag_add(j->d, SEV_ERROR, (struct where){ 0 }, AG_MORE,
			"%u more conversations fail", j->failed - TOLD_MAX);
}
