/* explain.h - `aclgen explain`: which rules one conversation meets, by what the real Exim tells. */
#ifndef AG_EXPLAIN_H
#define AG_EXPLAIN_H

#include "arena.h"
#include "options.h"

/* Prints it on stdout, what is wrong with the policy on stderr. Returns the exit code. */
int explain_command(const struct options *o, struct arena *a);

#endif
