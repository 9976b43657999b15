/* keyset.c - see keyset.h. Open addressing; a slot has the hash, so that strings are compared only
 * where they are equal. */
#include "keyset.h"

#include <string.h>
#include <strings.h>

enum { KEYSET_FIRST = 128 /* a power of two */ };

struct keyset_slot {
	uint32_t hash, index; /* index 0: free; else that of the string, from 1 */
};

/* FNV-1a. */
static uint32_t hash_of(const char *s, size_t n)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		h = (h ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * 16777619u;
	}
	return h;
}

/* The slot that has the string, or the free one that it would get. */
static struct keyset_slot *find(const struct keyset *k, const char *s, size_t n, uint32_t hash)
{
	size_t i = hash & (k->slots - 1);

	for (;; i = (i + 1) & (k->slots - 1)) {
		struct keyset_slot *slot = &k->slot[i];

		if (slot->index == 0)
			return slot;
		const char *there = k->key[slot->index - 1];
		if (slot->hash == hash && strncasecmp(there, s, n) == 0 && there[n] == '\0')
			return slot;
	}
}

static void grow(struct keyset *k)
{
	const struct keyset_slot *old = k->slot;
	size_t slots = k->slots, cap = k->cap > 0 ? 2 * k->cap : KEYSET_FIRST;
	const char **key = arena_alloc(k->arena, cap * sizeof *key);

	if (k->n > 0)
		memcpy(key, k->key, k->n * sizeof *key);
	k->key = key;
	k->cap = cap;
	k->slots = 2 * cap;
	k->slot = arena_alloc(k->arena, k->slots * sizeof *k->slot);
	for (size_t i = 0; i < slots; i++) {
		size_t to = old[i].hash & (k->slots - 1);

		if (old[i].index == 0)
			continue;
		while (k->slot[to].index != 0)
			to = (to + 1) & (k->slots - 1);
		k->slot[to] = old[i];
	}
}

bool keyset_has(const struct keyset *k, const char *s, size_t n)
{
	return k->slots > 0 && find(k, s, n, hash_of(s, n))->index != 0;
}

/* The slot for a new string, whose index is still to be filled in; NULL where it is there. */
static struct keyset_slot *slot_for(struct keyset *k, const char *s)
{
	size_t n = strlen(s);
	uint32_t hash = hash_of(s, n);

	if (k->n == k->cap)
		grow(k);
	struct keyset_slot *slot = find(k, s, n, hash);
	if (slot->index != 0)
		return NULL;
	slot->hash = hash;
	return slot;
}

static void fill_slot(struct keyset *k, struct keyset_slot *slot, const char *s)
{
	k->key[k->n++] = s;
	slot->index = (uint32_t)k->n;
}

bool keyset_add(struct keyset *k, const char *s)
{
	struct keyset_slot *slot = slot_for(k, s);

	if (slot != NULL)
		fill_slot(k, slot, s);
	return slot != NULL;
}

const char *keyset_add_copy(struct keyset *k, const char *s)
{
	struct keyset_slot *slot = slot_for(k, s);

	if (slot == NULL)
		return NULL;
	char *copy = arena_copy(k->arena, s, strlen(s));
	for (char *p = copy; *p != '\0'; p++)
		*p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
	fill_slot(k, slot, copy);
	return copy;
}
