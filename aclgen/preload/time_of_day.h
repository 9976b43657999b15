/* time_of_day.h - the functions of libc that ask for the time of day, with another answer; for libraries that
 * are preloaded into Exim. Time that is measured or waited for stays as it is. It is included once, by the
 * one source of such a library.
 */
#ifndef AG_TIME_OF_DAY_H
#define AG_TIME_OF_DAY_H

#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

#define EXPORT __attribute__((visibility("default")))

/* Whoever includes this: by how many seconds the time of day is ahead. */
static time_t seconds_ahead(void);

typedef int clock_fn(clockid_t id, struct timespec *ts);

static clock_fn *real_clock;

/* Once, before anything else of the library runs. */
static void find_real_clock(void)
{
	/* ISO C knows no other way from a pointer to a function. */
	*(void **)(void *)&real_clock = dlsym(RTLD_NEXT, "clock_gettime");
}

EXPORT int clock_gettime(clockid_t id, struct timespec *ts)
{
	int rc = real_clock ? real_clock(id, ts) : -1;

	if (rc == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
		ts->tv_sec += seconds_ahead();
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

#endif
