/* keyfile.c - see keyfile.h. */
#include "keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(char why[KEYFILE_WHY], const char *what, int error)
{
	snprintf(why, KEYFILE_WHY, "%s%s", what, error ? strerror(error) : "");
	return false;
}

/* Looked at through the descriptor, so that what is judged is what is read. */
static bool keyfile_private(int fd, char why[KEYFILE_WHY])
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return refuse(why, "cannot be looked at: ", errno);
	if (!S_ISREG(st.st_mode))
		return refuse(why, "is not a regular file", 0);
	if (st.st_mode & S_IRWXO)
		return refuse(why, "can be read or written by others: chmod 640 it, and make new keys", 0);
	if (st.st_mode & S_IWGRP)
		return refuse(why, "can be written by its group: chmod 640 it", 0);
	return true;
}

/* All of the file, or an errno: EFBIG where it is longer than a key file can be. */
static int keyfile_bytes(int fd, unsigned char text[TOKEN_FILE_MAX + 1], size_t *n)
{
	ssize_t got;

	*n = 0;
	while ((got = pread(fd, text + *n, TOKEN_FILE_MAX + 1 - *n, (off_t)*n)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errno;
		*n += (size_t)got;
		if (*n > TOKEN_FILE_MAX)
			return EFBIG;
	}
	return 0;
}

static bool keyfile_text(struct token_keys *keys, int fd, char why[KEYFILE_WHY])
{
	unsigned char text[TOKEN_FILE_MAX + 1];
	size_t n;
	int trouble = keyfile_bytes(fd, text, &n);
	const char *fault = trouble ? NULL : token_keys_parse(keys, span(text, n));

	explicit_bzero(text, sizeof text);
	if (trouble == EFBIG)
		return refuse(why, "is longer than a key file can be", 0);
	if (trouble)
		return refuse(why, "cannot be read: ", trouble);
	return fault ? refuse(why, fault, 0) : true;
}

bool keyfile_read(struct token_keys *keys, const char *path, char why[KEYFILE_WHY])
{
	/* Without O_NONBLOCK the open of a FIFO waits for a writer. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	bool done;

	memset(keys, 0, sizeof *keys);
	if (fd < 0)
		return refuse(why, "cannot be opened: ", errno);
	done = keyfile_private(fd, why) && keyfile_text(keys, fd, why);
	close(fd);
	return done;
}
