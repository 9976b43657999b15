/* state_sql.c - see state_sql.h. */
#include "state_sql.h"

#include "buf.h"

const char *const state_steps[STATE_VERSION] = {
	"CREATE TABLE joejob_state (key TEXT PRIMARY KEY, at BIGINT NOT NULL, until BIGINT NOT NULL)",
	/* Expiry would read the whole table. */
	"CREATE INDEX joejob_state_until ON joejob_state (until)",
};

const char *state_sql_count(struct arena *a, const char *now)
{
	struct buf b = { .arena = a };

	for (unsigned i = 0; i < STATE_KINDS; i++)
		buf_printf(&b,
			"%sSELECT %u, count(*), coalesce(min(at), 0), coalesce(max(at), 0) "
			"FROM joejob_state WHERE key LIKE '%s-%%' AND until >= %s",
			i > 0 ? " UNION ALL " : "", i, state_kinds[i].name, now);
	return buf_text(&b);
}

const char *state_sql_expire(struct arena *a, const char *now, unsigned batch)
{
	return arena_printf(a,
		"DELETE FROM joejob_state WHERE key IN "
		"(SELECT key FROM joejob_state WHERE until < %s LIMIT %u)",
		now, batch);
}
