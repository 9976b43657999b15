/* Copies of what is refused as forged, at both doors: where they are asked for, and nowhere else. */
#include "doors.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEEP " keep=7:10:"

static char dir[] = "/tmp/joejob-kept-XXXXXX";
static char setting[1000];
static uschar nobody[] = "";

static void begin(void)
{
	cr_assert_not_null(mkdtemp(dir));
	sender_address = nobody;
}

static void end(void)
{
	char command[200];

	snprintf(command, sizeof command, "rm -rf %s", dir);
	cr_assert_eq(system(command), 0);
}

TestSuite(adapter_keep, .init = begin, .fini = end);

static void set(const char *rules)
{
	snprintf(setting, sizeof setting, "%s" KEEP "%s" SITE, rules, dir);
	stub_setting = setting;
}

/* The copy that the log names. */
static const char *copy(char *text, size_t size)
{
	char path[300];
	const char *kept = NULL;

	for (unsigned i = 0; i < stub.logs; i++)
		if (strncmp(stub.log[i], "joejob kept=", 12) == 0)
			kept = stub.log[i] + 12;
	if (!kept)
		return NULL;
	snprintf(path, sizeof path, "%s/%s", dir, kept);
	FILE *f = fopen(path, "r");
	cr_assert_not_null(f, "%s", path);
	text[fread(text, 1, size - 1, f)] = '\0';
	fclose(f);
	unlink(path);
	return text;
}

static void is_whole(const char *text)
{
	cr_assert_not_null(text);
	cr_expect(strncmp(text, "MAIL FROM:<>\nRCPT TO:<", 22) == 0, "%s", text);
	cr_expect_not_null(strstr(text, "\nDATA\n"));
	cr_expect_not_null(strstr(text, mails[JJ_FORGED].body), "%s", text);
	cr_expect(strcmp(text + strlen(text) - 7, ".\nQUIT\n") == 0, "%s", text);
}

Test(adapter_keep, of_what_is_refused_as_forged)
{
	char text[8192];
	uschar *reply = NULL;

	set("forged=deny:44");
	cr_expect_eq(scan_mail(JJ_FORGED, &reply), LOCAL_SCAN_REJECT);
	is_whole(copy(text, sizeof text));
	cr_expect_str_eq(ask(ID16, ID16 "-D\n", JJ_FORGED), "forged");
	is_whole(copy(text, sizeof text));
}

Test(adapter_keep, of_nothing_else)
{
	static const char *const rules[] = { "forged=log:44", "forged=tag:44", "forged=defer:44",
		"enforce=no forged=deny:44", "enforce=tag forged=deny:44" };
	char text[8192];
	uschar *reply = NULL;

	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		set(rules[i]);
		scan_mail(JJ_FORGED, &reply);
		cr_expect_null(copy(text, sizeof text), "%s", rules[i]);
	}
	set("forged=deny:44 unverifiable=deny:44");
	scan_mail(JJ_UNVERIFIABLE, &reply);
	cr_expect_null(copy(text, sizeof text));
}

Test(adapter_keep, is_refused_without_it_all_the_same)
{
	char text[8192];
	uschar *reply = NULL;

	set("forged=deny:44");
	snprintf(setting, sizeof setting, "forged=deny:44" KEEP "/nonexistent" SITE);
	cr_expect_eq(scan_mail(JJ_FORGED, &reply), LOCAL_SCAN_REJECT);
	cr_expect_null(copy(text, sizeof text));
	cr_expect_eq(stub.logs, 2);
	cr_expect_str_eq(stub.log[1],
		"joejob error=keep (the folder cannot be looked at: No such file or directory)");
}
