/* check_say.h - the names and addresses that stand in conversations, chosen to fit a policy. */
#ifndef AG_CHECK_SAY_H
#define AG_CHECK_SAY_H

#include "arena.h"
#include "check_conversations.h"
#include "exim.h"

struct cast {
	const struct policy *policy;
	unsigned has;			 /* enum need */
	const char *local, *relay, *any; /* domains; `any` is one of them */
	const char *role, *nowhere, *asked, *hostname;
	const char *trap;	      /* the honeypot's own address */
	const char *ours, *secondary; /* addresses; NULL: none that could be played */
};

/* False when every address we could play a stranger from is exempt in this policy. */
bool cast_for(struct cast *c, const struct policy *p, struct arena *a);

/* The address that the `index`th conversation comes from; NULL: none that fits. */
const char *cast_client(const struct cast *c, enum from from, unsigned index, struct arena *a);

/* The same as `say` with the $names filled in and a line end. */
const char *cast_say(const struct cast *c, const struct conversation *v, unsigned index,
	const char *say, struct arena *a);

/* Prepares `t` for the conversation: the command line of the Exim and what is to be sent. */
void cast_prepare(struct talk *t, const struct cast *c, const struct conversation *v, unsigned index,
	const struct exim *e, const char *conf, struct arena *a);

#endif
