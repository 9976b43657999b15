/* check_conversations.h - what is said to Exim in `aclgen check`, and what it has to answer. */
#ifndef AG_CHECK_CONVERSATIONS_H
#define AG_CHECK_CONVERSATIONS_H

#include "policy.h"
#include "talk.h"

/* What the reply to a command has to be. Anything else that is 4xx is a failure in any case. */
enum want {
	WANT_OK,      /* 2xx, or 354 for DATA */
	WANT_REFUSED, /* 5xx in every mode, with the rule in the log */
	WANT_RULE,    /* as the mode of the rule says, with the rule in the log */
	WANT_VISIT,   /* 4xx where the mode of the rule refuses, with the rule in the log */
	WANT_MIXED,   /* 452, with the rule role.mixed in the log; 2xx where nothing is refused */
	WANT_SPARED,  /* 2xx, judged or not */
	WANT_VERDICT, /* as the module's log line says, if there is a module */
	WANT_ANSWER,  /* 2xx or 5xx */
};

enum from { FROM_STRANGER, FROM_STRANGER6, FROM_OURS, FROM_SECONDARY, FROM_VISITOR, FROM_PROGRAM };

/* What a policy needs to have for a conversation to make sense. */
enum need {
	NEED_LOCAL = 1,
	NEED_RELAY = 2,
	NEED_OURS = 4,
	NEED_SECONDARY = 8,
	NEED_ROLE = 16,
	NEED_CALLOUT = 32,
	NEED_TRAP = 64,
};

/* In the texts: $local and $relay domains, $role, a $sender whose domain exists and one $nowhere
 * that does not, a sender to be $asked by callout, our $hostname, the $client's address;
 * $$ is a dollar. Each
 * text is a command without its line end. */
struct conversation {
	const char *name;
	enum from from;
	unsigned needs; /* enum need */
	struct turn {
		const char *say; /* NULL: the end */
		enum want want;
		const char *rule;
	} turn[TALK_STEPS];
};

extern const struct conversation conversations[];
extern const size_t conversations_n;

#endif
