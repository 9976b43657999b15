/* check_token.h - the proof that outgoing mail will be signed: by this Exim, with a key of the
 * sandbox's own; and that its user can read the policy's key file.
 */
#ifndef AG_CHECK_TOKEN_H
#define AG_CHECK_TOKEN_H

#include "check_site.h"

/* `s` is the site of the whole policy as it was tried, of which nothing is changed. What is wrong
 * is added to s->d. Does nothing for a policy that does not sign. */
void check_token(const struct site *s, const struct policy *p);

#endif
