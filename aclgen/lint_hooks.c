/* lint_hooks.c - rules about the admin's own stanzas. Their text stands in the middle of ACLs of
 * ours, so a piece of a stanza, or the start of another ACL, would take ours along. */
#include <string.h>

#include "hook_text.h"
#include "lint_find.h"

/* Places in a hook's file. */
static struct where at_line(const struct policy *p, size_t hook, unsigned line)
{
	return (struct where){ line, 1, p->hook[hook].file };
}

static const char *const hook_key[HOOKS] = {
	[HOOK_CONNECT] = "hooks.connect",
	[HOOK_HELO] = "hooks.helo",
	[HOOK_MAIL] = "hooks.mail",
	[HOOK_RCPT_BEFORE] = "hooks.rcpt_before",
	[HOOK_RCPT_AFTER] = "hooks.rcpt_after",
	[HOOK_DATA_BEFORE] = "hooks.data_before",
	[HOOK_DATA_AFTER] = "hooks.data_after",
};

/* Whether .ifdef and its like are closed by .endif. */
static int depth_change(const struct hook_cursor *c)
{
	if (strncmp(c->word, ".if", 3) == 0)
		return 1;
	return hook_is(c->word, c->n, ".endif") ? -1 : 0;
}

static void shape_of(const struct lint *t, size_t hook)
{
	struct hook_cursor c = { .next = t->p->hook[hook].text };
	bool stanza = false;
	int depth = 0;
	enum hook_line kind;

	while ((kind = hook_next(&c)) != HOOK_END) {
		if (kind == HOOK_LABEL)
			lint_say(t, at_line(t->p, hook, c.line),
				"%s: \"%.*s\" ends the ACL that the hook stands in, and all checks "
				"behind it with it; put ACLs of your own behind joejob.inc",
				hook_key[hook], (int)c.n, c.word);
		if (kind == HOOK_ITEM && !stanza)
			lint_say(t, at_line(t->p, hook, c.line),
				"%s: \"%.*s\" stands before any verb, and would belong to the stanza "
				"before the hook; begin with warn, accept, deny, ...",
				hook_key[hook], (int)c.n, c.word);
		stanza = stanza || kind == HOOK_VERB || kind == HOOK_ITEM;
		if (kind == HOOK_DIRECTIVE)
			depth += depth_change(&c);
		if (depth < 0)
			break;
		if (c.open)
			lint_say(t, at_line(t->p, hook, c.line),
				"%s: the last line ends in a backslash and would swallow what follows "
				"the hook",
				hook_key[hook]);
	}
	if (depth != 0)
		lint_say(t, at_line(t->p, hook, c.line > 1 ? c.line - 1 : 1),
			"%s: .ifdef and .endif do not match, and would switch off what follows the "
			"hook",
			hook_key[hook]);
}

void lint_hook_shape(const struct lint *t)
{
	for (size_t i = 0; i < HOOKS; i++)
		if (t->p->hook[i].text)
			shape_of(t, i);
}

/* What Exim takes for an error at the wrong point: a 451 for everybody, unseen by -bV. */
static const struct {
	const char *item;
	enum hook first, last;
	const char *where;
} stages[] = {
	{ "add_header", HOOK_MAIL, HOOK_DATA_AFTER, "from MAIL on" },
	{ "remove_header", HOOK_MAIL, HOOK_DATA_AFTER, "from MAIL on" },
	{ "senders", HOOK_MAIL, HOOK_DATA_AFTER, "from MAIL on" },
	{ "sender_domains", HOOK_MAIL, HOOK_DATA_AFTER, "from MAIL on" },
	{ "authenticated", HOOK_MAIL, HOOK_DATA_AFTER, "from MAIL on" },
	{ "spf", HOOK_MAIL, HOOK_DATA_AFTER, "from MAIL on" },
	{ "domains", HOOK_RCPT_BEFORE, HOOK_RCPT_AFTER, "at RCPT" },
	{ "local_parts", HOOK_RCPT_BEFORE, HOOK_RCPT_AFTER, "at RCPT" },
	{ "recipients", HOOK_RCPT_BEFORE, HOOK_RCPT_AFTER, "at RCPT" },
	{ "spam", HOOK_DATA_BEFORE, HOOK_DATA_AFTER, "after the message" },
	{ "malware", HOOK_DATA_BEFORE, HOOK_DATA_AFTER, "after the message" },
	{ "regex", HOOK_DATA_BEFORE, HOOK_DATA_AFTER, "after the message" },
};

static void stage_of_item(const struct lint *t, size_t hook, unsigned line, const char *item,
	size_t n)
{
	for (size_t i = 0; item && i < sizeof stages / sizeof stages[0]; i++)
		if (hook_is(item, n, stages[i].item) &&
			(hook < stages[i].first || hook > stages[i].last))
			lint_say(t, at_line(t->p, hook, line),
				"%s: \"%s\" is known only %s; here Exim answers 451 to everybody",
				hook_key[hook], stages[i].item, stages[i].where);
}

