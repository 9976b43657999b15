/* init_command.h - aclgen init: a commented policy to start from. */
#ifndef AG_INIT_COMMAND_H
#define AG_INIT_COMMAND_H

#include "arena.h"
#include "options.h"

/* Prints it, or writes it into a file that is not there yet. Returns an exit code. */
int init_command(const struct options *o, struct arena *a);

#endif
