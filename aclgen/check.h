/* check.h - the generated configuration in front of the real Exim.
 *
 * `exim -bV` passes nearly everything that breaks in service, so SMTP conversations are the test:
 * by `exim -bh` in namespaces of their own, with a throw-away spool, a small site around the
 * generated file, and answers of our own from the DNS and from the server inside. Nothing is sent
 * anywhere, nothing outside is asked, and nothing is left behind.
 */
#ifndef AG_CHECK_H
#define AG_CHECK_H

#include "diag.h"
#include "policy.h"
#include "render.h"

struct check_options {
	const char *exim;	      /* path; NULL: exim4 or exim of PATH */
	const char *dir;	      /* where build writes, absolute; NULL: nowhere yet */
	struct render_options render; /* as for render(); module_proved is found out here */
};

struct check_result {
	bool module_proved;	/* Exim has loaded the module, at the policy's door */
	unsigned conversations; /* held */
};

/* Everything that is wrong goes into `d`.
 * Returns 0 when the check could be made (d says what was found), -1 when it could not: no Exim,
 * no root, no namespaces; the reason is in `d`, and the exit code is 2. */
int check_policy(struct check_result *result, const struct policy *p, const struct check_options *o,
	struct arena *a, struct diags *d);

#endif
