/* newfile.h - a file that is there whole or not at all. */
#ifndef AG_NEWFILE_H
#define AG_NEWFILE_H

#include "buf.h"

/* Writes the text beside `path` (absolute), syncs it and renames it over it. Trouble is told on
 * stderr, one line; then -1, and what was there is untouched. */
int newfile_write(const char *path, const struct buf *text, unsigned mode);

/* The same for a file that must not be there yet: nothing is ever overwritten. */
int newfile_create(const char *path, const struct buf *text, unsigned mode);

/* Writes all of it, whatever a single write() takes. 0 or -1. */
int newfile_fill(int fd, const char *p, size_t n);

#endif
