/* check_table.h - the table of checks, and which of them a policy asks where. */
#ifndef AG_CHECK_TABLE_H
#define AG_CHECK_TABLE_H

#include "arena.h"
#include "policy.h"

/* Where in an ACL checks are put, in the order in which they are asked. */
enum stage {
	STAGE_RCPT_VISIT,     /* before everything, as a honeypot takes no mail at all */
	STAGE_RCPT_TRAP,      /* behind relay control, before the recipient is looked at */
	STAGE_RCPT_RECIPIENT, /* before secondary MXs are let through */
	STAGE_RCPT_SENDER,    /* behind all that is exempt */
	STAGE_PREDATA,
	STAGE_DATA_HEADER,
	STAGE_DATA_VERDICT,
	STAGE_DATA_LAST,
	STAGES
};

struct check_row;

/* One check as a policy asks it. */
struct asked {
	const struct check_row *row;
	const char *rule; /* its id in logs and replies */
	const char *about;        /* what has been found when it hits: a sentence */
	const char *code, *reply; /* what a refused sender reads; NULL: it never refuses */
	bool has_mode;		  /* false: it refuses nobody, and helps others */
	struct check check;       /* its mode, and the line of the policy that it is owed to */
	const struct dns_list *dns; /* the DNS list that it is about, or NULL */
};

struct asked_checks {
	struct asked *one;
	size_t n;
};

/* The checks of a stage in order, also those whose mode is off. In `a`. */
struct asked_checks checks_asked(const struct policy *p, enum stage stage, struct arena *a);

/* The mode of the check with this rule id; MODE_OFF where it is never asked. */
enum mode check_mode(const struct policy *p, const char *rule);

/* Whether a rule of a policy like this has this id, or stands in this section. */
bool is_rule(const struct policy *p, const char *name);

/* Whether any check refuses or defers; else there is nothing to spare a role address. */
bool refuses(const struct policy *p);

extern const char *const mode_name[];

#endif
