/* report_lines.h - one line of a mainlog, counted. The table in report_lines.c has every line that our
 * ACLs and the module write, and those of Exim's own that the report is about. */
#ifndef AG_REPORT_LINES_H
#define AG_REPORT_LINES_H

#include "report_tally.h"
#include "report_when.h"

/* Counts one line, without its newline; what it is not known for is counted as that. */
void report_line(struct tally *t, struct log_clock *c, struct span line);

#endif
