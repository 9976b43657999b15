/* net_split.h - addresses and networks as the keys by which Exim's net-cdb looks for them.
 *
 * Exim masks the client's address to each prefix length that it is told to and looks that up. Each
 * length costs a lookup for each client, so networks are cut up to few lengths, the rungs of a ladder:
 * the multiples of four from NET_RUNG_MIN to the length of an address.
 */
#ifndef AG_NET_SPLIT_H
#define AG_NET_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

enum {
	NET_RUNG_MIN = 8, /* a /1 becomes 128 keys */
	NET_RUNG_STEP = 4, /* any other network eight at most */
	NET_KEY_MAX = 44, /* bytes of a key, with its NUL: 8 groups of 4, 7 dots, "/124" */
};

/* Takes a key, valid during the call. */
typedef void net_key_fn(const char *key, void *arg);

/* Calls fn for each key of an item, which is an address or a network (policy_load_net.h); bits
 * behind the prefix are cleared. A key is as Exim writes it: 192.0.2.0/24, and IPv6 at full length
 * in small letters with dots: 2001.0db8.0000.0000.0000.0000.0000.0000/32. Those of whole addresses
 * have no prefix. Returns false, and calls nothing, where the item is no such thing. */
bool net_split(const char *item, net_key_fn *fn, void *arg);

#endif
