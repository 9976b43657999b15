/* joescan_head.h - fields of a stored message's own header, and the envelope sender they show.
 *
 * For what only joescan asks: the detector has its own reader, which streams. Only the header of
 * the message itself is looked at; the one it returns belongs to somebody else.
 */
#ifndef JOESCAN_HEAD_H
#define JOESCAN_HEAD_H

#include <stdint.h>

#include "span.h"

struct head_field {
	struct span name;
	struct span value; /* as it stands: folded, not trimmed */
};

/* The field that begins at *at, or the next one behind what is none; moves *at behind it.
 * False at the end. `header` ends with its empty line, or where it is cut off. */
bool head_next(struct span header, size_t *at, struct head_field *f);

/* The first field of that name. False where there is none. */
bool head_find(struct span header, const char *name, struct span *value);

/* Length of the header with its empty line, looking from `from` on; 0: it does not end here. */
size_t head_end(struct span text, size_t from);

/* An address list (RFC 5322 section 3.4), read loosely: of each item the last word with an @, or
 * what stands in its angle brackets. */
typedef void address_fn(void *ctx, struct span address);
void head_addresses(struct span value, address_fn *fn, void *ctx);

enum envelope { ENVELOPE_UNKNOWN, ENVELOPE_EMPTY, ENVELOPE_SENDER };

/* The envelope sender, as delivery wrote it: a Return-Path above all Received lines, as the sender
 * himself can only write below them, or else the postmark of an mbox (empty span: none).
 * `sender` is set for ENVELOPE_SENDER, and points into one of the arguments. */
enum envelope head_envelope(struct span header, struct span postmark, struct span *sender);

/* When the message came to whoever wrote its topmost Received field, in seconds since 1970; 0: the
 * header does not say. */
int64_t head_came(struct span header);

#endif
