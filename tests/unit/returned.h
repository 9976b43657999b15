/* returned.h - bounces that return the header of a signed message, and a detector that judges them;
 * one at a time, for the tests of DKIM.
 */
#ifndef JJ_TESTS_RETURNED_H
#define JJ_TESTS_RETURNED_H

#include "detect.h"

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

/* A settings line with the keys of two selectors, both "rsa:..." or "ed25519:...". */
#define SITE                                                                                       \
	"now=1795478400 dkim=example.org:s1:14:%s dkim=example.org:s2:14:%s "                      \
	"returnpath=bounces.example.org for=* host=mx.example.org net=192.0.2.0/24 complete=yes"

enum { MESSAGE = 600000 };

/* The detector, the last message that it was fed, and what it explained of it, a sentence a line. */
extern struct jj_detector *detector;
extern char message[MESSAGE], steps[65536];

/* A detector for this line; the one before is gone. */
__attribute__((format(printf, 1, 2))) void with(const char *fmt, ...);

/* Judges a bounce that returns `header` below a Received line of somebody else and `top`. `rcpt`
 * may be NULL. */
const struct jj_result *bounce(const char *rcpt, const char *top, const char *header);

/* The detail of the evidence of that kind; "-" where there is none. */
const char *detail(const struct jj_result *r, enum jj_evidence_kind kind);

#endif
