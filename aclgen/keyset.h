/* keyset.h - a set of strings; case does not matter.
 *
 * For lists of a million items: what stands in one twice, and which names a list has. All memory
 * belongs to the set's arena.
 */
#ifndef AG_KEYSET_H
#define AG_KEYSET_H

#include <stdbool.h>

#include "arena.h"

struct keyset {
	struct arena *arena; /* the only member that the caller fills in */
	struct keyset_entry *entries;
};

/* Whether there is a string that equals `s`, which is in small letters. */
bool keyset_has(const struct keyset *k, const char *s);

/* Adds a copy of `s` in small letters and returns it; NULL, and nothing is added, where it is there. */
const char *keyset_add(struct keyset *k, const char *s);

#endif
