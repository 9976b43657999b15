/* install.h - the generated text as DIR/joejob.inc, whole or not at all.
 *
 * The first line of the file holds the SHA-256 of the rest, so that a file that somebody has
 * edited is recognised and not overwritten. Trouble is told on stderr, one line.
 */
#ifndef AG_INSTALL_H
#define AG_INSTALL_H

#include <stdbool.h>

#include "buf.h"

/* Appends the checksum line for `body`, then `body`. */
void install_seal(struct buf *out, const struct buf *body);

enum install_result {
	INSTALL_WRITTEN,
	INSTALL_SAME,	 /* the file holds these bytes already and was left alone */
	INSTALL_TROUBLE, /* nothing was changed */
};

/* Writes `text` (sealed) to a new file in `dir` and renames that over DIR/joejob.inc. `dir` is made
 * when only it is missing. A file there that install_seal has not made is overwritten only with
 * `force`. */
enum install_result install(const char *dir, const struct buf *text, bool force);

/* Prints by diff(1) what install() would change, and changes nothing. 0, or -1 on trouble. */
int install_diff(const char *dir, const struct buf *text);

#endif
