/* doors.h - messages through both doors of the adapter, on the fake Exim. */
#ifndef DOORS_H
#define DOORS_H

#include "exim_stub.h"

#include "detect.h"

/* Exim finds these by name. */
extern exim_dlfunc_t joejob;
int local_scan_version_major(void);
int local_scan_version_minor(void);

/* The adapter is linked with --wrap=jj_new: detectors are counted, and memory fails when we say so. */
extern bool no_memory;
extern unsigned made;

#define ID16 "1tABCD-000123-Ab"
#define ID23 "1tABCD-00000001234-5678"
#define SITE " for=example.org host=mx.example.org net=192.0.2.0/24 msgid=example.org complete=yes"

/* A report; what it returns follows. */
#define REPORT                                                                                     \
	"This is a report.\n\n--b\nContent-Type: text/plain\n\nIt could not be delivered.\n"       \
	"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.net\n\n"   \
	"Final-Recipient: rfc822; nobody@example.net\nAction: failed\nStatus: 5.1.1\n\n"
#define RETURNED(by)                                                                               \
	"--b\nContent-Type: message/rfc822\n\n"                                                    \
	"Received: from client.example ([203.0.113.7]) by " by " with ESMTP id 1; "                \
	"Mon, 2 Nov 2026 10:00:00 +0000\nFrom: user@example.org\nTo: nobody@example.net\n"         \
	"Subject: ${run{/bin/false}} ${lookup\nDate: Mon, 2 Nov 2026 10:00:00 +0000\n"             \
	"Message-ID: <1@client.example>\n\nHello\n"

/* One for each verdict. */
extern const struct mail {
	const char *type, *body;
} mails[JJ_VERDICTS];

/* The next message at the stub: its header and a recipient. */
void start(const char *id, const char *type);

/* A spool file as Exim has it open: the id, then the body, positioned at the body. */
int spool(const char *first, const void *body, size_t n);

/* Through local_scan(); the descriptor must come back as it was. */
int scan(const char *id, const char *type, const void *body, size_t n, uschar **text);
int scan_mail(enum jj_verdict v, uschar **text);

/* Through ${dlfunc}, with this first line in the spool file; the word. */
const char *ask(const char *id, const char *first, enum jj_verdict v);

void expect_accepted(int code, uschar **text);

/* One log line, with this in it. */
void expect_log(const char *part);

#endif
