/* install.h - the generated text as the files of its layout, whole or not at all.
 *
 * The first line of the generated file holds the SHA-256 of the rest, so that a file that somebody
 * has edited is recognised and not overwritten; stubs are compared with what they have to be.
 * Trouble is told on stderr, one line.
 */
#ifndef AG_INSTALL_H
#define AG_INSTALL_H

#include <stdbool.h>

#include "buf.h"
#include "policy.h"

/* What is written. All memory is the caller's. */
struct install_text {
	struct buf generated; /* sealed */
	struct buf secret;    /* the file with a server's password, sealed, mode 0600; .n 0: none */
};

/* Appends the checksum line for `body`, then `body`; of no secret, nothing. */
void install_seal(struct buf *out, enum layout l, const struct buf *body);
void install_seal_secret(struct buf *out, enum layout l, const struct buf *body);

/* Whether both texts are as install_seal() made them. */
bool install_is_sealed(const struct install_text *text, enum layout l);

enum install_result {
	INSTALL_WRITTEN,
	INSTALL_SAME,	 /* all files hold these bytes already and were left alone */
	INSTALL_TROUBLE, /* nothing was changed, or a stub is still missing: then nothing is in
			    force */
};

/* Writes the generated text to a new file and renames that over the layout's generated one in `dir`
 * (absolute); then the stubs, where they are missing, and takes away those of another layout. What
 * it replaces becomes the generation to go back to (generation.h).
 * `dir` is made when only it is missing. A file there that is not aclgen's own is overwritten only
 * with `force`. */
enum install_result install(
	const char *dir, enum layout l, const struct install_text *text, bool force);

/* 0, or -1 where install() would refuse, or find a folder missing; changes nothing. */
int install_may(const char *dir, enum layout l, const struct install_text *text, bool force);

/* Prints by diff(1) what install() would change, and changes nothing. 0, or -1 on trouble. */
int install_diff(const char *dir, enum layout l, const struct install_text *text);

#endif
