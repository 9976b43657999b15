/* report_tally.h - what a report counts. Filled by report_lines.c, shown by the writers.
 *
 * All of it is bounded, whatever stands in a log: names by report_top.h, the rest by the limits here.
 */
#ifndef AG_REPORT_TALLY_H
#define AG_REPORT_TALLY_H

#include "report_top.h"

enum {
	/* A policy has some forty rules, and one for each DNSBL; each is a bit of 64. The last one is for
	 * all others. */
	RULES_MAX = 64,
	RULE_NAME = 48,
	RULE_MODE = 8,

	/* Hours of a report: a year and a month. */
	HOURS_MAX = 24 * 400,

	/* Messages under way whose size and bounce are remembered, in sets of four: 4 MB. */
	UNDER_WAY = 1 << 18,

	/* Attempts that are remembered, to tell one that several rules would have refused. */
	ATTEMPTS = 1 << 14,
};

/* What became of what. */
enum outcome_kind { REFUSED, PUT_OFF, WOULD_REFUSE, OUTCOMES };

struct rule_count {
	char name[RULE_NAME];
	char mode[RULE_MODE]; /* of its last WOULD_REFUSE; empty: no line said */
	uint64_t n[OUTCOMES];
	uint64_t first; /* of WOULD_REFUSE: where no rule before it would have */
};

enum hour_count { H_RECEIVED, H_DELIVERED, H_REFUSED, H_PUT_OFF, H_WOULD, HOUR_COUNTS };

struct hour_row {
	int64_t hour; /* since 1970 */
	uint32_t n[HOUR_COUNTS];
	uint32_t rule[RULES_MAX]; /* refused and put off, by rule */
};

/* Counts of the names below. */
enum { CLIENT_REFUSED, CLIENT_WOULD, CLIENT_RECEIVED };
enum { DOMAIN_WOULD, DOMAIN_REFUSED };
enum { UNSIGNED_TOKEN, UNSIGNED_PRVS, UNSIGNED_OTHERS };
enum { VIA_OURS, VIA_UNVERIFIABLE, VIA_FORGED };

enum name_kind {
	BY_CLIENT,   /* addresses of clients */
	BY_DOMAIN,   /* of senders */
	BY_VERDICT,  /* "forged received-none" */
	BY_MTA,      /* who made, or brought, unverifiable bounces */
	BY_VIA,      /* "example.org mx.example.org": where mail of ours is said to have left */
	BY_UNSIGNED, /* domains of ours whose mail left unsigned */
	BY_WHY,      /* ... and why */
	BY_CALLOUT,  /* domains of senders that were asked for */
	BY_TROUBLE,  /* what did not work */
	NAME_KINDS
};

struct under_way;
struct attempt;
struct hour_table;

struct tally {
	struct arena *arena;
	uint64_t lines, others, foreign, outside; /* of no interest; not Exim's; not since..until */
	uint64_t unknown; /* joejob's, of a version that this one does not know */
	uint64_t bytes;
	int64_t since, until; /* INT64_MIN, INT64_MAX: all */
	int64_t first, last;  /* of what was counted; first > last: nothing was */
	uint64_t received, received_bytes, delivered, delivered_bytes, delayed, failed, bounced;
	uint64_t refused, put_off, would, ham, spam, spamd_silent;
	struct rule_count rule[RULES_MAX];
	unsigned n_rules;
	struct hour_table *hours;
	uint64_t hours_lost; /* lines of hours beyond HOURS_MAX */
	struct top name[NAME_KINDS];
	struct under_way *under_way;
	struct attempt *attempts;
};

/* Zeros and no bounds of time; the tables are the arena's. */
void tally_init(struct tally *t, struct arena *a);

/* ---- for report_lines.c ---- */

/* One more in the hour of `at`, in seconds since 1970 by the log's clock. */
void tally_hour(struct tally *t, int64_t at, enum hour_count what);

/* `sender` is an address, NULL where nobody has said MAIL; `client` an IP address, or empty. */
struct refusal {
	int64_t at;
	struct span rule, mode, client, sender;
	uint64_t attempt; /* of WOULD_REFUSE: the same for all rules that one command meets */
};

/* Counts it by rule, hour, client and sender's domain. */
void tally_refusal(struct tally *t, enum outcome_kind kind, const struct refusal *r);

enum {
	M_DELAYED = 1,
	M_FAILED = 2,
	M_UNVERIFIABLE = 4, /* and whose bounce it is, nobody has said yet */
	M_TAGGED = 8,       /* by the rule that follows, which else only logs */
	M_RULE = 16,        /* times 1 to 3: the rule of bounces that would refuse it */
};

struct message {
	uint64_t id;
	uint32_t size;
	uint32_t flags;
};

/* What is known of a message that is under way; a new one when it is not known, in the place of an
 * older one where its set is full. Valid until the next call. */
struct message *tally_message(struct tally *t, struct span id);

/* It is over: its place is free. */
void tally_message_done(struct tally *t, struct span id);

/* ---- for the writers ---- */

/* The hours in which something was counted, in order. */
size_t tally_hours(const struct tally *t, const struct hour_row **row);

/* Rules in the order of these outcomes' sums, the highest first; only those that have any. Numbers of
 * t->rule, which are those of hour_row.rule. `by` has outcomes as bits. */
size_t tally_rules(const struct tally *t, unsigned by, unsigned order[RULES_MAX]);

/* Of any bytes, for tables; not for secrets. */
uint64_t tally_hash(struct span s, uint64_t seed);

#endif
