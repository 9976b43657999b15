/* check.c - see check.h. */
#include "check.h"

int check_policy(struct check_result *result, const struct policy *p,
	const struct check_options *o, struct arena *a, struct diags *d)
{
	(void)result;
	(void)p;
	(void)o;
	(void)a;
	diag_add(d, SEV_ERROR, (struct where){ 0 }, AG_EXIM_MISSING, "not built in yet: use --no-exim");
	return -1;
}
