/* check_cast.c - see check_cast.h. */
#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "check_cast.h"
#include "dns.h"
#include "render_asks.h"
#include "render_rollout.h"
#include "settings.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* The last number of the first stranger's address, and the one who visits the honeypot. */
enum { FIRST_STRANGER = 17, VISITOR = 251 };

static void host_lists(const struct policy *p, const struct list *lists[HOST_LISTS])
{
	lists[0] = &p->us.relay_from;
	lists[1] = &p->us.secondary_mx;
	lists[2] = &p->exempt.hosts;
	lists[3] = &p->exempt.mailing_lists;
	lists[4] = &p->block.hosts;
}

/* Whether one of the first `n` lists has it. */
static bool known(const struct cast *c, const char *address, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (match_host(&c->hosts[i], address))
			return true;
	return false;
}

/* A client that the policy says nothing about; another one for each conversation, so that none
 * answers for the others' rate. The documentation networks first, then others: a policy may be
 * about any of them. */
static const char *stranger(const struct cast *c, bool v6, unsigned number, struct arena *a)
{
	static const char *const v4_nets[] = { "203.0.113.", "198.51.100.", "192.0.2.", "11.22.33.",
		"81.82.83.", "141.142.143.", "201.202.203." };
	static const char *const v6_nets[] = { "2001:db8:ffff::", "2a00:11:22::", "2600:44:55::" };
	const char *const *nets = v6 ? v6_nets : v4_nets;

	for (size_t i = 0; i < (v6 ? COUNT(v6_nets) : COUNT(v4_nets)); i++) {
		const char *address = arena_printf(a, "%s%u", nets[i], number);
		if (!known(c, address, HOST_LISTS))
			return address;
	}
	return NULL;
}

const char *cast_client(const struct cast *c, enum from from, unsigned index, struct arena *a)
{
	switch (from) {
	case FROM_STRANGER:
	case FROM_STRANGER6:
		return stranger(c, from == FROM_STRANGER6, FIRST_STRANGER + index, a);
	case FROM_VISITOR:
		return stranger(c, false, VISITOR, a);
	case FROM_LISTED:
		return stranger(c, false, DNS_LISTED, a);
	case FROM_OURS:
	case FROM_SECONDARY:
	case FROM_EXEMPT:
	case FROM_LIST:
	case FROM_BLOCKED:
		return c->client[from];
	case FROM_PROGRAM:
	case FROM_HOSTS:
		break;
	}
	return "";
}

/* The address `step` behind the item's own. */
static const char *address_at(const struct jj_net *net, unsigned step, struct arena *a)
{
	static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	char text[INET6_ADDRSTRLEN];
	unsigned char addr[16];
	bool is_v4 = memcmp(net->addr, mapped, sizeof mapped) == 0;

	memcpy(addr, net->addr, sizeof addr);
	addr[15] = (unsigned char)(addr[15] + step);
	inet_ntop(is_v4 ? AF_INET : AF_INET6, is_v4 ? addr + 12 : addr, text, sizeof text);
	return arena_copy(a, text, strlen(text));
}

/* A client from the `which`th list of hosts whom no list before it has. */
static const char *host_in(const struct cast *c, size_t which, struct arena *a)
{
	static const unsigned steps[] = { 0, 1, 77, 200 };
	const struct list *lists[HOST_LISTS];
	struct jj_net net;

	host_lists(c->policy, lists);
	for (size_t i = 0; i < lists[which]->n; i++) {
		bool network = match_is_network(lists[which]->item[i].s, &net);

		for (size_t k = 0; k < (network ? COUNT(steps) : 1); k++) {
			const char *address = network ? address_at(&net, steps[k], a) : MATCH_NAMED_V4;
			if (match_host(&c->hosts[which], address) && !known(c, address, which))
				return address;
		}
	}
	return NULL;
}

