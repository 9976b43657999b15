/* report_top.c - see report_top.h. The table is uthash's. */
#include "report_top.h"

#include <stdlib.h>

/* Both are used where there is a `struct top *t`. What uthash lets go while it grows is lost, less
 * than what it has. */
#define uthash_malloc(size) arena_alloc(t->arena, size)
#define uthash_free(p, size) ((void)(p))
#include <uthash.h>

struct top_entry {
	UT_hash_handle hh;
	struct top_entry *next; /* of the spare ones */
	uint64_t n[TOP_COUNTS];
	unsigned length;
	char name[TOP_NAME + 1];
};

static uint64_t sum(const struct top_entry *e, unsigned by)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < TOP_COUNTS; i++)
		n += by & 1u << i ? e->n[i] : 0;
	return n;
}

static void drop(struct top *t, struct top_entry *e)
{
	HASH_DEL(t->entries, e);
	e->next = t->spare;
	t->spare = e;
	t->n--;
}

/* Those that came once, then those that came twice, and so on. A name that was dropped may come
 * again, so what is lost adds up. */
static void make_room(struct top *t)
{
	struct top_entry *e, *next;
	uint64_t least = 0;

	while (t->n > TOP_MAX / 2) {
		least = least ? 2 * least : 1;
		HASH_ITER (hh, t->entries, e, next)
			if (t->n > TOP_MAX / 2 && sum(e, ~0u) <= least)
				drop(t, e);
	}
	t->lost += least;
}

static struct top_entry *fresh(struct top *t)
{
	struct top_entry *e = t->spare;

	if (e == NULL)
		return arena_alloc(t->arena, sizeof *e);
	t->spare = e->next;
	memset(e, 0, sizeof *e);
	return e;
}

void top_add(struct top *t, struct span name, unsigned count)
{
	unsigned n = name.n < TOP_NAME ? (unsigned)name.n : TOP_NAME, hash;
	char text[TOP_NAME + 1];
	struct top_entry *e;

	for (unsigned i = 0; i < n; i++)
		text[i] = name.p[i] ? (char)jj_lower(name.p[i]) : '?';
	text[n] = '\0';
	HASH_VALUE(text, n, hash);
	HASH_FIND_BYHASHVALUE(hh, t->entries, text, n, hash, e);
	if (e == NULL) {
		if (t->n == TOP_MAX)
			make_room(t);
		e = fresh(t);
		memcpy(e->name, text, n + 1);
		e->length = n;
		HASH_ADD_BYHASHVALUE(hh, t->entries, name, n, hash, e);
		t->n++;
	}
	e->n[count]++;
	t->sum[count]++;
}

struct ranked {
	const struct top_entry *e;
	uint64_t n;
};

static int higher(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;

	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return strcmp(a->e->name, b->e->name);
}

size_t top_rows(const struct top *t, unsigned by, size_t max, struct top_row **row)
{
	struct ranked *ranked = arena_alloc(t->arena, (t->n + 1) * sizeof *ranked);
	size_t n = 0;

	for (const struct top_entry *e = t->entries; e != NULL; e = e->hh.next) {
		ranked[n] = (struct ranked){ e, sum(e, by) };
		n += ranked[n].n > 0;
	}
	qsort(ranked, n, sizeof *ranked, higher);
	n = n < max ? n : max;
	*row = arena_alloc(t->arena, (n + 1) * sizeof **row);
	for (size_t i = 0; i < n; i++) {
		(*row)[i].name = ranked[i].e->name;
		memcpy((*row)[i].n, ranked[i].e->n, sizeof (*row)[i].n);
	}
	return n;
}
