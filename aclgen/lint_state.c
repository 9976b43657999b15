/* lint_state.c - rules about where greylisting and the honeypot remember. */
#include <string.h>
#include <sys/stat.h>

#include "lint_find.h"
#include "render_asks.h"

#define BIT(backend) (1U << (backend))

enum { SERVERS = BIT(STATE_PGSQL) | BIT(STATE_REDIS) };

static const char *const backend_name[] = {
	[STATE_EXIM] = "exim",
	[STATE_SQLITE] = "sqlite",
	[STATE_PGSQL] = "pgsql",
	[STATE_REDIS] = "redis",
};

void lint_state_keys(const struct lint *t)
{
	static const struct {
		const char *key;
		unsigned backends; /* that have a use for it */
	} keys[] = {
		{ "state.file", BIT(STATE_SQLITE) },
		{ "state.server", SERVERS },
		{ "state.database", SERVERS },
		{ "state.user", BIT(STATE_PGSQL) },
		{ "state.password", SERVERS },
		{ "state.wait", BIT(STATE_SQLITE) | SERVERS },
	};

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		struct where at = schema_where(t->run, keys[i].key);

		if (at.line > 0 && !(keys[i].backends & BIT(t->p->state.backend)))
			lint_say(t, at, "%s: the backend %s has no use for it; delete it, or choose "
					"another backend",
				keys[i].key, backend_name[t->p->state.backend]);
	}
	const char *number = t->p->state.database.s;
	if (t->p->state.backend == STATE_REDIS && number[strspn(number, "0123456789")] != '\0')
		lint_say(t, t->p->state.database.at,
			"state.database: Redis numbers its databases; write 0, or leave it out");
}

void lint_state_shared(const struct lint *t)
{
	if (t->p->state.shared.on && !(SERVERS & BIT(t->p->state.backend)))
		lint_say(t, t->p->state.shared.at,
			"state.shared: what the backend %s remembers, this machine alone knows, so a "
			"client greylisted here starts anew at the next MX, and one that was trapped "
			"there is welcome here; choose pgsql or redis",
			backend_name[t->p->state.backend]);
}

void lint_state_secret(const struct lint *t)
{
	const char *path = t->p->state.password_file;
	struct stat st;

	if (path && stat(path, &st) == 0 && (st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		lint_say(t, t->p->state.password.at,
			"state.password: others than its owner can read or write %s; chmod 600 it",
			path);
}

void lint_state_idle(const struct lint *t)
{
	if (t->p->state.backend != STATE_EXIM && t->p->greylist.check.asked == MODE_OFF &&
		!asks_honeypot(t->p))
		lint_say(t, t->p->state.at,
			"state: neither greylisting nor a honeypot is asked for, so nothing is "
			"remembered; leave state out, or ask for one of them");
}