static bool is_role(const struct policy *p, const char *local, size_t n)
{
	for (size_t i = 0; i < p->exempt.recipients.n; i++) {
		const char *role = p->exempt.recipients.item[i].s;
		if (strlen(role) == n && strncasecmp(role, local, n) == 0)
			return true;
	}
	return false;
}

/* Whether the policy says nothing about this recipient of ours. */
static bool is_free(const struct policy *p, const char *local, const char *domain, struct arena *a)
{
	const char *address = arena_printf(a, "%s@%s", local, domain);

	return !is_role(p, local, strlen(local)) && !match_address(&p->block.recipients, address) &&
	       !match_address(&p->honeypot.addresses, address) &&
	       !match_address(&p->bounces.never_send, address);
}

/* A name that the item of a list of domains matches. */
static const char *name_in(const char *item, struct arena *a)
{
	return strncmp(item, "*.", 2) == 0 ? arena_printf(a, "some%s", item + 1) : item;
}

/* The first domain in which both users are free. */
static const char *domain_for(
	const struct policy *p, const struct list *domains, const char *const user[2], struct arena *a)
{
	for (size_t i = 0; i < domains->n; i++) {
		const char *name = name_in(domains->item[i].s, a);
		if (is_free(p, user[0], name, a) && is_free(p, user[1], name, a))
			return name;
	}
	return NULL;
}

/* An address that the pattern matches. */
static const char *address_for(const char *pattern, struct arena *a)
{
	const char *at = strrchr(pattern, '@'), *domain = at != NULL ? at + 1 : pattern;
	int n = at != NULL ? (int)(at - pattern) : 0;
	const char *local = at == NULL || strncmp(pattern, "*@", 2) == 0
				    ? "somebody"
				    : arena_printf(a, "%.*s", n, pattern);

	if (strcmp(domain, "*") == 0)
		domain = "sender.joejob.test";
	return arena_printf(a, "%s@%s", local, name_in(domain, a));
}

/* In local parts, what relay control refuses, and Debian's own ACLs where they are asked first. */
#define REFUSED_ELSEWHERE "%!/|`#&?"

/* An address that `in` has and none of the other lists; with `ours` one of our own users. */
static const char *address_in(const struct policy *p, const struct list *in,
	const struct list *const not_in[3], bool ours, struct arena *a)
{
	for (size_t i = 0; i < in->n; i++) {
		if (*in->item[i].s == '\0')
			continue;
		const char *address = address_for(in->item[i].s, a), *at = strrchr(address, '@');
		bool own = match_domain(&p->us.local, at + 1) ||
			   match_domain(&p->us.relay_to, at + 1);

		if (ours && (!own || is_role(p, address, (size_t)(at - address)) ||
				    strncasecmp(address, "unknown", 7) == 0 ||
				    strpbrk(address, REFUSED_ELSEWHERE) != NULL))
			continue;
		if (!(not_in[0] && match_address(not_in[0], address)) &&
			!(not_in[1] && match_address(not_in[1], address)) &&
			!(not_in[2] && match_address(not_in[2], address)))
			return address;
	}
	return NULL;
}

static void choose_users(struct cast *c, const struct policy *p, struct arena *a)
{
	static const char *const users[][3] = { { "user", "other" },
		{ "joejob-check", "joejob-other" }, { "user.of.joejob", "other.of.joejob" } };

	for (size_t i = 0; i < COUNT(users) && c->local == NULL && c->relay == NULL; i++) {
		c->user = users[i][0];
		c->other = users[i][1];
		c->local = domain_for(p, &p->us.local, users[i], a);
		c->relay = domain_for(p, &p->us.relay_to, users[i], a);
	}
	c->any = c->local != NULL	? c->local
		 : c->relay != NULL	? c->relay
		 : p->us.local.n > 0	? name_in(p->us.local.item[0].s, a)
		 : p->us.relay_to.n > 0 ? name_in(p->us.relay_to.item[0].s, a)
					: NULL;
}

