/* install.c - see install.h. */
#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "install.h"
#include "textfile.h"

#define FILE_NAME "joejob.inc"
#define SEAL "# joejob.inc sha256="

enum {
	FILE_BYTES_MAX = 64 << 20, /* of a file that is there already */
	HEX = 2 * SHA256_DIGEST_SIZE,
};

static void digest(const void *bytes, size_t n, char hex[HEX + 1])
{
	struct sha256_ctx ctx;
	unsigned char sum[SHA256_DIGEST_SIZE];

	sha256_init(&ctx);
	sha256_update(&ctx, n, bytes);
	sha256_digest(&ctx, sizeof sum, sum);
	for (size_t i = 0; i < sizeof sum; i++)
		snprintf(hex + 2 * i, 3, "%02x", sum[i]);
}

void install_seal(struct buf *out, const struct buf *body)
{
	char hex[HEX + 1];

	digest(buf_text(body), body->n, hex);
	buf_printf(out, SEAL "%s\n", hex);
	buf_add(out, buf_text(body), body->n);
}

static bool is_sealed(const char *text, size_t n)
{
	const size_t head = strlen(SEAL) + HEX + 1;
	char hex[HEX + 1];

	if (n < head || memcmp(text, SEAL, strlen(SEAL)) != 0 || text[head - 1] != '\n')
		return false;
	digest(text + head, n - head, hex);
	return memcmp(text + strlen(SEAL), hex, HEX) == 0;
}

static void trouble(const char *path, const char *what)
{
	fprintf(stderr, "aclgen: %s: %s\n", path, what);
}

static int write_all(int fd, const char *p, size_t n)
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

/* The file is on the disk before its name is, and its name before we say so. */
static int replace(const char *dir, const char *path, const struct buf *text)
{
	char *temp = arena_printf(text->arena, "%s/." FILE_NAME ".XXXXXX", dir);
	int fd = mkostemp(temp, O_CLOEXEC), folder = -1, rc = -1;

	if (fd < 0 || !cleanup_file(temp)) {
		trouble(path, strerror(errno));
		goto out;
	}
	if (write_all(fd, text->p, text->n) != 0 || fchmod(fd, 0644) != 0 || fsync(fd) != 0 ||
		rename(temp, path) != 0) {
		trouble(path, strerror(errno));
		goto out;
	}
	cleanup_file(NULL);
	temp = NULL;
	folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0 || fsync(folder) != 0) {
		trouble(dir, strerror(errno));
		goto out;
	}
	rc = 0;
out:
	if (fd >= 0) {
		close(fd);
		if (temp != NULL)
			unlink(temp);
	}
	cleanup_file(NULL);
	if (folder >= 0)
		close(folder);
	return rc;
}

enum install_result install(const char *dir, const struct buf *text, bool force)
{
	const char *path = arena_printf(text->arena, "%s/" FILE_NAME, dir);
	const char *fault;
	struct stat st;
	char *old;
	size_t n;
	bool made = mkdir(dir, 0755) == 0;

	if (!made && errno != EEXIST) {
		trouble(dir, strerror(errno));
		return INSTALL_TROUBLE;
	}
	if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode)) {
		trouble(dir, "is not a folder");
		return INSTALL_TROUBLE;
	}
	if (lstat(path, &st) == 0) {
		fault = textfile_read(path, FILE_BYTES_MAX, text->arena, &old, &n);
		if (fault != NULL) {
			trouble(path, fault);
			return INSTALL_TROUBLE;
		}
		if (n == text->n && memcmp(old, text->p, n) == 0)
			return INSTALL_SAME;
		if (!force && !is_sealed(old, n)) {
			trouble(path,
				"has been changed by hand, or is not aclgen's; look with --diff, "
				"overwrite with --force");
			return INSTALL_TROUBLE;
		}
	}
	if (replace(dir, path, text) == 0)
		return INSTALL_WRITTEN;
	if (made)
		rmdir(dir); /* fails, rightly, when the file is in it */
	return INSTALL_TROUBLE;
}

int install_diff(const char *dir, const struct buf *text)
{
	const char *path = arena_printf(text->arena, "%s/" FILE_NAME, dir);
	const char *old = access(path, F_OK) == 0 ? path : "/dev/null";
	int status, fd = memfd_create(FILE_NAME, MFD_CLOEXEC);

	fflush(stdout);
	if (fd < 0 || write_all(fd, text->p, text->n) != 0 || lseek(fd, 0, SEEK_SET) != 0) {
		trouble(path, strerror(errno));
		return -1;
	}
	pid_t pid = fork();
	if (pid == 0) {
		cleanup_forget();
		if (dup2(fd, STDIN_FILENO) >= 0)
			execlp("diff", "diff", "-u", "--label", path, "--label",
				"as the policy says", "--", old, "-", (char *)NULL);
		fprintf(stderr, "aclgen: diff: %s\n", strerror(errno));
		_exit(2);
	}
	close(fd);
	if (pid < 0 || waitpid(pid, &status, 0) != pid) {
		trouble("diff", strerror(errno));
		return -1;
	}
	return WIFEXITED(status) && WEXITSTATUS(status) <= 1 ? 0 : -1;
}
