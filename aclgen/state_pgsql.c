/* state_pgsql.c - the backend pgsql: one table in a database that several MXs can ask. */
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "state_sql.h"

/* Nobody waits for a row that he does not write; but each batch walks over what those before it have left
 * in the index. */
enum { BATCH = 20000 };

/* libpq ends its messages with a line end, and has several lines in some. */
static const char *fault(const struct state *s, PGconn *db)
{
	char *text = arena_copy(s->a, PQerrorMessage(db), strlen(PQerrorMessage(db)));
	size_t n = strlen(text);

	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == ' '))
		text[--n] = '\0';
	for (size_t i = 0; i < n; i++)
		if (text[i] == '\n' || text[i] == '\t')
			text[i] = ' ';
	return arena_printf(s->a, "PostgreSQL at %s: %s", s->p->state.server.s, text);
}

/* By a socket PostgreSQL asks the system who is there, so be who Exim is. */
static void become_exim(const struct state *s)
{
	if (geteuid() == 0 && s->p->state.server.s[0] == '/' && s->uid != 0 && setegid(s->gid) == 0 &&
		seteuid(s->uid) != 0)
		return;
}

static const char *open_server(const struct state *s, PGconn **db)
{
	const struct policy *p = s->p;
	const char *host = p->state.server.s, *port = "5432";
	const char *wait = arena_printf(s->a, "%lu", p->state.wait.s);

	if (host[0] != '/')
		state_place(p->state.server.s, "5432", s->a, &host, &port);
	become_exim(s);
	const char *const keys[] = { "host", "port", "dbname", "user", "password", "connect_timeout",
		"application_name", NULL };
	const char *const values[] = { host, port, p->state.database.s, p->state.user.s,
		p->state.secret, wait, "aclgen", NULL };
	*db = PQconnectdbParams(keys, values, 0);
	if (PQstatus(*db) == CONNECTION_OK)
		return NULL;
	const char *why = fault(s, *db);
	PQfinish(*db);
	*db = NULL;
	return why;
}

static bool run(PGconn *db, const char *sql, long *changed)
{
	PGresult *r = PQexec(db, sql);
	ExecStatusType status = PQresultStatus(r);

	if (changed)
		*changed = strtol(PQcmdTuples(r), NULL, 10);
	PQclear(r);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static bool number(PGconn *db, const char *sql, long *n)
{
	PGresult *r = PQexec(db, sql);
	bool ok = PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) > 0;

	if (ok)
		*n = strtol(PQgetvalue(r, 0, 0), NULL, 10);
	PQclear(r);
	return ok;
}

/* Whether there is a table of that name where ours are looked for: 1 or 0. */
static bool has_table(const struct state *s, PGconn *db, const char *name, long *there)
{
	return number(db,
		arena_printf(s->a,
			"SELECT count(*) FROM pg_catalog.pg_class c WHERE c.relname = '%s' "
			"AND pg_catalog.pg_table_is_visible(c.oid)",
			name),
		there);
}

/* 0: no tables, whatever is said of them, unless a newer aclgen has others. */
static bool read_version(const struct state *s, PGconn *db, long *version)
{
	long told = 0, there = 0;

	*version = 0;
	if (!has_table(s, db, "joejob_schema", &told) || !has_table(s, db, "joejob_state", &there))
		return false;
	if (told != 0 && !number(db, "SELECT version FROM joejob_schema", version))
		return false;
	if (there == 0 && *version <= STATE_VERSION)
		*version = 0;
	return true;
}

static const char *newer(const struct state *s, long version)
{
	return arena_printf(s->a, "PostgreSQL at %s: its tables are of version %ld, and this aclgen "
				  "knows %d; take a newer aclgen",
		s->p->state.server.s, version, STATE_VERSION);
}

