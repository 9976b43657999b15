/* doors.c - see doors.h. */
#include "doors.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

bool no_memory;
unsigned made;

struct jj_detector *__real_jj_new(const struct jj_settings *settings);
struct jj_detector *__wrap_jj_new(const struct jj_settings *settings);

struct jj_detector *__wrap_jj_new(const struct jj_settings *settings)
{
	made++;
	return no_memory ? NULL : __real_jj_new(settings);
}

const struct mail mails[JJ_VERDICTS] = {
	[JJ_NOT_A_BOUNCE] = { "text/plain", "I am away.\n" },
	[JJ_UNVERIFIABLE] = { "multipart/report; report-type=delivery-status; boundary=b",
		REPORT "--b--\n" },
	[JJ_FORGED] = { "multipart/report; report-type=delivery-status; boundary=b",
		REPORT RETURNED("mail.elsewhere.example") "--b--\n" },
	[JJ_OURS] = { "multipart/report; report-type=delivery-status; boundary=b",
		REPORT RETURNED("mx.example.org") "--b--\n" },
};

int spool(const char *first, const void *body, size_t n)
{
	int fd = memfd_create("spool", MFD_CLOEXEC);

	cr_assert(fd > 2);
	cr_assert_eq(write(fd, first, strlen(first)), (ssize_t)strlen(first));
	cr_assert_eq(write(fd, body, n), (ssize_t)n);
	cr_assert_eq(lseek(fd, (off_t)strlen(first), SEEK_SET), (off_t)strlen(first));
	return fd;
}

void start(const char *id, const char *type)
{
	char field[200];

	stub_message(id);
	snprintf(field, sizeof field, "Content-Type: %s\n", type);
	stub_header(' ', "From: \"${run{/bin/false}}\" <away@example.net>\n");
	stub_header(' ', "Subject: ${lookup{x}lsearch{/etc/passwd}}\n");
	stub_header(' ', field);
	stub_recipient("user@example.org");
}

int scan(const char *id, const char *type, const void *body, size_t n, uschar **text)
{
	char first[64];
	int fd, code;

	snprintf(first, sizeof first, "%s-D\n", id);
	start(id, type);
	fd = spool(first, body, n);
	*text = NULL;
	code = local_scan(fd, text);
	cr_assert_eq(lseek(fd, 0, SEEK_CUR), (off_t)strlen(first), "position moved or closed");
	cr_assert_eq(close(fd), 0);
	return code;
}

int scan_mail(enum jj_verdict v, uschar **text)
{
	return scan(ID16, mails[v].type, mails[v].body, strlen(mails[v].body), text);
}

const char *ask(const char *id, const char *first, enum jj_verdict v)
{
	uschar *word = NULL;
	int fd;

	start(id, mails[v].type);
	fd = spool(first, mails[v].body, strlen(mails[v].body));
	cr_assert_eq(joejob(&word, 0, NULL), OK);
	cr_assert_not_null(word);
	cr_assert_eq(lseek(fd, 0, SEEK_CUR), (off_t)strlen(first), "position moved or closed");
	cr_assert_eq(close(fd), 0);
	return CS word;
}

void expect_accepted(int code, uschar **text)
{
	cr_expect_eq(code, LOCAL_SCAN_ACCEPT);
	cr_expect_null(*text);
	cr_expect_str_empty(stub.added);
}

void expect_log(const char *part)
{
	cr_expect_eq(stub.logs, 1, "%u log lines", stub.logs);
	cr_expect(strstr(stub.log[0], part), "no \"%s\" in \"%s\"", part, stub.log[0]);
}
