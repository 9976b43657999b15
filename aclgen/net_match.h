/* net_match.h - whether an address is in a network, both as text. */
#ifndef AG_NET_MATCH_H
#define AG_NET_MATCH_H

#include <stdbool.h>

#include "arena.h"

/* False also where one of them is none. */
bool net_match(const char *net, const char *address);

/* The first and the last address of a network, or twice the address; false: it is neither. */
bool net_ends(const char *net, const char **first, const char **last, struct arena *a);

#endif
