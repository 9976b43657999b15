/* The table of verdicts, row by row: what the returned header shows, and who says who we are. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "detector.h"

/* Lines of a returned header, from the last hop to the first. */
#define BY_RELAY(peer) "Received: from x.example (" peer ") by relay.example.net; 6 May 2024\n"
#define FROM_US BY_RELAY("mx.example.org [192.0.2.25]")
#define FROM_OUR_NAME "Received: from mx.example.org by relay.example.net; 6 May 2024\n"
#define FROM_OUR_NAME_AT(peer)                                                                     \
	"Received: from mx.example.org (" peer ") by relay.example.net; 6 May 2024\n"
#define FROM_OUR_ADDRESS BY_RELAY("unknown [192.0.2.25]")
#define FROM_EVIL BY_RELAY("evil.example [198.51.100.66]")
#define FROM_PRIVATE BY_RELAY("gw.inside [10.1.1.1]")
#define BY_US                                                                                      \
	"Received: from desk ([192.168.7.7]) by mx.example.org with esmtp (Exim 4.96); 6 May\n"
#define BY_OTHER_US                                                                                \
	"Received: from desk ([192.168.7.7]) by mx.dept.example with esmtp (Exim 4.96); 6 May\n"
#define BY_NOBODY "Received: (qmail 1 invoked by uid 2); 6 May\nReceived: by localhost; 6 May\n"
#define AUTHOR "Date: Mon, 6 May 2024 10:00:00 +0000\nFrom: a@example.org\n"
#define OUR_ID "Message-ID: <1@example.org>\n"
#define FOREIGN_ID "Message-ID: <1@evil.example>\n"

#define DSN_HEAD                                                                                   \
	"From: x@relay.example.net\nContent-Type: multipart/report; "                              \
	"report-type=delivery-status; boundary=b\n\n"
#define PART(type) "--b\nContent-Type: " type "\n\n"
#define X10 "xxxxxxxxxx"
#define X100 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10
#define RETURNS(header) DSN_HEAD PART("message/rfc822") header "\nbody\n--b--\n"

#define HOSTS "for=* host=mx.example.org "
#define NETS "for=* net=192.0.2.0/24 "
#define BOTH "for=* host=mx.example.org net=192.0.2.0/24 msgid=example.org "
#define PRIVATE "for=* host=mx.example.org net=10.0.0.0/8 "
#define IDS "for=* msgid=example.org "

struct row {
	const char *name, *settings, *message;
	enum jj_verdict complete, incomplete;
	enum jj_evidence_kind evidence; /* that decides where the entry is complete */
};

static struct jj_settings settings;

static struct jj_result judge(const char *line, const char *message, const char *const *recipients)
{
	struct jj_detector *d = detector_for(&settings, line);
	struct jj_result r = *detector_judges(d, message, recipients);

	jj_free(d);
	return r;
}

static void check(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (int complete = 0; complete < 2; complete++) {
			char line[400];
			struct jj_result r;
			enum jj_verdict want = complete ? rows[i].complete : rows[i].incomplete;

			snprintf(line, sizeof line, "%scomplete=%s", rows[i].settings,
				complete ? "yes" : "no");
			r = judge(line, rows[i].message, NULL);
			cr_expect_eq(r.verdict, want, "[%s] %s: %s (%s), wanted %s", rows[i].name,
				line, jj_verdict_name[r.verdict],
				jj_evidence_name[r.evidence[0].kind], jj_verdict_name[want]);
			if (complete)
				cr_expect_eq(r.evidence[0].kind, rows[i].evidence,
					"[%s] %s, wanted %s", rows[i].name,
					jj_evidence_name[r.evidence[0].kind],
					jj_evidence_name[rows[i].evidence]);
		}
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof(rows)[0])

