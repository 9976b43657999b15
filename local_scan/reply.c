/* reply.c - verdict and settings to rule, action and texts; see reply.h. */
#include "reply.h"

#include <stdio.h>

/* Behind the verdicts: an unverifiable one with a rule of its own. */
enum { UNPROVEN = JJ_VERDICTS, RULES };

static const struct {
	const char *word; /* where it is not the verdict's name */
	const char *rule;
	size_t setting; /* offset of its struct jj_rule */
	const char *found;
} rules[RULES] = {
	[JJ_FORGED] = { NULL, "bounces.forged", offsetof(struct jj_settings, forged), JJ_SAYS_FORGED },
	[JJ_UNVERIFIABLE] = { NULL, "bounces.unverifiable",
		offsetof(struct jj_settings, unverifiable), JJ_SAYS_UNVERIFIABLE },
	[UNPROVEN] = { "unproven", "bounces.unproven", offsetof(struct jj_settings, unproven),
		JJ_SAYS_UNPROVEN },
};

static unsigned rule_of(const struct jj_result *r)
{
	bool unproven = r->n_evidence && r->evidence[0].kind == JJ_EV_UNPROVEN;

	return r->verdict == JJ_UNVERIFIABLE && unproven ? (unsigned)UNPROVEN : (unsigned)r->verdict;
}

const char *jj_word(const struct jj_result *r)
{
	const char *word = rules[rule_of(r)].word;

	return word ? word : jj_verdict_name[r->verdict];
}

struct jj_decision jj_decide(const struct jj_settings *s, const struct jj_result *r)
{
	struct jj_decision d = { .verdict = r->verdict, .rule = "-", .found = "", .word = "accept" };
	unsigned i = rule_of(r);
	struct jj_rule rule;

	if (!rules[i].rule)
		return d;
	memcpy(&rule, (const char *)s + rules[i].setting, sizeof rule);
	d.rule = rules[i].rule;
	d.found = rules[i].found;
	d.line = rule.line;
	d.wanted = d.action = rule.action;
	if (s->enforce < JJ_DENY && (rule.action == JJ_DENY || rule.action == JJ_DEFER))
		d.action = s->enforce;
	d.word = jj_action_name[d.action];
	return d;
}

static void printable(char *s)
{
	for (; *s; s++)
		if (*s < ' ' || *s > '~')
			*s = '?';
}

void jj_reply_text(const struct jj_decision *d, struct span contact, char *buf, size_t size)
{
	snprintf(buf, size, "%s %s (%s)%s%.*s", d->action == JJ_DEFER ? "4.7.1" : "5.7.1",
		d->found, d->rule, contact.n ? ". If this is wrong, write to " : "",
		(int)contact.n, contact.n ? (const char *)contact.p : "");
	printable(buf);
}

void jj_log_line(const struct jj_decision *d, const struct jj_result *r, char *buf, size_t size)
{
	char fields[JJ_LOG_TEXT];
	size_t n = jj_result_fields(r, fields, sizeof fields);
	size_t cut = span_find(span(fields, n), " bytes=");
	bool held = d->action != d->wanted;

	snprintf(buf, size, "joejob %.*s rule=%s line=%u action=%s%s%s%.*s", (int)cut, fields,
		d->rule, d->line, d->word, held ? " wanted=" : "",
		held ? jj_action_name[d->wanted] : "", (int)(n - cut), fields + cut);
	printable(buf);
}

void jj_error_line(const char *what, const char *detail, char *buf, size_t size)
{
	snprintf(buf, size, "joejob error=%s action=accept (%s)", what, detail);
	printable(buf);
}
