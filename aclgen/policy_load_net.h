/* policy_load_net.h - the syntax of addresses and networks; refuses what Exim never matches. */
#ifndef AG_POLICY_LOAD_NET_H
#define AG_POLICY_LOAD_NET_H

#include <stdbool.h>

#include "arena.h"

/* Whether its writer meant an address or a network rather than a name. */
bool net_looks_like(const char *s);

/* NULL, or a phrase completing "VALUE ..." that says what is wrong and what to write. */
const char *net_fault(const char *s, struct arena *a);

#endif
