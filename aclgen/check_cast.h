/* check_cast.h - who speaks in the conversations of `aclgen check`: clients, senders and users that
 * fit a policy. Each is such that one rule of the policy decides about him, and that one is meant. */
#ifndef AG_CHECK_CAST_H
#define AG_CHECK_CAST_H

#include "arena.h"
#include "check_conversations.h"
#include "check_match.h"

/* The lists of hosts, in the order in which the RCPT ACL asks them. */
enum { HOST_LISTS = 5 };

struct cast {
	const struct policy *policy;
	struct match_hosts hosts[HOST_LISTS];
	unsigned has;			 /* enum need */
	const char *local, *relay, *any; /* domains; `any` is one of them */
	const char *user, *other;	 /* local parts that no list of the policy has */
	const char *role, *last_role;	 /* the first and the last of exempt.recipients */
	const char *nowhere, *asked, *friend, *enemy; /* senders */
	const char *closed, *trap_address, *never, *signed_one; /* recipients */
	const char *hostname;
	const char *trap; /* the honeypot's own address */
	const char *client[FROM_HOSTS];	  /* from the lists of hosts; NULL: none that could be played */
};

/* False when every address we could play a stranger from is exempt in this policy. */
bool cast_for(struct cast *c, const struct policy *p, struct arena *a);

/* The address that the `index`th conversation comes from; NULL: none that fits. */
const char *cast_client(const struct cast *c, enum from from, unsigned index, struct arena *a);

#endif
