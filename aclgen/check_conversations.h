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
	WANT_DNSBL,   /* as WANT_RULE, of the lists in the DNS together */
	WANT_VISIT,   /* 4xx where the mode of the rule refuses, with the rule in the log */
	WANT_ASKED,   /* 2xx; or 4xx where the mode of the rule refuses, with the rule in the log */
	WANT_MIXED,   /* 452, with the rule role.mixed in the log; 2xx where nothing is refused */
	WANT_SPARED,  /* 2xx, judged or not */
	WANT_VERDICT, /* as the module's log line says, if there is a module */
	WANT_ANSWER,  /* 2xx or 5xx */
	WANT_CLOSED,  /* 4xx or 5xx */
};

enum from {
	/* From the policy's lists of hosts, in the order in which they are asked. */
	FROM_OURS,
	FROM_SECONDARY,
	FROM_EXEMPT,
	FROM_LIST,
	FROM_BLOCKED,
	FROM_HOSTS,
	FROM_STRANGER,
	FROM_STRANGER6,
	FROM_VISITOR,
	FROM_LISTED, /* in all lists of the DNS */
	FROM_PROGRAM,
};

/* What a policy needs to have for a conversation to make sense. */
enum need {
	NEED_USER = 1 << 0, /* one of ours whom no list has */
	NEED_LOCAL = 1 << 1,
	NEED_RELAY = 1 << 2,
	NEED_ROLE = 1 << 3,
	NEED_OPEN_ROLE = 1 << 4, /* for blocked senders, too */
	NEED_CALLOUT = 1 << 5,
	NEED_TRAP = 1 << 6,
	NEED_TRAP_ADDRESS = 1 << 7,
	NEED_NULL = 1 << 8, /* the empty sender's messages are bounces */
	NEED_FRIEND = 1 << 9,
	NEED_ENEMY = 1 << 10,
	NEED_CLOSED = 1 << 11,
	NEED_NEVER = 1 << 12,
	NEED_SPAM = 1 << 13, /* and it can be refused */
	NEED_DNSBL = 1 << 14,
	NEED_HELD = 1 << 16, /* enforced in part; here for nobody */
	NEED_FALLBACK = 1 << 17, /* sender.verify can fall back; here it does at once */
	NEED_SIGNED = 1 << 15, /* a sender who leaves signed; the key is there for this one alone */
};

/* In the texts: $local and $relay domains and $any of them; a $user and an $other there; the first
 * $role and the $last_role; recipients that are $closed to strangers, that are a $trap_address, that
 * $never send, that leaves $signed; a $sender whose domain exists and one $nowhere that does not, a sender to be $asked
 * by callout, an exempt $friend and a blocked $enemy; our $hostname, the $client's address; $$ is a
 * dollar. Each text is a command without its line end. */
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
