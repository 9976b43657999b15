/* etc.h - a copy of Debian's /etc/exim4 that says of the site what a policy says. */
#ifndef JJ_TESTS_ETC_H
#define JJ_TESTS_ETC_H

#include "draft.h"

/* Makes `dir` where the policy's layout is one of Debian's. Returns its path; NULL where none is
 * needed, or where this is no Debian. */
const char *etc_for(const struct inventor *v, const struct draft *d, const char *dir);

#endif
