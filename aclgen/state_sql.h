/* state_sql.h - what SQLite and PostgreSQL do alike: versions of the tables, counting, expiring. For
 * state_*.c alone; what differs is a driver.
 */
#ifndef AG_STATE_SQL_H
#define AG_STATE_SQL_H

#include <stdbool.h>

#include "state.h"

/* The version of the tables that this aclgen makes and Exim's stanzas ask. */
enum { STATE_VERSION = 2 };

/* state_steps[v] makes version v + 1 of version v. A step never changes once it was released. */
extern const char *const state_steps[STATE_VERSION];

/* Columns of a row that somebody looks at. */
enum { STATE_COLUMNS = 4 };

/* Takes a row of a query, valid during the call. */
typedef void state_row_fn(const long column[STATE_COLUMNS], void *to);

/* The first column, into a long. */
state_row_fn state_take_number;

struct state_driver {
	/* An open database in *db; `make`: it may be made. Returns NULL or why not. */
	const char *(*open)(const struct state *s, bool make, void **db);
	void (*close)(void *db);
	const char *(*place)(const struct state *s);	      /* for messages: a path, a server */
	const char *(*fault)(const struct state *s, void *db); /* of the last call that failed */
	/* A statement; *changed (NULL: never mind) is how many rows. */
	bool (*run)(void *db, const char *sql, long *changed);
	/* A query of at most STATE_COLUMNS numbers; calls `row` for each of its rows. */
	bool (*query)(void *db, const char *sql, state_row_fn *row, void *to);
	/* Begins a transaction in which nobody else brings tables up to date. */
	bool (*begin)(void *db);
	/* What is said of the tables, 0: nothing; and whether the one of version 1 is there. */
	bool (*version)(void *db, long *version, bool *there);
	bool (*set_version)(const struct state *s, void *db, long version);
	const char *tidy;  /* a statement behind expire that may fail; NULL: none */
	unsigned batch;	   /* rows that expire takes away at once */
	unsigned pause_ms; /* before the next ones */
};

/* The functions of struct state_store, by a driver. */
const char *state_sql_init(const struct state_driver *d, const struct state *s, const char **done);
const char *state_sql_show(const struct state_driver *d, const struct state *s,
	struct state_shown *shown);
const char *state_sql_expire(const struct state_driver *d, const struct state *s, long *gone);

#endif
