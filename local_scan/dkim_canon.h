/* dkim_canon.h - header canonicalisation (RFC 6376 section 3.4.1 and 3.4.2), piece by piece.
 *
 * A field may be given in pieces, so that something can be left out between two of them. What comes
 * out goes to a function, in pieces as well; bodies are nobody's business here.
 */
#ifndef JJ_DKIM_CANON_H
#define JJ_DKIM_CANON_H

#include "span.h"

enum canon { CANON_SIMPLE, CANON_RELAXED };

/* Takes the next bytes that come out, valid during the call. */
typedef void canon_fn(void *ctx, struct span bytes);

enum { CANON_OUT = 512 };

struct canon_writer {
	enum canon how;
	canon_fn *fn;
	void *ctx;
	bool name;    /* of relaxed: what comes is the field's name */
	bool blank;   /* blanks were seen that count if something follows */
	bool started; /* of the value */
	size_t n;
	unsigned char out[CANON_OUT];
};

/* A field begins. */
void canon_begin(struct canon_writer *w, enum canon how, canon_fn *fn, void *ctx);

/* The next bytes of the field: `Name: value`, folding included. */
void canon_bytes(struct canon_writer *w, struct span bytes);

/* The field is over; with the CRLF that ends it, or without, as the signature itself is hashed. */
void canon_end(struct canon_writer *w, bool crlf);

#endif
