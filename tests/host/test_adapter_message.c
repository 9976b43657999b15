/* What the adapter takes of a message: header lines, recipients, bodies of any kind. */
#include "doors.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

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
