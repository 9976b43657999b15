/* received.h - one Received field (RFC 5321 section 4.4) taken apart.
 *
 * The clauses are cut by the grammar: words, quoted strings and nested comments. Who the peer was
 * is then read from the from clause by a table of shapes, one PCRE2 pattern an MTA family, because
 * every MTA writes into comments, in its own way, what it saw of the peer itself. What the peer
 * only said of itself (HELO) is kept apart.
 */
#ifndef JJ_RECEIVED_H
#define JJ_RECEIVED_H

#include "span.h"

/* An address as the receiver wrote it. `has` is false where there is none. */
struct address {
	bool has;
	bool public; /* not private, loopback, link-local or unspecified (RFC 6890) */
	unsigned char a[16];
};

struct received {
	struct span by;          /* word of the by clause; empty: none */
	struct address by_addr;  /* an address in the by clause */
	bool from;               /* there is a from clause */
	struct span helo;        /* what the peer said; may be empty */
	struct span name;        /* peer name that the receiver found; may be empty */
	bool name_or_helo;       /* `name` stands where some write what the peer said */
	struct address peer;     /* peer address that the receiver saw */
	struct span id;          /* queue id; empty: none, or more than one word stands there */
	struct span date;        /* what follows the semicolon; may be empty */
	const char *family;      /* whose shape it was; "other" for none */
};

struct received_shapes;

/* Compiles the table. NULL when memory or PCRE2 fail. The caller frees it with received_shapes_free,
 * which takes NULL as well. */
struct received_shapes *received_shapes_new(void);
void received_shapes_free(struct received_shapes *s);

/* Takes an unfolded field value apart; the spans of `r` point into `value`.
 * False when a limit of bounds.h was reached: nothing can be said about this line. */
bool received_parse(struct received_shapes *s, struct span value, struct received *r);

/* Whether a name can be somebody's host: two labels or more, none of the local-only names that
 * every machine has (localhost, *.local, *.localdomain, ...: RFC 6761, RFC 6762). */
bool received_usable_name(struct span name);

#endif
