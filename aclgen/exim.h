/* exim.h - which Exim is here, and what it can do. */
#ifndef AG_EXIM_H
#define AG_EXIM_H

#include <stdbool.h>
#include <sys/types.h>

#include "diag.h"

struct exim {
	const char *path;
	unsigned major, minor; /* 4, 96 */
	uid_t uid;	       /* what it runs as */
	gid_t gid;
	const char *macros;    /* what -bP macros says: NAME=VALUE, one a line */
};

/* The program: `asked`, or exim4, or exim, of PATH and /usr/sbin. NULL when there is none. */
const char *exim_path(const char *asked, struct arena *a);

/* Asks the Exim at `path`, with a configuration in the sandbox's folder. Returns 0, or -1 with the
 * reason in `d`. */
int exim_learn(struct exim *e, const char *path, const char *dir, struct arena *a, struct diags *d);

/* The user, group and spool of the running configuration, of the Exim at `path` (NULL: there is
 * none). Returns NULL, or why they are not known. */
const char *exim_running(
	const char *path, struct arena *a, uid_t *uid, gid_t *gid, const char **spool);

/* What `exim ARGUMENT...` prints about the running configuration; `arg` is NULL-terminated. NULL, and
 * in *why a phrase, when it fails. */
const char *exim_ask(const char *path, const char *const *arg, struct arena *a, const char **why);

/* Whether a macro of that name is predefined: "_HAVE_SPF". */
bool exim_has(const struct exim *e, const char *macro);

#endif
