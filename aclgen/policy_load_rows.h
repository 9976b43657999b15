/* policy_load_rows.h - the rows of a policy, and what they fill. For policy_load*.c alone. */
#ifndef AG_POLICY_LOAD_ROWS_H
#define AG_POLICY_LOAD_ROWS_H

#include "policy.h"
#include "schema.h"

/* A policy, and the keys that become something else in it (policy_load_finish.c). */
struct loaded {
	struct policy p;
	struct check top; /* `mode` at the top */
	struct flag use_sender, use_postmaster;
};

/* What does not follow from a single row: limits by the top-level mode, defaults that depend on
 * other values, and rules between values. Adds what is wrong to run->d. */
void policy_finish(struct loaded *l, struct schema_run *run);

/* The keys of bounces.dkim, each from its file. */
void read_dkim_keys(struct policy *p, struct schema_run *run);

#endif
