/* explain_map.h - which line of joejob.inc belongs to what in the policy. No I/O. */
#ifndef AG_EXPLAIN_MAP_H
#define AG_EXPLAIN_MAP_H

#include <stddef.h>

#include "arena.h"

/* Statements of an ACL without an empty line between them: what one thing in the policy became. */
struct stanza {
	unsigned first, last; /* lines */
	const char *place;    /* "policy.yaml:27", "policy.yaml (default)"; "" without one */
	const char *text;     /* what its comment says; "" without one */
};

struct inc_map {
	const char *const *line; /* the file's lines; line 1 is at [1] */
	size_t n_lines;
	const struct stanza *stanza;
	size_t n;
};

/* Reads the text of joejob.inc, in which `policy` is the name that provenance comments begin with.
 */
struct inc_map inc_map(const char *text, const char *policy, struct arena *a);

/* The stanza with this line; NULL: none. */
const struct stanza *inc_stanza(const struct inc_map *m, unsigned line);

/* The rule that the statement which begins in this line logs, and the policy's line; NULL: none. */
const char *inc_rule(
	const struct inc_map *m, unsigned line, unsigned *policy_line, struct arena *a);

#endif
