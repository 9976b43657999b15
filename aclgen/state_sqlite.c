/* state_sqlite.c - the backend sqlite: a file in WAL mode, so that readers never wait. */
#include <errno.h>
#include <libgen.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "state_sql.h"

/* Who waits for the lock does not queue, but looks again each few milliseconds. So the lock is held for
 * short and left alone in between. */
enum { BATCH = 500, LET_WRITE_MS = 10 };

static const char *fault(const struct state *s, sqlite3 *db)
{
	return arena_printf(s->a, "%s: %s", s->p->state.file.s,
		db ? sqlite3_errmsg(db) : sqlite3_errstr(SQLITE_NOMEM));
}

/* The file's folder, if only that is missing, and Exim's own: SQLite writes beside the file. */
static const char *make_folder(const struct state *s)
{
	char *copy = arena_copy(s->a, s->p->state.file.s, strlen(s->p->state.file.s));
	const char *dir = dirname(copy);

	if (mkdir(dir, 0750) != 0)
		return errno == EEXIST ? NULL : arena_printf(s->a, "%s: %s", dir, strerror(errno));
	if (geteuid() == 0 && chown(dir, s->uid, s->gid) != 0)
		return arena_printf(s->a, "%s: %s", dir, strerror(errno));
	return NULL;
}

/* Exim has to be able to write what we write, so we write as the one to whom it belongs. */
static const char *become_owner(const struct state *s)
{
	struct stat st;
	uid_t uid = s->uid;
	gid_t gid = s->gid;

	if (geteuid() != 0)
		return NULL;
	if (stat(s->p->state.file.s, &st) == 0) {
		uid = st.st_uid;
		gid = st.st_gid;
	}
	return setegid(gid) == 0 && seteuid(uid) == 0 ? NULL : strerror(errno);
}

static const char *open_file(const struct state *s, int flags, sqlite3 **db)
{
	const char *why = become_owner(s);

	*db = NULL;
	if (why)
		return why;
	umask(027);
	if (sqlite3_open_v2(s->p->state.file.s, db, flags, NULL) != SQLITE_OK) {
		why = fault(s, *db);
		sqlite3_close(*db);
		*db = NULL;
		return why;
	}
	sqlite3_busy_timeout(*db, (int)s->p->state.wait.s * 1000);
	return NULL;
}

/* The first column of the first row. */
static bool number(sqlite3 *db, const char *sql, long *n)
{
	sqlite3_stmt *q = NULL;
	bool ok = sqlite3_prepare_v2(db, sql, -1, &q, NULL) == SQLITE_OK &&
		  sqlite3_step(q) == SQLITE_ROW;

	if (ok)
		*n = (long)sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return ok;
}

static bool run(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static const char *newer(const struct state *s, long version)
{
	return arena_printf(s->a, "%s: its tables are of version %ld, and this aclgen knows %d; take a "
				  "newer aclgen",
		s->p->state.file.s, version, STATE_VERSION);
}

/* 0: no tables, whatever the file says of itself, unless a newer aclgen has others. */
static bool read_version(sqlite3 *db, long *version)
{
	long there = 0;

	if (!number(db, "PRAGMA user_version", version) ||
		!number(db, "SELECT count(*) FROM sqlite_master WHERE name='joejob_state'", &there))
		return false;
	if (there == 0 && *version <= STATE_VERSION)
		*version = 0;
	return true;
}

/* One transaction: all steps or none. */
static const char *migrate(const struct state *s, sqlite3 *db, const char **done)
{
	long version = 0;

	if (!run(db, "PRAGMA journal_mode=WAL") || !run(db, "BEGIN IMMEDIATE") ||
		!read_version(db, &version))
		return fault(s, db);
	if (version > STATE_VERSION)
		return newer(s, version);
	*done = version == STATE_VERSION ? "is ready, as before"
		: version == 0		 ? "is made"
					 : "is brought up to date";
	for (long v = version; v < STATE_VERSION; v++)
		if (!run(db, state_steps[v]) ||
			!run(db, arena_printf(s->a, "PRAGMA user_version=%ld", v + 1)))
			return fault(s, db);
	return run(db, "COMMIT") ? NULL : fault(s, db);
}

static const char *init(const struct state *s, const char **done)
{
	sqlite3 *db;
	const char *why = make_folder(s);

	if (!why)
		why = open_file(s, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &db);
	if (why)
		return why;
	why = migrate(s, db, done);
	sqlite3_close(db);
	return why;
}

static const char *check_version(const struct state *s, sqlite3 *db, unsigned *version)
{
	long found = 0;

	if (!read_version(db, &found))
		return fault(s, db);
	*version = (unsigned)found;
	if (found > STATE_VERSION)
		return newer(s, found);
	return found == STATE_VERSION
		       ? NULL
		       : arena_printf(s->a, "%s: its tables are missing or old; aclgen state init makes "
					    "them",
				 s->p->state.file.s);
}

static const char *show_open(const struct state *s, sqlite3 *db, struct state_shown *shown)
{
	const char *now = arena_printf(s->a, "%ld", s->now), *why;
	sqlite3_stmt *q = NULL;
	long expired = 0;

	if ((why = check_version(s, db, &shown->version)))
		return why;
	if (sqlite3_prepare_v2(db, state_sql_count(s->a, now), -1, &q, NULL) != SQLITE_OK)
		return fault(s, db);
	while (sqlite3_step(q) == SQLITE_ROW) {
		int kind = sqlite3_column_int(q, 0);
		shown->kind[kind].n = (unsigned long)sqlite3_column_int64(q, 1);
		shown->kind[kind].oldest = (long)sqlite3_column_int64(q, 2);
		shown->kind[kind].newest = (long)sqlite3_column_int64(q, 3);
	}
	if (sqlite3_finalize(q) != SQLITE_OK ||
		!number(db, arena_printf(s->a, STATE_SQL_EXPIRED "%s", now), &expired))
		return fault(s, db);
	shown->expired = (unsigned long)expired;
	return NULL;
}

static const char *show(const struct state *s, struct state_shown *shown)
{
	sqlite3 *db;
	const char *why = open_file(s, SQLITE_OPEN_READWRITE, &db);

	if (why)
		return why;
	why = show_open(s, db, shown);
	sqlite3_close(db);
	return why;
}

static const char *expire(const struct state *s, long *gone)
{
	const char *sql = state_sql_expire(s->a, arena_printf(s->a, "%ld", s->now), BATCH);
	unsigned version;
	sqlite3 *db;
	const char *why = open_file(s, SQLITE_OPEN_READWRITE, &db);

	if (why)
		return why;
	why = check_version(s, db, &version);
	*gone = 0;
	while (!why) {
		if (!run(db, sql))
			why = fault(s, db);
		else if (sqlite3_changes(db) == 0)
			break;
		*gone += sqlite3_changes(db);
		sqlite3_sleep(LET_WRITE_MS);
	}
	/* What readers keep from shrinking now shrinks the next time. */
	if (!why)
		run(db, "PRAGMA wal_checkpoint(TRUNCATE)");
	sqlite3_close(db);
	return why;
}

const struct state_store state_sqlite = { "sqlite", init, show, expire };
