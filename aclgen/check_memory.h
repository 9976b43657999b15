/* check_memory.h - the proof of policies whose memory is not in this sandbox.
 *
 * What greylisting and the honeypot do is tried with Exim's hints in the place of a database: the
 * stanzas that ask are the same (templates/memory.acl). What asks the database itself is tried by
 * a conversation of its own: SQLite's file is there, and has to answer; a server is not, and the
 * mail has to pass.
 */
#ifndef AG_CHECK_MEMORY_H
#define AG_CHECK_MEMORY_H

#include "check_site.h"

/* The policy with hints for memory, and without a folder for copies. Its memory is the caller's. */
struct policy memory_stand_in(const struct policy *p);

/* Holds that conversation, and says in s->d what is wrong. `s` is the site of the whole policy as it
 * was tried, of which nothing is changed. Does nothing for a policy that the hints remember for. */
void check_memory(const struct site *s, const struct policy *p);

#endif
