/* fuzz.h - what the fuzz targets share: a check that ends the run, a small random source, and the
 * expansion that lets a short input reach the limits of bounds.h.
 *
 * Each target defines LLVMFuzzerTestOneInput; libFuzzer calls it (make fuzz), or replay.c does
 * (make check). A target keeps nothing from one input to the next that could change an answer.
 */
#ifndef JJ_FUZZ_H
#define JJ_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "span.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(what) ((what) ? (void)0 : fuzz_failed(__FILE__, __LINE__, #what))

static inline void fuzz_failed(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

/* Every byte, so that ASan sees a span that lies outside its memory. */
static inline unsigned fuzz_touch(struct span s)
{
	unsigned sum = 0;

	for (size_t i = 0; i < s.n; i++)
		sum += s.p[i];
	return sum;
}

static inline bool fuzz_inside(struct span s, struct span whole)
{
	return s.n == 0 || (s.p >= whole.p && s.p + s.n <= whole.p + whole.n);
}

/* One line of printable ASCII within size bytes, terminator included. */
static inline bool fuzz_printable(const char *s, size_t size)
{
	const char *end = memchr(s, '\0', size);

	for (; end && s < end; s++)
		if (*s < ' ' || *s > '~')
			return false;
	return end != NULL;
}

/* FNV-1a, then xorshift: decisions that an input makes for itself, the same on every replay. */
static inline uint64_t fuzz_hash(struct span s)
{
	uint64_t h = 0xcbf29ce484222325;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ s.p[i]) % ((uint64_t)1 << 55) * 257;
	return h | 1;
}

static inline uint64_t fuzz_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* The first byte of an input, where it is a control character, chooses among what the target has
 * to offer; a file that begins with text, such as a message, takes choice 0 and loses nothing. */
static inline unsigned fuzz_choice(struct span *in)
{
	unsigned c;

	if (!in->n || in->p[0] >= 32)
		return 0;
	c = in->p[0];
	*in = span(in->p + 1, in->n - 1);
	return c;
}

enum {
	FUZZ_MOST = 24576,      /* bytes of an expanded input: three cut lines, all limits */
	FUZZ_AGAIN_LINE = 0x1a, /* and a count: all since the line before this that many times more */
	FUZZ_AGAIN_BYTE = 0x1b, /* and a count: the last byte 64 times that many times more */
	FUZZ_AGAIN_ALL = 0x1c,  /* and a count: all since the last FUZZ_MARK that many times more */
	FUZZ_MARK = 0x1d,
};

/* Writes the expanded input into out, which has room for FUZZ_MOST bytes. */
static inline struct span fuzz_expand(struct span in, unsigned char *out)
{
	size_t n = 0, mark = 0, line = 0, before = 0;

	for (size_t i = 0; i < in.n && n < FUZZ_MOST; i++) {
		unsigned char c = in.p[i];
		size_t unit = c == FUZZ_AGAIN_LINE ? n - before : c == FUZZ_AGAIN_ALL ? n - mark : n > 0;

		if (c == FUZZ_MARK) {
			mark = n;
		} else if (c >= FUZZ_AGAIN_LINE && c <= FUZZ_AGAIN_ALL && i + 1 < in.n) {
			size_t times = (size_t)in.p[++i] * (c == FUZZ_AGAIN_BYTE ? 64 : 1);

			for (; times && unit && n + unit <= FUZZ_MOST; times--, n += unit)
				memcpy(out + n, out + n - unit, unit);
		} else {
			out[n++] = c;
			if (c == '\n') {
				before = line;
				line = n;
			}
		}
	}
	return span(out, n);
}

#endif
