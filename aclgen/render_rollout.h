/* render_rollout.h - refusals that are let loose with care: enforce. */
#ifndef AG_RENDER_ROLLOUT_H
#define AG_RENDER_ROLLOUT_H

#include "render_check.h"

/* Whether a rule that refuses may be told to tag instead. Never where that would take mail which
 * has to be bounced. */
bool rollout_softens(const struct policy *p, const char *rule);

/* The ACLs that tell. */
void render_rollout(struct rendering *r);

#endif
