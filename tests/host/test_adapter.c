/* The adapter on a fake Exim: both doors, every action, and everything that may go wrong. */
#include "exim_stub.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "detect.h"

/* Exim finds these by name. */
exim_dlfunc_t joejob;
int local_scan_version_major(void);
int local_scan_version_minor(void);

/* Linked with --wrap=jj_new: memory fails when we say so. */
struct jj_detector *__real_jj_new(const struct jj_settings *settings);
struct jj_detector *__wrap_jj_new(const struct jj_settings *settings);
static bool no_memory;
static unsigned made;

struct jj_detector *__wrap_jj_new(const struct jj_settings *settings)
{
	made++;
	return no_memory ? NULL : __real_jj_new(settings);
}

#define ID16 "1tABCD-000123-Ab"
#define ID23 "1tABCD-00000001234-5678"
#define SITE " for=example.org host=mx.example.org net=192.0.2.0/24 msgid=example.org complete=yes"

/* A report; what it returns follows. */
#define REPORT                                                                                     \
	"This is a report.\n\n--b\nContent-Type: text/plain\n\nIt could not be delivered.\n"       \
	"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.net\n\n"   \
	"Final-Recipient: rfc822; nobody@example.net\nAction: failed\nStatus: 5.1.1\n\n"
#define RETURNED(by)                                                                               \
	"--b\nContent-Type: message/rfc822\n\n"                                                    \
	"Received: from client.example ([203.0.113.7]) by " by " with ESMTP id 1; "                \
	"Mon, 2 Nov 2026 10:00:00 +0000\nFrom: user@example.org\nTo: nobody@example.net\n"         \
	"Subject: ${run{/bin/false}} ${lookup\nDate: Mon, 2 Nov 2026 10:00:00 +0000\n"             \
	"Message-ID: <1@client.example>\n\nHello\n"

static const struct mail {
	const char *type, *body;
} mails[JJ_VERDICTS] = {
	[JJ_NOT_A_BOUNCE] = { "text/plain", "I am away.\n" },
	[JJ_UNVERIFIABLE] = { "multipart/report; report-type=delivery-status; boundary=b",
		REPORT "--b--\n" },
	[JJ_FORGED] = { "multipart/report; report-type=delivery-status; boundary=b",
		REPORT RETURNED("mail.elsewhere.example") "--b--\n" },
	[JJ_OURS] = { "multipart/report; report-type=delivery-status; boundary=b",
		REPORT RETURNED("mx.example.org") "--b--\n" },
};

/* A spool file as Exim has it open: the id, then the body, positioned at the body. */
static int spool(const char *first, const void *body, size_t n)
{
	int fd = memfd_create("spool", MFD_CLOEXEC);

	cr_assert(fd > 2);
	cr_assert_eq(write(fd, first, strlen(first)), (ssize_t)strlen(first));
	cr_assert_eq(write(fd, body, n), (ssize_t)n);
	cr_assert_eq(lseek(fd, (off_t)strlen(first), SEEK_SET), (off_t)strlen(first));
	return fd;
}

static void start(const char *id, const char *type)
{
	char field[200];

	stub_message(id);
	snprintf(field, sizeof field, "Content-Type: %s\n", type);
	stub_header(' ', "From: \"${run{/bin/false}}\" <away@example.net>\n");
	stub_header(' ', "Subject: ${lookup{x}lsearch{/etc/passwd}}\n");
	stub_header(' ', field);
	stub_recipient("user@example.org");
}

/* Through local_scan(); the descriptor must come back as it was. */
static int scan(const char *id, const char *type, const void *body, size_t n, uschar **text)
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

static int scan_mail(enum jj_verdict v, uschar **text)
{
	return scan(ID16, mails[v].type, mails[v].body, strlen(mails[v].body), text);
}

/* Through ${dlfunc}, with this first line in the spool file; the word. */
static const char *ask(const char *id, const char *first, enum jj_verdict v)
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

static void expect_accepted(int code, uschar **text)
{
	cr_expect_eq(code, LOCAL_SCAN_ACCEPT);
	cr_expect_null(*text);
	cr_expect_str_empty(stub.added);
}

