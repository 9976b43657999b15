/* lines.h - cuts a byte stream into lines, whatever the chunk borders.
 *
 * LF and CRLF end a line; carriage returns before the LF are dropped, one elsewhere is data. A
 * line over JJ_LINE_MAX arrives cut, and flagged. NUL is data.
 */
#ifndef JJ_LINES_H
#define JJ_LINES_H

#include "bounds.h"
#include "span.h"

struct line {
	struct span text; /* without its end; valid during the call only */
	unsigned no;      /* in the message, from 1 */
	bool cut;         /* longer than JJ_LINE_MAX: text is its beginning */
	bool unended;     /* the stream stopped without a line end */
	bool broken;      /* decoded from what could not be decoded cleanly */
};

/* Returns false to stop: the rest of the chunk is not cut. */
typedef bool line_fn(void *ctx, const struct line *line);

struct lines {
	unsigned no;   /* number of the last line that was given out */
	size_t n;      /* bytes of the line that is still open */
	bool open, cut;
	unsigned char buf[JJ_LINE_MAX];
};

/* Another stream, from line 1. */
void lines_reset(struct lines *l);

/* Gives every line that ends within the chunk to fn. False when fn stopped. */
bool lines_feed(struct lines *l, struct span chunk, line_fn *fn, void *ctx);

/* Gives out the last, unended line, if there is one. False when fn stopped. */
bool lines_end(struct lines *l, line_fn *fn, void *ctx);

#endif
