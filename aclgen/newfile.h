/* newfile.h - a file that is there whole or not at all, and what else is made with care. */
#ifndef AG_NEWFILE_H
#define AG_NEWFILE_H

#include <sys/types.h>

#include "buf.h"

/* Writes the text beside `path` (absolute), syncs it and renames it over it. Trouble is told on
 * stderr, one line; then -1, and what was there is untouched, unless it was the folder that could not
 * be synced in the end. */
int newfile_write(const char *path, const struct buf *text, unsigned mode);

/* The same for a file that must not be there yet: nothing is ever overwritten. */
int newfile_create(const char *path, const struct buf *text, unsigned mode);

/* The one line in which trouble with a file is told: "aclgen: PATH: WHAT" on stderr. Returns -1. */
int newfile_trouble(const char *path, const char *what);

/* Writes all of it, whatever a single write() takes. 0, or -1 and errno. */
int newfile_fill(int fd, const char *p, size_t n);

/* The names in a folder are on the disk as well. 0, or -1 and errno. */
int newfile_sync(const char *dir);

/* Makes a folder, where only that is missing, and gives it to its owner (-1: as it is): the one that it
 * has made, whatever somebody puts in its place meanwhile. 0, also where there is something already,
 * or -1 and errno. */
int newfile_folder(const char *dir, mode_t mode, uid_t uid, gid_t gid);

#endif
