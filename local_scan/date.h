/* date.h - the date of a Received field (RFC 5322 section 3.3).
 *
 * Read by strptime(3) in the C locale, whatever the process has set. For lines of our own servers,
 * whose form we know; what is written otherwise is not read.
 */
#ifndef JJ_DATE_H
#define JJ_DATE_H

#include <stdint.h>

#include "span.h"

/* Seconds since 1970. False, and *epoch is untouched: no date with a numeric zone begins the text. */
bool date_parse(struct span text, int64_t *epoch);

#endif
