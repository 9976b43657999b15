/* report.h - aclgen report: what Exim's mainlog says about the mail of a site. */
#ifndef AG_REPORT_H
#define AG_REPORT_H

#include "arena.h"
#include "options.h"

/* Returns the exit code: EXIT_TROUBLE where a file could not be read; the rest is reported. */
int report_command(const struct options *o, struct arena *a);

#endif
