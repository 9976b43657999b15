/* keyfile.h - reads the key file of our tokens: for the adapter, joescan and aclgen.
 *
 * With the system of a guest: it opens one file, never waits, and closes it. A file that others
 * may read, or that a group may write, is refused, since its keys may be everybody's by now.
 */
#ifndef JJ_KEYFILE_H
#define JJ_KEYFILE_H

#include "token.h"

enum { KEYFILE_WHY = 160 };

/* True and the keys, or false and in `why` a phrase that completes "the key file ...": printable
 * ASCII, without a byte of a key. */
bool keyfile_read(struct token_keys *keys, const char *path, char why[KEYFILE_WHY]);

#endif
