/* joescan_count.c - see joescan_count.h. */
#include "joescan_count.h"

#include <stdlib.h>

enum { NOBODY = -1 };

struct counts {
	size_t n, max;
	size_t n_buckets; /* a power of two */
	bool overflowed;
	size_t cursor;       /* where least() stands */
	uint64_t floor;      /* no estimate is below */
	int *bucket, *next;  /* chains of slots with the same hash */
	uint64_t *estimate;  /* at least what the name was seen; who has the least goes first */
	struct count *slot;
};

struct counts *counts_new(size_t max)
{
	struct counts *c = calloc(1, sizeof *c);

	if (!c)
		return NULL;
	c->max = max;
	for (c->n_buckets = 1; c->n_buckets < 2 * max;)
		c->n_buckets *= 2;
	c->bucket = calloc(c->n_buckets, sizeof *c->bucket);
	c->next = calloc(max, sizeof *c->next);
	c->estimate = calloc(max, sizeof *c->estimate);
	c->slot = calloc(max, sizeof *c->slot);
	if (!c->bucket || !c->next || !c->estimate || !c->slot) {
		counts_free(c);
		return NULL;
	}
	for (size_t i = 0; i < c->n_buckets; i++)
		c->bucket[i] = NOBODY;
	return c;
}

void counts_free(struct counts *c)
{
	if (!c)
		return;
	free(c->bucket);
	free(c->next);
	free(c->estimate);
	free(c->slot);
	free(c);
}

/* FNV-1a. Who makes names collide on purpose makes a chain of `max` at most. */
static int *chain(const struct counts *c, unsigned owner, struct span key)
{
	uint64_t h = 14695981039346656037u ^ owner;

	for (size_t i = 0; i < key.n; i++)
		h = (h ^ jj_lower(key.p[i])) * 1099511628211u;
	return &c->bucket[(h ^ h >> 32) & (c->n_buckets - 1)];
}

static struct span cut(struct span key)
{
	return span(key.p, key.n < COUNT_KEY - 1 ? key.n : COUNT_KEY - 1);
}

static int find(const struct counts *c, unsigned owner, struct span key)
{
	int i = *chain(c, owner, key);

	while (i != NOBODY && (c->slot[i].owner != owner || !span_is(key, c->slot[i].key)))
		i = c->next[i];
	return i;
}

static uint64_t lowest(const struct counts *c)
{
	uint64_t low = c->estimate[0];

	for (size_t i = 1; i < c->n; i++)
		if (c->estimate[i] < low)
			low = c->estimate[i];
	return low;
}

/* The next slot, going round, that was seen least. Estimates only grow, so the floor does, and is
 * looked for once a round only. */
static size_t least(struct counts *c)
{
	for (size_t steps = 0;; steps++) {
		if (steps == c->n) {
			c->floor = lowest(c);
			steps = 0;
		}
		if (++c->cursor >= c->n)
			c->cursor = 0;
		if (c->estimate[c->cursor] <= c->floor)
			return c->cursor;
	}
}

static void unchain(struct counts *c, int i)
{
	int *at = chain(c, c->slot[i].owner, span_str(c->slot[i].key));

	while (*at != i)
		at = &c->next[*at];
	*at = c->next[i];
}

/* A place for a new name. It inherits the estimate of the one that had it. */
static int place(struct counts *c, unsigned owner, struct span key)
{
	int i, *head;

	if (c->n < c->max) {
		i = (int)c->n++;
	} else {
		c->overflowed = true;
		i = (int)least(c);
		unchain(c, i);
	}
	memset(&c->slot[i], 0, sizeof c->slot[i]);
	c->slot[i].owner = owner;
	for (size_t k = 0; k < key.n; k++)
		c->slot[i].key[k] = (char)jj_lower(key.p[k]);
	head = chain(c, owner, key);
	c->next[i] = *head;
	*head = i;
	return i;
}

void counts_add(struct counts *c, unsigned owner, struct span key, unsigned column)
{
	int i;

	/* A key is text; what a NUL would hide must not make two of one. */
	key = cut(key);
	key.n = strnlen((const char *)key.p, key.n);
	i = find(c, owner, key);
	if (i == NOBODY)
		i = place(c, owner, key);
	c->estimate[i]++;
	c->slot[i].seen[column]++;
}

bool counts_has(const struct counts *c, unsigned owner, struct span key)
{
	return find(c, owner, cut(key)) != NOBODY;
}

bool counts_overflowed(const struct counts *c)
{
	return c->overflowed;
}

/* Whether `a` stands behind `b`. */
static bool behind(const struct count *a, const struct count *b, unsigned column)
{
	return a->seen[column] != b->seen[column] ? a->seen[column] < b->seen[column]
						  : strcmp(a->key, b->key) > 0;
}

const struct count *counts_next(const struct counts *c, unsigned owner, unsigned column,
	const struct count *after)
{
	const struct count *best = NULL;

	for (size_t i = 0; i < c->n; i++) {
		const struct count *k = &c->slot[i];

		if (k->owner != owner || k->seen[column] == 0 || k == after ||
			(after && !behind(k, after, column)))
			continue;
		if (!best || behind(best, k, column))
			best = k;
	}
	return best;
}