Test(verdict, received_lines)
{
	static const struct row rows[] = {
		{ "by ours", BOTH, RETURNS(BY_US AUTHOR), JJ_OURS, JJ_OURS, JJ_EV_RECEIVED_BY },
		{ "by ours, hosts only", HOSTS, RETURNS(BY_US AUTHOR), JJ_OURS, JJ_OURS,
			JJ_EV_RECEIVED_BY },
		{ "from ours", BOTH, RETURNS(FROM_US AUTHOR), JJ_OURS, JJ_OURS,
			JJ_EV_RECEIVED_FROM },
		{ "from ours, hosts only", HOSTS, RETURNS(FROM_US AUTHOR), JJ_OURS, JJ_OURS,
			JJ_EV_RECEIVED_FROM },
		{ "from ours, networks only", NETS, RETURNS(FROM_US AUTHOR), JJ_OURS, JJ_OURS,
			JJ_EV_RECEIVED_FROM },
		{ "our name without an address", HOSTS, RETURNS(FROM_OUR_NAME AUTHOR), JJ_OURS,
			JJ_OURS, JJ_EV_RECEIVED_FROM },
		{ "our address without a name", BOTH, RETURNS(FROM_OUR_ADDRESS AUTHOR), JJ_OURS,
			JJ_OURS, JJ_EV_RECEIVED_FROM },
		{ "our address, hosts only", HOSTS, RETURNS(FROM_OUR_ADDRESS AUTHOR), JJ_FORGED,
			JJ_UNVERIFIABLE, JJ_EV_RECEIVED_NONE },
		{ "below a private hop", BOTH, RETURNS(FROM_PRIVATE BY_US AUTHOR), JJ_OURS, JJ_OURS,
			JJ_EV_RECEIVED_BY },
		{ "below a hostless hop", BOTH, RETURNS(FROM_EVIL BY_NOBODY BY_US AUTHOR), JJ_OURS,
			JJ_OURS, JJ_EV_RECEIVED_BY },
		{ "further down", BOTH, RETURNS(FROM_EVIL FROM_EVIL FROM_US AUTHOR), JJ_OURS,
			JJ_OURS, JJ_EV_RECEIVED_FROM },
		{ "contradicted", BOTH, RETURNS(FROM_EVIL BY_US AUTHOR), JJ_FORGED, JJ_UNVERIFIABLE,
			JJ_EV_RECEIVED_CONTRADICTED },
		{ "contradicted, Message-ID ours", BOTH, RETURNS(FROM_EVIL BY_US AUTHOR OUR_ID),
			JJ_FORGED, JJ_UNVERIFIABLE, JJ_EV_RECEIVED_CONTRADICTED },
		{ "one contradicted, another not", BOTH, RETURNS(FROM_EVIL BY_US BY_US AUTHOR),
			JJ_OURS, JJ_OURS, JJ_EV_RECEIVED_BY },
		{ "no networks, no contradiction", HOSTS, RETURNS(FROM_EVIL BY_US AUTHOR), JJ_OURS,
			JJ_OURS, JJ_EV_RECEIVED_BY },
		{ "none ours", BOTH, RETURNS(FROM_EVIL AUTHOR), JJ_FORGED, JJ_UNVERIFIABLE,
			JJ_EV_RECEIVED_NONE },
		{ "none ours, Message-ID ours", BOTH, RETURNS(FROM_EVIL AUTHOR OUR_ID), JJ_FORGED,
			JJ_UNVERIFIABLE, JJ_EV_RECEIVED_NONE },
		{ "none ours, hosts only", HOSTS, RETURNS(FROM_EVIL AUTHOR), JJ_FORGED,
			JJ_UNVERIFIABLE, JJ_EV_RECEIVED_NONE },
		{ "none ours, networks only", NETS, RETURNS(FROM_EVIL AUTHOR), JJ_FORGED,
			JJ_UNVERIFIABLE, JJ_EV_RECEIVED_NONE },
		{ "our name as a stranger's HELO", BOTH,
			RETURNS("Received: from mx.example.org (evil.example [198.51.100.66]) by "
				"relay.example.net; 6 May\n" AUTHOR),
			JJ_FORGED, JJ_UNVERIFIABLE, JJ_EV_RECEIVED_NONE },
		{ "our name, found or said", BOTH, RETURNS(FROM_OUR_NAME_AT("198.51.100.66") AUTHOR),
			JJ_UNVERIFIABLE, JJ_UNVERIFIABLE, JJ_EV_RECEIVED_CLAIMED },
		{ "our name, found or said, above ours", BOTH,
			RETURNS(FROM_OUR_NAME_AT("198.51.100.66") BY_US AUTHOR), JJ_UNVERIFIABLE,
			JJ_UNVERIFIABLE, JJ_EV_RECEIVED_CLAIMED },
		{ "our name, found or said, our address", BOTH,
			RETURNS(FROM_OUR_NAME_AT("192.0.2.25") AUTHOR), JJ_OURS, JJ_OURS,
			JJ_EV_RECEIVED_FROM },
		{ "our name, found or said, a private address", BOTH,
			RETURNS(FROM_OUR_NAME_AT("10.1.1.1") AUTHOR), JJ_OURS, JJ_OURS,
			JJ_EV_RECEIVED_FROM },
		{ "our name as a HELO, hosts only", HOSTS,
			RETURNS("Received: from mx.example.org (evil.example [198.51.100.66]) by "
				"relay.example.net; 6 May\n" AUTHOR),
			JJ_UNVERIFIABLE, JJ_UNVERIFIABLE, JJ_EV_RECEIVED_CLAIMED },
		{ "our name as a HELO, networks of the other family", BOTH,
			RETURNS("Received: from mx.example.org ([2001:db8:6::6]) by "
				"relay.example.net; 6 May\n" AUTHOR),
			JJ_UNVERIFIABLE, JJ_UNVERIFIABLE, JJ_EV_RECEIVED_CLAIMED },
		{ "a private address proves nothing", PRIVATE, RETURNS(FROM_PRIVATE AUTHOR),
			JJ_FORGED, JJ_UNVERIFIABLE, JJ_EV_RECEIVED_NONE },
		{ "no usable host", BOTH, RETURNS(BY_NOBODY AUTHOR), JJ_UNVERIFIABLE,
			JJ_UNVERIFIABLE, JJ_EV_RECEIVED_HOSTLESS },
		{ "no usable host, Message-ID ours", BOTH, RETURNS(BY_NOBODY AUTHOR OUR_ID),
			JJ_UNVERIFIABLE, JJ_UNVERIFIABLE, JJ_EV_RECEIVED_HOSTLESS },
	};

	CHECK(rows);
}

