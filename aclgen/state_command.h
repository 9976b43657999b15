/* state_command.h - aclgen state init, show, expire. */
#ifndef AG_STATE_COMMAND_H
#define AG_STATE_COMMAND_H

#include "arena.h"
#include "options.h"

/* Returns the exit code. */
int state_command(const struct options *o, struct arena *a);

#endif
