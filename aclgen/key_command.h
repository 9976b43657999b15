/* key_command.h - aclgen key: the keys that outgoing mail is signed with: those of our tokens, and the
 * public ones of our DKIM signatures.
 */
#ifndef AG_KEY_COMMAND_H
#define AG_KEY_COMMAND_H

#include "arena.h"
#include "options.h"

/* Returns the exit code. */
int key_command(const struct options *o, struct arena *a);

/* aclgen key dkim: o->words are a domain and a selector. */
int key_dkim(const struct options *o, struct arena *a);

#endif