Test(verdict, without_received_lines)
{
	static const struct row rows[] = {
		{ "Message-ID ours", BOTH, RETURNS(AUTHOR OUR_ID), JJ_OURS, JJ_OURS,
			JJ_EV_MESSAGE_ID },
		{ "Message-ID foreign", BOTH, RETURNS(AUTHOR FOREIGN_ID), JJ_UNVERIFIABLE,
			JJ_UNVERIFIABLE, JJ_EV_NO_RECEIVED },
		{ "no Message-ID", BOTH, RETURNS(AUTHOR), JJ_UNVERIFIABLE, JJ_UNVERIFIABLE,
			JJ_EV_NO_RECEIVED },
		{ "Message-IDs not configured", HOSTS, RETURNS(AUTHOR OUR_ID), JJ_UNVERIFIABLE,
			JJ_UNVERIFIABLE, JJ_EV_NO_RECEIVED },
		{ "In-Reply-To ours, header returned", BOTH,
			"In-Reply-To: <1@example.org>\n" RETURNS(AUTHOR), JJ_OURS, JJ_OURS,
			JJ_EV_MESSAGE_ID },
		{ "In-Reply-To ours", BOTH,
			"From: mailer-daemon@x.example\nIn-Reply-To: "
			"<0@x.example> <1@mail.example.org>\n\ntext\n",
			JJ_OURS, JJ_OURS, JJ_EV_MESSAGE_ID },
		{ "References ours", BOTH,
			"From: mailer-daemon@x.example\nReferences: <0@x.example>\n"
			"\t<1@example.org>\n\ntext\n",
			JJ_OURS, JJ_OURS, JJ_EV_MESSAGE_ID },
		{ "References near us", BOTH,
			"From: mailer-daemon@x.example\nReferences: "
			"<0@notexample.org> <1@example.org.evil.example>\n\ntext\n",
			JJ_UNVERIFIABLE, JJ_UNVERIFIABLE, JJ_EV_NO_ORIGINAL },
		{ "a reference does not outweigh Received lines", BOTH,
			"In-Reply-To: <1@example.org>\n" RETURNS(FROM_EVIL AUTHOR), JJ_FORGED,
			JJ_UNVERIFIABLE, JJ_EV_RECEIVED_NONE },
	};

	CHECK(rows);
}

