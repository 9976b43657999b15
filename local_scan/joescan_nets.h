/* joescan_nets.h - single addresses into networks that hold nothing else.
 *
 * Two networks become the one around them only when both are there, so the result never has an
 * address that was not given.
 */
#ifndef JOESCAN_NETS_H
#define JOESCAN_NETS_H

#include "settings.h"

struct seen_net {
	struct jj_net net;
	unsigned long addresses; /* in it, that were given; duplicates count once */
	uint64_t times;          /* sum over them */
};

/* `n` networks of one address each; sorted and merged in place. Returns how many are left. */
size_t nets_merge(struct seen_net *list, size_t n);

/* "192.0.2.0/24", "2001:db8::/32". */
enum { NET_TEXT = JJ_ADDR_TEXT + 4 };
void net_print(const struct jj_net *net, char text[NET_TEXT]);

/* Whether it is an IPv4 network. */
bool net_is_v4(const struct jj_net *net);

#endif
