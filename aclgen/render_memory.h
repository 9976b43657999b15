/* render_memory.h - where greylisting and the honeypot remember, as stanzas and as a main option. */
#ifndef AG_RENDER_MEMORY_H
#define AG_RENDER_MEMORY_H

#include "render_check.h"

/* The ACLs that remember, and those of the backend that they ask. */
void render_memory(struct rendering *r);

/* Whether the policy's server needs a main option of Exim (pgsql_servers, redis_servers), which may
 * hold a password and so has a file of its own: layout_secret(). */
bool memory_has_option(const struct policy *p);

/* Whether Redis is asked by Exim's own lookup, which not every build has. */
bool memory_redis_by_lookup(const struct policy *p);

/* Appends that file's text. */
void render_memory_option(struct buf *out, const struct policy *p);

#endif
