/* check_judge.h - whether Exim has answered as the policy says. */
#ifndef AG_CHECK_JUDGE_H
#define AG_CHECK_JUDGE_H

#include "check_conversations.h"
#include "diag.h"

struct judge {
	const struct policy *p;
	struct diags *d;
	struct arena *a;
	bool judged;	  /* Exim has the module, and the empty sender's mail is to be judged */
	bool others;	  /* ACLs that are not ours may refuse first, in their own words */
	bool kill_switch; /* is on: checks only log */
	bool held_back;	  /* the conversation at hand is one where nothing is enforced */
	unsigned failed;  /* conversations; of many only the first few are told */
};

/* Adds the first fault of a finished conversation to the diagnostics, if there is one. */
void judge_talk(struct judge *j, const struct conversation *v, const struct talk *t);

/* Whether greylisting has put off this first attempt, so that it says nothing of the rest: what it
 * may not put off is a fault, and so is a stranger's mail that passes where all of them have to wait.
 * False: the conversation is to be judged as any other. */
bool judge_put_off(struct judge *j, const struct conversation *v, const struct talk *t);

/* How many failed without a diagnostic of their own. */
void judge_end(const struct judge *j);

#endif
