/* textfile.c - see textfile.h. */
#include "textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *read_all(int fd, size_t max, struct arena *a, char **text, size_t *n)
{
	struct stat st;
	size_t size;
	char *p;

	if (fstat(fd, &st) != 0)
		return arena_printf(a, "cannot be read: %s", strerror(errno));
	if (S_ISDIR(st.st_mode))
		return "is a directory";
	if (!S_ISREG(st.st_mode))
		return "is not a regular file";
	if (st.st_size < 0 || (size_t)st.st_size > max)
		return arena_printf(a, "is larger than %zu bytes", max);
	size = (size_t)st.st_size;
	p = arena_alloc(a, size + 1);
	for (*n = 0; *n < size;) {
		ssize_t got = read(fd, p + *n, size - *n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return arena_printf(a, "cannot be read: %s", strerror(errno));
		if (got == 0)
			break; /* it became shorter meanwhile */
		*n += (size_t)got;
	}
	p[*n] = '\0';
	*text = p;
	return NULL;
}

const char *textfile_read(const char *path, size_t max, struct arena *a, char **text, size_t *n)
{
	/* Without O_NONBLOCK the open of a FIFO waits for a writer. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	const char *fault;

	if (fd < 0)
		return arena_printf(a, "cannot be opened: %s", strerror(errno));
	fault = read_all(fd, max, a, text, n);
	close(fd);
	return fault;
}
