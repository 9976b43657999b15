/* check_say.h - the texts of conversations, with names and addresses that fit a policy. */
#ifndef AG_CHECK_SAY_H
#define AG_CHECK_SAY_H

#include "check_cast.h"
#include "exim.h"

/* The same as `say` with the $names filled in and a line end. */
const char *cast_say(const struct cast *c, const struct conversation *v, unsigned index,
	const char *say, struct arena *a);

/* Prepares `t` for the conversation: the command line of the Exim and what is to be sent. Greylisting
 * puts off all first attempts for an hour, and what is said `again` for no time. */
void cast_prepare(struct talk *t, const struct cast *c, const struct conversation *v, unsigned index,
	const struct exim *e, const char *conf, bool again, struct arena *a);

#endif
