/* The contradictions and patterns that a policy may add: who never sends, lines of ours that cannot
 * be, what the admin matches. */
#include <criterion/criterion.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "date.h"
#include "detector.h"

/* 2024-05-06 12:00:00 +0000 */
#define NOW "now=1714996800 "
#define SITE "host=mx.example.org net=192.0.2.0/24 msgid=example.org "
#define IDS "queue=%5B0-9A-F%5D%7B6%2C%7D "

#define LINE(host, id, date) "Received: by " host " with esmtp id " id "; " date "\n"
#define BY_US(id, date) LINE("mx.example.org", id, date)
#define TODAY "Mon, 6 May 2024 10:00:00 +0000"
#define FOREIGN LINE("relay.example.net", "1A", TODAY)
#define AUTHOR "Date: " TODAY "\nFrom: a@example.org\n"

#define DSN_HEAD                                                                                   \
	"From: x@relay.example.net\nContent-Type: multipart/report; "                              \
	"report-type=delivery-status; boundary=b\n\n"
#define RETURNS(header) DSN_HEAD "--b\nContent-Type: message/rfc822\n\n" header "\nbody\n--b--\n"
#define RETURNS_NOTHING DSN_HEAD "--b\n\nIt could not be delivered.\n--b--\n"

static struct jj_settings settings;

/* The sentences of the last message that have a word in them. */
static const char *word;
static unsigned said;

static void hear(void *ctx, unsigned line, const char *sentence)
{
	(void)ctx;
	(void)line;
	said += strstr(sentence, word) != NULL;
}

static struct jj_result judge(const char *line, const char *message, const char *const *recipients)
{
	struct jj_detector *d = detector_for(&settings, line);
	struct jj_result r;

	said = 0;
	if (word)
		jj_explain(d, hear, NULL);
	r = *detector_judges(d, message, recipients);
	jj_free(d);
	return r;
}

static void expect(const char *name, const struct jj_result *r, enum jj_verdict v,
	enum jj_evidence_kind kind)
{
	cr_expect_eq(r->verdict, v, "[%s] is %s", name, jj_verdict_name[r->verdict]);
	cr_expect_eq(r->evidence[0].kind, kind, "[%s] by %s", name,
		jj_evidence_name[r->evidence[0].kind]);
}

Test(own_rules, an_address_that_never_sends_makes_bounces_forged)
{
	static const struct {
		const char *name, *to, *also, *message;
		enum jj_verdict verdict;
		enum jj_evidence_kind kind;
	} tab[] = {
		{ "foreign", "sales@example.org", NULL, RETURNS(FOREIGN AUTHOR), JJ_FORGED,
			JJ_EV_NEVER_SENDS },
		{ "nothing returned", "sales@example.org", NULL, RETURNS_NOTHING, JJ_FORGED,
			JJ_EV_NEVER_SENDS },
		{ "cut off", "sales@example.org", NULL, RETURNS(FOREIGN), JJ_FORGED,
			JJ_EV_NEVER_SENDS },
		{ "no bounce", "sales@example.org", NULL, "From: a@x.example\n\nOut of office\n",
			JJ_NOT_A_BOUNCE, JJ_EV_NOT_A_BOUNCE },
		{ "ours", "sales@example.org", NULL, RETURNS(BY_US("1A", TODAY) AUTHOR), JJ_OURS,
			JJ_EV_RECEIVED_BY },
		{ "ours, weakly", "sales@example.org", NULL,
			RETURNS(AUTHOR "Message-ID: <1@example.org>\n"), JJ_OURS, JJ_EV_MESSAGE_ID },
		{ "another address", "bob@example.org", NULL, RETURNS_NOTHING, JJ_UNVERIFIABLE,
			JJ_EV_NO_ORIGINAL },
		{ "one of two sends", "sales@example.org", "bob@example.org", RETURNS_NOTHING,
			JJ_UNVERIFIABLE, JJ_EV_NO_ORIGINAL },
		{ "the other of two", "bob@example.org", "sales@example.org", RETURNS_NOTHING,
			JJ_UNVERIFIABLE, JJ_EV_NO_ORIGINAL },
		{ "neither sends", "sales@example.org", "x@lists.example.org", RETURNS_NOTHING,
			JJ_FORGED, JJ_EV_NEVER_SENDS },
		{ "no recipient", NULL, NULL, RETURNS_NOTHING, JJ_UNVERIFIABLE, JJ_EV_NO_ORIGINAL },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		const char *const to[] = { tab[i].to, tab[i].also, NULL };

		for (int complete = 0; complete < 2; complete++) {
			struct jj_result r = judge(complete ?
				"never=sales@example.org,*@lists.example.org for=* " SITE "complete=yes" :
				"never=sales@example.org,*@lists.example.org for=* " SITE, tab[i].message, to);

			expect(tab[i].name, &r, tab[i].verdict, tab[i].kind);
		}
	}
}