void lint_hook_stage(const struct lint *t)
{
	for (size_t i = 0; i < HOOKS; i++) {
		struct hook_cursor c = { .next = t->p->hook[i].text };
		enum hook_line kind;

		while (c.next && (kind = hook_next(&c)) != HOOK_END) {
			if (kind == HOOK_ITEM)
				stage_of_item(t, i, c.line, c.word, c.n);
			else if (kind == HOOK_VERB)
				stage_of_item(t, i, c.line, c.item, c.item_n);
		}
	}
}

/* One stanza of a hook. */
struct stanza {
	const char *verb;
	size_t verb_n;
	unsigned line;
	bool condition; /* has one */
	bool seen, spam;
};

/* Calls `fn` for each stanza. */
static void each_stanza(const struct lint *t, size_t hook,
	void (*fn)(const struct lint *t, size_t hook, const struct stanza *s))
{
	struct hook_cursor c = { .next = t->p->hook[hook].text };
	struct stanza s = { 0 };
	enum hook_line kind;

	if (!c.next)
		return;
	do {
		const char *item = NULL;
		size_t n = 0;

		kind = hook_next(&c);
		if (kind == HOOK_VERB || kind == HOOK_END || kind == HOOK_LABEL) {
			if (s.verb)
				fn(t, hook, &s);
			s = (struct stanza){ .line = c.line };
		}
		if (kind == HOOK_VERB) {
			s.verb = c.word;
			s.verb_n = c.n;
			item = c.item;
			n = c.item_n;
		} else if (kind == HOOK_ITEM) {
			item = c.word;
			n = c.n;
		}
		if (!item)
			continue;
		s.condition = s.condition || hook_is_condition(item, n);
		s.seen = s.seen || hook_is(item, n, "seen");
		s.spam = s.spam || hook_is(item, n, "spam");
	} while (kind != HOOK_END);
}

static void everybody(const struct lint *t, size_t hook, const struct stanza *s)
{
	bool ends = hook_is(s->verb, s->verb_n, "accept");
	bool refuses = hook_is(s->verb, s->verb_n, "deny") || hook_is(s->verb, s->verb_n, "defer") ||
		       hook_is(s->verb, s->verb_n, "drop") ||
		       hook_is(s->verb, s->verb_n, "discard");
	bool last = hook == HOOK_MAIL || hook == HOOK_RCPT_AFTER || hook == HOOK_DATA_AFTER;

	if (s->condition || !(refuses || (ends && !last)))
		return;
	lint_say(t, at_line(t->p, hook, s->line), "%s: this \"%.*s\" has no condition: %s",
		hook_key[hook], (int)s->verb_n, s->verb,
		ends ? "nobody meets the checks behind it" : "nobody gets past it");
}

void lint_hook_everybody(const struct lint *t)
{
	for (size_t i = 0; i < HOOKS; i++)
		each_stanza(t, i, everybody);
}

static void spam(const struct lint *t, size_t hook, const struct stanza *s)
{
	if (s->spam)
		lint_say(t, at_line(t->p, hook, s->line),
			"%s: SpamAssassin is the dearest check, and bounces and headers are judged "
			"behind this; put it into hooks.data_after",
			hook_key[hook]);
}

void lint_spam_early(const struct lint *t)
{
	each_stanza(t, HOOK_DATA_BEFORE, spam);
}

static void greylists(const struct lint *t, size_t hook, const struct stanza *s)
{
	if (s->seen && hook_is(s->verb, s->verb_n, "defer"))
		lint_say(t, at_line(t->p, hook, s->line),
			"%s: this greylists before exempt.senders, exempt.spf_white and dnswl are "
			"looked at; use greylist, or hooks.rcpt_after",
			hook_key[hook]);
}

void lint_greylist_early(const struct lint *t)
{
	for (size_t i = HOOK_CONNECT; i <= HOOK_RCPT_BEFORE; i++)
		each_stanza(t, i, greylists);
}

/* What is written into our variables decides about mail that others decide about as well. */
void lint_hook_names(const struct lint *t)
{
	static const char *const names[] = { "acl_jj_", "acl_m_jj_", "acl_c_jj_", "acl_m_joejob" };

	for (size_t i = 0; i < HOOKS; i++)
		for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
			const char *text = t->p->hook[i].text;
			const char *found = text ? strstr(text, names[k]) : NULL;
			unsigned line = 1;

			for (const char *s = text; found && s < found; s++)
				line += *s == '\n';
			if (found)
				lint_say(t, at_line(t->p, i, line),
					"%s: names that begin with %s are the generated ACLs' own, and "
					"mean something else in the next version",
					hook_key[i], names[k]);
		}
}
