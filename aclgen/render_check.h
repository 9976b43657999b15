/* render_check.h - the table of checks, and one stage's checks as text. Used by render.c. */
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
	STAGE_RCPT_RECIPIENT, /* before secondary MXs are let through */
	STAGE_RCPT_SENDER,    /* behind them */
	STAGE_DATA,
	STAGES
};

/* All checks of a stage that are not off, in order, each with its comment and its action. */
const char *stage_checks(struct rendering *r, enum stage stage);

/* The mode of the check with this rule id; MODE_OFF where it is never asked. */
enum mode check_mode(const struct policy *p, const char *rule);

/* Whether any check refuses or defers; else there is nothing to spare a role address. */
bool refuses(const struct policy *p);

/* Whether the policy makes callouts at all, and whether it wants bounces judged. */
bool asks_senders(const struct policy *p);
bool asks_recipients(const struct policy *p);
bool judges_bounces(const struct policy *p);

/* The options of `verify = recipient` for a relayed role address, behind the last slash. Whether
 * postmaster exists must not depend on who asks, nor on the server inside being up: so without
 * use_sender, and always with defer_ok. */
const char *role_callout(struct arena *a, const struct policy *p);

#endif
