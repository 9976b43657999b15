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

static bool keyfile_text(struct token_keys *keys, int fd, char why[KEYFILE_WHY])
{
	unsigned char text[TOKEN_FILE_MAX + 1];
	const char *fault;
	size_t n = 0;
	ssize_t got;

	while ((got = pread(fd, text + n, sizeof text - n, (off_t)n)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return refuse(why, "cannot be read: ", errno);
		n += (size_t)got;
		if (n == sizeof text)
			return refuse(why, "is longer than a key file can be", 0);
	}
	fault = token_keys_parse(keys, span(text, n));
	explicit_bzero(text, sizeof text);
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
