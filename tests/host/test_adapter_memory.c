/* The adapter on a machine whose memory ends, at each place where the module asks for some. */
#include "doors.h"
#include "memory.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES_MAX = 200 };

/* Ours by the address alone, which takes a pattern to find. */
static const struct mail by_address = {
	"multipart/report; report-type=delivery-status; boundary=b",
	REPORT
	"--b\nContent-Type: message/rfc822\n\n"
	"Received: from out.example.org ([192.0.2.7]) by mx.elsewhere.example with ESMTP id 1; "
	"Mon, 2 Nov 2026 10:00:00 +0000\nFrom: user@example.org\n"
	"Message-ID: <1@client.example>\n\nHello\n--b--\n",
};

static char dir[] = "/tmp/joejob-kept-XXXXXX";
static char setting[1000];
static uschar nobody[] = "";

static void begin(void)
{
	cr_assert_not_null(mkdtemp(dir));
	snprintf(setting, sizeof setting,
		"forged=deny unverifiable=tag keep=7:10:%s pattern=a:ours:^X-Ours:.y"
		" dkim=example.org:ed:14:ed25519:"
		"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a" SITE
		" queue=[0-9]+",
		dir);
	stub_setting = setting;
	sender_address = nobody;
}

static void end(void)
{
	char command[200];

	snprintf(command, sizeof command, "rm -rf %s", dir);
	cr_assert_eq(system(command), 0);
}

TestSuite(adapter_memory, .init = begin, .fini = end);

static bool logged(const char *part)
{
	for (unsigned i = 0; i < stub.logs; i++)
		if (strstr(stub.log[i], part))
			return true;
	return false;
}

/* Another setting in between, so that the detector has to be made again. */
static void forget(void)
{
	uschar *text;

	memory_fails(0, false);
	stub_setting = "forged=deny:9" SITE;
	cr_assert_eq(scan_mail(JJ_FORGED, &text), LOCAL_SCAN_REJECT);
	stub_setting = setting;
}

static int scan_this(const struct mail *mail)
{
	uschar *text;

	return scan(ID16, mail->type, mail->body, strlen(mail->body), &text);
}

/* With the nth allocation, and with `rest` all after it, failing: no mail but a forged one is
 * refused, one line says what became of it, and the next mail is judged as ever. */
static void each_place(const struct mail *mail, bool may_be_refused, bool rest)
{
	unsigned n = 1;

	for (; n < PLACES_MAX; n++) {
		forget();
		memory_fails(n, rest);
		int code = scan_this(mail);
		if (memory_asked() < n)
			break;
		cr_expect(may_be_refused || code == LOCAL_SCAN_ACCEPT, "place %u: %s", n,
			stub.log[0]);
		cr_expect(!logged("error=memory") || code == LOCAL_SCAN_ACCEPT, "place %u", n);
		/* The second line says where the copy is, or why there is none. */
		cr_expect(stub.logs == 1 ||
				  (stub.logs == 2 && (logged("error=keep") || logged("kept="))),
			"place %u: %u lines", n, stub.logs);
		memory_fails(0, false);
		cr_expect_eq(scan_this(&mails[JJ_FORGED]), LOCAL_SCAN_REJECT, "after place %u: %s",
			n, stub.log[0]);
	}
	cr_expect(n > 10 && n < PLACES_MAX, "%u places", n);
}

static void each_mail(bool rest)
{
	for (int v = 0; v < JJ_VERDICTS; v++)
		each_place(&mails[v], v == JJ_FORGED, rest);
	each_place(&by_address, false, rest);
}

Test(adapter_memory, fails_once)
{
	each_mail(false);
}

Test(adapter_memory, fails_and_stays_away)
{
	each_mail(true);
}