static void expect_log(const char *part)
{
	cr_expect_eq(stub.logs, 1, "%u log lines", stub.logs);
	cr_expect(strstr(stub.log[0], part), "no \"%s\" in \"%s\"", part, stub.log[0]);
}

Test(adapter, versions_are_those_of_the_header)
{
	cr_expect_eq(local_scan_version_major(), LOCAL_SCAN_ABI_VERSION_MAJOR);
	cr_expect_eq(local_scan_version_minor(), LOCAL_SCAN_ABI_VERSION_MINOR);
}

Test(adapter, without_the_variable_nothing_is_judged)
{
	static const char *const unset[] = { "", " ", "\t\n" };
	uschar *text;

	for (size_t i = 0; i < sizeof unset / sizeof unset[0]; i++) {
		stub_setting = unset[i];
		expect_accepted(scan_mail(JJ_FORGED, &text), &text);
		cr_expect_eq(stub.logs, 0);
		cr_expect_str_empty(ask(ID16, ID16 "-D\n", JJ_FORGED));
		cr_expect_eq(stub.logs, 0);
		cr_expect_eq(stub.expansions, 1);
	}
	cr_expect_eq(made, 0);
}

/* What each rule makes of each verdict, at the door local_scan. */
Test(adapter, every_verdict_and_action)
{
	static const struct {
		enum jj_verdict verdict;
		const char *settings;
		int code;
		const char *log, *reply, *added;
	} tab[] = {
		{ JJ_FORGED, "forged=off:1", LOCAL_SCAN_ACCEPT,
			" rule=bounces.forged line=1 action=off bytes=", NULL, "" },
		{ JJ_FORGED, "forged=log:22", LOCAL_SCAN_ACCEPT,
			" rule=bounces.forged line=22 action=log bytes=", NULL, "" },
		{ JJ_FORGED, "forged=tag:3", LOCAL_SCAN_ACCEPT,
			" rule=bounces.forged line=3 action=tag bytes=", NULL,
			"X-Joejob-Rule: bounces.forged\n" },
		{ JJ_FORGED, "forged=defer:4", LOCAL_SCAN_TEMPREJECT,
			" rule=bounces.forged line=4 action=defer bytes=", "4.7.1 ", "" },
		{ JJ_FORGED, "forged=deny:44", LOCAL_SCAN_REJECT,
			" rule=bounces.forged line=44 action=deny bytes=", "5.7.1 ", "" },
		{ JJ_FORGED, "forged=deny", LOCAL_SCAN_REJECT,
			" rule=bounces.forged line=0 action=deny bytes=", "5.7.1 ", "" },
		{ JJ_FORGED, "unverifiable=deny:5", LOCAL_SCAN_ACCEPT,
			" rule=bounces.forged line=0 action=off bytes=", NULL, "" },
		{ JJ_FORGED, "enforce=no forged=deny:44", LOCAL_SCAN_ACCEPT,
			" rule=bounces.forged line=44 action=log wanted=deny bytes=", NULL, "" },
		{ JJ_FORGED, "enforce=no forged=defer:44", LOCAL_SCAN_ACCEPT,
			" rule=bounces.forged line=44 action=log wanted=defer bytes=", NULL, "" },
		{ JJ_FORGED, "enforce=no forged=tag:44", LOCAL_SCAN_ACCEPT,
			" rule=bounces.forged line=44 action=tag bytes=", NULL,
			"X-Joejob-Rule: bounces.forged\n" },
		{ JJ_UNVERIFIABLE, "unverifiable=off forged=deny", LOCAL_SCAN_ACCEPT,
			" rule=bounces.unverifiable line=0 action=off bytes=", NULL, "" },
		{ JJ_UNVERIFIABLE, "unverifiable=log:9 forged=deny", LOCAL_SCAN_ACCEPT,
			" rule=bounces.unverifiable line=9 action=log bytes=", NULL, "" },
		{ JJ_UNVERIFIABLE, "unverifiable=tag:9", LOCAL_SCAN_ACCEPT,
			" rule=bounces.unverifiable line=9 action=tag bytes=", NULL,
			"X-Joejob-Rule: bounces.unverifiable\n" },
		{ JJ_UNVERIFIABLE, "unverifiable=defer:9", LOCAL_SCAN_TEMPREJECT,
			" rule=bounces.unverifiable line=9 action=defer bytes=", "4.7.1 ", "" },
		{ JJ_UNVERIFIABLE, "unverifiable=deny:9", LOCAL_SCAN_REJECT,
			" rule=bounces.unverifiable line=9 action=deny bytes=", "5.7.1 ", "" },
		{ JJ_UNVERIFIABLE, "unverifiable=deny:9 enforce=no", LOCAL_SCAN_ACCEPT,
			" rule=bounces.unverifiable line=9 action=log wanted=deny bytes=", NULL,
			"" },
		{ JJ_OURS, "forged=deny unverifiable=deny unproven=deny", LOCAL_SCAN_ACCEPT,
			" rule=- line=0 action=accept bytes=", NULL, "" },
		{ JJ_OURS, "forged=tag unverifiable=tag unproven=tag enforce=no", LOCAL_SCAN_ACCEPT,
			" rule=- line=0 action=accept bytes=", NULL, "" },
		{ JJ_NOT_A_BOUNCE, "forged=deny unverifiable=deny unproven=deny", LOCAL_SCAN_ACCEPT,
			" rule=- line=0 action=accept bytes=", NULL, "" },
		{ JJ_NOT_A_BOUNCE, "forged=tag unverifiable=tag unproven=tag", LOCAL_SCAN_ACCEPT,
			" rule=- line=0 action=accept bytes=", NULL, "" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		char line[400], verdict[64];
		uschar *text;

		snprintf(line, sizeof line, "%s contact=postmaster@example.org" SITE,
			tab[i].settings);
		snprintf(verdict, sizeof verdict, "joejob verdict=%s evidence=",
			jj_verdict_name[tab[i].verdict]);
		stub_setting = line;
		cr_expect_eq(scan_mail(tab[i].verdict, &text), tab[i].code, "[%s]", line);
		cr_expect_eq(!tab[i].reply, !text, "[%s]", line);
		if (tab[i].reply && text) {
			cr_expect(strncmp(CS text, tab[i].reply, 6) == 0, "%s", CS text);
			cr_expect(strstr(CS text, tab[i].verdict == JJ_FORGED ?
							  "(bounces.forged)" :
							  "(bounces.unverifiable)"),
				"%s", CS text);
			cr_expect(strstr(CS text, "postmaster@example.org"), "%s", CS text);
			cr_expect_null(strchr(CS text, '\n'));
		}
		cr_expect_str_eq(stub.added, tab[i].added, "[%s]", line);
		cr_expect_eq(strncmp(stub.log[0], verdict, strlen(verdict)), 0, "%s", stub.log[0]);
		expect_log(tab[i].log);
		cr_expect_eq(stub.debugs, 0);
	}
}

/* All but the number of bytes, which is the detector's business. */
Test(adapter, the_log_line_whole)
{
	static const char head[] = "joejob verdict=forged evidence=received-none "
				   "rule=bounces.forged line=44 action=deny bytes=";
	size_t digits;
	uschar *text;

	stub_setting = "forged=deny:44" SITE;
	cr_expect_eq(scan_mail(JJ_FORGED, &text), LOCAL_SCAN_REJECT);
	cr_expect_eq(strncmp(stub.log[0], head, sizeof head - 1), 0, "%s", stub.log[0]);
	digits = strspn(stub.log[0] + sizeof head - 1, "0123456789");
	cr_expect_gt(digits, 0);
	cr_expect_str_eq(stub.log[0] + sizeof head - 1 + digits, " us=example.org");
}

Test(adapter, without_a_contact_nobody_is_to_be_asked)
{
	uschar *text;

	stub_setting = "forged=deny" SITE;
	cr_assert_eq(scan_mail(JJ_FORGED, &text), LOCAL_SCAN_REJECT);
	cr_expect_str_eq(CS text,
		"5.7.1 This bounce returns a message that never passed through our mail servers "
		"(bounces.forged)");
}

Test(adapter, a_reply_fits_an_smtp_line)
{
	char line[600] = "forged=deny" SITE " contact=";
	size_t n = strlen(line);
	uschar *text;

	memset(line + n, 'x', 254);
	stub_setting = line;
	cr_assert_eq(scan_mail(JJ_FORGED, &text), LOCAL_SCAN_REJECT);
	cr_expect_leq(strlen(CS text), 512 - strlen("550 \r\n"));
	cr_expect_str_eq(CS text + strlen(CS text) - 254, line + n);
}

Test(adapter, the_acl_gets_the_verdict)
{
	/* The ACL acts on the word: enforce and the actions do not change it. */
	static const char *const settings[] = { "forged=deny:44" SITE,
		"enforce=no forged=deny:44" SITE, "forged=off:44" SITE };

	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
		for (int v = 0; v < JJ_VERDICTS; v++) {
			stub_setting = settings[i];
			cr_expect_str_eq(
				ask(ID16, ID16 "-D\n", (enum jj_verdict)v), jj_verdict_name[v]);
			expect_log(jj_verdict_name[v]);
			cr_expect_str_empty(stub.added);
		}
	cr_expect_str_eq(ask(ID23, ID23 "-D\n", JJ_FORGED), "forged");
	expect_log("rule=bounces.forged line=44 action=off bytes=");
}

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

/* From the same byte on: the number of bytes is in the log line. */
Test(adapter, both_doors_read_the_same)
{
	stub_setting = "forged=log:44" SITE;
	for (int v = 0; v < JJ_VERDICTS; v++) {
		char line[STUB_TEXT];
		uschar *text;

		expect_accepted(scan_mail((enum jj_verdict)v, &text), &text);
		memcpy(line, stub.log[0], sizeof line);
		cr_expect_str_eq(ask(ID16, ID16 "-D\n", (enum jj_verdict)v), jj_verdict_name[v]);
		cr_expect_str_eq(stub.log[0], line);
	}
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

/* spool_wireformat leaves CRLF in the file; the header lines stay LF. */
Test(adapter, wire_format)
{
	stub_setting = "forged=deny" SITE;
	for (int v = 0; v < JJ_VERDICTS; v++) {
		const char *lf = mails[v].body;
		char crlf[4000];
		size_t n = 0;
		uschar *text;

		for (; *lf; lf++) {
			if (*lf == '\n')
				crlf[n++] = '\r';
			crlf[n++] = *lf;
		}
		cr_expect_eq(scan(ID16, mails[v].type, crlf, n, &text),
			v == JJ_FORGED ? LOCAL_SCAN_REJECT : LOCAL_SCAN_ACCEPT);
		expect_log(jj_verdict_name[v]);
	}
}

Test(adapter, a_body_of_many_chunks)
{
	static char body[3 * 16384 + 2000];
	const struct mail *m = &mails[JJ_FORGED];
	size_t len = strlen(m->body);
	uschar *text;

	/* Text before the first boundary, so that the report straddles the ends of chunks. */
	stub_setting = "forged=deny" SITE;
	for (size_t before = 16384 - len; before < 16384; before += 7) {
		memset(body, 'x', before);
		body[before - 1] = '\n';
		memcpy(body + before, m->body, len);
		cr_expect_eq(scan(ID16, m->type, body, before + len, &text), LOCAL_SCAN_REJECT,
			"after %zu bytes: %s", before, stub.log[0]);
	}
}

Test(adapter, an_empty_body)
{
	uschar *text;

	stub_setting = "forged=deny unverifiable=tag" SITE;
	cr_expect_eq(scan(ID16, mails[JJ_FORGED].type, "", 0, &text), LOCAL_SCAN_ACCEPT);
	expect_log("verdict=");
}

/* Header lines of type '*' are deleted ones or place-holders. */
Test(adapter, deleted_header_lines_are_not_fed)
{
	static const struct {
		int type;
		const char *log;
	} tab[] = { { ' ', "verdict=unverifiable" }, { '*', "verdict=not-a-bounce" } };

	stub_setting = "forged=deny" SITE;
	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		uschar *text = NULL;
		int fd;

		stub_message(ID16);
		stub_header('*', NULL);
		stub_header(tab[i].type, "From: mailer-daemon@example.net\n");
		stub_header(' ', NULL);
		stub_header(' ', "Subject: away\n");
		stub_recipient("user@example.org");
		fd = spool(ID16 "-D\n", "away\n", 5);
		expect_accepted(local_scan(fd, &text), &text);
		expect_log(tab[i].log);
		close(fd);
	}
}

Test(adapter, no_header_and_no_recipient)
{
	uschar *text = NULL;
	int fd;

	stub_setting = "forged=deny" SITE;
	stub_message(ID16);
	fd = spool(ID16 "-D\n", "", 0);
	expect_accepted(local_scan(fd, &text), &text);
	expect_log("verdict=unverifiable evidence=no-entry");
	close(fd);
}

Test(adapter, all_recipients_count)
{
	const char *body = mails[JJ_FORGED].body;
	uschar *text = NULL;
	int fd;

	stub_setting = "forged=deny" SITE " for=dept.example.org complete=no";
	start(ID16, mails[JJ_FORGED].type);
	stub_recipient("user@dept.example.org");
	fd = spool(ID16 "-D\n", body, strlen(body));
	expect_accepted(local_scan(fd, &text), &text);
	expect_log("verdict=unverifiable evidence=incomplete");
	close(fd);
}

Test(adapter, unreadable_settings_accept_and_say_why)
{
	static const struct {
		const char *settings, *want;
	} tab[] = {
		{ "forgd=deny",
			"joejob error=settings action=accept "
			"(key \"forgd\" is unknown to this version)" },
		{ "${run{/bin/false}}",
			"joejob error=settings action=accept "
			"(word \"${run{/bin/false}}\" is not KEY=VALUE)" },
		{ "contact=a\x01\x7f\xff",
			"joejob error=settings action=accept "
			"(contact \"a???\" has bytes that are not printable ASCII)" },
		{ "forged=deny for=a net=192.0.2.0/33",
			"joejob error=settings action=accept "
			"(net \"192.0.2.0/33\" is not an IP address or CIDR network)" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		uschar *text;

		stub_setting = tab[i].settings;
		expect_accepted(scan_mail(JJ_FORGED, &text), &text);
		expect_log(tab[i].want);
		cr_expect_str_empty(ask(ID16, ID16 "-D\n", JJ_FORGED));
		expect_log(tab[i].want);
	}
}

Test(adapter, settings_over_the_limit)
{
	static char line[JJ_SETTINGS_TEXT + 2];
	uschar *text;

	memset(line, 'x', sizeof line - 1);
	stub_setting = line;
	expect_accepted(scan_mail(JJ_FORGED, &text), &text);
	expect_log("error=settings action=accept (longer than 32768 bytes)");
}

Test(adapter, a_failed_expansion_accepts)
{
	uschar *text;

	stub_setting = NULL;
	expect_accepted(scan_mail(JJ_FORGED, &text), &text);
	expect_log("joejob error=expansion action=accept (unknown variable?name)");
	cr_expect_str_empty(ask(ID16, ID16 "-D\n", JJ_FORGED));
	expect_log("error=expansion");
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

Test(adapter, without_memory_accept_and_try_again)
{
	uschar *text;

	stub_setting = "forged=deny" SITE;
	no_memory = true;
	expect_accepted(scan_mail(JJ_FORGED, &text), &text);
	expect_log("joejob error=memory action=accept (");
	cr_expect_str_empty(ask(ID16, ID16 "-D\n", JJ_FORGED));
	expect_log("error=memory");
	no_memory = false;
	cr_expect_eq(scan_mail(JJ_FORGED, &text), LOCAL_SCAN_REJECT);
}

/* One process serves all messages of a connection. */
Test(adapter, many_messages_in_one_process)
{
	static const struct {
		enum jj_verdict mail;
		const char *settings;
		int code;
		unsigned made;
		const char *log;
	} tab[] = {
		{ JJ_FORGED, "forged=deny:1" SITE, LOCAL_SCAN_REJECT, 1, "verdict=forged" },
		{ JJ_FORGED, "forged=deny:1" SITE, LOCAL_SCAN_REJECT, 1, "verdict=forged" },
		{ JJ_OURS, "forged=deny:1" SITE, LOCAL_SCAN_ACCEPT, 1, "verdict=ours" },
		{ JJ_NOT_A_BOUNCE, "forged=deny:1" SITE, LOCAL_SCAN_ACCEPT, 1, "not-a-bounce" },
		{ JJ_FORGED, "", LOCAL_SCAN_ACCEPT, 1, NULL },
		{ JJ_FORGED, "forged=deny:2" SITE, LOCAL_SCAN_REJECT, 2, "line=2 " },
		{ JJ_FORGED, "forged=deny:2 for=*", LOCAL_SCAN_ACCEPT, 3, "verdict=unverifiable" },
		{ JJ_FORGED, "forged=deny:2 oops", LOCAL_SCAN_ACCEPT, 3, "error=settings" },
		{ JJ_FORGED, "forged=deny:2 oops", LOCAL_SCAN_ACCEPT, 3, "error=settings" },
		{ JJ_FORGED, "forged=deny:2 for=*", LOCAL_SCAN_ACCEPT, 4, "verdict=unverifiable" },
		{ JJ_FORGED, "forged=deny:1" SITE, LOCAL_SCAN_REJECT, 5, "line=1 " },
		{ JJ_UNVERIFIABLE, "forged=deny:1" SITE, LOCAL_SCAN_ACCEPT, 5, "unverifiable" },
		{ JJ_FORGED, "forged=deny:1" SITE, LOCAL_SCAN_REJECT, 5, "line=1 " },
	};
	uschar *text;

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		char *line = strdup(tab[i].settings);

		cr_assert_not_null(line);
		stub_setting = line;
		cr_expect_eq(scan_mail(tab[i].mail, &text), tab[i].code, "message %zu", i);
		cr_expect_eq(made, tab[i].made, "message %zu: %u detectors", i, made);
		cr_expect_eq(stub.logs, tab[i].log ? 1 : 0);
		if (tab[i].log)
			expect_log(tab[i].log);
		free(line);
	}
	stub_message("");
}

/* Names in the returned header end up in evidence; the log must bear any byte. */
Test(adapter, bytes_of_the_message_stay_out_of_log_and_reply)
{
	static const char odd[] = RETURNED("mail.\x01\x1b[31m\xff${run{x}}.example") "--b--\n";
	char body[3000];
	uschar *text;
	int code;

	debug_selector = D_local_scan;
	stub_setting = "forged=deny unverifiable=tag" SITE;
	snprintf(body, sizeof body, "%s%s", REPORT, odd);
	code = scan(ID16, mails[JJ_FORGED].type, body, strlen(body), &text);
	cr_expect_eq(stub.logs, 1);
	cr_expect_null(strstr(stub.log[0], "run"));
	cr_expect_null(strstr(stub.added, "run"));
	cr_expect(code == LOCAL_SCAN_ACCEPT || !strstr(CS text, "run"));
	for (const char *p = stub.debug; *p; p++)
		cr_expect(*p == '\n' || (*p >= ' ' && *p <= '~'));
}

Test(adapter, debugging_tells_the_evidence)
{
	uschar *text;

	stub_setting = "forged=deny" SITE;
	debug_selector = D_v;
	cr_expect_eq(scan_mail(JJ_FORGED, &text), LOCAL_SCAN_REJECT);
	cr_expect_eq(stub.debugs, 0);
	debug_selector = D_local_scan;
	cr_expect_eq(scan_mail(JJ_FORGED, &text), LOCAL_SCAN_REJECT);
	cr_expect(strstr(stub.debug, "joejob: received-none in "), "%s", stub.debug);
}
