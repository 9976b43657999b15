/* keyset.h - a set of strings, in the order in which they came; case does not matter.
 *
 * For lists of a million items: what stands in one twice, and which keys a database already has.
 * Strings that are not copied stay the caller's and have to live as long as the set.
 */
#ifndef AG_KEYSET_H
#define AG_KEYSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

struct keyset {
	struct arena *arena; /* the only member that the caller fills in */
	const char **key;
	size_t n, cap;
	struct keyset_slot *slot; /* twice cap of them, a power of two */
	size_t slots;
};

/* Whether there is a string that equals the first `n` bytes of `s`. */
bool keyset_has(const struct keyset *k, const char *s, size_t n);

/* Adds `s`, or does nothing and returns false where an equal one is there. At most UINT32_MAX - 1
 * strings; a list file has fewer bytes than that. */
bool keyset_add(struct keyset *k, const char *s);

/* The same for a copy in small letters, which is made only where it is added; NULL where it is not. */
const char *keyset_add_copy(struct keyset *k, const char *s);

#endif
