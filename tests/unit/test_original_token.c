/* Tokens in returned headers: where one counts, what is said of those that do not, and what follows
 * where all mail has to carry one. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "detector.h"
#include "reply.h"
#include "token.h"

#define SECRET "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define OTHER "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define OURS "joejob-keys 1\na7 1795000000 - " SECRET "\n"
#define THEIRS "joejob-keys 1\nq2 1795000000 - " SECRET "\n"
#define FAKE "joejob-keys 1\na7 1795000000 - " OTHER "\n"

/* 2026-11-24 00:00:00 +0000 */
#define SENT 1795478400
#define DATE "Tue, 24 Nov 2026 00:00:00 +0000"
#define NEXT "Wed, 25 Nov 2026 00:00:00 +0000"
#define NOW "now=1795564800 "
#define SITE "for=* host=mx.example.org net=192.0.2.0/24 msgid=example.org complete=yes"
#define TOKEN "token=14 "
#define DUE "required=example.org:1795478400 "
#define DUE_LATER "required=example.org:1795478401 "

#define FOREIGN "Received: by relay.example.net with esmtp id 1A; " DATE "\n"
#define BY_US_AT(date) "Received: by mx.example.org with esmtp id 1B; " date "\n"
#define BY_US BY_US_AT(DATE)
#define DATED(date) "Date: " date "\nFrom: user@example.org\nMessage-ID: <1@pc>\n"
#define AUTHOR DATED(DATE)
#define T "X-Joejob-Token: @\n"

#define DSN_HEAD                                                                                   \
	"From: x@relay.example.net\nContent-Type: multipart/report; "                              \
	"report-type=delivery-status; boundary=b\n"
#define PART(type) "--b\nContent-Type: " type "\n\n"
#define RETURNS(header) DSN_HEAD "\n" PART("message/rfc822") header "\nbody\n--b--\n"

static struct jj_settings settings;
static struct token_keys keys;

static void use_keys(const char *text)
{
	cr_assert_null(token_keys_parse(&keys, span_str(text)));
}

/* The message with each @ that stands alone replaced by a token for that address. */
static const char *with_token(const char *message, const char *by, const char *path)
{
	static char out[65536];
	char value[TOKEN_TEXT];
	size_t n = 0;

	use_keys(by);
	cr_assert_null(token_make(value, &keys, span_str(path), span_str("1xVcmP-00003j-1Y"), SENT));
	for (const char *p = message; *p && n < sizeof out - TOKEN_TEXT; p++) {
		bool place = *p == '@' && p > message && strchr(" \n", p[-1]) && strchr("\n ", p[1]);

		if (place)
			n += (size_t)snprintf(out + n, sizeof out - n, "%s", value);
		else
			out[n++] = *p;
	}
	out[n] = '\0';
	return out;
}

/* `with` NULL: no keys are there. */
static struct jj_result judge(
	const char *line, const char *with, const char *message, const char *const *recipients)
{
	struct jj_detector *d = detector_for(&settings, line);
	struct jj_result r, bytes;

	if (with) {
		use_keys(with);
		jj_keys(d, &keys);
	}
	r = *detector_judges(d, message, recipients);
	jj_reset(d);
	for (unsigned i = 0; recipients && recipients[i]; i++)
		jj_recipient(d, span_str(recipients[i]));
	for (size_t i = 0; message[i]; i++)
		jj_feed(d, span(message + i, 1));
	bytes = *jj_finish(d);
	cr_expect(bytes.verdict == r.verdict && bytes.n_evidence == r.n_evidence &&
			!memcmp(bytes.evidence, r.evidence, r.n_evidence * sizeof r.evidence[0]),
		"byte by byte it is another one");
	jj_free(d);
	return r;
}

static struct jj_result judge_for(const char *line, const char *with, const char *message, const char *to)
{
	const char *const recipients[] = { to, NULL };

	return judge(line, with, message, recipients);
}

/* What is said of the token, or NULL. */
static const char *note(const struct jj_result *r)
{
	for (unsigned i = 0; i < r->n_evidence; i++)
		if (r->evidence[i].kind == JJ_EV_TOKEN_BAD)
			return r->evidence[i].detail;
	return NULL;
}

static void expect(const char *name, const struct jj_result *r, enum jj_verdict v,
	enum jj_evidence_kind kind, const char *want)
{
	const char *got = note(r);

