/* state_sql.h - what SQLite and PostgreSQL are told alike. For state_*.c alone. */
#ifndef AG_STATE_SQL_H
#define AG_STATE_SQL_H

#include "state.h"

/* state_steps[v] makes version v + 1 of version v. A step never changes once it was released. */
enum { STATE_VERSION = 2 };
extern const char *const state_steps[STATE_VERSION];

/* $1, or ?1: the time. One row a kind: kind, count, oldest, newest, of what still counts. */
const char *state_sql_count(struct arena *a, const char *now);
#define STATE_SQL_EXPIRED "SELECT count(*) FROM joejob_state WHERE until < "

/* Deletes some of what means nothing more, no more than `batch`. */
const char *state_sql_expire(struct arena *a, const char *now, unsigned batch);

#endif
