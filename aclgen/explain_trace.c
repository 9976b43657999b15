/* explain_trace.c - see explain_trace.h. The lines looked at are
 *
 *	>>> using ACL "acl_jj_rcpt"
 *	>>> processing "warn" (/tmp/aclgen.1.x/joejob.inc 141)
 *	>>> warn: condition test succeeded in ACL "acl_jj_rcpt"
 *	LOG: ... joejob rule=sender.verify line=27 mode=log would refuse ...
 *	>>> end of ACL "acl_jj_rcpt": ACCEPT
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain_trace.h"

const char *const outcome_name[] = {
	[RULE_PASSES] = "passes",
	[RULE_NOTES] = "notes",
	[RULE_UNANSWERED] = "unanswered",
	[RULE_ACCEPTS] = "accepts",
	[RULE_DEFERS] = "defers",
	[RULE_REFUSES] = "refuses",
};

struct tracing {
	const struct inc_map *m;
	const char *policy;
	struct arena *a;
	struct asked *asked, *now; /* NULL: no statement of this ACL yet */
	size_t n;
	unsigned depth, runs; /* of ACLs; the inner ones are conditions of the outer */
	const char *acl;      /* the outermost */
	const struct stanza *current;
	unsigned line;
};

/* The text between the first pair of quotes. */
static const char *quoted(const char *line, struct arena *a)
{
	const char *s = strchr(line, '"');

	return s != NULL ? arena_copy(a, s + 1, strcspn(s + 1, "\"")) : "";
}

static void using_acl(struct tracing *t, const char *line)
{
	if (t->depth++ > 0)
		return;
	t->acl = quoted(line, t->a);
	t->current = NULL;
	t->now = NULL;
	t->runs++;
}

static void end_of_acl(struct tracing *t, const char *line)
{
	(void)line;
	t->depth -= t->depth > 0;
}

/* A statement is about to be asked; a stanza shows once, however many it has. */
static void processing(struct tracing *t, const char *line)
{
	const char *place = strrchr(line, ' ');
	const struct stanza *s;

	if (t->depth != 1 || place == NULL || strstr(line, "/joejob.inc ") == NULL)
		return;
	t->line = (unsigned)strtoul(place, NULL, 10);
	s = inc_stanza(t->m, t->line);
	if (s == NULL || s == t->current)
		return;
	t->current = s;
	t->now = &t->asked[t->n++];
	*t->now = (struct asked){ .acl = t->acl,
		.run = t->runs - 1,
		.place = s->place,
		.text = s->text,
		.line = s->first };
}

/* The rule of the statement in hand becomes the one of its stanza. */
static void name_rule(struct tracing *t, struct asked *q)
{
	unsigned line = 0;
	const char *rule = inc_rule(t->m, t->line, &line, t->a);

	if (rule == NULL)
		return;
	q->rule = rule;
	if (line > 0)
		q->place = arena_printf(t->a, "%s:%u", t->policy, line);
}

static void condition(struct tracing *t, const char *line)
{
	/* What ends an ACL, by verb and by how its conditions came out. */
	static const struct {
		const char *verb, *result;
		enum outcome_of outcome;
	} ends[] = {
		{ "accept", "succeeded", RULE_ACCEPTS },
		{ "discard", "succeeded", RULE_ACCEPTS },
		{ "deny", "succeeded", RULE_REFUSES },
		{ "drop", "succeeded", RULE_REFUSES },
		{ "require", "failed", RULE_REFUSES },
		{ "defer", "succeeded", RULE_DEFERS },
		{ "warn", "deferred", RULE_UNANSWERED },
		{ "accept", "deferred", RULE_DEFERS },
		{ "deny", "deferred", RULE_DEFERS },
		{ "defer", "deferred", RULE_DEFERS },
		{ "require", "deferred", RULE_DEFERS },
	};
	char verb[16], result[16];
	struct asked *q = t->now;

	if (t->depth != 1 || q == NULL ||
		sscanf(line, "%15[a-z]: condition test %15[a-z]", verb, result) != 2)
		return;
	if (q->rule == NULL || strcmp(result, "failed") != 0)
		name_rule(t, q);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		if (strcmp(verb, ends[i].verb) == 0 && strcmp(result, ends[i].result) == 0)
			q->outcome = ends[i].outcome;
}

/* A line of the log that names a rule, of an ACL or of the detector behind all ACLs. */
static void log_line(struct tracing *t, const char *line)
{
	const char *verdict = strstr(line, "joejob verdict="), *s;
	struct asked *q = t->now;
	unsigned policy_line = 0;

	if (t->depth == 1 && q != NULL && strstr(line, "joejob rule=") != NULL &&
		q->outcome == RULE_PASSES) {
		q->outcome = RULE_NOTES;
		name_rule(t, q);
	}
	if (verdict == NULL)
		return;
	q = &t->asked[t->n++];
	/* By the door acl the detector is asked in the middle of the DATA ACL, which decides. */
	bool inside = t->depth > 0;
	*q = (struct asked){ .acl = inside ? t->acl : "local_scan",
		.run = inside ? t->runs - 1 : t->runs++,
		.place = "",
		.text = verdict };
	if ((s = strstr(verdict, " rule=")) != NULL && s[6] != '-')
		q->rule = arena_copy(t->a, s + 6, strcspn(s + 6, " "));
	if ((s = strstr(verdict, " line=")) != NULL && sscanf(s, " line=%u", &policy_line) == 1 &&
		policy_line > 0)
		q->place = arena_printf(t->a, "%s:%u", t->policy, policy_line);
	s = strstr(verdict, " action=");
	s = s != NULL ? s + 8 : "";
	q->outcome = inside			   ? RULE_NOTES
		     : strncmp(s, "deny", 4) == 0  ? RULE_REFUSES
		     : strncmp(s, "defer", 5) == 0 ? RULE_DEFERS
		     : q->rule != NULL		   ? RULE_NOTES
						   : RULE_PASSES;
}

size_t explain_trace(struct asked **asked, const char *text, const struct inc_map *m,
	const char *policy, struct arena *a)
{
	static const struct {
		const char *begin;
		void (*see)(struct tracing *t, const char *line);
	} lines[] = {
		{ ">>> using ACL ", using_acl },
		{ ">>> processing ", processing },
		{ ">>> end of ACL ", end_of_acl },
		{ "LOG: ", log_line },
		{ ">>> ", condition },
	};
	struct tracing t = { .m = m, .policy = policy, .a = a };
	size_t n = 1;

	for (const char *s = text; *s != '\0'; s++)
		n += *s == '\n';
	t.asked = arena_alloc(a, n * sizeof *t.asked);
	for (const char *s = text; *s != '\0';) {
		size_t len = strcspn(s, "\n");
		const char *line = arena_copy(a, s, len);
		for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
			if (strncmp(line, lines[i].begin, strlen(lines[i].begin)) == 0) {
				bool whole = lines[i].see == log_line;
				lines[i].see(&t, whole ? line : line + strlen(">>> "));
				break;
			}
		s += len + (s[len] == '\n');
	}
	*asked = t.asked;
	return t.n;
}
