/* What a DKIM signature of ours in a returned header proves, and what it does not. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "bounds.h"
#include "returned.h"
#include "sign.h"
#include "token.h"

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
