/* clock.c - puts Exim's clock on, for `wait` and `again` in cases: AG_CLOCK seconds.
 *
 * Built as a library of its own, which travels inside aclgen and is preloaded into the Exim that
 * plays a case. Only the time of day is later; what is measured or waited for stays as it is.
 */
#include <stdlib.h>

#include "time_of_day.h"

static time_t ahead;

static time_t seconds_ahead(void)
{
	return ahead;
}

/* Exim tidies its environment before it asks for the time again. */
__attribute__((constructor)) static void begin(void)
{
	const char *s = getenv("AG_CLOCK");

	find_real_clock();
	ahead = s ? (time_t)strtol(s, NULL, 10) : 0;
}
