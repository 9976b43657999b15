/* preload.c - the clock of an MX, which jumps, and the moment in which the module reads a message,
 * which can be made long; preloaded into every program of the MX by its /etc/ld.so.preload, since Exim
 * starts itself anew with an empty environment.
 *
 * What it does stands in a file that endure.sh overwrites in place: two numbers, seconds by which the
 * time of day is ahead, and milliseconds that a read of the body by pread(2) takes. Exim itself reads it
 * by read(2). While one takes that long, a file named by its pid says so.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
/* Of tests/lab/lab.sh. */
#define CONTROL "/run/lab/control"
#define HELD "/run/lab/held"

typedef int clock_fn(clockid_t id, struct timespec *ts);
typedef ssize_t pread_fn(int fd, void *to, size_t n, off_t at);

struct control {
	int64_t ahead, hold;
};

static clock_fn *real_clock;
static pread_fn *real_pread;
static const volatile struct control *control;

__attribute__((constructor)) static void begin(void)
{
	int fd = open(CONTROL, O_RDONLY | O_CLOEXEC);
	void *p = MAP_FAILED;

	/* ISO C knows no other way from a pointer to a function. */
	*(void **)(void *)&real_clock = dlsym(RTLD_NEXT, "clock_gettime");
	*(void **)(void *)&real_pread = dlsym(RTLD_NEXT, "pread");
	if (fd >= 0) {
		p = mmap(NULL, sizeof *control, PROT_READ, MAP_SHARED, fd, 0);
		close(fd);
	}
	if (p != MAP_FAILED)
		control = p;
}

EXPORT int clock_gettime(clockid_t id, struct timespec *ts)
{
	int rc = real_clock ? real_clock(id, ts) : -1;

	if (rc == 0 && control && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
		ts->tv_sec += (time_t)control->ahead;
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

/* Databases use pread as well; only a body has such a name. */
static int is_body(int fd)
{
	char link[64], name[512];
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, name, sizeof name);
	return n > 2 && memcmp(name + n - 2, "-D", 2) == 0;
}

EXPORT ssize_t pread(int fd, void *to, size_t n, off_t at)
{
	if (control && control->hold > 0 && is_body(fd)) {
		struct timespec ts = { .tv_sec = (time_t)(control->hold / 1000),
			.tv_nsec = (long)(control->hold % 1000) * 1000000 };
		char name[64];
		int held;

		snprintf(name, sizeof name, HELD "/%ld", (long)getpid());
		held = open(name, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
		if (held >= 0)
			close(held);
		nanosleep(&ts, NULL);
		unlink(name);
	}
	return real_pread ? real_pread(fd, to, n, at) : -1;
}
