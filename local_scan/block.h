/* block.h - finds the header of a returned message in lines of content.
 *
 * Anchored, in a part that is declared to be a message: what stands there first is the header.
 * Free, in text: a run of lines with the shape of a header that only a message has; which phrase
 * announces it does not matter. Quoting ("> ", "| ") and indentation are taken off.
 */
#ifndef JJ_BLOCK_H
#define JJ_BLOCK_H

#include "original.h"

enum {
	/* Octets of quoting or indentation before each line of a returned header. */
	JJ_PREFIX_MAX = 32,
};

enum block_state { BLOCK_SEARCH, BLOCK_INSIDE, BLOCK_FOUND };

struct block {
	enum block_state state;
	bool anchored;
	const struct us *us;
	unsigned stray;
	bool unquoted; /* the last line came without the quotation mark of those above */
	unsigned tried; /* Received fields that were read; block_reset keeps it */
	size_t prefix_n;
	unsigned char prefix[JJ_PREFIX_MAX];
	struct header header;
	struct original original; /* valid while INSIDE and once FOUND */
};

/* Begins with new content; `us` must outlive its reading. */
void block_reset(struct block *b, const struct us *us, bool anchored);

/* The next line. Nothing more is looked at once the state is BLOCK_FOUND. False where it is one of those
 * among which a header is still looked for: nothing can have been found. */
bool block_line(struct block *b, const struct line *line);

/* The content is over; `ended` says that it is whole, not that the message just stopped. */
void block_end(struct block *b, bool ended);

#endif
