/* The key file as a file: who may read it, and what else stands in its place. */
#include "keyfile.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT "joejob-keys 1\na7 1795000000 - 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"

static char path[] = "/tmp/joejob-keyfile-XXXXXX";
static struct token_keys keys;
static char why[KEYFILE_WHY];

static void begin(void)
{
	int fd = mkstemp(path);

	cr_assert(fd >= 0 && write(fd, TEXT, sizeof TEXT - 1) == sizeof TEXT - 1);
	close(fd);
}

static void end(void)
{
	unlink(path);
}

TestSuite(keyfile, .init = begin, .fini = end);

Test(keyfile, modes)
{
	static const struct {
		mode_t mode;
		const char *why;
	} tab[] = {
		{ 0400, NULL }, { 0600, NULL }, { 0440, NULL }, { 0640, NULL }, { 0650, NULL },
		{ 0644, "can be read or written by others: chmod 640 it, and make new keys" },
		{ 0602, "can be read or written by others: chmod 640 it, and make new keys" },
		{ 0601, "can be read or written by others: chmod 640 it, and make new keys" },
		{ 0660, "can be written by its group: chmod 640 it" },
		{ 0620, "can be written by its group: chmod 640 it" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		cr_assert_eq(chmod(path, tab[i].mode), 0);
		cr_expect_eq(keyfile_read(&keys, path, why), !tab[i].why, "%o", tab[i].mode);
		cr_expect_eq(keys.n, tab[i].why ? 0 : 1);
		if (tab[i].why)
			cr_expect_str_eq(why, tab[i].why);
	}
}

Test(keyfile, not_a_key_file)
{
	static char big[TOKEN_FILE_MAX + 2];
	char pipe_path[sizeof path + 1];

	cr_expect_not(keyfile_read(&keys, "/nowhere/token", why));
	cr_expect_str_eq(why, "cannot be opened: No such file or directory");
	cr_expect_not(keyfile_read(&keys, "/tmp", why));
	cr_expect_str_eq(why, "is not a regular file");
	snprintf(pipe_path, sizeof pipe_path, "%sp", path);
	cr_assert_eq(mkfifo(pipe_path, 0600), 0);
	cr_expect_not(keyfile_read(&keys, pipe_path, why));
	cr_expect_str_eq(why, "is not a regular file");
	unlink(pipe_path);

	memset(big, '#', sizeof big - 1);
	int fd = open(path, O_WRONLY | O_TRUNC);
	cr_assert_eq(write(fd, big, sizeof big - 1), (ssize_t)sizeof big - 1);
	close(fd);
	cr_expect_not(keyfile_read(&keys, path, why));
	cr_expect_str_eq(why, "is longer than a key file can be");
	cr_assert_eq(truncate(path, 0), 0);
	cr_expect_not(keyfile_read(&keys, path, why));
	cr_expect_str_eq(why, "has no keys");
}
