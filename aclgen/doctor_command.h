/* doctor_command.h - aclgen doctor: what the live DNS and the running Exim say about a policy. */
#ifndef AG_DOCTOR_COMMAND_H
#define AG_DOCTOR_COMMAND_H

#include "arena.h"
#include "options.h"

/* Returns an exit code: EXIT_POLICY where there is something to mend. */
int doctor_command(const struct options *o, struct arena *a);

#endif
