/* preload.c - the clock of an MX, which jumps, and the moment in which the module reads a message,
 * which can be made long; preloaded into every program of the MX by its /etc/ld.so.preload, since Exim
 * starts itself anew with an empty environment.
 *
 * What it does stands in a file that endure.sh overwrites in place: two numbers, seconds by which the
 * time of day is ahead, and milliseconds that a read of the body by pread(2) takes. Exim itself reads it
 * by read(2). While one takes that long, a file named by its pid says so.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "preload/time_of_day.h"

/* Of tests/lab/lab.sh. */
#define CONTROL "/run/lab/control"
#define HELD "/run/lab/held"

typedef ssize_t pread_fn(int fd, void *to, size_t n, off_t at);

struct control {
	int64_t ahead, hold;
};

static pread_fn *real_pread;
static const volatile struct control *control;

__attribute__((constructor)) static void begin(void)
{
	int fd = open(CONTROL, O_RDONLY | O_CLOEXEC);
	void *p = MAP_FAILED;

	find_real_clock();
	*(void **)(void *)&real_pread = dlsym(RTLD_NEXT, "pread");
	if (fd >= 0) {
		p = mmap(NULL, sizeof *control, PROT_READ, MAP_SHARED, fd, 0);
		close(fd);
	}
	if (p != MAP_FAILED)
		control = p;
}

static time_t seconds_ahead(void)
{
	return control ? (time_t)control->ahead : 0;
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
