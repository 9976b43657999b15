/* Our own DKIM signatures in returned headers, through the whole detector. */
#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bounds.h"
#include "detect.h"
#include "sign.h"
#include "token.h"

#define NOW 1795478400 /* 2026-11-24 */
#define DATE "Date: Mon, 23 Nov 2026 10:00:00 +0000\n"
#define FROM "From: Joe Doe <joe@example.org>\n"
#define REST                                                                                       \
	"To: ann@remote.example\n"                                                                 \
	"Subject: Hello,\n"                                                                        \
	"\t  there   \n"                                                                           \
	"Message-ID: <1@example.org>\n"
#define HEADER FROM REST DATE
#define NAMES "From:To:Subject:Date:Message-ID"

enum { MESSAGE = 600000 };

static struct jj_settings settings;
static struct jj_detector *detector;
static char message[MESSAGE], steps[65536];

static void step(void *ctx, unsigned line, const char *sentence)
{
	(void)ctx;
	(void)line;
	if (strlen(steps) + strlen(sentence) + 2 < sizeof steps)
		strcat(strcat(steps, sentence), "\n");
}

/* A detector for this line; the one before is gone. */
__attribute__((format(printf, 1, 2))) static void with(const char *fmt, ...)
{
	static char line[32768];
	char err[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	jj_free(detector);
	cr_assert_eq(jj_settings_parse(&settings, span_str(line), err, sizeof err), 0, "%s", err);
	detector = jj_new(&settings);
	cr_assert_not_null(detector);
	jj_explain(detector, step, NULL);
}

#define SITE                                                                                       \
	"now=1795478400 dkim=example.org:s1:14:%s dkim=example.org:s2:14:%s "                      \
	"returnpath=bounces.example.org for=* host=mx.example.org net=192.0.2.0/24 complete=yes"

/* A bounce that returns this header below a Received line of somebody else. */
static const struct jj_result *bounce(const char *rcpt, const char *top, const char *header)
{
	snprintf(message, sizeof message,
		"From: MAILER-DAEMON@remote.example\n"
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
		"--b\n\nIt could not be delivered.\n"
		"--b\nContent-Type: message/rfc822\n\n"
		"Received: from evil.example ([203.0.113.9]) by remote.example; %s"
		"%s%s\nHi.\n--b--\n",
		&DATE[6], top, header);
	jj_reset(detector);
	steps[0] = '\0';
	if (rcpt)
		jj_recipient(detector, span_str(rcpt));
	jj_feed(detector, span_str(message));
	return jj_finish(detector);
}

static const char *detail(const struct jj_result *r, enum jj_evidence_kind kind)
{
	for (unsigned i = 0; i < r->n_evidence; i++)
		if (r->evidence[i].kind == kind)
			return r->evidence[i].detail;
	return "-";
}

/* ---- the vectors of the RFCs ---- */

#define GAME                                                                                       \
	"From: Joe SixPack <joe@football.example.com>\n"                                           \
	"To: Suzie Q <suzie@shopping.example.net>\n"                                               \
	"Subject: Is dinner ready?\n"                                                              \
	"Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\n"                                            \
	"Message-ID: <20030712040037.46341.5F8J@football.example.com>\n"

/* RFC 6376 appendix A: simple, and no t=, so that its Date counts. */
Test(dkim, rfc6376_appendix_a)
{
	const struct jj_result *r;

	with("now=1058000000 dkim=example.com:brisbane:14:rsa:%s:%s for=* host=mx.example.org",
		"F02113FF502DD206C1261AA67D6495B7FC390CA0678B9D08357D69FBFF362D2313764A71428F1382286F6FDD"
		"BE2361F713361E628D2B2AEB7D6E048B4B6BBA1DFAFFD1B5D0B65332759564FDE3BA91F9171A73681BB68FCD"
		"32A2747F37D58C7E0EB8A862B5D63DB5FEA67301A368D05C593A083263D23C37503CD518724710D9",
		"010001");
	r = bounce("joe@football.example.com", "",
		"DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;\n"
		"      c=simple/simple; q=dns/txt; i=joe@football.example.com;\n"
		"      h=Received : From : To : Subject : Date : Message-ID;\n"
		"      bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"
		"      b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB\n"
		"      4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut\n"
		"      KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV\n"
		"      4bmp/YzhwvcubU4=;\n"
		"Received: from client1.football.example.com  [192.0.2.1]\n"
		"      by submitserver.example.com with SUBMISSION;\n"
		"      Fri, 11 Jul 2003 21:01:54 -0700 (PDT)\n" GAME);
	cr_expect_eq(r->verdict, JJ_OURS, "%s", steps);
	cr_expect_str_eq(detail(r, JJ_EV_DKIM), "example.com:brisbane");
}

#define RFC8463 "now=1528637910 dkim=football.example.com:%s for=* host=mx.example.org"

#define ED25519_FIELD                                                                              \
	"DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\n"                              \
	" d=football.example.com; i=@football.example.com;\n"                                      \
	" q=dns/txt; s=brisbane; t=1528637909; h=from : to :\n"                                    \
	" subject : date : message-id : from : subject : date;\n"                                  \
	" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"                                      \
	" b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\n"                            \
	" Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\n"
#define RSA_FIELD                                                                                  \
	"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\n"                                  \
	" d=football.example.com; i=@football.example.com;\n"                                      \
	" q=dns/txt; s=test; t=1528637909; h=from : to : subject :\n"                              \
	" date : message-id : from : subject : date;\n"                                            \
	" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"                                      \
	" b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\n"                            \
	" DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\n"                            \
	" dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\n"

/* RFC 8463 appendix A: relaxed, over-signed; either signature is enough. */
Test(dkim, rfc8463_appendix_a)
{
	const struct jj_result *r;

	with(RFC8463,
		"brisbane:14:ed25519:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
	r = bounce("joe@football.example.com", ED25519_FIELD RSA_FIELD, GAME);
	cr_expect_str_eq(detail(r, JJ_EV_DKIM), "football.example.com:brisbane", "%s", steps);

	with(RFC8463,
		"test:14:rsa:E41E5390A014F3591886B3957A3693F789D63A5A4D3C6B9AA1751EB0CB96DD38A6F68CB42263F2"
		"75E89622D10BF1FDBC98CC235BDD6F75CB716EB400837F3C10FC10BF7BFF2E06C091FB2CF52F18FE3CBEA51E"
		"FA8C2AB337AC6E21B2D4F9423BC73BD3F3A316725582F305F3B611E0B7229DC6FB692BC8E4C8293FA5FCAE30"
		"DD:010001");
	r = bounce("joe@football.example.com", ED25519_FIELD RSA_FIELD, GAME);
	cr_expect_str_eq(detail(r, JJ_EV_DKIM), "football.example.com:test", "%s", steps);

	r = bounce("joe@football.example.com", ED25519_FIELD RSA_FIELD, GAME "Subject: Spam\n");
	cr_expect_neq(r->verdict, JJ_OURS, "an added Subject, which is over-signed");
	cr_expect_str_eq(detail(r, JJ_EV_DKIM_NOTE), "football.example.com:test does not verify");
}

/* ---- each property of a signature, each thing done to one ---- */

struct row {
	const char *name;
	const char *rcpt;   /* NULL: joe@example.org */
	const char *signed_header; /* NULL: HEADER */
	struct sign_how how; /* what is NULL: domain example.org, selector s1, NAMES */
	const char *header; /* what is returned; NULL: what was signed */
	const char *want;   /* NULL: it proves; "-": nothing is said; else why not */
};

static const struct row rows[] = {
	{ .name = "relaxed" },
	{ .name = "simple", .how = { .canon = "simple/simple" } },
	{ .name = "c= with one word", .how = { .canon = "simple" } },
	{ .name = "relaxed/simple", .how = { .canon = "relaxed/simple" } },
	{ .name = "c= unknown", .how = { .canon = "nofws/simple" }, .want = "c= is unknown" },
	{ .name = "ed25519", .how = { .selector = "s2" } },
	{ .name = "ed25519, simple", .how = { .selector = "s2", .canon = "simple/relaxed" } },
	{ .name = "over-signed", .how = { .names = NAMES ":From:Subject:From" } },
	{ .name = "a name twice, from the bottom up",
		.signed_header = "Keywords: b\n" HEADER "Keywords: a\n",
		.how = { .names = "From:Date:Keywords:Keywords" } },
	{ .name = "a name twice, exchanged",
		.signed_header = "Keywords: b\n" HEADER "Keywords: a\n",
		.how = { .names = "From:Date:Keywords:Keywords" },
		.header = "Keywords: a\n" HEADER "Keywords: b\n",
		.want = "does not verify" },
	{ .name = "a name once, and one above it added",
		.signed_header = HEADER, .header = "Subject: Fw\n" HEADER },
	{ .name = "a name once, and one below it added",
		.header = HEADER "Subject: Fw\n", .want = "does not verify" },
	{ .name = "a name over-signed, and one added above",
		.how = { .names = NAMES ":Subject" }, .header = "Subject: Fw\n" HEADER,
		.want = "does not verify" },
	{ .name = "relaxed: blanks and case changed",
		.header = "FROM :  Joe\tDoe <joe@example.org> \nTo: ann@remote.example\n"
			  "subject:Hello, there\nMessage-ID:   <1@example.org>\n" DATE },
	{ .name = "simple: a blank changed", .how = { .canon = "simple/simple" },
		.header = FROM "To:  ann@remote.example\nSubject: Hello,\n\t  there   \n"
			  "Message-ID: <1@example.org>\n" DATE,
		.want = "does not verify" },
	{ .name = "a subject rewritten",
		.header = FROM "To: ann@remote.example\nSubject: [list] Hello,\n\t  there   \n"
			  "Message-ID: <1@example.org>\n" DATE,
		.want = "does not verify" },
	{ .name = "a line wrapped without a blank",
		.header = FROM "To: ann@remote.example\nSubject: Hello,\nthere\n"
			  "Message-ID: <1@example.org>\n" DATE,
		.want = "does not verify" },
	{ .name = "From not signed", .how = { .names = "To:Date" }, .want = "From is not signed" },
	{ .name = "h= empty", .how = { .names = "" }, .want = "h= has an empty name" },
	{ .name = "h= with a hole", .how = { .names = "From::Date" }, .want = "h= has an empty name" },
	{ .name = "rsa-sha1", .how = { .algorithm = "rsa-sha1" }, .want = "rsa-sha1 proves nothing" },
	{ .name = "a= unknown", .how = { .algorithm = "rsa-sha512" }, .want = "a= is unknown" },
	{ .name = "a= of the other key", .how = { .algorithm = "ed25519-sha256" },
		.want = "the key is of another algorithm" },
	{ .name = "another selector", .how = { .selector = "s3" }, .want = "-" },
	{ .name = "another domain", .how = { .domain = "example.com" }, .want = "-" },
	{ .name = "a domain below ours", .how = { .domain = "a.example.org" }, .want = "-" },
	{ .name = "d= in capitals", .how = { .domain = "EXAMPLE.org" } },
	{ .name = "i= of d=", .how = { .more = "i=joe@example.org; " } },
	{ .name = "i= below d=", .how = { .more = "i=@mail.example.org; " } },
	{ .name = "i= elsewhere", .how = { .more = "i=joe@example.com; " }, .want = "i= is not within d=" },
	{ .name = "i= that ends alike", .how = { .more = "i=joe@notexample.org; " },
		.want = "i= is not within d=" },
	{ .name = "i= without @", .how = { .more = "i=example.org; " }, .want = "i= is not within d=" },
	{ .name = "q= dns", .how = { .more = "q=x-y:dns/txt; " } },
	{ .name = "q= something else", .how = { .more = "q=x-y; " }, .want = "q= is not dns/txt" },
	{ .name = "l= signed by us", .how = { .more = "l=0; " } },
	{ .name = "l= no number", .how = { .more = "l=-1; " }, .want = "l= is no number" },
	{ .name = "z= and unknown tags", .how = { .more = "z=From:a|To:b; r=y; x_1=2; " } },
	{ .name = "a tag twice", .how = { .more = "d=example.org; " }, .want = "-" },
	{ .name = "a tag that is a letter in another case", .how = { .more = "D=example.com; " } },
	{ .name = "two semicolons", .how = { .more = "; " }, .want = "-" },

	{ .name = "t= now", .how = { .more = "t=1795478400; " } },
	{ .name = "t= on the last day", .how = { .more = "t=1794268800; " } },
	{ .name = "t= a second older", .how = { .more = "t=1794268799; " }, .want = "too old" },
	{ .name = "t= a day ahead", .how = { .more = "t=1795564800; " } },
	{ .name = "t= a week ahead", .how = { .more = "t=1796083200; " }, .want = "from the future" },
	{ .name = "t= no time", .how = { .more = "t=yesterday; " }, .want = "t= is no time" },
	{ .name = "x= to come", .how = { .more = "t=1795478000; x=1795478400; " } },
	{ .name = "x= passed", .how = { .more = "t=1795478000; x=1795478399; " }, .want = "expired" },
	{ .name = "x= before t=", .how = { .more = "t=1795478000; x=1795478000; " },
		.want = "x= is before t=" },
	{ .name = "x= alone", .how = { .more = "x=1795478400; " } },
	{ .name = "an old Date, and a new t=", .signed_header = FROM REST "Date: Mon, 1 Jan 2024 00:00:00 +0000\n",
		.how = { .more = "t=1795478000; " } },
	{ .name = "an old Date", .signed_header = FROM REST "Date: Mon, 1 Jan 2024 00:00:00 +0000\n",
		.want = "too old" },
	{ .name = "a Date that is none", .signed_header = FROM REST "Date: soon\n", .want = "its Date is no date" },
	{ .name = "no Date", .signed_header = FROM REST, .want = "its time is not signed" },
	{ .name = "Date not signed", .how = { .names = "From:To" }, .want = "its time is not signed" },
	{ .name = "two Dates", .header = "Date: Tue, 24 Nov 2026 10:00:00 +0000\n" HEADER,
		.want = "its time is not signed" },

	{ .name = "two From fields", .header = "From: spam@example.org\n" HEADER,
		.want = "there is not one From field alone" },
	{ .name = "From elsewhere", .signed_header = "From: joe@example.com\n" REST DATE,
		.rcpt = "joe@example.com", .want = "From is not aligned" },
	{ .name = "From that ends alike", .signed_header = "From: joe@notexample.org\n" REST DATE,
		.rcpt = "joe@notexample.org", .want = "From is not aligned" },
	{ .name = "From below d=", .signed_header = "From: joe@mail.example.org\n" REST DATE,
		.rcpt = "joe@mail.example.org" },
	{ .name = "From bare", .signed_header = "From: joe@example.org\n" REST DATE },
	{ .name = "From with two addresses",
		.signed_header = "From: joe@example.org, ann@example.org\n" REST DATE,
		.want = "From is not one plain address" },
	{ .name = "From with an address in its name",
		.signed_header = "From: ann@example.org <joe@example.org>\n" REST DATE,
		.want = "From is not one plain address" },
	{ .name = "From with a quoted name, folded",
		.signed_header = "From: \"Doe, \\\"Joe\\\" <ann@example.com>\"\n <joe@example.org>\n" REST DATE },
	{ .name = "From with a comment", .signed_header = "From: joe@example.org (Joe)\n" REST DATE,
		.want = "From is not one plain address" },

	{ .name = "to the From address, prvs", .rcpt = "prvs=0123abcdef=joe@example.org" },
	{ .name = "to the From address, a sub-address", .rcpt = "joe+list=x@example.org" },
	{ .name = "to the From address, both, in capitals", .rcpt = "PRVS=1=Joe+x@EXAMPLE.ORG" },
	{ .name = "to a return-path domain", .rcpt = "xyz123@bounces.example.org" },
	{ .name = "to somebody else", .rcpt = "ann@example.org", .want = "for another address" },
	{ .name = "to his name elsewhere", .rcpt = "joe@example.com", .want = "for another address" },
	{ .name = "to below a return-path domain", .rcpt = "x@a.bounces.example.org",
		.want = "for another address" },
	{ .name = "to something odd", .rcpt = "\"joe\"@example.org", .want = "for another address" },
	{ .name = "to an empty prvs", .rcpt = "prvs=1=@example.org", .want = "for another address" },
};

static const struct jj_result *run(const struct row *row, const struct signer *s1,
	const struct signer *s2, const char *more)
{
	struct sign_how how = row->how;
	const char *text = row->signed_header ? row->signed_header : HEADER;
	char field[SIGN_TEXT], top[2 * SIGN_TEXT];

	how.domain = how.domain ? how.domain : "example.org";
	how.selector = how.selector ? how.selector : "s1";
	how.names = how.names ? how.names : NAMES;
	sign(field, strcmp(how.selector, "s2") ? s1 : s2, &how, text);
	snprintf(top, sizeof top, "%s%s", more, field);
	return bounce(row->rcpt ? row->rcpt : "joe@example.org", top,
		row->header ? row->header : text);
}

Test(dkim, what_proves_and_what_does_not)
{
	const struct signer *s1 = signer_rsa(1024, 1), *s2 = signer_ed25519(2);

	with(SITE, signer_key(s1), signer_key(s2));
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct row *row = &rows[i];
		const struct jj_result *r = run(row, s1, s2, "");
		char want[200];

		snprintf(want, sizeof want, "example.org:%s%s%s",
			row->how.selector ? row->how.selector : "s1", row->want ? " " : "",
			row->want ? row->want : "");
		if (row->want && strcmp(row->want, "-") == 0)
			strcpy(want, "-");
		cr_expect_str_eq(detail(r, row->want ? JJ_EV_DKIM_NOTE : JJ_EV_DKIM), want, "[%s] %s",
			row->name, steps);
		cr_expect_eq(r->verdict, row->want ? JJ_FORGED : JJ_OURS, "[%s]", row->name);
		if (!row->want)
			cr_expect_eq(r->evidence[0].kind, JJ_EV_DKIM, "[%s]", row->name);
	}
}

/* A key that is not ours, a bit of the hash or of a field changed. */
Test(dkim, rubbish_proves_nothing)
{
	const struct signer *s1 = signer_rsa(1024, 1), *s2 = signer_ed25519(2);
	const struct signer *other = signer_rsa(1024, 3), *point = signer_ed25519(4);
	const struct sign_how how = { .domain = "example.org", .selector = "s1", .names = NAMES };
	const struct sign_how ed = { .domain = "example.org", .selector = "s2", .names = NAMES };
	char field[SIGN_TEXT], *b;

	with(SITE, signer_key(s1), signer_key(s2));
	sign(field, other, &how, HEADER);
	cr_expect_eq(bounce("joe@example.org", field, HEADER)->verdict, JJ_FORGED);
	sign(field, point, &ed, HEADER);
	cr_expect_eq(bounce("joe@example.org", field, HEADER)->verdict, JJ_FORGED);

	sign(field, s1, &how, HEADER);
	cr_expect_eq(bounce("joe@example.org", field, HEADER)->verdict, JJ_OURS);
	b = strstr(field, "\tb=") + 3;
	*b = *b == 'A' ? 'B' : 'A';
	cr_expect_eq(bounce("joe@example.org", field, HEADER)->verdict, JJ_FORGED);
	cr_expect_str_eq(detail(jj_finish(detector), JJ_EV_DKIM_NOTE),
		"example.org:s1 does not verify");
	strcpy(b, "\n");
	cr_expect_eq(bounce("joe@example.org", field, HEADER)->verdict, JJ_FORGED);
	cr_expect_str_eq(detail(jj_finish(detector), JJ_EV_DKIM_NOTE),
		"example.org:s1 b= is no signature");
	strcpy(b, "AAAA;\n");
	cr_expect_eq(bounce("joe@example.org", field, HEADER)->verdict, JJ_FORGED);
	sign(field, s1, &how, HEADER);
	cr_expect_eq(bounce("joe@example.org", field, "From: ann@example.org\nTo: x@y.example\n" DATE)->verdict,
		JJ_FORGED, "on other fields");
	cr_expect_eq(bounce("joe@example.org", "", HEADER)->verdict, JJ_FORGED, "no signature");
}

Test(dkim, all_recipients_and_the_clock)
{
	const struct signer *s1 = signer_rsa(1024, 1), *s2 = signer_ed25519(2);
	const struct row plain = { .name = "plain" };
	const struct {
		const char *rcpt[3];
		enum jj_verdict want;
	} crowd[] = {
		{ { "joe@example.org" }, JJ_OURS },
		{ { "joe@example.org", "joe+a@example.org", "x@bounces.example.org" }, JJ_OURS },
		{ { "x@bounces.example.org", "joe@example.org" }, JJ_OURS },
		{ { "joe@example.org", "ann@example.org" }, JJ_FORGED },
		{ { "ann@example.org", "joe@example.org" }, JJ_FORGED },
		{ { NULL }, JJ_FORGED },
	};

	with(SITE, signer_key(s1), signer_key(s2));
	run(&plain, s1, s2, "");
	for (size_t i = 0; i < sizeof crowd / sizeof crowd[0]; i++) {
		jj_reset(detector);
		for (size_t k = 0; k < 3 && crowd[i].rcpt[k]; k++)
			jj_recipient(detector, span_str(crowd[i].rcpt[k]));
		jj_feed(detector, span_str(message));
		cr_expect_eq(jj_finish(detector)->verdict, crowd[i].want, "crowd %zu", i);
	}
	jj_reset(detector);
	for (int i = 0; i <= JJ_RECIPIENTS_MAX; i++)
		jj_recipient(detector, span_str("joe@example.org"));
	jj_feed(detector, span_str(message));
	cr_expect_neq(jj_finish(detector)->verdict, JJ_OURS, "more recipients than are kept");
	jj_reset(detector);
	jj_recipient(detector, span_str("joe@example.org"));
	jj_came(detector, NOW + 86400 * 30);
	jj_feed(detector, span_str(message));
	cr_expect_str_eq(detail(jj_finish(detector), JJ_EV_DKIM_NOTE), "example.org:s1 too old");
	jj_reset(detector);
	jj_recipient(detector, span_str("joe@example.org"));
	jj_feed(detector, span_str(message));
	cr_expect_eq(jj_finish(detector)->verdict, JJ_OURS, "the clock of the settings again");
}

/* Proof beats what the rest says; what Received lines have shown is not verified again. */
Test(dkim, beside_other_evidence)
{
	const struct signer *s1 = signer_rsa(1024, 1), *s2 = signer_ed25519(2);
	const struct row plain = { .name = "plain" };
	const struct jj_result *r;

	with("now=1795478400 dkim=example.org:s1:14:%s never=joe@example.org "
	     "for=other.example host=mx.other.example complete=yes", signer_key(s1));
	r = run(&plain, s1, s2, "");
	cr_expect_eq(r->verdict, JJ_OURS, "no entry for the recipient, and one that never sends");
	with(SITE, signer_key(s1), signer_key(s2));
	r = run(&plain, s1, s2,
		"Received: from x by mx.example.org; Tue, 24 Nov 2026 09:00:00 +0000\n");
	cr_expect_eq(r->verdict, JJ_OURS);
	cr_expect_eq(r->evidence[0].kind, JJ_EV_DKIM, "a line that names us, contradicted: %s", steps);
	with("now=1795478400 dkim=example.org:s1:14:%s for=* host=remote.example complete=yes",
		signer_key(s1));
	r = run(&plain, s1, s2, "");
	cr_expect_eq(r->evidence[0].kind, JJ_EV_RECEIVED_BY);
	cr_expect_null(strstr(steps, "DKIM"), "%s", steps);
	jj_reset(detector);
	steps[0] = '\0';
	jj_feed(detector, span_str("From: MAILER-DAEMON@x.example\n\nReturned:\n\n"));
	jj_feed(detector, span_str(strstr(message, "Received: from evil")));
	cr_expect_eq(jj_finish(detector)->evidence[0].kind, JJ_EV_RECEIVED_BY);
	cr_expect_null(strstr(steps, "DKIM"), "in text, which is read to its end: %s", steps);
	with("dkim=example.org:s1:14:%s for=* host=mx.example.org complete=yes", signer_key(s1));
	r = run(&plain, s1, s2, "");
	cr_expect_str_eq(detail(r, JJ_EV_DKIM_NOTE), "example.org:s1 nobody told the time");
}

/* Where all mail carries a proof, a line of ours is not enough, and a signature is one. */
Test(dkim, where_a_proof_is_required)
{
	static const char text[] =
		"joejob-keys 1\na7 1714000000 - "
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
	const struct signer *s1 = signer_rsa(1024, 1), *s2 = signer_ed25519(2);
	const struct row plain = { .name = "plain" };
	const struct row copied = { .name = "copied", .rcpt = "ann@example.org" };
	static struct token_keys keys;
	const struct jj_result *r;

	cr_assert_null(token_keys_parse(&keys, span_str(text)));
	with("now=1795478400 token=14 required=*:1790000000 dkim=example.org:s1:14:%s "
	     "for=* host=remote.example complete=yes", signer_key(s1));
	jj_keys(detector, &keys);
	r = run(&plain, s1, s2, "");
	cr_expect_eq(r->evidence[0].kind, JJ_EV_DKIM, "%s", steps);
	r = run(&copied, s1, s2, "");
	cr_expect_eq(r->evidence[0].kind, JJ_EV_UNPROVEN, "%s", steps);
	cr_expect_str_eq(detail(r, JJ_EV_DKIM_NOTE), "example.org:s1 for another address");
}

/* ---- where the header stands ---- */

/* Quoted or indented, in text, in base64, with CRLF, byte by byte: the signature is the same. */
Test(dkim, however_it_is_returned)
{
	const struct signer *s2 = signer_ed25519(2);
	const struct sign_how how = { .domain = "example.org", .selector = "s2", .canon = "simple/simple",
		.names = NAMES };
	char field[SIGN_TEXT], whole[3 * SIGN_TEXT], text[8 * SIGN_TEXT];
	static const struct {
		const char *name, *before, *prefix, *end;
	} shapes[] = {
		{ "a part", "Content-Type: message/rfc822\n\n", "", "\n" },
		{ "a part, CRLF", "Content-Type: message/rfc822\n\n", "", "\r\n" },
		{ "headers alone", "Content-Type: text/rfc822-headers\n\n", "", "\n" },
		{ "text", "From: MAILER-DAEMON@x.example\n\nReturned:\n\n", "", "\n" },
		{ "quoted", "From: MAILER-DAEMON@x.example\n\nReturned:\n\n", "> ", "\n" },
		{ "indented, CRLF", "From: MAILER-DAEMON@x.example\n\nReturned:\n\n", "   ", "\r\n" },
	};

	with(SITE, "ed25519:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
		signer_key(s2));
	sign(field, s2, &how, HEADER);
	snprintf(whole, sizeof whole,
		"Received: from evil.example ([203.0.113.9]) by remote.example; %s%s%s", &DATE[6], field,
		HEADER);
	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		strcpy(text, shapes[i].before);
		for (const char *p = whole, *end; *p; p = end + 1) {
			end = strchr(p, '\n');
			sprintf(text + strlen(text), "%s%.*s%s", shapes[i].prefix, (int)(end - p), p,
				shapes[i].end);
		}
		strcat(text, shapes[i].end);
		for (size_t step_by = strlen(text); step_by; step_by = step_by > 1) {
			jj_reset(detector);
			steps[0] = '\0';
			jj_recipient(detector, span_str("joe@example.org"));
			for (size_t at = 0; at < strlen(text); at += step_by)
				jj_feed(detector, span(text + at, step_by));
			cr_expect_str_eq(detail(jj_finish(detector), JJ_EV_DKIM), "example.org:s2",
				"[%s] by %zu: %s", shapes[i].name, step_by, steps);
		}
	}
}

