/* The adapter and the spool file that Exim has open. */
#include "doors.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

Test(adapter, the_acl_gets_nothing_without_the_spool_file)
{
	static const struct {
		const char *name, *id, *first;
	} tab[] = {
		{ "another message", ID16, "1tABCD-000123-Ac-D\n" },
		{ "id and more", ID16, ID16 "x-D\n" },
		{ "longer than the id", ID16, ID23 "-D\n" },
		{ "no -D", ID16, ID16 "-H\n" },
		{ "no end of line", ID16, ID16 "-D " },
		{ "empty file", ID16, "" },
		{ "no id", "", "-D\n" },
		{ "no id at all", NULL, "-D\n" },
		{ "absurd id", ID23 ID23 ID23, ID23 ID23 ID23 "-D\n" },
	};

	stub_setting = "forged=deny:44" SITE;
	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		cr_expect_str_empty(ask(tab[i].id, tab[i].first, JJ_FORGED), "[%s]", tab[i].name);
		expect_log("joejob error=spool action=accept (");
	}
}

Test(adapter, the_acl_gets_nothing_from_a_cut_spool_file)
{
	uschar *word;
	int fd;

	stub_setting = "forged=deny:44" SITE;
	for (size_t n = 0; n < strlen(ID16 "-D\n"); n++) {
		start(ID16, mails[JJ_FORGED].type);
		fd = spool("", ID16 "-D\n", n);
		cr_expect_eq(joejob(&word, 0, NULL), OK);
		cr_expect_str_empty(CS word);
		expect_log("joejob error=spool");
		close(fd);
	}
}

/* Other files, a pipe and a directory may be open below it. */
Test(adapter, the_spool_file_is_found_among_others)
{
	int pipes[2], dir, other;

	cr_assert_eq(pipe(pipes), 0);
	dir = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	other = spool("1tABCC-000123-Ab-D\n", mails[JJ_OURS].body, strlen(mails[JJ_OURS].body));
	cr_assert(dir > 2 && other > dir);
	stub_setting = "forged=deny:44" SITE;
	cr_expect_str_eq(ask(ID16, ID16 "-D\n", JJ_FORGED), "forged");
}

/* POSIX drops a process's locks on a file with the first close of any of its descriptors. */
Test(adapter, exims_lock_on_the_spool_file_stays)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 19 };
	const char *body = mails[JJ_FORGED].body;
	uschar *word;
	pid_t child;
	int fd, status;

	stub_setting = "forged=deny:44" SITE;
	start(ID16, mails[JJ_FORGED].type);
	fd = spool(ID16 "-D\n", body, strlen(body));
	cr_assert_eq(fcntl(fd, F_SETLK, &lock), 0);
	cr_assert_eq(joejob(&word, 0, NULL), OK);
	cr_expect_str_eq(CS word, "forged");
	child = fork();
	cr_assert_geq(child, 0);
	if (child == 0)
		_exit(fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type == F_WRLCK ? 0 : 1);
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_expect_eq(status, 0, "the lock is gone");
	close(fd);
}

/* The body starts where the descriptor stands, whatever the header of the build says. */
Test(adapter, the_body_starts_at_the_position)
{
	const struct mail *m = &mails[JJ_FORGED];
	uschar *text;

	stub_setting = "forged=deny" SITE;
	cr_expect_eq(scan(ID16, m->type, m->body, strlen(m->body), &text), LOCAL_SCAN_REJECT);
	cr_expect_eq(scan(ID23, m->type, m->body, strlen(m->body), &text), LOCAL_SCAN_REJECT);
	cr_expect_eq(scan("", m->type, m->body, strlen(m->body), &text), LOCAL_SCAN_REJECT);
}

Test(adapter, a_read_error_accepts)
{
	int fds[] = { open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC), -1, 999 };

	stub_setting = "forged=deny unverifiable=deny" SITE;
	for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) {
		uschar *text = NULL;

		start(ID16, mails[JJ_FORGED].type);
		expect_accepted(local_scan(fds[i], &text), &text);
		expect_log("joejob error=read action=accept (");
	}
}
