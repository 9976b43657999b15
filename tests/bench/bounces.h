/* bounces.h - the messages that the bench judges: a folder of real ones, or made here, by a fixed
 * seed, where there is none; and the big ones.
 */
#ifndef BOUNCES_H
#define BOUNCES_H

#include "span.h"

struct bounces {
	size_t n;
	char **path;
	struct span *text;
};

/* All *.eml and *.txt below `dir`, in the order of their names. */
struct bounces bounces_load(const char *dir);

/* A few hundred bounces of a few shapes and of lengths as real ones have, in `dir`. */
void bounces_make(const char *dir);

/* BIG bytes that must be read to the end. */
enum big { BIG_TEXT, BIG_BASE64, BIG_SKIPPED, BIGS };
enum { BIG = 100 * 1000 * 1000 };
extern const char *const big_name[BIGS];
void big_make(const char *path, enum big kind);

/* A site that none of them knows: the detector's dearest answer, since it reads every Received
 * field and no proof of ours ends the reading early. */
extern const char foreign_site[];

#endif
