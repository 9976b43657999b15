/* lint_rollout.c - rules about refusals that are let loose with care. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lint_find.h"
#include "render_asks.h"
#include "render_check.h"
#include "render_rollout.h"

void lint_enforce_idle(const struct lint *t)
{
	const struct {
		const char *key;
		bool given;
		struct where at;
	} sections[] = {
		{ "enforce", enforces_in_part(t->p), t->p->enforce.at },
		{ "fallback", t->p->fallback.after.n > 0, t->p->fallback.at },
	};

	for (size_t i = 0; i < sizeof sections / sizeof sections[0] && !refuses(t->p); i++)
		if (sections[i].given)
			lint_say(t, sections[i].at,
				"%s: nothing in this policy refuses, so that nothing can be held back; "
				"take \"mode: log\" out, or let a check defer or deny",
				sections[i].key);
}

void lint_enforce_not_ours(const struct lint *t)
{
	const struct list *domains = &t->p->enforce.domains;

	for (size_t i = 0; i < domains->n; i++)
		if (!is_ours(t->p, domains->item[i].s))
			lint_say(t, domains->item[i].at,
				"enforce.domains: \"%s\" is no domain of ours, so nothing is enforced "
				"for it; write one of us.domains",
				domains->item[i].s);
}

void lint_enforce_pipelining(const struct lint *t)
{
	if (enforces_in_part(t->p) && t->p->connect.pipelining.mode != MODE_OFF)
		lint_say(t, t->p->connect.pipelining.at,
			"connect.pipelining: Exim hangs up before there is a sender or a recipient, so "
			"enforce does not reach it; leave it off until everything is enforced, or "
			"acknowledge this");
}

/* Verdicts that a module behind the ACLs acts on by itself. */
static bool is_behind_the_acls(const struct policy *p, const char *rule)
{
	static const char *const rules[] = { "bounces.forged", "bounces.unverifiable",
		"bounces.unproven" };

	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
		if (strcmp(rule, rules[i]) == 0)
			return p->bounces.door == DOOR_LOCAL_SCAN;
	return false;
}

void lint_fallback_rule(const struct lint *t)
{
	const struct list *rules = &t->p->fallback.rules;

	for (size_t i = 0; i < rules->n; i++) {
		const struct str *rule = &rules->item[i];

		if (!is_rule(t->p, rule->s))
			lint_say(t, rule->at,
				"fallback.rules: there is no rule \"%s\" in such a policy; the log has "
				"their names, as in rule=sender.verify",
				rule->s);
		else if (is_behind_the_acls(t->p, rule->s))
			lint_say(t, rule->at,
				"fallback.rules: what %s refuses, no ACL sees at the door local_scan; "
				"write bounces.door: acl",
				rule->s);
		else if (rule_is_final(rule->s))
			lint_say(t, rule->at,
				"fallback.rules: %s never falls back; what it let in would have to be "
				"bounced",
				rule->s);
	}
}

void lint_fallback_attack(const struct lint *t)
{
	const struct list *rules = &t->p->fallback.rules;

	for (size_t i = 0; i < rules->n; i++)
		if (rollout_meets_crowds(rules->item[i].s))
			lint_say(t, rules->item[i].at,
				"fallback.rules: an attack is what makes %s refuse more, and falling back "
				"then lets all of it in; take it out, or acknowledge this",
				rules->item[i].s);
}

void lint_keep_idle(const struct lint *t)
{
	if (t->p->bounces.keep.dir.s && t->p->bounces.forged.mode != MODE_DENY)
		lint_say(t, t->p->bounces.keep.at,
			"bounces.keep: bounces.forged refuses nothing for good, so that there is nothing "
			"to keep; let it deny, or leave keep out");
}

void lint_keep_folder(const struct lint *t)
{
	const char *dir = t->p->bounces.keep.dir.s, *fault = NULL;
	struct stat st;

	if (dir == NULL)
		return;
	if (stat(dir, &st) != 0)
		fault = strerror(errno);
	else if (!S_ISDIR(st.st_mode))
		fault = "it is no folder";
	else if (st.st_mode & (S_IWGRP | S_IRWXO))
		fault = "others can read or write there";
	if (fault)
		lint_say(t, t->p->bounces.keep.dir.at,
			"bounces.keep.dir: %s: %s, so nothing is kept; \"install -d -m 700 -o EXIM %s\" "
			"makes it, EXIM being the user that Exim runs as",
			dir, fault, dir);
}
