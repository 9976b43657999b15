/* key_command.h - aclgen key: makes the files of keys that a policy names. */
#ifndef AG_KEY_COMMAND_H
#define AG_KEY_COMMAND_H

#include "arena.h"
#include "options.h"

/* Returns the exit code; trouble is told on stderr. */
int key_command(const struct options *o, struct arena *a);

/* aclgen key dkim DOMAIN SELECTOR: o->words are these two. */
int key_dkim(const struct options *o, struct arena *a);

#endif
