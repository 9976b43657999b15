/* policy_load_layout.c - what a policy asks for and its output.layout cannot do. */
#include <string.h>
#include <strings.h>

#include "policy_load_rows.h"
#include "render_asks.h"

/* Debian's hooks are asked behind its own refusals: most who come to a honeypot ask for users that
 * do not exist, and would never be seen. */
static void hooks_too_late(const struct policy *p, const struct schema_run *run)
{
	if (p->output.layout == LAYOUT_DEBIAN_HOOKS && asks_honeypot(p))
		diag_add(run->d, SEV_ERROR, schema_where(run, "honeypot"), AG_LAYOUT,
			"honeypot: Debian's hooks come too late to see who visits it; take "
			"output.layout: debian-split, or leave honeypot out");
}

/* Whether mail for `domain` goes by an entry for `pattern`: "*", a domain, "*.domain". */
static bool routes(const char *pattern, const char *domain)
{
	size_t n = strlen(pattern), d = strlen(domain);

	if (*pattern != '*')
		return strcasecmp(pattern, domain) == 0;
	return d >= n - 1 && strcasecmp(domain + d - (n - 1), pattern + 1) == 0;
}

/* A relayed domain whose only MX we are would be passed on to ourselves. */
static void relay_by_mx(const struct policy *p, const struct schema_run *run)
{
	if (p->output.layout != LAYOUT_WHOLE)
		return;
	for (size_t i = 0; i < p->us.relay_to.n; i++) {
		const struct str *domain = &p->us.relay_to.item[i];
		bool routed = false;

		for (size_t k = 0; k < p->us.n_inside; k++)
			routed = routed || routes(p->us.inside[k].for_domain.s, domain->s);
		if (!routed)
			diag_add(run->d, SEV_WARNING, domain->at, AG_LAYOUT,
				"us.domains.relay_to: \"%s\" has no server in us.inside, so that "
				"layout: whole passes its mail on by its MX; name the server, "
				"unless "
				"there is an MX besides this machine",
				domain->s);
	}
}

void policy_lint_layout(const struct loaded *l, const struct schema_run *run)
{
	if (schema_bad(run, "output"))
		return;
	if (!schema_bad(run, "honeypot"))
		hooks_too_late(&l->p, run);
	if (!schema_bad(run, "us.domains") && !schema_bad(run, "us.inside"))
		relay_by_mx(&l->p, run);
}
