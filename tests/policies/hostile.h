/* hostile.h - strings that try to be more than text, and three tests that they stay text. */
#ifndef JJ_TESTS_HOSTILE_H
#define JJ_TESTS_HOSTILE_H

#include "arena.h"
#include "dice.h"

/* A string of `*n` bytes, NUL and broken UTF-8 among them: the fixed ones in turn, then made-up ones.
 * `i` counts from 0. */
const char *hostile_bytes(struct dice *d, unsigned long i, size_t *n, struct arena *a);

/* The same, from the fixed ones on with words around it that make a name, an address or a path. */
const char *hostile_item(struct dice *d, unsigned long i, size_t *n, struct arena *a);

/* How many fixed ones there are. */
extern const unsigned long hostile_fixed;

/* Macros whose names stand in the strings, as lines of a configuration. */
#define HOSTILE_MACROS \
	"CONFDIR = /etc/exim4\n" \
	"JJTEST = macro\n" \
	"AB = macro\n" \
	"JX = macro\n"

/* Texts that a key takes, in an arena of their own. */
enum { HOSTILE_POOL_MAX = 100 };

struct hostile_pool {
	const char *item[HOSTILE_POOL_MAX];
	size_t n;
};

/* `n` strings in each place that holds text, `n` policies full of those that were taken, `n` strings
 * for each writer of quote.h. `pool` is by the row. Print TAP points from *point on; return how many
 * failed. */
int hostile_keys(uint64_t seed, unsigned long n, unsigned *point, struct hostile_pool *pool,
	struct arena *a);
int hostile_policies(
	uint64_t seed, unsigned long n, unsigned *point, const struct hostile_pool *pool);
int hostile_writers(uint64_t seed, unsigned long n, unsigned *point);

/* One TAP point. Returns 1 when it failed. */
int hostile_point(unsigned *point, int ok, const char *what);

#endif
