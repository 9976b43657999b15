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

bool match_is_network(const char *item, struct jj_net *net);

/* A list of hosts, made ready to be asked often, however long it is. */
struct match_hosts {
	struct keyset nets; /* as net_split() cuts them */
	bool has_names;
};

void match_hosts(struct match_hosts *m, const struct list *l, struct arena *a);

/* An address that is none is in every list. */
bool match_host(const struct match_hosts *m, const char *address);

bool match_domain(const struct list *l, const char *domain);

/* Whole addresses; the empty one is in no list. */
bool match_address(const struct list *l, const char *address);

#endif