	cr_expect_eq(r->verdict, v, "[%s] is %s", name, jj_verdict_name[r->verdict]);
	cr_expect_eq(r->evidence[0].kind, kind, "[%s] by %s %s", name,
		jj_evidence_name[r->evidence[0].kind], r->evidence[0].detail);
	cr_expect(want && got ? !strcmp(want, got) : want == got, "[%s] says %s", name, got ? got : "-");
}

Test(original_token, where_it_counts)
{
	static const struct {
		const char *name, *message;
		enum jj_verdict verdict;
		enum jj_evidence_kind kind;
		const char *note;
	} tab[] = {
		{ "proves against foreign lines", RETURNS(FOREIGN AUTHOR T), JJ_OURS, JJ_EV_TOKEN, NULL },
		{ "is named before a line of ours", RETURNS(BY_US AUTHOR T), JJ_OURS, JJ_EV_TOKEN, NULL },
		{ "without any line", RETURNS(AUTHOR T), JJ_OURS, JJ_EV_TOKEN, NULL },
		{ "on top", RETURNS(T FOREIGN AUTHOR), JJ_OURS, JJ_EV_TOKEN, NULL },
		{ "in a header alone", DSN_HEAD "\n" PART("text/rfc822-headers") FOREIGN AUTHOR T "--b--\n",
			JJ_OURS, JJ_EV_TOKEN, NULL },
		{ "folded", RETURNS(FOREIGN AUTHOR "X-Joejob-Token:\n @\n"), JJ_OURS, JJ_EV_TOKEN, NULL },
		{ "shouted", RETURNS(FOREIGN AUTHOR "X-JOEJOB-TOKEN: @\n"), JJ_OURS, JJ_EV_TOKEN, NULL },
		{ "in text", DSN_HEAD "\n" PART("text/plain") "It is below.\n\n" FOREIGN AUTHOR T "\n--b--\n",
			JJ_OURS, JJ_EV_TOKEN, NULL },
		{ "quoted", DSN_HEAD "\n" PART("text/plain") "> Received: by relay.example.net; " DATE
			"\n> From: user@example.org\n> X-Joejob-Token: @\n>\n--b--\n", JJ_OURS,
			JJ_EV_TOKEN, NULL },

		{ "in the body", RETURNS(FOREIGN AUTHOR "\n" T), JJ_FORGED, JJ_EV_RECEIVED_NONE, NULL },
		{ "in a nested message", RETURNS(FOREIGN AUTHOR "Content-Type: message/rfc822\n\n" BY_US
			AUTHOR T), JJ_FORGED, JJ_EV_RECEIVED_NONE, NULL },
		{ "in the bounce's own header", DSN_HEAD T "\n" PART("message/rfc822") FOREIGN AUTHOR
			"\nbody\n--b--\n", JJ_FORGED, JJ_EV_RECEIVED_NONE, NULL },
		{ "in the delivery status", DSN_HEAD "\n" PART("message/delivery-status")
			"Reporting-MTA: dns; x\n" T "\nFinal-Recipient: rfc822; a@b\n" T "\n"
			PART("message/rfc822") FOREIGN AUTHOR "\nbody\n--b--\n", JJ_FORGED,
			JJ_EV_RECEIVED_NONE, NULL },
		{ "in text beside a returned part", DSN_HEAD "\n" PART("text/plain") FOREIGN AUTHOR T "\n"
			PART("message/rfc822") FOREIGN AUTHOR "\nbody\n--b--\n", JJ_FORGED,
			JJ_EV_RECEIVED_NONE, NULL },
		{ "in a part's header", DSN_HEAD "\n--b\nContent-Type: message/rfc822\n" T "\n" FOREIGN
			AUTHOR "\nbody\n--b--\n", JJ_FORGED, JJ_EV_RECEIVED_NONE, NULL },
		{ "in a second returned message", DSN_HEAD "\n" PART("message/rfc822") FOREIGN AUTHOR
			"\nbody\n" PART("message/rfc822") FOREIGN AUTHOR T "\nbody\n--b--\n", JJ_FORGED,
			JJ_EV_RECEIVED_NONE, NULL },
		{ "in another field", RETURNS(FOREIGN AUTHOR "X-Note: X-Joejob-Token: @\n"), JJ_FORGED,
			JJ_EV_RECEIVED_NONE, NULL },

		{ "twice", RETURNS(FOREIGN AUTHOR T T), JJ_FORGED, JJ_EV_RECEIVED_NONE, "two tokens" },
		{ "twice, one rubbish", RETURNS(FOREIGN "X-Joejob-Token: x\n" AUTHOR T), JJ_FORGED,
			JJ_EV_RECEIVED_NONE, "two tokens" },
		{ "twice, and a line of ours", RETURNS(BY_US AUTHOR T T T), JJ_OURS, JJ_EV_RECEIVED_BY,
			"two tokens" },
		{ "empty", RETURNS(FOREIGN AUTHOR "X-Joejob-Token:\n"), JJ_FORGED, JJ_EV_RECEIVED_NONE,
			"malformed" },
		{ "rubbish", RETURNS(FOREIGN AUTHOR "X-Joejob-Token: \x80 @ @\n"), JJ_FORGED,
			JJ_EV_RECEIVED_NONE, "malformed" },
		{ "none", RETURNS(FOREIGN AUTHOR), JJ_FORGED, JJ_EV_RECEIVED_NONE, NULL },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct jj_result r = judge_for(NOW TOKEN SITE, OURS,
			with_token(tab[i].message, OURS, "user@example.org"), "user@example.org");

		expect(tab[i].name, &r, tab[i].verdict, tab[i].kind, tab[i].note);
	}
}

