/* render_rollout.h - refusals that are let loose with care: enforce and fallback. */
#ifndef AG_RENDER_ROLLOUT_H
#define AG_RENDER_ROLLOUT_H

#include "render_check.h"

/* Whether a rule that refuses may be told to tag instead. Never where that would take mail which
 * has to be bounced. */
bool rollout_softens(const struct policy *p, const char *rule);

/* ... since it refuses too much. */
bool rollout_falls_back(const struct policy *p, const char *rule);

/* Whether an attack is what makes this rule refuse more, so that it must not fall back unasked. */
bool rollout_meets_crowds(const char *rule);

/* Whether what the rule lets in would have to be bounced. */
bool rule_is_final(const char *rule);

/* Whether `rule` is `name`, or one of the section of that name. */
bool rule_within(const char *rule, const char *name);

/* The ACLs that tell. */
void render_rollout(struct rendering *r);

#endif
