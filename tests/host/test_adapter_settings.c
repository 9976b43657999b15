/* The adapter and its settings line: everything that may go wrong with it, and its changes. */
#include "doors.h"

#include <criterion/criterion.h>
#include <stdlib.h>

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
