/* utf8.h - reading UTF-8, and which characters aclgen takes in values and shows in messages. */
#ifndef AG_UTF8_H
#define AG_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The character at `p`, of `n` bytes, n > 0. Returns its length, or 0 where it is not UTF-8
 * (RFC 3629: overlong forms and surrogates are not). */
size_t utf8_next(const char *p, size_t n, uint32_t *ch);

/* False for controls (also tab and newline), line separators, bidirectional overrides, zero-width
 * characters and non-characters: what would make a value look like another one, or move the
 * cursor of a terminal. */
bool utf8_shown(uint32_t ch);

#endif
