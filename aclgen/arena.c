/* arena.c - blocks that are filled from the front and freed all at once (see arena.h). */
#include "arena.h"

#include <errno.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct block {
	struct block *next;
	size_t used, size;
	alignas(max_align_t) unsigned char data[];
};

struct arena {
	struct block *blocks; /* the first one is being filled */
};

/* A policy with everything in it takes about one of these. */
enum { BLOCK_SIZE = 64 * 1024 };

_Noreturn void out_of_memory(void)
{
	fprintf(stderr, "%s: out of memory\n", program_invocation_short_name);
	exit(2);
}

static struct block *block_new(size_t size)
{
	struct block *b;

	if (size > SIZE_MAX - sizeof *b || !(b = calloc(1, sizeof *b + size)))
		out_of_memory();
	b->size = size;
	return b;
}

struct arena *arena_new(void)
{
	struct arena *a = calloc(1, sizeof *a);

	if (!a)
		out_of_memory();
	a->blocks = block_new(BLOCK_SIZE);
	return a;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	for (struct block *b = a->blocks, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	free(a);
}

void *arena_alloc(struct arena *a, size_t size)
{
	const size_t unit = alignof(max_align_t);
	struct block *b = a->blocks;

	if (size > SIZE_MAX - unit)
		out_of_memory();
	size = (size + unit - 1) / unit * unit;
	if (size > BLOCK_SIZE / 4) {
		/* Big things get a block of their own, behind the one being filled. */
		struct block *own = block_new(size);

		own->used = size;
		own->next = b->next;
		b->next = own;
		return own->data;
	}
	if (size > b->size - b->used) {
		b = block_new(BLOCK_SIZE);
		b->next = a->blocks;
		a->blocks = b;
	}
	b->used += size;
	return b->data + b->used - size;
}

char *arena_copy(struct arena *a, const char *bytes, size_t n)
{
	char *p;

	if (n == SIZE_MAX)
		out_of_memory();
	p = arena_alloc(a, n + 1);
	if (n > 0)
		memcpy(p, bytes, n);
	return p;
}

void *arena_room(struct arena *a, void *p, size_t n, size_t *cap, size_t size)
{
	enum { FIRST = 16 };
	size_t room = *cap > 0 ? 2 * *cap : FIRST;
	void *grown;

	if (n < *cap)
		return p;
	if (room < *cap || room > SIZE_MAX / size)
		out_of_memory();
	grown = arena_alloc(a, room * size);
	if (n > 0)
		memcpy(grown, p, n * size);
	*cap = room;
	return grown;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		out_of_memory();
	p = arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}