Test(own_rules, never_needs_an_entry_that_says_who_we_are)
{
	const char *const to[] = { "sales@example.org", NULL };
	struct jj_result r = judge("never=sales@example.org for=other.example " SITE,
		RETURNS(FOREIGN AUTHOR), to);

	expect("no entry", &r, JJ_UNVERIFIABLE, JJ_EV_NO_ENTRY);
}

Test(own_rules, never_is_matched_as_exim_matches_addresses)
{
	static const struct {
		const char *item, *address;
		bool never;
	} tab[] = {
		{ "sales@example.org", "Sales@Example.ORG", true },
		{ "sales@example.org", "sales@example.org.", true },
		{ "sales@example.org", "sales@dept.example.org", false },
		{ "sales@example.org", "presales@example.org", false },
		{ "sales@example.org", "sales", false },
		{ "*@example.org", "x@example.org", true },
		{ "example.org", "x@example.org", true },
		{ "example.org", "x@dept.example.org", false },
		{ "*.example.org", "x@dept.example.org", true },
		{ "*.example.org", "x@example.org", false },
		{ "*@*.example.org", "x@a.b.example.org", true },
		{ "a@*.example.org", "b@x.example.org", false },
		{ "sales@example.org", "", false },
		{ "sales@example.org", "@", false },
	};
	char line[100], err[100];

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		snprintf(line, sizeof line, "never=%s", tab[i].item);
		cr_assert_eq(jj_settings_parse(&settings, span_str(line), err, sizeof err), 0, "%s", err);
		cr_expect_eq(jj_settings_never(&settings, span_str(tab[i].address)), tab[i].never,
			"[%s] [%s]", tab[i].item, tab[i].address);
	}
}

Test(own_rules, a_line_of_ours_that_cannot_be_is_none)
{
	static const struct {
		const char *name, *settings, *header;
		enum jj_verdict verdict;
		enum jj_evidence_kind kind;
	} tab[] = {
		{ "right id", "for=* " IDS SITE, BY_US("4ABC12", TODAY), JJ_OURS, JJ_EV_RECEIVED_BY },
		{ "wrong id", "for=* " IDS SITE, BY_US("4abc12", TODAY), JJ_FORGED,
			JJ_EV_RECEIVED_IMPOSSIBLE },
		{ "only a part of it", "for=* " IDS SITE, BY_US("4ABC12-x", TODAY), JJ_FORGED,
			JJ_EV_RECEIVED_IMPOSSIBLE },
		{ "no id", "for=* " IDS SITE, "Received: by mx.example.org; " TODAY "\n", JJ_OURS,
			JJ_EV_RECEIVED_BY },
		{ "two words", "for=* " IDS SITE, BY_US("4ab c12", TODAY), JJ_OURS,
			JJ_EV_RECEIVED_BY },
		{ "another line is ours", "for=* " IDS SITE, BY_US("x", TODAY) BY_US("4ABC12", TODAY),
			JJ_OURS, JJ_EV_RECEIVED_BY },
		{ "not by us", "for=* " IDS SITE, FOREIGN, JJ_FORGED, JJ_EV_RECEIVED_NONE },
		{ "any id", "for=* " SITE, BY_US("x", TODAY), JJ_OURS, JJ_EV_RECEIVED_BY },
		{ "two entries, one takes it", "for=* complete=yes " SITE "for=* " IDS SITE,
			BY_US("x", TODAY), JJ_OURS, JJ_EV_RECEIVED_BY },

		{ "today", NOW "for=* days=30 " SITE, BY_US("x", TODAY), JJ_OURS, JJ_EV_RECEIVED_BY },
		{ "a day inside", NOW "for=* days=30 " SITE, BY_US("x", "7 Apr 2024 12:00 +0000"),
			JJ_OURS, JJ_EV_RECEIVED_BY },
		{ "a second too old", NOW "for=* days=30 " SITE,
			BY_US("x", "Sat, 6 Apr 2024 11:59:59 +0000"), JJ_FORGED,
			JJ_EV_RECEIVED_IMPOSSIBLE },
		{ "not, by its zone", NOW "for=* days=30 " SITE,
			BY_US("x", "Sat, 6 Apr 2024 11:59:59 -0100 (AZOT)"), JJ_OURS,
			JJ_EV_RECEIVED_BY },
		{ "ahead", NOW "for=* days=30 " SITE, BY_US("x", "Wed, 8 May 2024 11:00:00 +0000"),
			JJ_OURS, JJ_EV_RECEIVED_BY },
		{ "too far ahead", NOW "for=* days=30 " SITE,
			BY_US("x", "Wed, 8 May 2024 13:00:00 +0000"), JJ_FORGED,
			JJ_EV_RECEIVED_IMPOSSIBLE },
		{ "no zone", NOW "for=* days=30 " SITE, BY_US("x", "Sat, 6 Apr 2019 11:59:59"),
			JJ_OURS, JJ_EV_RECEIVED_BY },
		{ "rubbish", NOW "for=* days=30 " SITE, BY_US("x", "yesterday"), JJ_OURS,
			JJ_EV_RECEIVED_BY },
		{ "no now", "for=* days=30 " SITE, BY_US("x", "Sat, 6 Apr 2019 11:59:59 +0000"),
			JJ_OURS, JJ_EV_RECEIVED_BY },
		{ "no days", NOW "for=* " SITE, BY_US("x", "Sat, 6 Apr 2019 11:59:59 +0000"), JJ_OURS,
			JJ_EV_RECEIVED_BY },
		{ "not our date", NOW "for=* days=30 " SITE,
			LINE("relay.example.net", "x", "Sat, 6 Apr 2019 11:59:59 +0000"), JJ_FORGED,
			JJ_EV_RECEIVED_NONE },
	};
	char line[300], message[1000];

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct jj_result r;

		snprintf(message, sizeof message, RETURNS("%s" AUTHOR), tab[i].header);
		snprintf(line, sizeof line, "%scomplete=yes", tab[i].settings);
		r = judge(line, message, NULL);
		expect(tab[i].name, &r, tab[i].verdict, tab[i].kind);
		if (tab[i].verdict != JJ_FORGED)
			continue;
		r = judge(tab[i].settings, message, NULL);
		expect(tab[i].name, &r, JJ_UNVERIFIABLE, JJ_EV_INCOMPLETE);
		cr_expect_eq(r.evidence[1].kind, tab[i].kind, "[%s]", tab[i].name);
	}
}

