/* raw.h - the header of one returned message as it stands: folding, blanks and case, lines ended by
 * CRLF, as they were signed. For DKIM, which is about bytes; all other readers take header.h.
 *
 * Bounded; a header that does not fit is kept in part and says so.
 */
#ifndef JJ_RAW_H
#define JJ_RAW_H

#include "lines.h"

struct raw {
	const char *limit; /* why it is not whole, or NULL: a phrase that completes "the header ..." */
	bool open;         /* a field is being written */
	size_t n;
	unsigned n_fields;
	struct {
		size_t at, n, name; /* in bytes; length of the name */
		unsigned line;
	} field[JJ_RAW_FIELDS];
	unsigned char bytes[JJ_RAW_MAX];
};

/* Another header. */
void raw_reset(struct raw *r);

/* The line begins a field whose name is the first `name` bytes of text; copied. */
void raw_field(struct raw *r, const struct line *line, size_t name);

/* The line belongs to the field above it. */
void raw_more(struct raw *r, const struct line *line);

/* Field `i`, from the top, in the bytes of `r`: with its name and colon, CRLF between its lines, none at
 * its end. */
struct span raw_text(const struct raw *r, unsigned i);
struct span raw_name(const struct raw *r, unsigned i);

/* What stands behind the colon. */
struct span raw_value(const struct raw *r, unsigned i);

#endif
