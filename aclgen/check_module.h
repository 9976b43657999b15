/* check_module.h - the module file, before any conversation: what is found here is told in plain
 * words instead of "421 local verification problem". */
#ifndef AG_CHECK_MODULE_H
#define AG_CHECK_MODULE_H

#include "exim.h"

/* Whether Exim's user can read the file. */
bool check_readable(const struct exim *e, const char *path);

/* True when nothing speaks against loading `path` into this Exim. With the door local_scan a
 * module that cannot be loaded stops all mail: an error. With the door acl it costs the check
 * alone: a warning. */
bool check_module(const char *path, const struct policy *p, const struct exim *e, const char *dir,
	struct arena *a, struct diags *d);

#endif