Test(own_rules, dates_do_not_depend_on_the_process)
{
	int64_t t = 0;
	char digits[1 << 20];

	setlocale(LC_ALL, "de_DE.UTF-8");
	setenv("TZ", "Asia/Tokyo", 1);
	tzset();
	cr_expect(date_parse(span_str("Mon, 6 May 2024 14:00:00 +0200 (CEST)"), &t));
	cr_expect_eq(t, 1714996800);
	cr_expect(!date_parse(span_str(""), &t));
	cr_expect(!date_parse(span("Mon, 6 May 2024 14:00:00 +0200", 20), &t));
	memset(digits, '9', sizeof digits);
	cr_expect(!date_parse(span(digits, sizeof digits), &t));
	memcpy(digits, "6 May ", 6);
	cr_expect(!date_parse(span(digits, sizeof digits), &t));
}

Test(own_rules, patterns_prove_or_note)
{
	static const struct {
		const char *name, *patterns, *header;
		enum jj_verdict verdict;
		enum jj_evidence_kind kind;
		unsigned notes;
	} tab[] = {
		{ "ours", "pattern=t:ours:%5EX-Ticket:%20.*-UNI$ ", FOREIGN AUTHOR "X-Ticket: 7-UNI\n",
			JJ_OURS, JJ_EV_PATTERN, 0 },
		{ "folded", "pattern=t:ours:%5EX-Ticket:%20.*-UNI$ ",
			FOREIGN AUTHOR "X-Ticket:\n  7\n\t8-UNI \n", JJ_OURS, JJ_EV_PATTERN, 0 },
		{ "no match", "pattern=t:ours:%5EX-Ticket:%20.*-UNI$ ",
			FOREIGN AUTHOR "X-Ticket: 7-UNI-2\n", JJ_FORGED, JJ_EV_RECEIVED_NONE, 0 },
		{ "case", "pattern=t:ours:%5EX-Ticket:%20.*-UNI$ ", FOREIGN AUTHOR "x-ticket: 7-UNI\n",
			JJ_FORGED, JJ_EV_RECEIVED_NONE, 0 },
		{ "a note", "pattern=t:note:%5EX-Ticket: ", FOREIGN AUTHOR "X-Ticket: 7\n", JJ_FORGED,
			JJ_EV_RECEIVED_NONE, 1 },
		{ "a note beside ours", "pattern=t:note:%5EX-Ticket: ",
			BY_US("1A", TODAY) AUTHOR "X-Ticket: 7\n", JJ_OURS, JJ_EV_RECEIVED_BY, 1 },
		{ "received first", "pattern=t:ours:%5EX-Ticket: ",
			BY_US("1A", TODAY) AUTHOR "X-Ticket: 7\n", JJ_OURS, JJ_EV_RECEIVED_BY, 0 },
		{ "before the Message-ID", "pattern=t:ours:%5EX-Ticket: ",
			AUTHOR "Message-ID: <1@example.org>\nX-Ticket: 7\n", JJ_OURS, JJ_EV_PATTERN, 0 },
		{ "any field", "pattern=t:ours:%5EReceived:.*relay ", FOREIGN AUTHOR, JJ_OURS,
			JJ_EV_PATTERN, 0 },
		{ "an empty field", "pattern=t:ours:%5EX-Ticket:%20$ ", FOREIGN AUTHOR "X-Ticket:\n",
			JJ_OURS, JJ_EV_PATTERN, 0 },
		{ "several", "pattern=a:note:%5EFrom: pattern=b:note:%5EDate: pattern=c:note:%5ECc: ",
			FOREIGN AUTHOR, JJ_FORGED, JJ_EV_RECEIVED_NONE, 2 },
	};
	char line[300], message[1000];

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct jj_result r;
		unsigned notes = 0;

		snprintf(message, sizeof message, RETURNS("%s"), tab[i].header);
		snprintf(line, sizeof line, "%sfor=* " SITE "complete=yes", tab[i].patterns);
		r = judge(line, message, NULL);
		expect(tab[i].name, &r, tab[i].verdict, tab[i].kind);
		for (unsigned k = 1; k < r.n_evidence; k++)
			notes += r.evidence[k].kind == JJ_EV_NOTE;
		cr_expect_eq(notes, tab[i].notes, "[%s] %u notes", tab[i].name, notes);
	}
}

