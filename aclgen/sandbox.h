/* sandbox.h - a corner of the machine in which Exim can be tried: no network but loopback, names
 * from our own DNS, and a folder in memory. aclgen itself goes in and does not come out again, so
 * nothing of it can stay behind in the system.
 */
#ifndef AG_SANDBOX_H
#define AG_SANDBOX_H

#include "arena.h"

/* Returns NULL, with the folder's path in *dir, or why it cannot be done.
 * The first child that is forked behind it is the init of a PID namespace: when it ends, so do all
 * others, and those that Exim has started. */
const char *sandbox_enter(const char **dir, struct arena *a);

/* A network of its own for the calling process and its children: every address there is leads to
 * them, so that any can be a client's and any a server's. Returns NULL or why not. */
const char *sandbox_network(void);

/* The init of the PID namespace, for callers whose other children come and go. */
const char *sandbox_init(void);

/* Writes a small text file into the folder, readable by all. Returns its path, or NULL. */
const char *sandbox_file(
	const char *dir, const char *name, const char *text, size_t n, struct arena *a);

#endif
