/* Verdict and settings to action and words, without Exim. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "reply.h"

static struct jj_settings s;

static struct jj_result result(enum jj_verdict v, enum jj_evidence_kind kind)
{
	struct jj_result r = { .verdict = v, .n_evidence = 1, .bytes = 2048, .us = "*" };

	r.evidence[0].kind = kind;
	return r;
}

static void settings(const char *line)
{
	char err[200];

	cr_assert_eq(jj_settings_parse(&s, span_str(line), err, sizeof err), 0, "%s", err);
}

Test(reply, log_lines)
{
	static const struct {
		const char *settings;
		enum jj_verdict verdict;
		enum jj_evidence_kind kind;
		const char *want;
	} tab[] = {
		{ "forged=deny:44", JJ_FORGED, JJ_EV_RECEIVED_NONE,
			"joejob verdict=forged evidence=received-none rule=bounces.forged line=44 "
			"action=deny bytes=2048 us=*" },
		{ "forged=defer:44 enforce=no", JJ_FORGED, JJ_EV_RECEIVED_NONE,
			"joejob verdict=forged evidence=received-none rule=bounces.forged line=44 "
			"action=log wanted=defer bytes=2048 us=*" },
		{ "forged=deny:44 enforce=tag", JJ_FORGED, JJ_EV_RECEIVED_NONE,
			"joejob verdict=forged evidence=received-none rule=bounces.forged line=44 "
			"action=tag wanted=deny bytes=2048 us=*" },
		{ "forged=log:1", JJ_UNVERIFIABLE, JJ_EV_TRUNCATED,
			"joejob verdict=unverifiable evidence=truncated rule=bounces.unverifiable "
			"line=0 action=off bytes=2048 us=*" },
		{ "forged=deny", JJ_OURS, JJ_EV_MESSAGE_ID,
			"joejob verdict=ours evidence=message-id rule=- line=0 action=accept "
			"bytes=2048 us=*" },
		{ "unverifiable=deny", JJ_NOT_A_BOUNCE, JJ_EV_NOT_A_BOUNCE,
			"joejob verdict=not-a-bounce evidence=not-a-bounce rule=- line=0 "
			"action=accept bytes=2048 us=*" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct jj_result r = result(tab[i].verdict, tab[i].kind);
		struct jj_decision d;
		char line[JJ_LOG_TEXT];

		settings(tab[i].settings);
		d = jj_decide(&s, &r);
		jj_log_line(&d, &r, line, sizeof line);
		cr_expect_str_eq(line, tab[i].want, "%s", line);
	}
}

/* Only these two verdicts have rules, so nothing else can ever be refused. */
Test(reply, nothing_else_is_refused)
{
	settings("forged=deny unverifiable=deny unproven=deny");
	for (int v = 0; v < JJ_VERDICTS; v++) {
		struct jj_result r = result((enum jj_verdict)v, JJ_EV_RECEIVED_BY);
		bool refused = jj_decide(&s, &r).action != JJ_OFF;

		cr_expect_eq(refused, v == JJ_FORGED || v == JJ_UNVERIFIABLE);
	}
}

Test(reply, the_text_names_finding_rule_and_contact)
{
	static const struct {
		const char *settings;
		enum jj_verdict verdict;
		const char *want;
	} tab[] = {
		{ "forged=deny contact=postmaster@example.org", JJ_FORGED,
			"5.7.1 This bounce returns a message that never passed through our mail "
			"servers (bounces.forged). If this is wrong, write to "
			"postmaster@example.org" },
		{ "forged=defer", JJ_FORGED,
			"4.7.1 This bounce returns a message that never passed through our mail "
			"servers (bounces.forged)" },
		{ "unverifiable=deny", JJ_UNVERIFIABLE,
			"5.7.1 This bounce returns too little of the message to show that it left "
			"our mail servers (bounces.unverifiable)" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct jj_result r = result(tab[i].verdict, JJ_EV_RECEIVED_NONE);
		struct jj_decision d;
		char text[JJ_REPLY_TEXT];

		settings(tab[i].settings);
		d = jj_decide(&s, &r);
		jj_reply_text(&d, s.contact, text, sizeof text);
		cr_expect_str_eq(text, tab[i].want, "%s", text);
	}
}

Test(reply, texts_are_cut_and_cleaned)
{
	struct jj_result r = result(JJ_OURS, JJ_EV_RECEIVED_BY);
	struct jj_decision d = jj_decide(&s, &r);
	char line[40], whole[JJ_LOG_TEXT];

	memcpy(r.us, "a\nb\x1b", 5);
	jj_log_line(&d, &r, whole, sizeof whole);
	cr_expect(strstr(whole, " us=a?b?"), "%s", whole);
	jj_error_line("settings", "a\nb\x7f\xff", line, sizeof line);
	cr_expect_str_eq(line, "joejob error=settings action=accept (a?");
	jj_error_line("read", "\r", line, sizeof line);
	cr_expect_str_eq(line, "joejob error=read action=accept (?)");
}