Test(own_rules, patterns_read_the_header_alone)
{
	struct jj_result r = judge("pattern=t:ours:%5EX-Ticket: for=* " SITE "complete=yes",
		"X-Ticket: 1\n" RETURNS(FOREIGN AUTHOR "\nX-Ticket: 2\n"), NULL);

	expect("body", &r, JJ_FORGED, JJ_EV_RECEIVED_NONE);
}

/* Many fields on which a pattern backtracks: it gives up, says so once, and nothing is condemned. */
Test(own_rules, a_pattern_that_takes_too_long_says_nothing)
{
	static const struct {
		const char *name, *pattern;
		size_t length;
	} tab[] = {
		{ "catastrophic", "pattern=t:ours:(a%2b)%2b$ ", 60 },
		{ "quadratic", "pattern=t:ours:a.*a.*[bc] ", 5000 },
		{ "a little, often", "pattern=t:ours:a.*a.*[bc] ", 100 },
		{ "long walks", "pattern=t:ours:a%2b[bc] ", 8000 },
	};
	enum { FIELDS = 2000 };

	word = "reached a limit";
	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		char *message = malloc(FIELDS * (tab[i].length + 8) + 2000), *p = message, line[200];
		clock_t before = clock();
		struct jj_result r;

		p += sprintf(p, "%s", DSN_HEAD "--b\nContent-Type: message/rfc822\n\n" FOREIGN AUTHOR);
		for (unsigned k = 0; k < FIELDS; k++) {
			p += sprintf(p, "X-A: ");
			memset(p, 'a', tab[i].length);
			p += tab[i].length;
			p += sprintf(p, "!\n");
		}
		sprintf(p, "\nbody\n--b--\n");
		snprintf(line, sizeof line, "%sfor=* " SITE "complete=yes", tab[i].pattern);
		r = judge(line, message, NULL);
		expect(tab[i].name, &r, JJ_UNVERIFIABLE, JJ_EV_LIMIT);
		cr_expect_str_eq(r.evidence[0].detail, "pattern", "[%s]", tab[i].name);
		cr_expect_eq(said, 1, "[%s] said %u times", tab[i].name, said);
		cr_expect_lt(clock() - before, 2 * CLOCKS_PER_SEC, "[%s]", tab[i].name);
		free(message);
	}
}

Test(own_rules, a_queue_pattern_that_takes_too_long_says_nothing)
{
	struct jj_result r;

	word = "reached a limit";
	r = judge("for=* queue=(a%2b)%2b " SITE "complete=yes",
		RETURNS(BY_US("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", TODAY) AUTHOR), NULL);
	expect("queue", &r, JJ_OURS, JJ_EV_RECEIVED_BY);
	cr_expect_eq(said, 1);
}

