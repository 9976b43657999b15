/* reply.h - what is done about a verdict: the rule that says so, the action, the texts.
 *
 * Pure: no Exim, no I/O. The adapter carries the action out; joescan and aclgen may show the same
 * words. All texts are one line of printable ASCII, NUL-terminated, cut where the buffer ends.
 */
#ifndef JJ_REPLY_H
#define JJ_REPLY_H

#include "detect.h"

enum {
	JJ_REPLY_TEXT = 500, /* RFC 5321 section 4.5.3.1.5: 512, less "550 ", CRLF and some air */
	JJ_LOG_TEXT = 700,   /* the fields of a result, all names at their longest */
};

struct jj_decision {
	enum jj_verdict verdict;
	const char *rule;      /* key path in the policy; "-" where no rule is asked */
	const char *found;     /* what a refused client is told; "" without a rule */
	unsigned line;         /* of the policy; 0: unknown */
	enum jj_action wanted; /* by the rule; JJ_OFF without one */
	enum jj_action action; /* the same, unless settings.enforce holds a refusal back */
	const char *word;      /* the action in the log: its name, or "accept" without a rule */
};

/* What the settings want done about a result. Never more than JJ_OFF for `ours` and `not-a-bounce`. */
struct jj_decision jj_decide(const struct jj_settings *s, const struct jj_result *r);

/* The verdict's name, or "unproven" for the unverifiable that bounces.unproven is about. */
const char *jj_word(const struct jj_result *r);

/* The SMTP reply from its enhanced status code on, for JJ_DENY and JJ_DEFER: what was found, the
 * rule, whom to ask. */
void jj_reply_text(const struct jj_decision *d, struct span contact, char *buf, size_t size);

/* The log line of a judged message:
 *	joejob verdict=forged evidence=received-none rule=bounces.forged line=44 action=deny
 *	bytes=2048 us=* via=mx.example.net
 * With the kill switch on, `action=log wanted=deny`; where nothing is enforced, `action=tag wanted=deny`. */
void jj_log_line(const struct jj_decision *d, const struct jj_result *r, char *buf, size_t size);

/* The log line of a message that could not be judged and is therefore accepted:
 *	joejob error=settings action=accept (key "forgd" is unknown to this version) */
void jj_error_line(const char *what, const char *detail, char *buf, size_t size);

#endif
