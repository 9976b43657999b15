/* header.h - lines into header fields (RFC 5322 section 2.2), one at a time.
 *
 * Knows the names that matter and what each says about the block it stands in. Values are kept,
 * unfolded, only for the fields that somebody reads; the rest is counted. Patterns read them all.
 */
#ifndef JJ_HEADER_H
#define JJ_HEADER_H

#include "lines.h"

enum field_id {
	F_OTHER, /* a well-formed name that is not in the table */
	/* The values of these are kept, up to F_RETURN_PATH. */
	F_RECEIVED,
	F_MESSAGE_ID,
	F_FROM,
	F_CONTENT_TYPE,
	F_ENCODING,
	F_IN_REPLY_TO,
	F_REFERENCES,
	F_ORIGINAL_MESSAGE_ID,
	F_AUTO_SUBMITTED,
	F_FAILED_RECIPIENTS,
	F_DATE, /* of the author, as F_AUTHOR */
	F_TOKEN, /* our own, added on the way out */
	F_RETURN_PATH,
	F_AUTHOR, /* To, Subject, ...: written with the message, below all trace fields */
	F_TRACE,  /* Delivered-To, DKIM-Signature, ...: added on the way, as F_RETURN_PATH */
	F_REPORT, /* per-message and per-recipient fields of RFC 3464, 3798, 5965: not a header */
	F_MIME,   /* other Content-* fields */
};

struct field {
	enum field_id id;
	struct span value; /* unfolded and trimmed; empty where it was not kept */
	struct span whole; /* `Name: value`, the same */
	unsigned line;     /* where the field begins */
	bool cut;          /* longer than JJ_FIELD_MAX, or in a cut line */
	bool unended;      /* in a line without an end: there may have been more of it */
	bool broken;       /* a line of it could not be decoded cleanly, or a Received field has a NUL */
};

/* Takes a field, valid during the call. */
typedef void field_fn(void *ctx, const struct field *f);

struct header {
	bool open;
	bool all; /* keep all fields; header_reset leaves it */
	bool keep, cut, unended, broken;
	enum field_id id;
	unsigned line;
	size_t n, value; /* bytes in buf; where the value begins */
	unsigned char buf[JJ_NAME_MAX + sizeof ": " - 1 + JJ_FIELD_MAX];
};

/* Length of the field name that the line begins with, or 0 where it does not begin a field. */
size_t header_name(struct span line);

/* The same for a line that may be the rest of a field above it, which somebody wrapped: a name has
 * a letter first, and none of what stands before a colon in addresses and times. */
size_t header_name_strict(struct span line);

/* What a name is, without regard to case. */
enum field_id header_id(struct span name);

/* Whether fields with this id belong to a message header rather than to a report or to MIME. */
bool header_is_mail(enum field_id id);

/* Another header; what of an open field is there is forgotten. */
void header_reset(struct header *h);

/* The line begins a field whose name is the first `name` bytes of text; gives out the one before. */
void header_field(struct header *h, const struct line *line, size_t name, field_fn *fn, void *ctx);

/* The line continues the open field. */
void header_more(struct header *h, const struct line *line);

/* The header is over: gives out the open field. */
void header_flush(struct header *h, field_fn *fn, void *ctx);

#endif
