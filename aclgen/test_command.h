/* test_command.h - `aclgen test`. */
#ifndef AG_TEST_COMMAND_H
#define AG_TEST_COMMAND_H

#include "arena.h"
#include "options.h"

/* Plays the cases and prints the report on stdout, what is wrong with the files on stderr. Returns
 * the exit code. */
int test_command(const struct options *o, struct arena *a);

#endif
