/* doc_command.h - aclgen doc: a policy as a page. */
#ifndef AG_DOC_COMMAND_H
#define AG_DOC_COMMAND_H

#include "arena.h"
#include "options.h"

/* The page on stdout, or into the file of -o, whole or not at all. Returns the exit code. */
int doc_command(const struct options *o, struct arena *a);

#endif
