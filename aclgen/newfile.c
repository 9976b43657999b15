/* newfile.c - see newfile.h. */
#include "newfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"

int newfile_trouble(const char *path, const char *what)
{
	fprintf(stderr, "aclgen: %s: %s\n", path, what);
	return -1;
}

int newfile_fill(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

int newfile_sync(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

	if (fd < 0)
		return -1;
	rc = fsync(fd);
	close(fd);
	return rc;
}

int newfile_folder(const char *dir, mode_t mode, uid_t uid, gid_t gid)
{
	int fd, rc;

	if (mkdir(dir, mode) != 0)
		return errno == EEXIST ? 0 : -1;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -1;
	rc = fchown(fd, uid, gid);
	close(fd);
	return rc;
}

/* rename() overwrites, link() does not. */
static int put(const char *temp, const char *path, bool replace)
{
	if (replace)
		return rename(temp, path);
	if (link(temp, path) != 0)
		return -1;
	unlink(temp);
	return 0;
}

/* The file is on the disk before its name is, and its name before we say so. */
static int write_file(const char *path, const struct buf *text, unsigned mode, bool replace)
{
	struct arena *a = text->arena;
	const char *slash = strrchr(path, '/');
	const char *dir = slash > path ? arena_copy(a, path, (size_t)(slash - path)) : "/";
	char *temp = arena_printf(a, "%s/.%s.XXXXXX", dir, slash + 1);
	int fd = cleanup_temp(temp), rc = -1;

	if (fd < 0) {
		newfile_trouble(path, strerror(errno));
		goto out;
	}
	if (newfile_fill(fd, buf_text(text), text->n) != 0 || fchmod(fd, mode) != 0 ||
		fsync(fd) != 0 || put(temp, path, replace) != 0) {
		newfile_trouble(path, !replace && errno == EEXIST
				? "is there already, and is not written over; take it away, or name another file"
				: strerror(errno));
		goto out;
	}
	cleanup_file_done();
	temp = NULL;
	rc = newfile_sync(dir);
	if (rc != 0)
		newfile_trouble(dir, strerror(errno));
out:
	if (fd >= 0) {
		close(fd);
		if (temp != NULL)
			unlink(temp);
	}
	cleanup_file_done();
	return rc;
}

int newfile_write(const char *path, const struct buf *text, unsigned mode)
{
	return write_file(path, text, mode, true);
}

int newfile_create(const char *path, const struct buf *text, unsigned mode)
{
	return write_file(path, text, mode, false);
}
