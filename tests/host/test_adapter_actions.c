/* What the adapter makes of each verdict: actions, the reply, the log line, both doors. */
#include "doors.h"

#include <criterion/criterion.h>
#include <stdio.h>

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
		{ JJ_FORGED, "enforce=tag forged=deny:44", LOCAL_SCAN_ACCEPT,
			" rule=bounces.forged line=44 action=tag wanted=deny bytes=", NULL,
			"X-Joejob-Rule: bounces.forged\n" },
		{ JJ_FORGED, "enforce=tag forged=log:44", LOCAL_SCAN_ACCEPT,
			" rule=bounces.forged line=44 action=log bytes=", NULL, "" },
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
	cr_expect_str_eq(stub.log[0] + sizeof head - 1 + digits, " us=example.org via=mail.elsewhere.example");
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
