/* test_keep.c - copies of refused messages: their text, their bounds, their end. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keep.h"

enum { NOW = 1795478400, DAY = 86400, TEXT_MAX = 4096 };

static char dir[] = "/tmp/joejob-keep-XXXXXX";

static const char *in_dir(const char *name)
{
	static char path[400];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	return path;
}

static void begin(void)
{
	cr_assert_not_null(mkdtemp(dir));
}

static unsigned empty(void)
{
	DIR *d = opendir(dir);
	const struct dirent *e;
	unsigned n = 0;

	while (d && (e = readdir(d)) != NULL)
		n += e->d_name[0] != '.' || e->d_name[1] == 'n' ? unlink(in_dir(e->d_name)) == 0 : 0;
	closedir(d);
	return n;
}

static void end(void)
{
	chmod(dir, 0700);
	empty();
	rmdir(dir);
}

static void touch(const char *name)
{
	FILE *f = fopen(in_dir(name), "w");

	cr_assert_not_null(f);
	fclose(f);
}

TestSuite(keep, .init = begin, .fini = end);

/* Whole, or a byte at a time. */
static void text_is(const char *message, size_t piece, const char *want)
{
	static struct keep k;
	char why[KEEP_WHY] = "", got[TEXT_MAX];
	size_t n = strlen(message);

	cr_assert(keep_begin(&k, dir, 7, 10, NOW, "1abc", why), "%s", why);
	keep_sender(&k, span_str(""));
	keep_recipient(&k, span_str("a@example.org"));
	keep_recipient(&k, span_str("\"b c\"@example.org"));
	for (size_t at = 0; at < n; at += piece)
		keep_text(&k, span(message + at, at + piece < n ? piece : n - at));
	cr_assert(keep_end(&k, why), "%s", why);
	cr_expect_str_eq(k.name, "1795478400-1abc");
	FILE *f = fopen(in_dir(k.name), "r");
	cr_assert_not_null(f);
	got[fread(got, 1, sizeof got - 1, f)] = '\0';
	fclose(f);
	cr_expect_str_eq(got, want);
	cr_expect_eq(empty(), 1);
}

Test(keep, is_batch_smtp)
{
	static const struct {
		const char *message, *data;
	} tab[] = {
		{ "A: b\n\nText.\n", "A: b\n\nText.\n" },
		{ "A: b\n\n.\n..\n.x", "A: b\n\n..\n...\n..x\n" },
		{ "A: b\r\n\r\n.\r\nx", "A: b\r\n\r\n..\r\nx\n" },
		{ "A: b\n\n", "A: b\n\n" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		char want[TEXT_MAX];

		snprintf(want, sizeof want,
			"MAIL FROM:<>\nRCPT TO:<a@example.org>\nRCPT TO:<\"b c\"@example.org>\nDATA\n"
			"%s.\nQUIT\n",
			tab[i].data);
		text_is(tab[i].message, 1, want);
		text_is(tab[i].message, TEXT_MAX, want);
	}
}

Test(keep, nobody_else_reads_it)
{
	static struct keep k;
	char why[KEEP_WHY] = "";
	struct stat st;

	umask(0);
	cr_assert(keep_begin(&k, dir, 7, 10, NOW, "1abc", why));
	keep_text(&k, span_str("x"));
	cr_assert(keep_end(&k, why));
	cr_assert_eq(stat(in_dir(k.name), &st), 0);
	cr_expect_eq(st.st_mode & 07777, 0600);
}

static void fails(const char *want, mode_t mode, unsigned max, const char *folder)
{
	static struct keep k;
	char why[KEEP_WHY] = "";

	chmod(dir, mode);
	cr_expect_not(keep_begin(&k, folder, 7, max, NOW, "1abc", why));
	cr_expect_not_null(strstr(why, want), "%s", why);
	chmod(dir, 0700);
}

Test(keep, what_it_does_not_write_into)
{
	touch("1795478000-1old");
	fails("is full", 0700, 1, dir);
	fails("is open to others", 0701, 10, dir);
	fails("is open to others", 0720, 10, dir);
	fails("cannot be looked at", 0700, 10, "/nonexistent");
	fails("is none", 0700, 10, in_dir("1795478000-1old"));
	touch(".new-1795478400-1abc");
	fails("takes no file", 0700, 10, dir);
}

Test(keep, what_is_too_long_or_no_address_leaves_nothing)
{
	static struct keep k;
	static char long_text[KEEP_BYTES_MAX];
	char why[KEEP_WHY] = "";

	memset(long_text, 'x', sizeof long_text);
	cr_assert(keep_begin(&k, dir, 7, 10, NOW, "1abc", why));
	keep_text(&k, span(long_text, sizeof long_text));
	cr_expect_not(keep_end(&k, why));
	cr_expect_str_eq(why, "would be too long");
	cr_assert(keep_begin(&k, dir, 7, 10, NOW, "1abc", why));
	keep_recipient(&k, span_str("a@example.org>\nRCPT TO:<b@example.org"));
	keep_text(&k, span_str("x"));
	cr_expect_not(keep_end(&k, why));
	cr_expect_eq(empty(), 0);
}

Test(keep, goes_by_the_name)
{
	unsigned long left;

	touch("1794873600-1week");  /* to the second */
	touch("1794873601-1almost");
	touch(".new-1794800000-1broken");
	touch("1795478400-1now");
	touch("README");
	touch("99-");
	cr_expect_eq(keep_expire(dir, 7, NOW, &left), 3);
	cr_expect_eq(left, 2);
	cr_expect_eq(access(in_dir("README"), F_OK), 0);
	cr_expect_eq(access(in_dir("1794873601-1almost"), F_OK), 0);
	cr_expect_eq(keep_expire("/nonexistent", 7, NOW, &left), -1);
}
