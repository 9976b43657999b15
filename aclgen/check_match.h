/* check_match.h - whether a list of the policy has a host, a domain or an address, as Exim would find. */
#ifndef AG_CHECK_MATCH_H
#define AG_CHECK_MATCH_H

#include "keyset.h"
#include "policy.h"
#include "settings.h"

/* What every name leads to in the DNS of the sandbox (dns.c): whoever comes from there is in each
 * list of hosts that has a name in it. */
#define MATCH_NAMED_V4 "203.0.113.250"
#define MATCH_NAMED_V6 "2001:db8:ffff::25"

/* Whether an item is an address or a network: then it is in *net. */
bool match_is_network(const char *item, struct jj_net *net);

/* A list of hosts, made ready to be asked often, however long it is. */
struct match_hosts {
	struct keyset nets; /* as net_split() cuts them */
	bool has_names;
};

/* Its memory is the arena's; of the list nothing is kept. */
void match_hosts(struct match_hosts *m, const struct list *l, struct arena *a);

/* Whether a client with this address is in the list. One that is no address is in every list. */
bool match_host(const struct match_hosts *m, const char *address);

/* Whether the list has the domain, by name or by `*.name`. */
bool match_domain(const struct list *l, const char *domain);

/* Whether the list has this whole address; the empty one is in no list. */
bool match_address(const struct list *l, const char *address);

#endif
