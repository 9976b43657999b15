/* world.h - what is around the server in one case of `aclgen test`: a network in which every
 * address is here, a DNS, the server inside, servers elsewhere, a spamd. All of it is made up. */
#ifndef AG_WORLD_H
#define AG_WORLD_H

#include <ldns/ldns.h>

#include "cases.h"

struct world_here {
	const struct world *world;
	const struct test_case *one;
	const char *spamd; /* its address as in Exim's spamd_address; NULL: not asked */
	struct arena *arena;
};

/* Puts the calling process into the case's own network and starts all servers as children of it.
 * `w` has to live on. Returns NULL or why it cannot be done. */
const char *world_start(const struct world_here *w);

/* dns_answer_fn, of a struct world_here. */
ldns_pkt *world_dns_answer(const ldns_pkt *query, const void *arg);

/* What spamd says: the reply to a REPORT. NULL for "down". */
const char *world_spamd_reply(const struct world_here *w);

#endif
