/* render_rollout.c - see render_rollout.h. */
#include <string.h>

#include "render_asks.h"
#include "render_check_write.h"
#include "render_rollout.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static bool begins(const char *rule, const char *section)
{
	size_t n = strlen(section);

	return strncmp(rule, section, n) == 0 && (rule[n] == '.' || rule[n] == '\0');
}

bool rollout_softens(const struct policy *p, const char *rule)
{
	/* A recipient whom nobody knows would have to be bounced; a machine that takes no mail has no
	 * domains, and puts nobody off for good. */
	return enforces_in_part(p) && !begins(rule, "recipient") && !begins(rule, "honeypot.visit");
}

void render_rollout(struct rendering *r)
{
	const struct policy *p = r->p;
	struct arena *a = r->out.arena;
	bool share = p->enforce.share.n > 0 || r->o->hasty;
	const struct value dict[] = {
		{ "where_share", AS_COMMENT, .text = line_comment(r, p->enforce.share.at) },
		{ "share", AS_EXIM,
			.text = !share	      ? ""
				: r->o->hasty ? RENDER_SHARE
					      : arena_printf(a, "%lu", p->enforce.share.n) },
		{ "client", AS_EXIM, .text = client_address(a, ONE_V4, ONE_V6) },
		{ "where_domains", AS_COMMENT, .text = line_comment(r, p->enforce.domains.at) },
		{ "domains", AS_FLAG, .number = p->enforce.domains.n },
	};

	if (enforces_in_part(p))
		fill(r, &r->out, "rollout.acl", dict, COUNT(dict));
}