Test(original_token, in_encoded_parts)
{
	static const char head[] = FOREIGN AUTHOR T "\nbody\n";
	static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char quoted[8192] = DSN_HEAD "\n--b\nContent-Type: message/rfc822\n"
			 "Content-Transfer-Encoding: quoted-printable\n\n";
	char coded[8192] = DSN_HEAD "\n--b\nContent-Type: message/rfc822\n"
			"Content-Transfer-Encoding: base64\n\n";
	size_t q = strlen(quoted), b = strlen(coded);
	const char *plain = with_token(head, OURS, "user@example.org");
	size_t n = strlen(plain);

	for (size_t i = 0; i < n; i++) {
		q += (size_t)snprintf(quoted + q, sizeof quoted - q,
			plain[i] == '\n' ? "\n" : i % 9 ? "%c" : "=%02X", (unsigned char)plain[i]);
		if (i % 30 == 29 && plain[i] != '\n')
			q += (size_t)snprintf(quoted + q, sizeof quoted - q, "=\n");
	}
	snprintf(quoted + q, sizeof quoted - q, "--b--\n");
	for (size_t i = 0; i < n; i += 3) {
		unsigned three = (unsigned)plain[i] << 16 | (i + 1 < n ? (unsigned)plain[i + 1] << 8 : 0) |
			(i + 2 < n ? (unsigned)plain[i + 2] : 0);

		for (unsigned k = 0; k < 4; k++)
			coded[b++] = i + k > n ? '=' : base64[three >> (18 - 6 * k) & 63];
		if (i % 48 == 45)
			coded[b++] = '\n';
	}
	snprintf(coded + b, sizeof coded - b, "\n--b--\n");

	struct jj_result r = judge_for(NOW TOKEN SITE, OURS, quoted, "user@example.org");
	expect("quoted-printable", &r, JJ_OURS, JJ_EV_TOKEN, NULL);
	r = judge_for(NOW TOKEN SITE, OURS, coded, "user@example.org");
	expect("base64", &r, JJ_OURS, JJ_EV_TOKEN, NULL);
}

