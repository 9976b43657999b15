/* alloc_fail.c - a library for LD_PRELOAD that lets one allocation of a program fail.
 *
 * ALLOC_FAIL=N: the Nth call of malloc, calloc, realloc and their like returns NULL; with "N+" all
 * later ones do as well, as when a machine has no more. ALLOC_FAIL_SAY=FILE: what failed is written
 * there, as "N LIBRARY FUNCTION" of whoever asked; no such file says that N is beyond the last.
 * Programs that it starts are left alone.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SHOWN __attribute__((visibility("default")))

/* glibc's own, under the names that it keeps for libraries like this one. */
extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t k, size_t n);
extern void *__libc_realloc(void *p, size_t n);
extern void *__libc_memalign(size_t to, size_t n);

SHOWN void *malloc(size_t n);
SHOWN void *calloc(size_t k, size_t n);
SHOWN void *realloc(void *p, size_t n);
SHOWN void *reallocarray(void *p, size_t k, size_t n);
SHOWN void *aligned_alloc(size_t to, size_t n);
SHOWN int posix_memalign(void **p, size_t to, size_t n);

static unsigned long at, seen;
static bool after, said;

__attribute__((constructor)) static void start(void)
{
	const char *s = getenv("ALLOC_FAIL");
	char *end;

	if (s == NULL)
		return;
	at = strtoul(s, &end, 10);
	after = *end == '+';
	seen = 0;
	/* Exim and other programs that are started keep their memory. */
	unsetenv("LD_PRELOAD");
}

/* Once. dladdr() allocates nothing. */
static void say(const void *caller)
{
	const char *file = getenv("ALLOC_FAIL_SAY");
	Dl_info who = { 0 };
	char line[512];
	int fd, n;

	if (said || file == NULL)
		return;
	said = true;
	dladdr(caller, &who);
	const char *slash = who.dli_fname ? strrchr(who.dli_fname, '/') : NULL;
	n = snprintf(line, sizeof line, "%lu %s %s\n", seen,
		slash ? slash + 1 : who.dli_fname ? who.dli_fname : "?",
		who.dli_sname ? who.dli_sname : "?");
	fd = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	if (write(fd, line, (size_t)n) != n)
		abort();
	close(fd);
}

static bool fails(const void *caller)
{
	if (at == 0)
		return false;
	seen++;
	if (seen != at && !(after && seen > at))
		return false;
	say(caller);
	errno = ENOMEM;
	return true;
}

#define FAILS() fails(__builtin_return_address(0))

void *malloc(size_t n)
{
	return FAILS() ? NULL : __libc_malloc(n);
}

void *calloc(size_t k, size_t n)
{
	return FAILS() ? NULL : __libc_calloc(k, n);
}

void *realloc(void *p, size_t n)
{
	return FAILS() ? NULL : __libc_realloc(p, n);
}

void *reallocarray(void *p, size_t k, size_t n)
{
	size_t all;

	if (__builtin_mul_overflow(k, n, &all)) {
		errno = ENOMEM;
		return NULL;
	}
	return FAILS() ? NULL : __libc_realloc(p, all);
}

void *aligned_alloc(size_t to, size_t n)
{
	return FAILS() ? NULL : __libc_memalign(to, n);
}

int posix_memalign(void **p, size_t to, size_t n)
{
	void *got = FAILS() ? NULL : __libc_memalign(to, n);

	if (got == NULL)
		return ENOMEM;
	*p = got;
	return 0;
}
