/* check_features.h - what a policy needs of Exim, and this Exim was built without. */
#ifndef AG_CHECK_FEATURES_H
#define AG_CHECK_FEATURES_H

#include "diag.h"
#include "exim.h"
#include "policy.h"

/* Names each key of the policy that `e` cannot do, with what to do instead. Returns how many. */
unsigned check_features(const struct policy *p, const struct exim *e, struct diags *d);

#endif
