/* keep.h - copies of what is refused as forged, so that a wrong verdict can be made good: written by
 * the adapter, and taken away by aclgen, too.
 *
 * One message a file, as batch SMTP: `exim -bS <FILE` delivers it to those it was for. A file's name
 * begins with the second of its writing. The folder is bounded: a number of files, each of at most
 * KEEP_BYTES_MAX, and those that are too old go before the next one comes. It never waits; whatever
 * fails leaves no file.
 */
#ifndef JJ_KEEP_H
#define JJ_KEEP_H

#include <stdint.h>

#include "settings.h"
#include "span.h"

enum {
	KEEP_WHY = 160,
	KEEP_NAME = 64,
	KEEP_BYTES_MAX = 1 << 20, /* bounces are small, but for those that return a whole mail */
	KEEP_BUFFER = 8192,
};

struct keep {
	int fd;
	int error; /* errno of what failed first; 0: nothing did */
	bool in_line, in_data;
	size_t n, total;
	char name[KEEP_NAME]; /* in the folder, once it is whole */
	char path[JJ_PATH_MAX + KEEP_NAME], made[JJ_PATH_MAX + KEEP_NAME];
	unsigned char buf[KEEP_BUFFER];
};

/* Begins a file in the folder `dir`, in which nobody else may write; `id` names the message, for
 * names of files. False: `why` completes "the folder ...". */
bool keep_begin(struct keep *k, const char *dir, unsigned days, unsigned max, int64_t now,
	const char *id, char why[KEEP_WHY]);

/* First the sender, then each recipient, without angle brackets. */
void keep_sender(struct keep *k, struct span address);
void keep_recipient(struct keep *k, struct span address);

/* The message, header and body, in pieces of any size. */
void keep_text(struct keep *k, struct span text);

/* The file is there, or `why` completes "the copy ...". */
bool keep_end(struct keep *k, char why[KEEP_WHY]);

/* Takes away what is older. How many went, and in *left how many did not; -1 and errno where the
 * folder cannot be read. */
long keep_expire(const char *dir, unsigned days, int64_t now, unsigned long *left);

#endif
