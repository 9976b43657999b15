/* Where a signed header may stand in a bounce, and how much of it is looked at. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "bounds.h"
#include "returned.h"
#include "sign.h"

/* ---- where the header stands ---- */

/* Quoted or indented, in text, in base64, with CRLF, byte by byte: the signature is the same. */
Test(dkim_returned, however_it_is_returned)
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
Test(dkim_returned, only_the_first_returned_header)
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

/* How many signatures were verified in vain: the costly part, of which the bench has the time. */
static unsigned verified(void)
{
	unsigned n = 0;

	for (const char *p = steps; (p = strstr(p, "does not verify")) != NULL; p++)
		n++;
	return n;
}

Test(dkim_returned, work_is_bounded)
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
	bounce("joe@example.org", many, HEADER);
	cr_expect_eq(verified(), JJ_DKIM_VERIFIED, "%s", steps);
	cr_expect_not_null(strstr(steps, "enough DKIM-Signatures"), "%s", steps);
	for (int i = 80; i < 500; i++)
		strcat(many, field);
	bounce("joe@example.org", many, HEADER);
	cr_expect_eq(verified(), 0, "%s", steps);
	cr_expect_not_null(strstr(steps, "is too long"), "%s", steps);
	many[0] = '\0';
	for (int i = 0; i < 500; i++)
		strcat(many, "DKIM-Signature: v=1; d=x.example; s=y\n");
	strcat(many, field);
	bounce("joe@example.org", many, HEADER);
	cr_expect_leq(verified(), 1, "%s", steps);
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
		bounce("joe@example.org", many, HEADER);
		cr_expect_eq(verified(), 0, "%s", steps);
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
	bounce("joe@example.org", many, HEADER);
	cr_expect_eq(verified(), 1, "%s", steps);
}
