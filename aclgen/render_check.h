/* render_check.h - the table of checks, and one stage's checks as text. Used by render*.c. */
#ifndef AG_RENDER_CHECK_H
#define AG_RENDER_CHECK_H

#include "render.h"

/* What one call of render() works on. */
struct rendering {
	const struct policy *p;
	const struct render_options *o;
	struct diags *d;
	struct buf out;
	bool failed;
};

/* Where in an ACL checks are put. */
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
struct asked; /* one check as this policy asks it */

/* All checks of a stage that are not off, in order, each with its comment and its action. */
const char *stage_checks(struct rendering *r, enum stage stage);

/* The mode of the check with this rule id; MODE_OFF where it is never asked. */
enum mode check_mode(const struct policy *p, const char *rule);

/* Whether a rule of a policy like this has this id, or stands in this section. */
bool is_rule(const struct policy *p, const char *name);

/* How long a server that is asked may take: the policy's time, but not too little for a try. */
unsigned long patience(const struct render_options *o, unsigned long seconds);

/* Whether any check refuses or defers; else there is nothing to spare a role address. */
bool refuses(const struct policy *p);

/* "university.yaml:12", or "university.yaml (default)". */
const char *line_comment(const struct rendering *r, struct where at);

/* Appends a filled template to `b`. */
void fill(struct rendering *r, struct buf *b, const char *name, const struct value *dict, size_t n);

#endif
