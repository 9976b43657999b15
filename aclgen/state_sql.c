/* state_sql.c - see state_sql.h. */
#include <time.h>

#include "buf.h"
#include "state_sql.h"

const char *const state_steps[STATE_VERSION] = {
	"CREATE TABLE joejob_state (key TEXT PRIMARY KEY, at BIGINT NOT NULL, until BIGINT NOT NULL)",
	/* Expiry would read the whole table. */
	"CREATE INDEX joejob_state_until ON joejob_state (until)",
};

static const char *newer(const struct state_driver *d, const struct state *s, long version)
{
	return arena_printf(s->a, "%s: its tables are of version %ld, and this aclgen knows %d; take a "
				  "newer aclgen",
		d->place(s), version, STATE_VERSION);
}

/* 0: no tables, whatever is said of them, unless a newer aclgen has others. */
static bool read_version(const struct state_driver *d, void *db, long *version)
{
	bool there;

	if (!d->version(db, version, &there))
		return false;
	if (!there && *version <= STATE_VERSION)
		*version = 0;
	return true;
}

/* One transaction: all steps or none. */
static const char *migrate(
	const struct state_driver *d, const struct state *s, void *db, const char **done)
{
	long version;

	if (!d->begin(db) || !read_version(d, db, &version))
		return d->fault(s, db);
	if (version > STATE_VERSION)
		return newer(d, s, version);
	*done = version == STATE_VERSION ? "is ready, as before"
		: version == 0		 ? "is made"
					 : "is brought up to date";
	for (long v = version; v < STATE_VERSION; v++)
		if (!d->run(db, state_steps[v], NULL))
			return d->fault(s, db);
	if (version < STATE_VERSION && !d->set_version(s, db, STATE_VERSION))
		return d->fault(s, db);
	return d->run(db, "COMMIT", NULL) ? NULL : d->fault(s, db);
}

const char *state_sql_init(const struct state_driver *d, const struct state *s, const char **done)
{
	void *db;
	const char *why = d->open(s, true, &db);

	if (why)
		return why;
	why = migrate(d, s, db, done);
	d->close(db);
	return why;
}

/* An open database whose tables are those that this aclgen knows. */
static const char *open_ready(
	const struct state_driver *d, const struct state *s, void **db, long *version)
{
	const char *why = d->open(s, false, db);

	if (why)
		return why;
	if (!read_version(d, *db, version))
		why = d->fault(s, *db);
	else if (*version > STATE_VERSION)
		why = newer(d, s, *version);
	else if (*version < STATE_VERSION)
		why = arena_printf(s->a,
			"%s: its tables are missing or old; aclgen state init makes them", d->place(s));
	if (why)
		d->close(*db);
	return why;
}

static void take_kind(const long column[STATE_COLUMNS], void *to)
{
	struct state_shown *shown = to;
	long kind = column[0];

	shown->kind[kind].n = (unsigned long)column[1];
	shown->kind[kind].oldest = column[2];
	shown->kind[kind].newest = column[3];
}

void state_take_number(const long column[STATE_COLUMNS], void *to)
{
	long *n = to;

	*n = column[0];
}

/* One row a kind, of what still counts: kind, how many, when the first and the last was written. */
static const char *kinds_query(const struct state *s)
{
	struct buf b = { .arena = s->a };

	for (unsigned i = 0; i < STATE_KINDS; i++)
		buf_printf(&b,
			"%sSELECT %u, count(*), coalesce(min(at), 0), coalesce(max(at), 0) "
			"FROM joejob_state WHERE key LIKE '%s-%%' AND until >= %ld",
			i > 0 ? " UNION ALL " : "", i, state_kinds[i].name, s->now);
	return buf_text(&b);
}

const char *state_sql_show(const struct state_driver *d, const struct state *s,
	struct state_shown *shown)
{
	void *db;
	long version, expired = 0;
	const char *why = open_ready(d, s, &db, &version);

	if (why)
		return why;
	shown->version = (unsigned)version;
	if (!d->query(db, kinds_query(s), take_kind, shown) ||
		!d->query(db,
			arena_printf(s->a, "SELECT count(*) FROM joejob_state WHERE until < %ld", s->now),
			state_take_number, &expired))
		why = d->fault(s, db);
	shown->expired = (unsigned long)expired;
	d->close(db);
	return why;
}

const char *state_sql_expire(const struct state_driver *d, const struct state *s, long *gone)
{
	const struct timespec pause = { .tv_nsec = (long)d->pause_ms * 1000000 };
	const char *sql = arena_printf(s->a,
		"DELETE FROM joejob_state WHERE key IN "
		"(SELECT key FROM joejob_state WHERE until < %ld LIMIT %u)",
		s->now, d->batch);
	long version, changed = 1;
	void *db;
	const char *why = open_ready(d, s, &db, &version);

	*gone = 0;
	if (why)
		return why;
	while (!why && changed > 0) {
		if (!d->run(db, sql, &changed))
			why = d->fault(s, db);
		else
			*gone += changed;
		nanosleep(&pause, NULL);
	}
	if (!why && d->tidy)
		d->run(db, d->tidy, NULL);
	d->close(db);
	return why;
}