/* In the body of the returned message, or in one that is inside it, it is no evidence. */
Test(dkim, only_the_first_returned_header)
{
	const struct signer *s1 = signer_rsa(1024, 1), *s2 = signer_ed25519(2);
	const struct sign_how how = { .domain = "example.org", .selector = "s1", .names = NAMES };
	char field[SIGN_TEXT], body[3 * SIGN_TEXT];

	with(SITE, signer_key(s1), signer_key(s2));
	sign(field, s1, &how, HEADER);
	snprintf(body, sizeof body, "From: spam@spam.example\n" DATE "\n%s%s\n", field, HEADER);
	cr_expect_eq(bounce("joe@example.org", "", body)->verdict, JJ_FORGED);
	snprintf(body, sizeof body, "From: spam@spam.example\n" DATE
		"Content-Type: message/rfc822\n\n%s%s\n", field, HEADER);
	cr_expect_eq(bounce("joe@example.org", "", body)->verdict, JJ_FORGED);
}

/* ---- attacks on time and memory ---- */

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The least of five. */
static double cost(const char *top, const char *header)
{
	double least = 1e9, before;

	for (int i = 0; i < 5; i++) {
		before = seconds();
		bounce("joe@example.org", top, header);
		before = seconds() - before;
		least = before < least ? before : least;
	}
	return least;
}