static void choose_addresses(struct cast *c, const struct policy *p, struct arena *a)
{
	const struct list *const none[3] = { 0 };
	const struct list *const friends[3] = { &p->exempt.senders };
	const struct list *const blocked[3] = { &p->block.recipients };
	const struct list *const traps[3] = { &p->honeypot.addresses };
	const struct list *const others[3] = { &p->honeypot.addresses, &p->block.recipients };
	const struct list *const enemies[3] = { &p->block.senders };
	const struct list *const never[3] = { &p->bounces.never_send, &p->honeypot.addresses,
		&p->block.recipients };
	const char *asked = address_in(p, &p->sender.callout.senders, enemies, false, a);

	c->asked = p->sender.callout.who == CALLOUT_LISTED && asked != NULL
			   ? asked
			   : "somebody@asked.joejob.test";
	c->friend = address_in(p, &p->exempt.senders, none, false, a);
	c->enemy = address_in(p, &p->block.senders, friends, false, a);
	c->closed = address_in(p, &p->block.recipients, traps, true, a);
	c->trap_address = address_in(p, &p->honeypot.addresses, blocked, true, a);
	c->signed_one = !asks_signature(p)		      ? NULL
			: p->bounces.prvs.who == PRVS_LISTED ? address_in(p, &p->bounces.prvs.senders,
								       never, true, a)
			: c->local || c->relay ? arena_printf(a, "%s@%s", c->user, c->any)
					       : NULL;
	c->never = address_in(p, &p->bounces.never_send, others, true, a);
}

static bool judges_empty_sender(const struct policy *p)
{
	for (size_t i = 0; i < p->bounces.senders.n; i++)
		if (*p->bounces.senders.item[i].s == '\0')
			return true;
	return false;
}

static unsigned need_if(bool there, enum need need)
{
	return there ? (unsigned)need : 0;
}

bool cast_for(struct cast *c, const struct policy *p, struct arena *a)
{
	const struct list *roles = &p->exempt.recipients, *lists[HOST_LISTS];

	*c = (struct cast){
		.policy = p,
		.role = roles->n > 0 ? roles->item[0].s : "postmaster",
		.last_role = roles->n > 0 ? roles->item[roles->n - 1].s : "postmaster",
		.nowhere = "somebody@nowhere.invalid",
		.hostname = p->us.hostname.s,
		.trap = p->honeypot.interface.s,
	};
	host_lists(p, lists);
	for (size_t i = 0; i < HOST_LISTS; i++)
		match_hosts(&c->hosts[i], lists[i], a);
	for (size_t i = 0; i < HOST_LISTS; i++)
		c->client[FROM_OURS + i] = host_in(c, i, a);
	choose_users(c, p, a);
	choose_addresses(c, p, a);
	c->has = need_if(c->local, NEED_LOCAL) | need_if(c->relay, NEED_RELAY) |
		 need_if(c->local || c->relay, NEED_USER) | need_if(roles->n > 0, NEED_ROLE) |
		 need_if(asks_senders(p), NEED_CALLOUT) |
		 need_if(has_trap_interface(p), NEED_TRAP) |
		 need_if(c->trap_address, NEED_TRAP_ADDRESS) | need_if(c->friend, NEED_FRIEND) |
		 need_if(c->enemy, NEED_ENEMY) | need_if(c->closed, NEED_CLOSED) |
		 need_if(c->never, NEED_NEVER) | need_if(c->signed_one, NEED_SIGNED) | need_if(judges_empty_sender(p), NEED_NULL) |
		 need_if(p->exempt.from_blocked.on && roles->n > 0, NEED_OPEN_ROLE) |
		 need_if(asks_spamassassin(p) && p->spamassassin.deny.n > 0, NEED_SPAM) |
		 need_if(p->n_dnsbl > 0, NEED_DNSBL) | need_if(enforces_in_part(p), NEED_HELD) |
		 need_if(rollout_falls_back(p, "sender.verify"), NEED_FALLBACK);
	return c->any != NULL && stranger(c, false, FIRST_STRANGER, a) != NULL;
}
