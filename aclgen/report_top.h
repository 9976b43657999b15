/* report_top.h - who comes most often, counted in bounded memory.
 *
 * Of each name, up to three counts. When TOP_MAX names are known, those that came least go, until
 * half are left: whoever comes often stays, whatever crowd of others a log brings along. `lost` says
 * by how much a count can be too low at most.
 */
#ifndef AG_REPORT_TOP_H
#define AG_REPORT_TOP_H

#include <stdint.h>

#include "arena.h"
#include "span.h"

enum {
	/* Some 6 MB of names, and more than a report shows. */
	TOP_MAX = 32768,

	/* Bytes of a name; longer ones are cut. A host name has at most 255, and hardly ever 60. */
	TOP_NAME = 95,

	TOP_COUNTS = 3,
};

struct top_entry;

struct top {
	struct arena *arena;
	struct top_entry *entries, *spare;
	size_t n;
	uint64_t lost;
	uint64_t sum[TOP_COUNTS]; /* of all names, those that went too */
};

/* One more of this count for this name, in lower case. */
void top_add(struct top *t, struct span name, unsigned count);

struct top_row {
	const char *name; /* the log's bytes: never to be shown as they are */
	uint64_t n[TOP_COUNTS];
};

/* The `max` names with the highest sums of the counts that `by` has as bits, of those that have any,
 * the highest first; those with the same by name. Returns how many there are; `row` is the arena's. */
size_t top_rows(const struct top *t, unsigned by, size_t max, struct top_row **row);

#endif
