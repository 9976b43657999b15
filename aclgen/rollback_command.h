/* rollback_command.h - aclgen rollback: the generation before is in force again. */
#ifndef AG_ROLLBACK_COMMAND_H
#define AG_ROLLBACK_COMMAND_H

#include "arena.h"
#include "options.h"

/* Returns an exit code. */
int rollback_command(const struct options *o, struct arena *a);

#endif