Test(dkim, work_is_bounded, .timeout = 60)
{
	const struct signer *s1 = signer_rsa(2048, 1), *s2 = signer_ed25519(2);
	const struct sign_how how = { .domain = "example.org", .selector = "s1", .names = "From:Date" };
	static char field[SIGN_TEXT], many[MESSAGE / 2];
	char *p;

	with(SITE, signer_key(s1), signer_key(s2));
	sign(field, s1, &how, HEADER);
	p = strstr(field, "\tb=") + 3;
	*p = *p == 'A' ? 'B' : 'A';

	/* 80 signatures that do not verify, 500, and one of ours below them. */
	for (int i = 0; i < 80; i++)
		strcat(many, field);
	cr_expect_lt(cost(many, HEADER), 0.02);
	cr_expect_not_null(strstr(steps, "enough DKIM-Signatures"), "%s", steps);
	for (int i = 80; i < 500; i++)
		strcat(many, field);
	cr_expect_lt(cost(many, HEADER), 0.05);
	cr_expect_not_null(strstr(steps, "is too long"), "%s", steps);
	many[0] = '\0';
	for (int i = 0; i < 500; i++)
		strcat(many, "DKIM-Signature: v=1; d=x.example; s=y\n");
	strcat(many, field);
	cr_expect_lt(cost(many, HEADER), 0.02);
	*p = *p == 'A' ? 'B' : 'A';
	sign(field, s1, &how, HEADER);
	many[0] = '\0';
	for (int i = 0; i < 200; i++)
		strcat(many, "DKIM-Signature: v=1; d=x.example; s=y\n");
	strcat(many, field);
	cr_expect_eq(bounce("joe@example.org", many, HEADER)->verdict, JJ_OURS, "ours is the lowest");

	/* The last of those that are verified, and of those that are looked at; one more is too many. */
	for (int below = 4; below <= 5; below++) {
		strcpy(many, field);
		p = strstr(field, "\tb=") + 3;
		*p = *p == 'A' ? 'B' : 'A';
		for (int i = 0; i < below; i++)
			strcat(many, field);
		*p = many[p - field];
		cr_expect_eq(bounce("joe@example.org", many, HEADER)->verdict,
			below == 4 ? JJ_OURS : JJ_UNVERIFIABLE, "%d below: %s", below, steps);
	}
	for (int below = 99; below <= 100; below++) {
		strcpy(many, field);
		for (int i = 0; i < below; i++)
			strcat(many, "DKIM-Signature: v=1; d=x.example; s=y\n");
		cr_expect_eq(bounce("joe@example.org", many, HEADER)->verdict,
			below == 99 ? JJ_OURS : JJ_UNVERIFIABLE, "%d below", below);
	}

	/* An h= of 64 kB, in one line and folded. */
	for (int folded = 0; folded < 2; folded++) {
		strcpy(many, "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=s1; bh=AA==; b=AAAA; h=From");
		p = many + strlen(many);
		for (int i = 0; i < 65536 / 5; i++)
			p += sprintf(p, ":%s%s", folded && i % 10 == 0 ? "\n " : "", "Date");
		strcpy(p, "\n");
		cr_expect_lt(cost(many, HEADER), 0.02);
		cr_expect_eq(jj_finish(detector)->verdict, JJ_UNVERIFIABLE, "what was not read may prove");
		cr_expect_str_eq(detail(jj_finish(detector), JJ_EV_LIMIT), "signatures");
	}
	/* As much of it as fits, over as many fields as fit. */
	p = many + sprintf(many, "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=s1;\n"
		" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; b=AAAA; h=From");
	for (int i = 0; i < 255; i++)
		p += sprintf(p, "%s:abcd%02x", i % 10 == 0 ? "\n " : "", i);
	p += sprintf(p, "\n");
	for (int i = 0; i < 500; i++)
		p += sprintf(p, "abce%02x: %080d\n", i % 256, i);
	cr_expect_lt(cost(many, HEADER), 0.02);
	cr_expect_not_null(strstr(steps, "does not verify"), "%s", steps);
}
