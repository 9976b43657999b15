/* lint_dns.c - rules about lists in the DNS. */
#include <string.h>
#include <strings.h>

#include "lint_find.h"

/* One of the two keys. */
struct lists {
	const char *key;
	const struct dns_list *list;
	size_t n;
};

enum { LISTS = 2 };

static void get(const struct policy *p, struct lists lists[LISTS])
{
	lists[0] = (struct lists){ "dnsbl", p->dnsbl, p->n_dnsbl };
	lists[1] = (struct lists){ "dnswl", p->dnswl, p->n_dnswl };
}

/* A list that has been asked too often, or by way of a public resolver, answers for every address:
 * 127.255.255.254 by Spamhaus, 127.0.0.255 by dnswl.org. A domain that was sold does as well. */
void lint_dns_codes(const struct lint *t)
{
	struct lists lists[LISTS];

	get(t->p, lists);
	for (size_t k = 0; k < LISTS; k++)
		for (size_t i = 0; i < lists[k].n; i++)
			if (lists[k].list[i].codes.n == 0)
				lint_say(t, lists[k].list[i].zone.at,
					"%s: \"%s\" without codes: an answer that means \"ask "
					"otherwise\", or a domain that was sold, lists everybody; write "
					"codes",
					lists[k].key, lists[k].list[i].zone.s);
}

void lint_dns_error_code(const struct lint *t)
{
	struct lists lists[LISTS];

	get(t->p, lists);
	for (size_t k = 0; k < LISTS; k++)
		for (size_t i = 0; i < lists[k].n; i++)
			for (size_t c = 0; c < lists[k].list[i].codes.n; c++) {
				const struct str *code = &lists[k].list[i].codes.item[c];

				if (net_holds("127.255.255.0/24", code->s))
					lint_say(t, code->at,
						"%s: \"%s\" is an answer that says that the list does "
						"not answer you; take it out",
						lists[k].key, code->s);
			}
}

void lint_dns_dead(const struct lint *t)
{
	static const struct {
		const char *zone, *since;
	} dead[] = {
		{ "relays.ordb.org", "2006" },
		{ "dsbl.org", "2009" },
		{ "njabl.org", "2013" },
		{ "ahbl.org", "2015" },
		{ "virbl.bit.nl", "2017" },
		{ "emailbasura.org", "2019" },
		{ "megarbl.net", "2019" },
		{ "dnsbl.inps.de", "2020" },
		{ "sorbs.net", "June 2024" },
		{ "ix.dnsbl.manitu.net", "January 2025" },
	};
	struct lists lists[LISTS];

	get(t->p, lists);
	for (size_t i = 0; i < lists[0].n; i++)
		for (size_t k = 0; k < sizeof dead / sizeof dead[0]; k++)
			if (is_within(lists[0].list[i].zone.s, dead[k].zone))
				lint_say(t, lists[0].list[i].zone.at,
					"dnsbl: \"%s\" is shut down since %s; at best each question "
					"waits in vain, at worst it lists everybody",
					lists[0].list[i].zone.s, dead[k].since);
}

/* In either list: a host cannot be good and bad for the same answer's sake. */
void lint_dns_twice(const struct lint *t)
{
	struct lists lists[LISTS];
	const struct str *seen[64];
	size_t n = 0;

	get(t->p, lists);
	for (size_t k = 0; k < LISTS; k++)
		for (size_t i = 0; i < lists[k].n; i++) {
			const struct str *zone = &lists[k].list[i].zone;
			size_t s = 0;

			while (s < n && strcasecmp(seen[s]->s, zone->s) != 0)
				s++;
			if (s < n)
				lint_say(t, zone->at,
					"%s: \"%s\" is asked in line %u already; put the codes of one "
					"list into one entry",
					lists[k].key, zone->s, seen[s]->at.line);
			else if (n < sizeof seen / sizeof seen[0])
				seen[n++] = zone;
		}
}
