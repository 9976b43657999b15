/* policy_load.h - a policy file into a struct policy, or all that is wrong with it. */
#ifndef AG_POLICY_LOAD_H
#define AG_POLICY_LOAD_H

#include "arena.h"
#include "diag.h"
#include "policy.h"

/* Reads `path`, strictly (yamltree.h), checks types, ranges and the syntax of every item, and
 * fills `p`. The file is at most POLICY_BYTES_MAX long, a regular file, and UTF-8.
 * Returns 0 when no error was found (there may be warnings); -1 when the policy is wrong, all
 * found errors are in `d`, and *p is untouched; -2 when the file cannot be read: the reason is in
 * `d` as well, and the exit code is 2 rather than 1. */
int policy_load(struct policy *p, const char *path, struct arena *a, struct diags *d);

enum { POLICY_BYTES_MAX = 1 << 20 };

#endif
