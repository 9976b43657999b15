/* textfile.h - reading a whole file, bounded, without ever waiting for one. */
#ifndef AG_TEXTFILE_H
#define AG_TEXTFILE_H

#include <stddef.h>

#include "arena.h"

/* Reads a regular file of at most `max` bytes into *text, followed by a NUL, *n bytes.
 * Returns NULL, or a phrase that completes "FILE ...": "is a directory". */
const char *textfile_read(
	const char *path, size_t max, struct arena *a, char **text, size_t *n);

#endif
