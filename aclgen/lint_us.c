/* lint_us.c - rules about who we are: domains, relaying, servers inside, outgoing servers. */
#include <string.h>
#include <strings.h>

#include "lint_find.h"
#include "policy_load_items.h"

void lint_no_domains(const struct lint *t)
{
	if (t->p->us.local.n + t->p->us.relay_to.n == 0)
		lint_say(t, at_key(t, "us.domains", "us"),
			"there are neither local nor relay_to domains; name the domains you take "
			"mail for");
}

void lint_both_kinds(const struct lint *t)
{
	for (size_t i = 0; i < t->p->us.relay_to.n; i++) {
		const struct str *relay = &t->p->us.relay_to.item[i];

		if (find(&t->p->us.local, relay->s))
			lint_say(t, relay->at,
				"us.domains.relay_to: \"%s\" is in us.domains.local as well; mail "
				"is either delivered here or passed on",
				relay->s);
	}
}

/* A manualroute takes the first entry that fits, so a second one is never reached. */
void lint_inside(const struct lint *t)
{
	for (size_t i = 0; i < t->p->us.n_inside; i++) {
		const struct str *domain = &t->p->us.inside[i].for_domain;
		size_t k = 0;

		if (!covers(&t->p->us.relay_to, domain->s))
			lint_say(t, domain->at,
				"us.inside: \"%s\" is not in us.domains.relay_to, so no mail for it "
				"is ever passed on",
				domain->s);
		while (k < i && strcasecmp(t->p->us.inside[k].for_domain.s, domain->s) != 0)
			k++;
		if (k < i)
			lint_say(t, domain->at,
				"us.inside: \"%s\" has an entry in line %u already; make one of them",
				domain->s, t->p->us.inside[k].for_domain.at.line);
	}
}

/* Nobody owns more than a /8, or a /16 of IPv6; a top-level domain is nobody's either. */
void lint_relay_wide(const struct lint *t)
{
	for (size_t i = 0; i < t->p->us.relay_from.n; i++) {
		const struct str *host = &t->p->us.relay_from.item[i];
		bool v6;
		int bits = net_prefix(host->s, &v6);

		if (bits >= (v6 ? 16 : 8))
			continue;
		if (bits < 0 && (!item_is_pattern(host->s) || strchr(host->s + 2, '.')))
			continue;
		lint_say(t, host->at,
			"us.relay_from: \"%s\" is not yours alone; whoever is in it sends through "
			"you to anybody, unfiltered",
			host->s);
	}
}

void lint_outbound_empty(const struct lint *t)
{
	for (size_t i = 0; i < t->p->us.n_outbound; i++) {
		const struct outbound *o = &t->p->us.outbound[i];

		if (o->complete.on && o->hosts.n + o->networks.n == 0)
			lint_say(t, o->complete.at,
				"us.outbound: this entry says complete, but names neither hosts "
				"nor networks; name the servers by which mail leaves");
	}
}

void lint_outbound_via(const struct lint *t)
{
	for (size_t i = 0; i < t->p->us.n_outbound; i++) {
		const struct outbound *o = &t->p->us.outbound[i];

		if (o->complete.on && o->via.n > 0)
			lint_say(t, o->complete.at,
				"us.outbound: \"%s\" strips our Received lines, so what comes back "
				"cannot show them; say complete: no, or take via out",
				o->via.item[0].s);
	}
}

void lint_outbound_twice(const struct lint *t)
{
	for (size_t i = 0; i < t->p->us.n_outbound; i++) {
		const struct str *domain = &t->p->us.outbound[i].for_domain;
		size_t k = 0;

		while (k < i && strcasecmp(t->p->us.outbound[k].for_domain.s, domain->s) != 0)
			k++;
		if (k < i)
			lint_say(t, domain->at,
				"us.outbound: \"%s\" has an entry in line %u already; make one of "
				"them",
				domain->s, t->p->us.outbound[k].for_domain.at.line);
	}
}

void lint_outbound_idle(const struct lint *t)
{
	for (size_t i = 0; i < t->p->us.n_outbound; i++) {
		const struct str *domain = &t->p->us.outbound[i].for_domain;

		if (strcmp(domain->s, "*") != 0 && !is_ours(t->p, domain->s))
			lint_say(t, domain->at,
				"us.outbound: \"%s\" is in none of us.domains, so no bounce for it is "
				"ever accepted or judged",
				domain->s);
	}
}

static bool has_entry(const struct policy *p, const char *domain)
{
	for (size_t i = 0; i < p->us.n_outbound; i++)
		if (strcmp(p->us.outbound[i].for_domain.s, "*") == 0 ||
			overlap(p->us.outbound[i].for_domain.s, domain))
			return true;
	return false;
}

/* Where there is no entry at all, bounces.forged says so. */
void lint_outbound_missing(const struct lint *t)
{
	const struct list *const ours[] = { &t->p->us.local, &t->p->us.relay_to };

	if (!wants_refusal(t, &t->p->bounces.forged) || t->p->us.n_outbound == 0)
		return;
	for (size_t k = 0; k < sizeof ours / sizeof ours[0]; k++)
		for (size_t i = 0; i < ours[k]->n; i++)
			if (!has_entry(t->p, ours[k]->item[i].s))
				lint_say(t, ours[k]->item[i].at,
					"us.outbound has no entry for \"%s\", so no bounce for it is ever "
					"called forged",
					ours[k]->item[i].s);
}

/* Many receivers write down our name alone, or an address that is not ours: behind a firewall of
 * theirs, in a bounce of a bounce. */
void lint_outbound_unlisted(const struct lint *t)
{
	for (size_t i = 0; i < t->p->us.n_outbound; i++) {
		const struct outbound *o = &t->p->us.outbound[i];

		if (wants_refusal(t, &t->p->bounces.forged) && o->complete.on && o->hosts.n == 0 &&
			o->networks.n > 0)
			lint_say(t, o->at,
				"us.outbound: this entry says complete, but names no hosts: a bounce "
				"in which our server's name stands without its address is refused");
	}
}
