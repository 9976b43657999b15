/* lint_layout.c - what a policy asks for and its output.layout cannot do. */
#include <string.h>
#include <strings.h>

#include "lint_find.h"
#include "render_asks.h"

/* Debian's hooks are asked behind its own refusals: most who come to a honeypot ask for users that
 * do not exist, and would never be seen. */
void lint_layout_hooks(const struct lint *t)
{
	if (t->p->output.layout == LAYOUT_DEBIAN_HOOKS && asks_honeypot(t->p))
		lint_say(t, schema_where(t->run, "honeypot"),
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
void lint_layout_route(const struct lint *t)
{
	const struct policy *p = t->p;

	if (p->output.layout != LAYOUT_WHOLE)
		return;
	for (size_t i = 0; i < p->us.relay_to.n; i++) {
		const struct str *domain = &p->us.relay_to.item[i];
		bool routed = false;

		for (size_t k = 0; k < p->us.n_inside; k++)
			routed = routed || routes(p->us.inside[k].for_domain.s, domain->s);
		if (!routed)
			lint_say(t, domain->at,
				"us.domains.relay_to: \"%s\" has no server in us.inside, so that "
				"layout: whole passes its mail on by its MX; name the server, unless "
				"there is an MX besides this machine",
				domain->s);
	}
}
