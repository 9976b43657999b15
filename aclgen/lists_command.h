/* lists_command.h - `aclgen lists`: the databases alone, for a configuration that stays. */
#ifndef AG_LISTS_COMMAND_H
#define AG_LISTS_COMMAND_H

#include "arena.h"
#include "options.h"

/* Reads the policy and its list files as build does, and writes the databases anew into o->output
 * (absolute). Refuses where the generated file there does not look all of them up as this policy
 * would have it: then it takes a build. Returns the exit code. */
int lists_command(const struct options *o, struct arena *a);

#endif