Test(own_rules, a_new_message_asks_all_patterns_again)
{
	static const char slow[] = RETURNS(FOREIGN AUTHOR "X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n");
	static const char good[] = RETURNS(FOREIGN AUTHOR "X-A: aaa\n");
	struct jj_detector *d = detector_for(&settings,
		"pattern=t:ours:%5EX-A:%20(a%2b)%2b$ for=* " SITE "complete=yes");

	cr_expect_eq(detector_judges(d, slow, NULL)->verdict, JJ_UNVERIFIABLE);
	jj_reset(d);
	cr_expect_eq(detector_judges(d, good, NULL)->evidence[0].kind, JJ_EV_PATTERN);
	jj_free(d);
}

Test(own_rules, settings_refuse_what_cannot_be_meant)
{
	static const struct {
		const char *line, *want;
	} tab[] = {
		{ "now=", "now \"\" is not a number of seconds" },
		{ "now=-1", "now \"-1\" is not a number of seconds" },
		{ "now=1234567890123", "now \"1234567890123\" is not a number of seconds" },
		{ "now=1 now=2", "now \"2\" comes a second time" },
		{ "never=", "never \"\" is not an address, *@domain or domain" },
		{ "never=a@b,", "never \"\" is not an address, *@domain or domain" },
		{ "never=@b", "never \"@b\" is not an address, *@domain or domain" },
		{ "never=a@", "never \"a@\" is not an address, *@domain or domain" },
		{ "never=*", "never \"*\" is not an address, *@domain or domain" },
		{ "never=a@*", "never \"a@*\" is not an address, *@domain or domain" },
		{ "never=a@b@c", "never \"a@b@c\" is not an address, *@domain or domain" },
		{ "queue=x", "queue \"x\" stands before the first for=" },
		{ "days=1", "days \"1\" stands before the first for=" },
		{ "for=a days=0", "days \"0\" is not a number of days" },
		{ "for=a days=99999", "days \"99999\" is not a number of days" },
		{ "for=a queue=", "queue \"\" is empty" },
		{ "for=a queue=%", "queue \"%\" has a % without two hexadecimal digits" },
		{ "for=a queue=%4", "queue \"%4\" has a % without two hexadecimal digits" },
		{ "for=a queue=%4g", "queue \"%4g\" has a % without two hexadecimal digits" },
		{ "for=a queue=(", "queue \"(\" is no PCRE2 regex: missing closing parenthesis at offset 1" },
		{ "for=a queue=x queue=y", "queue \"y\" comes a second time" },
		{ "pattern=a", "pattern \"a\" is neither NAME:ours:REGEX nor NAME:note:REGEX" },
		{ "pattern=a:b:c", "pattern \"a\" is neither NAME:ours:REGEX nor NAME:note:REGEX" },
		{ "pattern=:ours:c", "pattern \"\" is not a name of 1 to 32 characters" },
		{ "pattern=a/b:ours:c", "pattern \"a/b\" is not a name of letters, digits, - _ and ." },
		{ "pattern=a:ours:", "pattern \"a\" is empty" },
		{ "pattern=a:ours:%5B",
			"pattern \"a\" is no PCRE2 regex: missing terminating ] for character class at "
			"offset 1" },
	};
	char err[300], many[1000] = "", *p = many;

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		cr_expect_eq(jj_settings_parse(&settings, span_str(tab[i].line), err, sizeof err), -1,
			"[%s]", tab[i].line);
		cr_expect_str_eq(err, tab[i].want, "[%s]", tab[i].line);
	}
	for (unsigned i = 0; i < JJ_PATTERNS; i++)
		p += sprintf(p, "pattern=p%u:note:x ", i);
	cr_expect_eq(jj_settings_parse(&settings, span_str(many), err, sizeof err), 0);
	sprintf(p, "pattern=last:note:x");
	cr_expect_eq(jj_settings_parse(&settings, span_str(many), err, sizeof err), -1);
	cr_expect_str_eq(err, "pattern \"last\" is one pattern too many");

	p = many + sprintf(many, "for=a queue=");
	memset(p, 'x', JJ_REGEX_MAX);
	p[JJ_REGEX_MAX] = '\0';
	cr_expect_eq(jj_settings_parse(&settings, span_str(many), err, sizeof err), 0);
	strcat(many, "x");
	cr_expect_eq(jj_settings_parse(&settings, span_str(many), err, sizeof err), -1);
	cr_expect_not_null(strstr(err, "is too long"));
}