Test(original_token, what_is_said_of_one_that_proves_nothing)
{
	static const struct {
		const char *name, *line, *by, *path, *with, *to, *note;
	} tab[] = {
		{ "valid", NOW TOKEN, OURS, "user@example.org", OURS, "user@example.org", NULL },
		{ "to the prvs form", NOW TOKEN, OURS, "user@example.org", OURS,
			"prvs=07879de645=user@example.org", NULL },
		{ "to a sub-address", NOW TOKEN, OURS, "user@example.org", OURS,
			"user+tag@example.org", NULL },
		{ "for another address", NOW TOKEN, OURS, "anna@example.org", OURS, "user@example.org",
			"tampered or for another address" },
		{ "by a fake key", NOW TOKEN, FAKE, "user@example.org", OURS, "user@example.org",
			"tampered or for another address" },
		{ "by an unknown key", NOW TOKEN, THEIRS, "user@example.org", OURS, "user@example.org",
			"key q2 unknown" },
		{ "old", "now=1796688001 " TOKEN, OURS, "user@example.org", OURS, "user@example.org",
			"expired" },
		{ "old, and nobody says how old one may be", "now=1796688001 ", OURS, "user@example.org",
			OURS, "user@example.org", NULL },
		{ "old, without a clock", TOKEN, OURS, "user@example.org", OURS, "user@example.org", NULL },
		{ "from the future", "now=1795000000 " TOKEN, OURS, "user@example.org", OURS,
			"user@example.org", "made in the future" },
		{ "by a key that was retired before", NOW TOKEN, OURS, "user@example.org",
			"joejob-keys 1\nb2 1795400000 - " OTHER "\na7 1795000000 1795400000 " SECRET "\n",
			"user@example.org", "made by a key after it was retired" },
		{ "by a key that was retired since", NOW TOKEN, OURS, "user@example.org",
			"joejob-keys 1\nb2 1795500000 - " OTHER "\na7 1795000000 1795500000 " SECRET "\n",
			"user@example.org", NULL },
	};
	char line[400];

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		const char *message = with_token(RETURNS(FOREIGN AUTHOR T), tab[i].by, tab[i].path);
		bool good = !tab[i].note;

		snprintf(line, sizeof line, "%s" SITE, tab[i].line);
		struct jj_result r = judge_for(line, tab[i].with, message, tab[i].to);

		expect(tab[i].name, &r, good ? JJ_OURS : JJ_FORGED, good ? JJ_EV_TOKEN : JJ_EV_RECEIVED_NONE,
			tab[i].note);
	}
}

Test(original_token, several_recipients)
{
	static const char *const both[] = { "anna@example.org", "user@example.org", NULL };
	const char *many[JJ_ITEMS] = { NULL };
	const char *message = with_token(RETURNS(FOREIGN AUTHOR T), OURS, "user@example.org");
	struct jj_result r = judge(NOW TOKEN SITE, OURS, message, both);

	expect("any of them", &r, JJ_OURS, JJ_EV_TOKEN, NULL);
	for (unsigned i = 0; i < 32; i++)
		many[i] = "anna@example.org";
	many[31] = "user@example.org";
	r = judge(NOW TOKEN SITE, OURS, message, many);
	expect("the last that is kept", &r, JJ_OURS, JJ_EV_TOKEN, NULL);
	/* Whoever could not be asked does not make it forged. */
	many[31] = "anna@example.org";
	many[32] = "user@example.org";
	r = judge(NOW TOKEN SITE, OURS, message, many);
	expect("one too many", &r, JJ_UNVERIFIABLE, JJ_EV_LIMIT, "tampered or for another address");
	cr_expect_str_eq(r.evidence[0].detail, "recipients");
}

