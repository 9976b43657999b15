/* state_sqlite.c - the backend sqlite: a file in WAL mode, so that readers never wait. */
#include <errno.h>
#include <libgen.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "newfile.h"
#include "state_sql.h"

static const char *place(const struct state *s)
{
	return s->p->state.file.s;
}

static const char *fault(const struct state *s, void *db)
{
	return arena_printf(s->a, "%s: %s", place(s),
		db ? sqlite3_errmsg(db) : sqlite3_errstr(SQLITE_NOMEM));
}

/* The file's folder, if only that is missing, and Exim's own: SQLite writes beside the file. */
static const char *make_folder(const struct state *s)
{
	char *copy = arena_copy(s->a, s->p->state.file.s, strlen(s->p->state.file.s));
	const char *dir = dirname(copy);
	bool root = geteuid() == 0;

	return newfile_folder(dir, 0750, root ? s->uid : (uid_t)-1, root ? s->gid : (gid_t)-1) == 0
		       ? NULL
		       : arena_printf(s->a, "%s: %s", dir, strerror(errno));
}

/* Exim has to be able to write what we write, so we write as the one to whom it belongs. */
static const char *become_owner(const struct state *s)
{
	struct stat st;
	bool there = stat(s->p->state.file.s, &st) == 0;

	return state_become(there ? st.st_uid : s->uid, there ? st.st_gid : s->gid);
}

static const char *open_file(const struct state *s, bool make, void **db)
{
	const char *why = make ? make_folder(s) : NULL;
	sqlite3 *file = NULL;

	if (why || (why = become_owner(s)))
		return why;
	umask(027);
	if (sqlite3_open_v2(s->p->state.file.s, &file,
		    SQLITE_OPEN_READWRITE | (make ? SQLITE_OPEN_CREATE : 0), NULL) != SQLITE_OK) {
		why = fault(s, file);
		sqlite3_close(file);
		return why;
	}
	sqlite3_busy_timeout(file, (int)s->p->state.wait.s * 1000);
	*db = file;
	return NULL;
}

static void close_file(void *db)
{
	sqlite3_close(db);
}

static bool run(void *db, const char *sql, long *changed)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return false;
	if (changed)
		*changed = sqlite3_changes(db);
	return true;
}

static bool query(void *db, const char *sql, state_row_fn *row, void *to)
{
	sqlite3_stmt *q = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) != SQLITE_OK)
		return false;
	while (sqlite3_step(q) == SQLITE_ROW) {
		long column[STATE_COLUMNS] = { 0 };

		for (int i = 0; i < STATE_COLUMNS && i < sqlite3_column_count(q); i++)
			column[i] = (long)sqlite3_column_int64(q, i);
		row(column, to);
	}
	return sqlite3_finalize(q) == SQLITE_OK;
}

static bool begin(void *db)
{
	return run(db, "PRAGMA journal_mode=WAL", NULL) && run(db, "BEGIN IMMEDIATE", NULL);
}

static bool version(void *db, long *said, bool *there)
{
	long tables = 0;
	bool ok = query(db, "PRAGMA user_version", state_take_number, said) &&
		  query(db, "SELECT count(*) FROM sqlite_master WHERE name='joejob_state'", state_take_number,
			  &tables);

	*there = tables > 0;
	return ok;
}

static bool set_version(const struct state *s, void *db, long said)
{
	return run(db, arena_printf(s->a, "PRAGMA user_version=%ld", said), NULL);
}

/* Who waits for the lock does not queue, but looks again each few milliseconds. So expire holds it for
 * short and leaves it alone in between. */
static const struct state_driver driver = { open_file, close_file, place, fault, run, query, begin,
	version, set_version,
	/* What readers keep from shrinking now shrinks the next time. */
	.tidy = "PRAGMA wal_checkpoint(TRUNCATE)", .batch = 500, .pause_ms = 10 };

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

const struct state_store state_sqlite = { "sqlite", init, show, expire };
