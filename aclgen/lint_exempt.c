/* lint_exempt.c - rules about who is exempt, and about lists that the exempt are never met in. */
#include <string.h>
#include <strings.h>

#include "lint_find.h"
#include "listdb.h"

/* More comparisons than this are too many for a warning. */
enum { PAIRS_MAX = 1000000 };

void lint_postmaster(const struct lint *t)
{
	if (!find(&t->p->exempt.recipients, "postmaster"))
		lint_say(t, t->p->exempt.recipients.at,
			"exempt.recipients lacks postmaster, who must be reachable for everybody "
			"(RFC 5321 section 4.5.1)");
}

/* Lists of our own addresses. */
struct addresses {
	const char *key;
	const struct list *list;
};

static bool is_role(const struct list *roles, const char *address)
{
	const char *at = strrchr(address, '@');

	for (size_t i = 0; at && i < roles->n; i++) {
		size_t n = strlen(roles->item[i].s);

		if (n == (size_t)(at - address) && strncasecmp(roles->item[i].s, address, n) == 0)
			return true;
	}
	return false;
}

void lint_listed_role(const struct lint *t)
{
	const struct addresses lists[] = {
		{ "block.recipients", &t->p->block.recipients },
		{ "honeypot.addresses", &t->p->honeypot.addresses },
		{ "bounces.never_send", &t->p->bounces.never_send },
	};

	for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++)
		for (size_t i = 0; i < lists[k].list->n; i++)
			if (is_role(&t->p->exempt.recipients, lists[k].list->item[i].s))
				lint_say(t, lists[k].list->item[i].at,
					"%s: \"%s\" is in exempt.recipients, which comes first: "
					"everybody reaches it",
					lists[k].key, lists[k].list->item[i].s);
}

void lint_not_ours(const struct lint *t)
{
	const struct addresses lists[] = {
		{ "block.recipients", &t->p->block.recipients },
		{ "honeypot.addresses", &t->p->honeypot.addresses },
	};

	for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++)
		for (size_t i = 0; i < lists[k].list->n; i++)
			if (!is_ours(t->p, domain_of(lists[k].list->item[i].s)))
				lint_say(t, lists[k].list->item[i].at,
					"%s: \"%s\" is in none of us.domains: mail for it is refused as "
					"relaying, before this is looked at",
					lists[k].key, lists[k].list->item[i].s);
}

/* A sender can be written by anybody, and ours is what a joe job writes. */
void lint_exempt_ours(const struct lint *t)
{
	for (size_t i = 0; i < t->p->exempt.senders.n; i++) {
		const struct str *sender = &t->p->exempt.senders.item[i];

		if (is_ours(t->p, domain_of(sender->s)))
			lint_say(t, sender->at,
				"exempt.senders: \"%s\" is ours, and anybody can write it into MAIL FROM; "
				"our own users log in or come from us.relay_from; take it out",
				sender->s);
	}
}

void lint_exempt_freemail(const struct lint *t)
{
	static const char *const services[] = { "126.com", "163.com", "aol.com", "gmail.com",
		"gmx.at", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com",
		"icloud.com", "live.com", "mail.ru", "me.com", "msn.com", "outlook.com",
		"proton.me", "protonmail.com", "qq.com", "t-online.de", "web.de", "yahoo.com",
		"yandex.ru" };
	const struct addresses lists[] = {
		{ "exempt.senders", &t->p->exempt.senders },
		{ "exempt.spf_white", &t->p->exempt.spf_white },
	};

	for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++)
		for (size_t i = 0; i < lists[k].list->n; i++) {
			const struct str *item = &lists[k].list->item[i];
			const char *at = strrchr(item->s, '@');

			/* A single user's address is somebody's own business. */
			if (at && item->s[0] != '*')
				continue;
			for (size_t s = 0; s < sizeof services / sizeof services[0]; s++)
				if (strcasecmp(domain_of(item->s), services[s]) == 0)
					lint_say(t, item->at,
						"%s: everybody can have an address at \"%s\", spammers "
						"too; name addresses",
						lists[k].key, services[s]);
		}
}

void lint_from_blocked(const struct lint *t)
{
	if (!t->p->exempt.from_blocked.on && wants_refusal(t, &t->p->block.check) &&
		(listdb_there(&t->p->block.hosts) || listdb_there(&t->p->block.senders)))
		lint_say(t, t->p->exempt.from_blocked.at,
			"exempt.from_blocked: no, so those who are blocked by mistake cannot write to "
			"postmaster about it (RFC 5321 section 4.5.1)");
}

void lint_block_spared(const struct lint *t)
{
	const struct {
		const char *key;
		const struct list *list;
	} spared[] = {
		{ "us.relay_from", &t->p->us.relay_from },
		{ "us.secondary_mx", &t->p->us.secondary_mx },
		{ "exempt.hosts", &t->p->exempt.hosts },
		{ "exempt.mailing_lists", &t->p->exempt.mailing_lists },
	};
	const struct list *block = &t->p->block.hosts;

	for (size_t k = 0; k < sizeof spared / sizeof spared[0]; k++) {
		if (block->n == 0 || spared[k].list->n == 0 || spared[k].list->n > PAIRS_MAX / block->n)
			continue;
		for (size_t i = 0; i < block->n; i++) {
			const char *host = block->item[i].s;

			if (find(spared[k].list, host) ||
				(net_is(host, host) && find_net(spared[k].list, host, net_holds)))
				lint_say(t, block->item[i].at,
					"block.hosts: \"%s\" is in %s as well, and never filtered", host,
					spared[k].key);
		}
	}
}
