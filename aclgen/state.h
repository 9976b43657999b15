/* state.h - what greylisting and the honeypot remember, from outside Exim: made, looked at, tidied.
 *
 * One table of functions a backend. Exim itself asks by the ACLs of templates/memory_*.acl; both
 * sides know the same keys, KIND-DIGEST, and in SQL the same table:
 *
 *	joejob_state(key, at, until)	at: when it was written; until: when it means nothing more
 *
 * in seconds since 1970.
 */
#ifndef AG_STATE_H
#define AG_STATE_H

#include <sys/types.h>

#include "arena.h"
#include "policy.h"

enum state_kind { STATE_KNOWN, STATE_FIRST, STATE_VISITOR, STATE_PUT_OFF, STATE_KINDS };

/* The name, which is how the keys of this kind begin, and what it counts. */
extern const struct state_kind_text {
	const char *name, *about;
} state_kinds[STATE_KINDS];

/* Which kind a key is of, without what a backend puts in front; STATE_KINDS: none. */
enum state_kind state_kind_of(const char *key);

struct state {
	const struct policy *p;
	struct arena *a;
	/* Exim's user, group and spool, of the running configuration. */
	uid_t uid;
	gid_t gid;
	const char *spool;
	long now;
};

struct state_shown {
	unsigned version; /* of the tables; 0: the backend has none */
	struct {
		unsigned long n; /* that still count; for exim and redis all that are there */
		long oldest, newest; /* when they were written; 0: none, or not known */
	} kind[STATE_KINDS];
	unsigned long expired; /* are there, and mean nothing more */
};

/* Each returns NULL, or why not, without a line end; what is named in it is the policy's. */
struct state_store {
	const char *name;
	/* Makes what is missing, brings older tables up to date; *done says which: "is ready". */
	const char *(*init)(const struct state *s, const char **done);
	const char *(*show)(const struct state *s, struct state_shown *shown);
	/* Takes away what means nothing more; *gone: how many, or -1 where nobody counts. */
	const char *(*expire)(const struct state *s, long *gone);
};

extern const struct state_store state_exim, state_sqlite, state_pgsql, state_redis;

/* The server's name or address, and its port, of state.server; `port` where it names none. */
void state_place(const char *server, const char *port, struct arena *a, const char **host,
	const char **number);

/* Root works as this user until the next call; anybody else stays who he is. Returns NULL or why not. */
const char *state_become(uid_t uid, gid_t gid);

#endif
