/* Tokens in the adapter: made for ${dlfunc}, checked at both doors, and the key file's troubles. */
#include "doors.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "token.h"

extern exim_dlfunc_t joejob_token;

#define SECRET "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define KEYS "joejob-keys 1\na7 1795000000 - " SECRET "\n"
#define VALUE "1a7bvqju4a.1xvcmp-00003j-1y.ck4zlq6bu2gvc6kfbyntbjkt"
#define FOREIGN_WITH(token)                                                                        \
	REPORT "--b\nContent-Type: message/rfc822\n\n"                                             \
	"Received: from a.example ([203.0.113.7]) by mail.elsewhere.example; "                     \
	"Mon, 2 Nov 2026 10:00:00 +0000\nFrom: user@example.org\n"                                 \
	"Date: Mon, 2 Nov 2026 10:00:00 +0000\n" token "\nHello\n--b--\n"
#define TYPE "multipart/report; report-type=delivery-status; boundary=b"

static char path[] = "/tmp/joejob-adapter-XXXXXX";

static void write_keys(const char *text, mode_t mode)
{
	FILE *f = fopen(path, "w");

	cr_assert_not_null(f);
	fputs(text, f);
	cr_assert_eq(fclose(f) | chmod(path, mode), 0);
}

static void begin(void)
{
	int fd = mkstemp(path);

	cr_assert(fd >= 0);
	close(fd);
	write_keys(KEYS, 0600);
}

static void end(void)
{
	unlink(path);
}

TestSuite(token, .init = begin, .fini = end);

static const char *made_by(int argc, const char *file, const char *from, const char *id, const char *now)
{
	const char *const given[] = { file, from, id, now };
	static char text[4][1024];
	uschar *argv[5] = { NULL }, *value = NULL;

	for (int i = 0; i < 4; i++) {
		snprintf(text[i], sizeof text[i], "%s", given[i]);
		argv[i] = US text[i];
	}

	stub_message(ID16);
	cr_assert_eq(joejob_token(&value, argc, argv), OK, "anything else keeps the mail back");
	cr_assert_not_null(value);
	cr_expect_eq(stub.logs + stub.debugs, 0);
	return CS value;
}

Test(token, made)
{
	cr_expect_str_eq(made_by(4, path, "user@example.org", "1xVcmP-00003j-1Y", "1795478400"), VALUE);
}

Test(token, not_made_and_why)
{
	static const struct {
		const char *from, *id, *now, *why;
	} tab[] = {
		{ "", "1xVcmP-00003j-1Y", "1795478400", "-the return path is no address" },
		{ "a@b", "", "1795478400", "-the queue id is not one of Exim's" },
		{ "a@b", "1xVcmP-00003j-1Y", "", "-the time is none" },
		{ "a@b", "1xVcmP-00003j-1Y", "99999999999999999999999", "-the time is none" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++)
		cr_expect_str_eq(made_by(4, path, tab[i].from, tab[i].id, tab[i].now), tab[i].why);
	cr_expect_str_eq(made_by(3, path, "a@b", "x", "1"), "-it takes four arguments");
	cr_expect_str_eq(made_by(4, "/nowhere/token", "a@b", "x", "1"),
		"-the key file cannot be opened: No such file or directory");
	write_keys(KEYS, 0644);
	cr_expect_str_eq(made_by(4, path, "a@b", "x", "1"),
		"-the key file can be read or written by others: chmod 640 it, and make new keys");
	write_keys("joejob-keys 1\na7 1 - " SECRET SECRET "\n", 0600);
	cr_expect_null(strstr(made_by(4, path, "a@b", "x", "1"), "0001"));
}

static int scan_body(const char *body, uschar **text)
{
	return scan(ID16, TYPE, body, strlen(body), text);
}

Test(token, proves_at_both_doors_and_a_rotated_file_is_seen_at_once)
{
	static char settings[400];
	uschar *text;

	snprintf(settings, sizeof settings, "forged=deny keys=%s token=14" SITE, path);
	stub_setting = settings;
	cr_expect_eq(scan_body(FOREIGN_WITH("X-Joejob-Token: " VALUE "\n"), &text), LOCAL_SCAN_ACCEPT);
	expect_log("joejob verdict=ours evidence=token rule=- ");
	cr_expect_eq(scan_body(FOREIGN_WITH(""), &text), LOCAL_SCAN_REJECT);

	write_keys("joejob-keys 1\nb2 1795000000 - " SECRET "\n", 0600);
	cr_expect_eq(scan_body(FOREIGN_WITH("X-Joejob-Token: " VALUE "\n"), &text), LOCAL_SCAN_REJECT);
	write_keys(KEYS, 0600);
	cr_expect_eq(scan_body(FOREIGN_WITH("X-Joejob-Token: " VALUE "\n"), &text), LOCAL_SCAN_ACCEPT);
	cr_expect_eq(made, 1, "one detector for one settings line");
}

Test(token, what_has_to_carry_one)
{
	static char settings[400];
	uschar *text;

	snprintf(settings, sizeof settings,
		"forged=deny unverifiable=log unproven=deny:9 keys=%s token=14 required=example.org:1700000000"
		SITE, path);
	stub_setting = settings;
	cr_expect_eq(scan_mail(JJ_OURS, &text), LOCAL_SCAN_REJECT);
	expect_log("joejob verdict=unverifiable evidence=unproven rule=bounces.unproven line=9 action=deny ");
	cr_expect_str_eq(CS text, "5.7.1 " JJ_SAYS_UNPROVEN " (bounces.unproven)");
	cr_expect_str_eq(ask(ID16, ID16 "-D\n", JJ_OURS), "unproven");

	/* Without a key file nobody could prove anything, so nobody has to. */
	write_keys(KEYS, 0644);
	cr_expect_eq(scan_mail(JJ_OURS, &text), LOCAL_SCAN_ACCEPT);
	cr_expect_eq(stub.logs, 2);
	cr_expect(strstr(stub.log[0], "joejob error=keys (the key file can be read"), "%s", stub.log[0]);
	cr_expect(strstr(stub.log[1], "verdict=ours evidence=received-by"), "%s", stub.log[1]);
	cr_expect_eq(scan_mail(JJ_FORGED, &text), LOCAL_SCAN_REJECT, "the rest is judged as before");
}

/* What is debugged and logged has no byte of the key. */
Test(token, debugging)
{
	static char settings[400];
	uschar *text;

	snprintf(settings, sizeof settings, "forged=deny keys=%s token=14" SITE, path);
	stub_setting = settings;
	debug_selector = ~0u;
	scan_body(FOREIGN_WITH("X-Joejob-Token: " VALUE "\n"), &text);
	cr_expect(strstr(stub.debug, "joejob: token in message/rfc822"), "%s", stub.debug);
	cr_expect_null(strstr(stub.debug, "0001"));
}
