/* keyset.c - see keyset.h. The table is uthash's; its memory is the arena's, which takes nothing back. */
#include "keyset.h"

#include <string.h>

/* Both are used where there is a `struct keyset *k`. */
#define uthash_malloc(size) arena_alloc(k->arena, size)
#define uthash_free(p, size) ((void)(p))
#include <uthash.h>

struct keyset_entry {
	const char *key;
	UT_hash_handle hh;
};

bool keyset_has(const struct keyset *k, const char *s)
{
	struct keyset_entry *e;

	HASH_FIND(hh, k->entries, s, strlen(s), e);
	return e != NULL;
}

const char *keyset_add(struct keyset *k, const char *s)
{
	size_t n = strlen(s);
	char *copy = arena_copy(k->arena, s, n);
	struct keyset_entry *e;
	unsigned hash;

	for (char *p = copy; *p != '\0'; p++)
		*p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
	HASH_VALUE(copy, n, hash);
	HASH_FIND_BYHASHVALUE(hh, k->entries, copy, n, hash, e);
	if (e != NULL)
		return NULL;
	e = arena_alloc(k->arena, sizeof *e);
	e->key = copy;
	HASH_ADD_KEYPTR_BYHASHVALUE(hh, k->entries, copy, n, hash, e);
	return copy;
}