/* Received lines neither prove nor condemn: the Message-ID decides. */
Test(verdict, neither_hosts_nor_networks)
{
	static const struct row rows[] = {
		{ "ours", IDS, RETURNS(FROM_EVIL AUTHOR OUR_ID), JJ_OURS, JJ_OURS,
			JJ_EV_MESSAGE_ID },
		{ "foreign", IDS, RETURNS(FROM_EVIL AUTHOR FOREIGN_ID), JJ_UNVERIFIABLE,
			JJ_UNVERIFIABLE, JJ_EV_NO_HOSTS },
		{ "none", IDS, RETURNS(FROM_EVIL AUTHOR), JJ_UNVERIFIABLE, JJ_UNVERIFIABLE,
			JJ_EV_NO_HOSTS },
		{ "nothing is named at all", "for=* ", RETURNS(FROM_EVIL AUTHOR), JJ_UNVERIFIABLE,
			JJ_UNVERIFIABLE, JJ_EV_NO_HOSTS },
	};

	CHECK(rows);
}

Test(verdict, too_little)
{
	static const struct row rows[] = {
		{ "cut within Received", BOTH,
			DSN_HEAD PART("message/rfc822") "Received: from evil.example "
							"([198.51.100.66]) by rel",
			JJ_UNVERIFIABLE, JJ_UNVERIFIABLE, JJ_EV_TRUNCATED },
		{ "cut below Received", BOTH, DSN_HEAD PART("message/rfc822") FROM_EVIL,
			JJ_UNVERIFIABLE, JJ_UNVERIFIABLE, JJ_EV_TRUNCATED },
		{ "cut before From", BOTH,
			DSN_HEAD PART("message/rfc822") FROM_EVIL "Date: 6 May\n", JJ_UNVERIFIABLE,
			JJ_UNVERIFIABLE, JJ_EV_TRUNCATED },
		{ "cut within From", BOTH, DSN_HEAD PART("message/rfc822") FROM_EVIL "From: a@exam",
			JJ_UNVERIFIABLE, JJ_UNVERIFIABLE, JJ_EV_TRUNCATED },
		{ "nothing of the author below the last Received", BOTH,
			RETURNS(FROM_EVIL AUTHOR FROM_EVIL), JJ_UNVERIFIABLE, JJ_UNVERIFIABLE,
			JJ_EV_TRUNCATED },
		{ "cut before the returned part", BOTH,
			DSN_HEAD PART("text/plain") FROM_EVIL AUTHOR
			"\n" PART("message/delivery-status") "Reporting-MTA: dns; x\n",
			JJ_UNVERIFIABLE, JJ_UNVERIFIABLE, JJ_EV_TRUNCATED },
		{ "Received alone, and an empty line", BOTH, RETURNS(FROM_EVIL), JJ_UNVERIFIABLE,
			JJ_UNVERIFIABLE, JJ_EV_TRUNCATED },
		{ "but cut below Received of ours", BOTH, DSN_HEAD PART("message/rfc822") FROM_US,
			JJ_OURS, JJ_OURS, JJ_EV_RECEIVED_FROM },
		{ "parts behind it stay unread", BOTH,
			DSN_HEAD PART("text/plain") FROM_EVIL AUTHOR
			"\n" PART("multipart/mixed; boundary=" X100 X100 X100) "--b--\n",
			JJ_UNVERIFIABLE, JJ_UNVERIFIABLE, JJ_EV_LIMIT },
		{ "nothing returned, a report", BOTH, DSN_HEAD PART("text/plain") "sorry\n--b--\n",
			JJ_UNVERIFIABLE, JJ_UNVERIFIABLE, JJ_EV_NO_ORIGINAL },
		{ "nothing returned, a mailer-daemon", BOTH,
			"From: Mailer-Daemon@x.example\n\nsorry\n", JJ_UNVERIFIABLE,
			JJ_UNVERIFIABLE, JJ_EV_NO_ORIGINAL },
		{ "nothing returned, no bounce", BOTH, "From: bob@x.example\n\nI am away.\n",
			JJ_NOT_A_BOUNCE, JJ_NOT_A_BOUNCE, JJ_EV_NOT_A_BOUNCE },
		{ "an automatic answer of a daemon", BOTH,
			"From: postmaster@x.example\n"
			"Auto-Submitted: auto-replied\n\nI am away.\n",
			JJ_NOT_A_BOUNCE, JJ_NOT_A_BOUNCE, JJ_EV_NOT_A_BOUNCE },
		{ "empty", BOTH, "", JJ_NOT_A_BOUNCE, JJ_NOT_A_BOUNCE, JJ_EV_NOT_A_BOUNCE },
	};

	CHECK(rows);
}