Test(original_token, where_all_mail_has_to_carry_one)
{
	static const struct {
		const char *name, *line, *message;
		enum jj_verdict verdict;
		enum jj_evidence_kind kind;
		const char *note;
	} tab[] = {
		{ "it does", DUE, RETURNS(BY_US AUTHOR T), JJ_OURS, JJ_EV_TOKEN, NULL },
		{ "missing", DUE, RETURNS(BY_US AUTHOR), JJ_UNVERIFIABLE, JJ_EV_UNPROVEN, NULL },
		{ "broken", DUE, RETURNS(BY_US AUTHOR "X-Joejob-Token: x\n"), JJ_UNVERIFIABLE,
			JJ_EV_UNPROVEN, "malformed" },
		{ "two", DUE, RETURNS(BY_US AUTHOR T T), JJ_UNVERIFIABLE, JJ_EV_UNPROVEN, "two tokens" },
		{ "sent before", DUE_LATER, RETURNS(BY_US AUTHOR), JJ_OURS, JJ_EV_RECEIVED_BY, NULL },
		{ "our line's date counts, not the author's", DUE, RETURNS(BY_US DATED(
			"Mon, 23 Nov 2026 00:00:00 +0000")), JJ_UNVERIFIABLE, JJ_EV_UNPROVEN, NULL },
		{ "nor that one", DUE_LATER, RETURNS(BY_US DATED(NEXT)), JJ_OURS, JJ_EV_RECEIVED_BY, NULL },
		{ "the author's where the line has none", DUE_LATER, RETURNS(BY_US_AT("6 May")
			DATED(NEXT)), JJ_UNVERIFIABLE, JJ_EV_UNPROVEN, NULL },
		{ "no date at all", DUE, RETURNS(BY_US_AT("6 May") DATED("today")), JJ_OURS,
			JJ_EV_RECEIVED_BY, NULL },
		{ "foreign lines", DUE, RETURNS(FOREIGN AUTHOR), JJ_FORGED, JJ_EV_RECEIVED_NONE, NULL },
		{ "no lines, Message-ID", DUE, RETURNS("Message-ID: <1@example.org>\n" "Date: " DATE "\n"),
			JJ_OURS, JJ_EV_MESSAGE_ID, NULL },
		{ "cut off in the header", DUE, DSN_HEAD "\n" PART("message/rfc822") BY_US AUTHOR,
			JJ_UNVERIFIABLE, JJ_EV_TRUNCATED, NULL },
		{ "a pattern of the admin", DUE "pattern=x:ours:%5EX-Old ", RETURNS(BY_US AUTHOR "X-Old: 1\n"),
			JJ_OURS, JJ_EV_PATTERN, NULL },
		{ "never sends", DUE "never=user@example.org ", RETURNS(BY_US AUTHOR), JJ_UNVERIFIABLE,
			JJ_EV_UNPROVEN, NULL },
	};
	static const char *const strangers[] = { "user@example.org", "user@example.net", NULL };
	char line[400];

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		snprintf(line, sizeof line, NOW TOKEN "%s" SITE, tab[i].line);
		const char *message = with_token(tab[i].message, OURS, "user@example.org");
		struct jj_result r = judge_for(line, OURS, message, "user@example.org");

		expect(tab[i].name, &r, tab[i].verdict, tab[i].kind, tab[i].note);
	}
	struct jj_result r = judge(NOW TOKEN DUE SITE, OURS, RETURNS(BY_US AUTHOR), strangers);
	expect("not of all recipients", &r, JJ_OURS, JJ_EV_RECEIVED_BY, NULL);
	r = judge_for(NOW TOKEN DUE SITE, NULL, RETURNS(BY_US AUTHOR), "user@example.org");
	expect("no key file", &r, JJ_OURS, JJ_EV_RECEIVED_BY, NULL);
	r = judge_for(NOW TOKEN SITE, NULL, with_token(RETURNS(FOREIGN AUTHOR T), OURS, "user@example.org"),
		"user@example.org");
	expect("no key file, a token", &r, JJ_FORGED, JJ_EV_RECEIVED_NONE, NULL);
}

Test(original_token, an_action_of_its_own)
{
	struct jj_result r = judge_for(NOW TOKEN DUE "unverifiable=log:3 unproven=deny:7 " SITE, OURS,
		RETURNS(BY_US AUTHOR), "user@example.org");
	struct jj_decision d = jj_decide(&settings, &r);
	char text[JJ_REPLY_TEXT], line[JJ_LOG_TEXT];

	cr_expect_str_eq(jj_word(&r), "unproven");
	cr_expect(d.action == JJ_DENY && d.line == 7);
	jj_reply_text(&d, settings.contact, text, sizeof text);
	cr_expect_str_eq(text, "5.7.1 " JJ_SAYS_UNPROVEN " (bounces.unproven)");
	jj_log_line(&d, &r, line, sizeof line);
	cr_expect(strstr(line, "joejob verdict=unverifiable evidence=unproven rule=bounces.unproven "
			       "line=7 action=deny "), "%s", line);
	cr_expect_null(strstr(line, " token="));
	r = judge_for(NOW TOKEN SITE, OURS, with_token(RETURNS(FOREIGN AUTHOR T), THEIRS, "user@example.org"),
		"user@example.org");
	d = jj_decide(&settings, &r);
	jj_log_line(&d, &r, line, sizeof line);
	cr_expect(strstr(line, "joejob verdict=forged evidence=received-none token=key-q2-unknown "
			       "rule=bounces.forged "), "%s", line);
	r = judge_for(NOW TOKEN "unproven=deny " SITE, OURS, "From: mailer-daemon\n\nx\n", "user@example.org");
	cr_expect_str_eq(jj_word(&r), "unverifiable");
	cr_expect_eq(jj_decide(&settings, &r).action, JJ_OFF);
}
