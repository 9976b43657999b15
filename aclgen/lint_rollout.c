/* lint_rollout.c - rules about refusals that are let loose with care. */
#include "lint_find.h"
#include "render_asks.h"
#include "render_check.h"

void lint_enforce_idle(const struct lint *t)
{
	if (enforces_in_part(t->p) && !refuses(t->p))
		lint_say(t, t->p->enforce.at,
			"enforce: nothing in this policy refuses, so that nothing can be held back; "
			"take \"mode: log\" out, or let a check defer or deny");
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