/* One transaction; a second aclgen at another MX waits for it. */
static const char *migrate(const struct state *s, PGconn *db, const char **done)
{
	enum { OUR_LOCK = 0x6a6f65 };
	long version;

	run(db, "SET client_min_messages = warning", NULL);
	if (!run(db, "BEGIN", NULL) ||
		!run(db, arena_printf(s->a, "SELECT pg_advisory_xact_lock(%d)", OUR_LOCK), NULL) ||
		!read_version(s, db, &version))
		return fault(s, db);
	if (version > STATE_VERSION)
		return newer(s, version);
	*done = version == STATE_VERSION ? "is ready, as before"
		: version == 0		 ? "is made"
					 : "is brought up to date";
	if (version == 0 && (!run(db, "DROP TABLE IF EXISTS joejob_schema", NULL) ||
				    !run(db, "CREATE TABLE joejob_schema (version INTEGER NOT NULL)", NULL) ||
				    !run(db, "INSERT INTO joejob_schema VALUES (0)", NULL)))
		return fault(s, db);
	for (long v = version; v < STATE_VERSION; v++)
		if (!run(db, state_steps[v], NULL) ||
			!run(db, arena_printf(s->a, "UPDATE joejob_schema SET version = %ld", v + 1),
				NULL))
			return fault(s, db);
	return run(db, "COMMIT", NULL) ? NULL : fault(s, db);
}

static const char *init(const struct state *s, const char **done)
{
	PGconn *db;
	const char *why = open_server(s, &db);

	if (why)
		return why;
	why = migrate(s, db, done);
	PQfinish(db);
	return why;
}

static const char *check_version(const struct state *s, PGconn *db, unsigned *version)
{
	long found;

	if (!read_version(s, db, &found))
		return fault(s, db);
	*version = (unsigned)found;
	if (found > STATE_VERSION)
		return newer(s, found);
	return found == STATE_VERSION
		       ? NULL
		       : arena_printf(s->a, "PostgreSQL at %s: its tables are missing or old; aclgen "
					    "state init makes them",
				 s->p->state.server.s);
}

static const char *show_open(const struct state *s, PGconn *db, struct state_shown *shown)
{
	const char *now = arena_printf(s->a, "%ld", s->now), *why;
	long expired = 0;

	if ((why = check_version(s, db, &shown->version)))
		return why;
	PGresult *r = PQexec(db, state_sql_count(s->a, now));
	bool ok = PQresultStatus(r) == PGRES_TUPLES_OK;
	for (int i = 0; ok && i < PQntuples(r); i++) {
		long kind = strtol(PQgetvalue(r, i, 0), NULL, 10);
		shown->kind[kind].n = strtoul(PQgetvalue(r, i, 1), NULL, 10);
		shown->kind[kind].oldest = strtol(PQgetvalue(r, i, 2), NULL, 10);
		shown->kind[kind].newest = strtol(PQgetvalue(r, i, 3), NULL, 10);
	}
	PQclear(r);
	if (!ok || !number(db, arena_printf(s->a, STATE_SQL_EXPIRED "%s", now), &expired))
		return fault(s, db);
	shown->expired = (unsigned long)expired;
	return NULL;
}

static const char *show(const struct state *s, struct state_shown *shown)
{
	PGconn *db;
	const char *why = open_server(s, &db);

	if (why)
		return why;
	why = show_open(s, db, shown);
	PQfinish(db);
	return why;
}

static const char *expire(const struct state *s, long *gone)
{
	const char *sql = state_sql_expire(s->a, arena_printf(s->a, "%ld", s->now), BATCH);
	unsigned version;
	long changed = 1;
	PGconn *db;
	const char *why = open_server(s, &db);

	if (why)
		return why;
	why = check_version(s, db, &version);
	*gone = 0;
	while (!why && changed > 0) {
		if (!run(db, sql, &changed))
			why = fault(s, db);
		else
			*gone += changed;
	}
	PQfinish(db);
	return why;
}

const struct state_store state_pgsql = { "pgsql", init, show, expire };
