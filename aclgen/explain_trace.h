/* explain_trace.h - what Exim tells by -bhc about the ACLs that it runs. No I/O. */
#ifndef AG_EXPLAIN_TRACE_H
#define AG_EXPLAIN_TRACE_H

#include "explain_map.h"

enum outcome_of {
	RULE_PASSES,	 /* asked, and nothing came of it */
	RULE_NOTES,	 /* logged or tagged */
	RULE_UNANSWERED, /* Exim could not answer its condition and skipped it */
	RULE_ACCEPTS,	 /* these end the ACL */
	RULE_DEFERS,
	RULE_REFUSES,
};

extern const char *const outcome_name[]; /* "passes", ... */

/* A stanza that was asked, in the order in which they were. */
struct asked {
	const char *acl;   /* acl_jj_rcpt; local_scan */
	unsigned run;	   /* which ACL run of the conversation this was, from 0 */
	const char *place; /* in the policy; "" where it has none */
	const char *text;  /* what the stanza is for */
	const char *rule;  /* that it logs; NULL: none */
	unsigned line;	   /* of joejob.inc */
	enum outcome_of outcome;
};

/* Reads stderr of an `exim -bhc`. Returns how many there are in *asked. */
size_t explain_trace(struct asked **asked, const char *text, const struct inc_map *m,
	const char *policy, struct arena *a);

#endif
