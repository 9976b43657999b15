/* buf.c - text that grows by doubling (see buf.h). */
#include "buf.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Room for `n` more bytes and the NUL. */
static void reserve(struct buf *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 64;
	char *p;

	if (n < b->cap - b->n)
		return;
	if (n > SIZE_MAX / 4 || b->n > SIZE_MAX / 4) {
		/* No machine has this; the arena says so and ends the program. */
		arena_alloc(b->arena, SIZE_MAX);
		return;
	}
	while (cap - b->n <= n)
		cap *= 2;
	p = arena_alloc(b->arena, cap);
	if (b->n > 0)
		memcpy(p, b->p, b->n);
	b->p = p;
	b->cap = cap;
}

void buf_add(struct buf *b, const void *bytes, size_t n)
{
	reserve(b, n);
	if (n > 0)
		memcpy(b->p + b->n, bytes, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		return;
	reserve(b, (size_t)n);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	b->n += (size_t)n;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

const char *buf_text(const struct buf *b)
{
	return b->p ? b->p : "";
}
