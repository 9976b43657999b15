/* state_pgsql.c - the backend pgsql: one table in a database that several MXs can ask. */
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "state_sql.h"

static const char *place(const struct state *s)
{
	return arena_printf(s->a, "PostgreSQL at %s", s->p->state.server.s);
}

/* libpq ends its messages with a line end, and has several lines in some. */
static const char *fault(const struct state *s, void *db)
{
	char *text = arena_copy(s->a, PQerrorMessage(db), strlen(PQerrorMessage(db)));
	size_t n = strlen(text);

	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == ' '))
		text[--n] = '\0';
	for (size_t i = 0; i < n; i++)
		if (text[i] == '\n' || text[i] == '\t')
			text[i] = ' ';
	return arena_printf(s->a, "%s: %s", place(s), text);
}

static const char *open_server(const struct state *s, bool make, void **db)
{
	const struct policy *p = s->p;
	const char *host = p->state.server.s, *port = "5432";
	const char *wait = arena_printf(s->a, "%lu", p->state.wait.s), *why;

	(void)make;
	if (host[0] != '/')
		state_place(p->state.server.s, "5432", s->a, &host, &port);
	/* By a socket PostgreSQL asks the system who is there, so be who Exim is. */
	else if ((why = state_become(s->uid, s->gid)))
		return why;
	const char *const keys[] = { "host", "port", "dbname", "user", "password", "connect_timeout",
		"application_name", NULL };
	const char *const values[] = { host, port, p->state.database.s, p->state.user.s,
		p->state.secret, wait, "aclgen", NULL };
	PGconn *server = PQconnectdbParams(keys, values, 0);
	if (PQstatus(server) != CONNECTION_OK) {
		why = fault(s, server);
		PQfinish(server);
		return why;
	}
	*db = server;
	return NULL;
}

static void close_server(void *db)
{
	PQfinish(db);
}

static bool run(void *db, const char *sql, long *changed)
{
	PGresult *r = PQexec(db, sql);
	ExecStatusType status = PQresultStatus(r);

	if (changed)
		*changed = strtol(PQcmdTuples(r), NULL, 10);
	PQclear(r);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static bool query(void *db, const char *sql, state_row_fn *row, void *to)
{
	PGresult *r = PQexec(db, sql);
	bool ok = PQresultStatus(r) == PGRES_TUPLES_OK;

	for (int i = 0; ok && i < PQntuples(r); i++) {
		long column[STATE_COLUMNS] = { 0 };

		for (int k = 0; k < STATE_COLUMNS && k < PQnfields(r); k++)
			column[k] = strtol(PQgetvalue(r, i, k), NULL, 10);
		row(column, to);
	}
	PQclear(r);
	return ok;
}

/* A second aclgen at another MX waits; the number is "joe". */
static bool begin(void *db)
{
	return run(db, "SET client_min_messages = warning", NULL) && run(db, "BEGIN", NULL) &&
	       run(db, "SELECT pg_advisory_xact_lock(6975333)", NULL);
}

/* Tables of these names where ours are looked for. */
#define TABLES(name)                                                                               \
	"SELECT count(*) FROM pg_catalog.pg_class c WHERE c.relname = '" name "' "                  \
	"AND pg_catalog.pg_table_is_visible(c.oid)"

static bool version(void *db, long *said, bool *there)
{
	long schemas = 0, tables = 0;

	*said = 0;
	if (!query(db, TABLES("joejob_schema"), state_take_number, &schemas) ||
		!query(db, TABLES("joejob_state"), state_take_number, &tables))
		return false;
	*there = tables > 0;
	return schemas == 0 || query(db, "SELECT version FROM joejob_schema", state_take_number, said);
}

static bool set_version(const struct state *s, void *db, long said)
{
	return run(db, "CREATE TABLE IF NOT EXISTS joejob_schema (version INTEGER NOT NULL)", NULL) &&
	       run(db, "DELETE FROM joejob_schema", NULL) &&
	       run(db, arena_printf(s->a, "INSERT INTO joejob_schema VALUES (%ld)", said), NULL);
}

/* Nobody waits for a row that he does not write; but each batch walks over what those before it have left
 * in the index. */
static const struct state_driver driver = { open_server, close_server, place, fault, run, query, begin,
	version, set_version, .batch = 20000 };

static const char *init(const struct state *s, const char **done)
{
	return state_sql_init(&driver, s, done);
}

static const char *show(const struct state *s, struct state_shown *shown)
{
	return state_sql_show(&driver, s, shown);
}

static const char *expire(const struct state *s, long *gone)
{
	return state_sql_expire(&driver, s, gone);
}

const struct state_store state_pgsql = { "pgsql", init, show, expire };
