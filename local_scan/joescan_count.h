/* joescan_count.h - how often each of many names was seen, in a table of fixed size.
 *
 * Whoever writes a mail chooses the names in it, so there may be millions. Where the table is full,
 * the name that was seen least gives its place to the new one ("space saving", Metwally, Agrawal
 * and El Abbadi 2005): names that come often stay, whatever comes between, and what is counted for
 * a name is then a lower bound.
 */
#ifndef JOESCAN_COUNT_H
#define JOESCAN_COUNT_H

#include <stdint.h>

#include "span.h"

enum {
	COUNT_KEY = 256, /* bytes of a name with its terminator; longer ones are cut */
	COUNT_COLUMNS = 3,
};

struct count {
	unsigned owner;
	char key[COUNT_KEY]; /* in lower case */
	uint64_t seen[COUNT_COLUMNS];
};

struct counts;

/* Room for `max` names. NULL when memory fails. The caller frees it with counts_free. */
struct counts *counts_new(size_t max);
void counts_free(struct counts *c); /* NULL is allowed */

/* One more in this column of the name, which is `owner`'s: two owners may have the same name. */
void counts_add(struct counts *c, unsigned owner, struct span key, unsigned column);

/* Whether it is in the table now. */
bool counts_has(const struct counts *c, unsigned owner, struct span key);

/* Whether there were more names than places: numbers are lower bounds, names may be missing. */
bool counts_overflowed(const struct counts *c);

/* The next of an owner's names with something in that column, in falling order of it, then of the
 * names: NULL after the last. Begin with `after` NULL; nothing may be added meanwhile. */
const struct count *counts_next(const struct counts *c, unsigned owner, unsigned column,
	const struct count *after);

#endif
