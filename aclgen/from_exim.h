/* from_exim.h - who a running Exim says that the site is, in the words of a policy.
 *
 * Only what is plain in the configuration becomes a value. Lookups, files, expansions and what else
 * depends on the moment is never guessed: it becomes a comment that begins with LOOK HERE.
 */
#ifndef AG_FROM_EXIM_H
#define AG_FROM_EXIM_H

#include "buf.h"
#include "keyset.h"

/* A value of the policy and the comment above it, both as YAML. */
struct found {
	struct buf value; /* items of a flow sequence, or one scalar; .n 0: nothing usable */
	struct buf look;  /* whole lines, indented, or empty */
	struct keyset *taken; /* items that are there; no domain is both local and relayed */
};

struct from_exim {
	struct found hostname, local, relay_to, relay_from, layout;
};

/* With nothing in it. */
struct from_exim from_exim_new(struct arena *a);

/* Asks the Exim at `path` and adds what it says. Returns NULL, or why it cannot
 * be asked. */
const char *from_exim(struct from_exim *f, const char *path, struct arena *a);

/* One more item, quoted as YAML wants it; false: it was taken. */
bool found_add(struct found *f, const char *item);

/* One more line of comment; what is not shown on a terminal is escaped. */
void found_look(struct found *f, const char *indent, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
