/* policy_load.h - a policy file into a struct policy, or all that is wrong with it. */
#ifndef AG_POLICY_LOAD_H
#define AG_POLICY_LOAD_H

#include "arena.h"
#include "diag.h"
#include "policy.h"
#include "schema.h"

/* A policy is written by hand; what is longer than this is a list, and lists have files. */
enum { POLICY_BYTES_MAX = 1 << 20 };

/* Reads `path`, strictly (yamltree.h), checks types, ranges and the syntax of every item, reads
 * the list files, and fills `p`. The file is at most POLICY_BYTES_MAX long, a regular file, UTF-8.
 * Returns 0 when no error was found (there may be warnings); -1 when the policy is wrong, all
 * found errors are in `d`, and *p is untouched; -2 when the file cannot be read: the reason is in
 * `d` as well, and the exit code is 2 rather than 1. `path` has to live as long as `p`. */
int policy_load(struct policy *p, const char *path, struct arena *a, struct diags *d);

/* The same for a policy in memory; `path` names it and says which folder list files are in.
 * Returns 0 or -1. */
int policy_load_text(struct policy *p, const char *path, const char *text, size_t n,
	struct arena *a, struct diags *d);

/* Every key, with its type, default and a sentence: what the JSON Schema is made of, and the manual
 * compared with (schema_each()). */
extern const struct schema policy_schema;

#endif
