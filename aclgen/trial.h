/* trial.h - into the sandbox and on to a site in it: what `aclgen test` and `aclgen explain` do
 * before they talk to Exim. (aclgen check has a DNS of its own as well, and takes its time.)
 */
#ifndef AG_TRIAL_H
#define AG_TRIAL_H

#include "check_site.h"
#include "exim.h"

struct trial {
	/* From the caller: */
	struct policy *p; /* becomes layout: include, whose parts are all ours */
	const struct templates *templates;
	const char *asked, *module; /* the Exim, the module; NULL: the usual ones */
	struct arena *a;
	struct diags *d;
	/* Found out: */
	struct cast cast;
	struct exim exim;
	struct site site; /* .world is the caller's, for trial_write() */
};

enum trial_end { TRIAL_READY, TRIAL_WRONG, TRIAL_TROUBLE };

/* Goes into the sandbox, asks Exim what it is and whether it loads the module. What is wrong is in
 * t->d. */
enum trial_end trial_enter(struct trial *t);

/* Writes the configuration for t->site.world. */
enum trial_end trial_write(struct trial *t);

/* A spool below `dir`, where the configuration looks for it when Exim is called with
 * -DAG_CASE=dir. Returns whether it is there. */
bool trial_spool(const struct site *s, const char *dir);

/* Adds to the diagnostics that Exim cannot be asked, and why. */
enum trial_end trial_trouble(const struct trial *t, const char *what, const char *why);

#endif
