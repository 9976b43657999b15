/* render_rollout.c - see render_rollout.h. */
#include <string.h>

#include "render_asks.h"
#include "render_check_write.h"
#include "render_rollout.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

bool rule_within(const char *rule, const char *name)
{
	size_t n = strlen(name);

	return strncmp(rule, name, n) == 0 && (rule[n] == '.' || rule[n] == '\0');
}

/* A recipient whom nobody knows would have to be bounced; a machine that takes no mail has no
 * domains, and puts nobody off for good. */
bool rule_is_final(const char *rule)
{
	return rule_within(rule, "recipient") || rule_within(rule, "honeypot.visit");
}

bool rollout_meets_crowds(const char *rule)
{
	static const char *const sections[] = { "block", "bounces", "greylist", "honeypot", "ratelimit" };

	for (size_t i = 0; i < COUNT(sections); i++)
		if (rule_within(rule, sections[i]))
			return true;
	return false;
}

bool rollout_falls_back(const struct policy *p, const char *rule)
{
	const struct list *rules = &p->fallback.rules;

	if (p->fallback.after.n == 0 || rule_is_final(rule))
		return false;
	for (size_t i = 0; i < rules->n; i++)
		if (rule_within(rule, rules->item[i].s))
			return true;
	return rules->n == 0 && !rollout_meets_crowds(rule);
}

bool rollout_softens(const struct policy *p, const char *rule)
{
	return (enforces_in_part(p) && !rule_is_final(rule)) || rollout_falls_back(p, rule);
}

void render_rollout(struct rendering *r)
{
	const struct policy *p = r->p;
	struct arena *a = r->out.arena;
	bool share = p->enforce.share.n > 0 || r->o->hasty, limit = p->fallback.after.n > 0;
	const struct value dict[] = {
		{ "where_share", AS_COMMENT, .text = line_comment(r, p->enforce.share.at) },
		{ "share", AS_EXIM,
			.text = !share	      ? ""
				: r->o->hasty ? RENDER_SHARE
					      : arena_printf(a, "%lu", p->enforce.share.n) },
		{ "client", AS_EXIM, .text = client_address(a, ONE_V4, ONE_V6) },
		{ "where_domains", AS_COMMENT, .text = line_comment(r, p->enforce.domains.at) },
		{ "domains", AS_FLAG, .number = p->enforce.domains.n },
		{ "in_part", AS_FLAG, .number = enforces_in_part(p) },
		{ "where_fallback", AS_COMMENT, .text = line_comment(r, p->fallback.after.at) },
		{ "limit", AS_EXIM,
			.text = !limit	      ? ""
				: r->o->hasty ? RENDER_LIMIT
					      : arena_printf(a, "%lu", p->fallback.after.n) },
		{ "per", AS_TIME, .number = p->fallback.after.s },
	};

	if (enforces_in_part(p) || limit)
		fill(r, &r->out, "rollout.acl", dict, COUNT(dict));
}
