/* listdb_install.c - see listdb_install.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "listdb_install.h"
#include "newfile.h"

enum { CHUNK = 1 << 16 };

static const char *path_of(const char *lists, const struct listdb_row *row, struct arena *a)
{
	return arena_printf(a, "%s/%s.cdb", lists, row->key);
}

/* What is at a path. */
enum there {
	THERE_NOTHING,
	THERE_OURS,    /* or an empty file, which is nobody's work */
	THERE_FOREIGN, /* another file, a folder, a link */
	THERE_SAME,
};

/* A cdb begins with 256 table places; then comes the first record: two lengths, the key. */
static bool has_mark(int fd)
{
	static const unsigned char head[] = { sizeof LISTDB_MARK - 1, 0, 0, 0 };
	unsigned char first[8 + sizeof LISTDB_MARK - 1];

	return pread(fd, first, sizeof first, LISTDB_BYTES_MIN) == (ssize_t)sizeof first &&
	       memcmp(first, head, sizeof head) == 0 &&
	       memcmp(first + 8, LISTDB_MARK, sizeof LISTDB_MARK - 1) == 0;
}

static bool same_bytes(int one, int two, size_t size)
{
	static char a[CHUNK], b[CHUNK];

	for (size_t at = 0; at < size; at += CHUNK) {
		size_t n = size - at < CHUNK ? size - at : CHUNK;

		if (pread(one, a, n, (off_t)at) != (ssize_t)n ||
			pread(two, b, n, (off_t)at) != (ssize_t)n || memcmp(a, b, n) != 0)
			return false;
	}
	return true;
}

/* `db` NULL: nothing would be the same. */
static enum there look(const char *path, const struct listdb *db)
{
	enum there there = THERE_FOREIGN;
	struct stat st;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? THERE_NOTHING : THERE_FOREIGN;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		if (st.st_size == 0 || has_mark(fd))
			there = THERE_OURS;
		if (db != NULL && (size_t)st.st_size == db->size && (st.st_mode & 0444) == 0444 &&
			same_bytes(fd, db->fd, db->size))
			there = THERE_SAME;
	}
	close(fd);
	return there;
}

static int copy(int to, const struct listdb *db)
{
	static char chunk[CHUNK];

	for (size_t at = 0; at < db->size;) {
		ssize_t n = pread(db->fd, chunk, CHUNK, (off_t)at);

		if (n <= 0 || newfile_fill(to, chunk, (size_t)n) != 0)
			return -1;
		at += (size_t)n;
	}
	return 0;
}

static int replace(const char *lists, const char *path, const struct listdb *db, struct arena *a)
{
	char *temp = arena_printf(a, "%s/.%s.XXXXXX", lists, db->row->key);
	int fd = cleanup_temp(temp), rc = -1;

	if (fd < 0) {
		newfile_trouble(path, strerror(errno));
		return -1;
	}
	if (copy(fd, db) == 0 && fchmod(fd, 0644) == 0 && fsync(fd) == 0 && rename(temp, path) == 0)
		rc = 0;
	else
		newfile_trouble(path, strerror(errno));
	if (rc != 0)
		unlink(temp);
	cleanup_file_done();
	close(fd);
	return rc;
}

static int make_folder(const char *lists, struct arena *a)
{
	const char *above = arena_copy(a, lists, (size_t)(strrchr(lists, '/') - lists));
	struct stat st;

	if ((mkdir(above, 0755) == 0 || errno == EEXIST) && mkdir(lists, 0755) == 0)
		return 0;
	if (errno == EEXIST && stat(lists, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	newfile_trouble(lists, errno == EEXIST ? "is not a folder" : strerror(errno));
	return -1;
}

static bool may_replace(const char *path, enum there there, bool force)
{
	struct stat st;

	if (there != THERE_FOREIGN)
		return true;
	if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
		newfile_trouble(path, "is a folder, where the database of a list belongs");
	else if (force)
		return true;
	else
		newfile_trouble(path, "is not aclgen's, or damaged; overwrite with --force");
	return false;
}

int listdb_may_install(
	const char *lists, const struct listdb *db, size_t n, bool force, struct arena *a)
{
	int rc = 0;

	for (size_t i = 0; i < n; i++) {
		const char *path = path_of(lists, db[i].row, a);

		if (!may_replace(path, look(path, &db[i]), force))
			rc = -1;
	}
	return rc;
}

enum install_result listdb_install(const char *lists, const struct listdb *db, size_t n, bool force,
	struct arena *a)
{
	enum install_result result = INSTALL_SAME;

	if (n == 0)
		return INSTALL_SAME;
	if (listdb_may_install(lists, db, n, force, a) != 0 || make_folder(lists, a) != 0)
		return INSTALL_TROUBLE;
	for (size_t i = 0; i < n; i++) {
		const char *path = path_of(lists, db[i].row, a);

		if (look(path, &db[i]) == THERE_SAME)
			continue;
		if (replace(lists, path, &db[i], a) != 0)
			return INSTALL_TROUBLE;
		result = INSTALL_WRITTEN;
	}
	if (result == INSTALL_WRITTEN && newfile_sync(lists) != 0) {
		newfile_trouble(lists, strerror(errno));
		return INSTALL_TROUBLE;
	}
	return result;
}

static bool is_among(const struct listdb_row *row, const struct listdb *db, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (db[i].row == row)
			return true;
	return false;
}

/* Whether a database of ours is there that is not wanted. (Of paths, a configuration has capitals
 * escaped; keys have none.) */
static bool is_stale(const char *path, const struct listdb_row *row, const struct listdb *db,
	size_t n, const char *kept)
{
	return !is_among(row, db, n) && strstr(kept, strrchr(path, '/')) == NULL &&
	       look(path, NULL) == THERE_OURS;
}

int listdb_remove_others(const char *lists, const struct listdb *db, size_t n, const char *kept,
	struct arena *a)
{
	int rc = 0;

	for (size_t i = 0; i < listdb_rows_n; i++) {
		const char *path = path_of(lists, &listdb_rows[i], a);

		if (is_stale(path, &listdb_rows[i], db, n, kept) && unlink(path) != 0) {
			newfile_trouble(path, strerror(errno));
			rc = -1;
		}
	}
	if (n == 0)
		rmdir(lists); /* fails, rightly, where something is in it */
	return rc;
}

void listdb_diff(const char *lists, const struct listdb *db, size_t n, const char *kept, struct arena *a)
{
	for (size_t i = 0; i < n; i++) {
		const char *path = path_of(lists, db[i].row, a);
		enum there there = look(path, &db[i]);

		if (there != THERE_SAME)
			printf("%s: %s with %zu keys\n", path,
				there == THERE_NOTHING ? "a new database" : "another database",
				db[i].keys);
	}
	for (size_t i = 0; i < listdb_rows_n; i++) {
		const char *path = path_of(lists, &listdb_rows[i], a);

		if (is_stale(path, &listdb_rows[i], db, n, kept))
			printf("%s: taken away\n", path);
	}
}
