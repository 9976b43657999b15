/* clock.c - puts Exim's clock on, for `wait` and `again` in cases: AG_CLOCK seconds.
 *
 * Built as a library of its own, which travels inside aclgen and is preloaded into the Exim that
 * plays a case. Only the time of day is later; what is measured or waited for stays as it is.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

#define EXPORT __attribute__((visibility("default")))

typedef int clock_fn(clockid_t id, struct timespec *ts);

static clock_fn *real;
static time_t ahead;

/* Exim tidies its environment before it asks for the time again. */
__attribute__((constructor)) static void begin(void)
{
	const char *s = getenv("AG_CLOCK");

	/* ISO C knows no other way from a pointer to a function. */
	*(void **)(void *)&real = dlsym(RTLD_NEXT, "clock_gettime");
	ahead = s ? (time_t)strtol(s, NULL, 10) : 0;
}

EXPORT int clock_gettime(clockid_t id, struct timespec *ts)
{
	int rc = real ? real(id, ts) : -1;

	if (rc == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
		ts->tv_sec += ahead;
	return rc;
}

EXPORT int gettimeofday(struct timeval *restrict tv, void *restrict zone)
{
	struct timespec ts;

	(void)zone;
	if (clock_gettime(CLOCK_REALTIME, &ts) != 0)
		return -1;
	tv->tv_sec = ts.tv_sec;
	tv->tv_usec = (suseconds_t)(ts.tv_nsec / 1000);
	return 0;
}

EXPORT time_t time(time_t *to)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_REALTIME, &ts) != 0)
		return (time_t)-1;
	if (to)
		*to = ts.tv_sec;
	return ts.tv_sec;
}
