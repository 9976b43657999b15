/* report_when.h - what stands before the text of a line in Exim's mainlog: time and message id.
 *
 *	2026-11-26 13:11:15.123 +0100 [4711] 1xWZFr-00005m-2a <= user@example.org ...
 *
 * Milliseconds, zone and process id stand there where log_selector and log_timezone say so. A syslog
 * prefix may come before it, with Exim's own time behind it or without.
 */
#ifndef AG_REPORT_WHEN_H
#define AG_REPORT_WHEN_H

#include <stdbool.h>
#include <stdint.h>

#include "span.h"

/* Remembers the last day, since a log has one line after the other; starts as zeros. */
struct log_clock {
	unsigned char day_text[10];
	int64_t day; /* its first second */
	bool has_zone;
	int zone; /* minutes east, of the first line that told: all others are shown in it */
	int year; /* for syslog's old times, which have none; 0: of today */
};

struct log_line {
	int64_t at;       /* seconds since 1970 by the log's own clock: no zone is meant */
	struct span id;   /* of the message; empty: none */
	struct span text; /* behind all that */
};

/* False where the line has no time of Exim's or syslog's, or is another program's. */
bool log_line_read(struct log_clock *c, struct span line, struct log_line *l);

/* A DATE of the command line: 2026-11-26, with " 13:11" or "T13:11:15" behind it. False: it is none. */
bool log_date_read(const char *text, int64_t *at);

enum { LOG_DATE_TEXT = 24 };

/* "2026-11-26 13:11:15" */
void log_date_print(int64_t at, char text[LOG_DATE_TEXT]);

#endif