/* The bounce's recipients choose the entries. */
Test(verdict, entries_and_recipients)
{
	static const char two[] =
		"for=* host=mx.example.org net=192.0.2.0/24 complete=yes "
		"for=dept.example host=mx.dept.example complete=yes for=loose.example "
		"host=mx.dept.example complete=no";
	static const char known[] = "for=example.org host=mx.example.org complete=yes "
				    "for=dept.example host=mx.dept.example complete=yes";
	static const struct {
		const char *name, *settings, *message, *recipient[4];
		enum jj_verdict want;
		enum jj_evidence_kind evidence;
		const char *us;
	} tab[] = {
		{ "nobody: the entries for all", two, RETURNS(BY_US AUTHOR), { NULL }, JJ_OURS,
			JJ_EV_RECEIVED_BY, "*" },
		{ "nobody, and no entry for all", known, RETURNS(FROM_EVIL AUTHOR), { NULL },
			JJ_UNVERIFIABLE, JJ_EV_NO_ENTRY, "-" },
		{ "the recipient's entry", two, RETURNS(BY_OTHER_US AUTHOR), { "a@dept.example" },
			JJ_OURS, JJ_EV_RECEIVED_BY, "dept.example" },
		{ "not another's entry", two, RETURNS(BY_US AUTHOR), { "a@dept.example" },
			JJ_FORGED, JJ_EV_RECEIVED_NONE, "dept.example" },
		{ "everybody else", two, RETURNS(BY_OTHER_US AUTHOR), { "a@example.com" },
			JJ_FORGED, JJ_EV_RECEIVED_NONE, "*" },
		{ "an incomplete entry", two, RETURNS(FROM_EVIL AUTHOR), { "a@loose.example" },
			JJ_UNVERIFIABLE, JJ_EV_INCOMPLETE, "loose.example" },
		{ "two recipients, proof for one", two, RETURNS(BY_OTHER_US AUTHOR),
			{ "a@example.com", "b@dept.example" }, JJ_OURS, JJ_EV_RECEIVED_BY, "*" },
		{ "two recipients, none, both complete", two, RETURNS(FROM_EVIL AUTHOR),
			{ "a@example.com", "b@dept.example" }, JJ_FORGED, JJ_EV_RECEIVED_NONE,
			"*" },
		{ "two recipients, one incomplete", two, RETURNS(FROM_EVIL AUTHOR),
			{ "a@example.com", "b@loose.example" }, JJ_UNVERIFIABLE, JJ_EV_INCOMPLETE,
			"*" },
		{ "a stranger", known, RETURNS(FROM_EVIL AUTHOR), { "a@elsewhere.example" },
			JJ_UNVERIFIABLE, JJ_EV_NO_ENTRY, "-" },
		{ "a stranger, and our line", known, RETURNS(BY_US AUTHOR),
			{ "a@elsewhere.example" }, JJ_UNVERIFIABLE, JJ_EV_NO_ENTRY, "-" },
		{ "one of us and a stranger", known, RETURNS(FROM_EVIL AUTHOR),
			{ "a@example.org", "a@elsewhere.example" }, JJ_UNVERIFIABLE,
			JJ_EV_INCOMPLETE, "example.org" },
		{ "one of us and a stranger, proof", known, RETURNS(BY_US AUTHOR),
			{ "a@elsewhere.example", "a@example.org" }, JJ_OURS, JJ_EV_RECEIVED_BY,
			"example.org" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct jj_result r =
			judge(tab[i].settings, tab[i].message, tab[i].recipient);

		cr_expect_eq(
			r.verdict, tab[i].want, "[%s] %s", tab[i].name, jj_verdict_name[r.verdict]);
		cr_expect_eq(r.evidence[0].kind, tab[i].evidence, "[%s] %s", tab[i].name,
			jj_evidence_name[r.evidence[0].kind]);
		cr_expect_str_eq(r.us, tab[i].us, "[%s] %s", tab[i].name, r.us);
	}
}

/* What counts is the first header that is returned as such. */
Test(verdict, which_header_counts)
{
	static const struct row rows[] = {
		{ "the first of two parts", BOTH,
			DSN_HEAD PART("message/rfc822") FROM_EVIL AUTHOR "\n" PART("message/rfc822")
				FROM_US AUTHOR "\n--b--\n",
			JJ_FORGED, JJ_UNVERIFIABLE, JJ_EV_RECEIVED_NONE },
		{ "a part before text", BOTH,
			DSN_HEAD PART("text/plain") FROM_US AUTHOR "\n" PART("message/rfc822")
				FROM_EVIL AUTHOR "\n--b--\n",
			JJ_FORGED, JJ_UNVERIFIABLE, JJ_EV_RECEIVED_NONE },
		{ "text where there is no part", BOTH,
			DSN_HEAD PART("text/plain") FROM_US AUTHOR "\n--b--\n", JJ_OURS, JJ_OURS,
			JJ_EV_RECEIVED_FROM },
		{ "not the body of the original", BOTH,
			RETURNS(FROM_EVIL AUTHOR "\n" FROM_US AUTHOR), JJ_FORGED, JJ_UNVERIFIABLE,
			JJ_EV_RECEIVED_NONE },
		{ "nor where it is pasted", BOTH,
			"From: mailer-daemon@x.example\n\nsorry\n\n" FROM_EVIL AUTHOR
			"\n" FROM_US AUTHOR "\n",
			JJ_FORGED, JJ_UNVERIFIABLE, JJ_EV_RECEIVED_NONE },
		{ "not the preamble", BOTH,
			DSN_HEAD FROM_US AUTHOR "\n" PART("message/rfc822") FROM_EVIL AUTHOR
			"\n--b--\n",
			JJ_FORGED, JJ_UNVERIFIABLE, JJ_EV_RECEIVED_NONE },
		{ "not even where nothing else is", BOTH,
			DSN_HEAD FROM_US AUTHOR "\n" PART("text/plain") "x\n--b--\n",
			JJ_UNVERIFIABLE, JJ_UNVERIFIABLE, JJ_EV_NO_ORIGINAL },
		{ "not the epilogue", BOTH,
			DSN_HEAD PART("text/plain") "x\n--b--\n" FROM_US AUTHOR "\n",
			JJ_UNVERIFIABLE, JJ_UNVERIFIABLE, JJ_EV_NO_ORIGINAL },
		{ "not the report", BOTH,
			DSN_HEAD PART("message/delivery-status") FROM_US AUTHOR "\n--b--\n",
			JJ_UNVERIFIABLE, JJ_UNVERIFIABLE, JJ_EV_NO_ORIGINAL },
		{ "not the bounce's own header", BOTH,
			FROM_EVIL DSN_HEAD PART("text/plain") "x\n--b--\n", JJ_UNVERIFIABLE,
			JJ_UNVERIFIABLE, JJ_EV_NO_ORIGINAL },
		{ "not behind a stray line in it", BOTH,
			"Subject: Undeliverable\nYour mail\n" FROM_EVIL
			"From: x@x.example\nDate: 6 May\n\nsorry\n",
			JJ_NOT_A_BOUNCE, JJ_NOT_A_BOUNCE, JJ_EV_NOT_A_BOUNCE },
		{ "not behind empty lines above it", BOTH,
			"\n\n" FROM_EVIL "From: x@x.example\n"
			"Date: 6 May\n\nsorry\n",
			JJ_NOT_A_BOUNCE, JJ_NOT_A_BOUNCE, JJ_EV_NOT_A_BOUNCE },
		{ "HTML does not condemn", BOTH,
			"Content-Type: text/html\nFrom: postmaster@x.example\n\n<pre>\n" FROM_EVIL
				AUTHOR "</pre>\n",
			JJ_UNVERIFIABLE, JJ_UNVERIFIABLE, JJ_EV_NO_ORIGINAL },
		{ "but it proves", BOTH,
			"Content-Type: text/html\nFrom: postmaster@x.example\n\n<pre>\n" FROM_US
				AUTHOR "</pre>\n",
			JJ_OURS, JJ_OURS, JJ_EV_RECEIVED_FROM },
		{ "a bounce in text wraps another", BOTH,
			"From: x@x.example\n\nsee:\n\n" FROM_EVIL
			"From: MAILER-DAEMON@y.example\nSubject: failure\n\nsorry\n\n" FROM_EVIL
				BY_US FROM_US AUTHOR "\n",
			JJ_OURS, JJ_OURS, JJ_EV_RECEIVED_FROM },
		{ "an empty return path wraps another", BOTH,
			"From: x@x.example\n\nsee:\n\nReturn-Path: <>\n" FROM_EVIL
			"From: y@y.example\n\nsorry\n\n" FROM_EVIL FROM_US AUTHOR "\n",
			JJ_OURS, JJ_OURS, JJ_EV_RECEIVED_FROM },
		{ "a bounce in text that wraps nothing", BOTH,
			"From: x@x.example\n\nsee:\n\n" FROM_EVIL
			"From: MAILER-DAEMON@y.example\nSubject: failure\n\nsorry\n",
			JJ_UNVERIFIABLE, JJ_UNVERIFIABLE, JJ_EV_RETURNED_BOUNCE },
		{ "our postmaster wrote about others", BOTH,
			"From: mailer-daemon@x.example\n\nsorry:\n\n" FROM_US
			"From: postmaster@example.org\nDate: 6 May\n\nThis came in:\n\n" FROM_EVIL
				AUTHOR "\n",
			JJ_OURS, JJ_OURS, JJ_EV_RECEIVED_FROM },
		{ "wrapped before an address", BOTH,
			"From: mailer-daemon@x.example\n\nsorry:\n\n"
			"Received: from x.example (x.example\n[IPv6:2001:db8::1]) by "
			"mx.example.org\n"
			"; 6 May\n" AUTHOR "\n",
			JJ_OURS, JJ_OURS, JJ_EV_RECEIVED_BY },
	};

	CHECK(rows);
}
