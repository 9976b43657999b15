/* buf.h - text that grows, in an arena. Always NUL-terminated; starts as {.arena = a}. */
#ifndef AG_BUF_H
#define AG_BUF_H

#include "arena.h"

struct buf {
	struct arena *arena;
	char *p; /* NULL while empty */
	size_t n, cap;
};

/* Append: bytes, a string, and a text by printf(3). What is pointed to is copied; none can fail. */
void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_str(struct buf *b, const char *s);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));
const char *buf_text(const struct buf *b); /* "" while empty */

#endif
