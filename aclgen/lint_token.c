/* lint_token.c - rules about signed tokens. Those about the key file look at the one that is there;
 * where Exim cannot read it, only the real Exim says so.
 */
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "keyfile.h"
#include "lint_find.h"

enum { DATE_SIZE = 16 };

/* The file that mail is signed with, if it is there. */
static const char *key_file(const struct lint *t)
{
	const char *file = t->p->bounces.token.file;

	return file && access(file, F_OK) == 0 ? file : NULL;
}

void lint_token_keys(const struct lint *t)
{
	const char *file = key_file(t); /* asked once: it may go away meanwhile */
	struct token_keys keys;
	char why[KEYFILE_WHY];

	/* Who may not read it cannot judge it. */
	if (!file || access(file, R_OK) != 0)
		return;
	if (!keyfile_read(&keys, file, why))
		lint_say(t, t->p->bounces.token.keys.at, "bounces.token.keys: the key file %s %s", file,
			why);
	token_keys_wipe(&keys);
}

void lint_token_missing(const struct lint *t)
{
	if (t->p->bounces.token.file && !key_file(t))
		lint_say(t, t->p->bounces.token.keys.at,
			"bounces.token.keys: %s is not there, so mail leaves unsigned; make it by "
			"aclgen key new",
			t->p->bounces.token.file);
}

/* What was sent before the first key was made has no token. */
void lint_token_early(const struct lint *t)
{
	const char *file = key_file(t);
	int64_t first = INT64_MAX;
	struct token_keys keys;
	char why[KEYFILE_WHY], day[DATE_SIZE];

	if (!file || !keyfile_read(&keys, file, why))
		return;
	for (unsigned i = 0; i < keys.n; i++)
		if (keys.key[i].made < first)
			first = keys.key[i].made;
	token_keys_wipe(&keys);
	strftime(day, sizeof day, "%Y-%m-%d", gmtime(&(time_t){ first }));
	for (size_t i = 0; i < t->p->bounces.token.n_required; i++) {
		const struct required *q = &t->p->bounces.token.required[i];

		if (q->epoch < first)
			lint_say(t, q->since.at,
				"bounces.token.required: the first key is of %s, so what %s sent before "
				"has no token; take a later day",
				day, q->for_domain.s);
	}
}

/* Who writes a line of ours can date it to a time when nobody had to prove anything. */
void lint_token_backdated(const struct lint *t)
{
	if (t->p->bounces.token.n_required == 0)
		return;
	for (size_t i = 0; i < t->p->us.n_outbound; i++)
		if (t->p->us.outbound[i].max_age.s == 0) {
			lint_say(t, t->p->us.outbound[i].at,
				"us.outbound: without max_age, a made-up line of ours with a date before "
				"bounces.token.required needs no proof; write max_age: 30d");
			return;
		}
}

void lint_token_idle(const struct lint *t)
{
	const struct required *q = t->p->bounces.token.required;

	for (size_t i = 0; i < t->p->bounces.token.n_required; i++) {
		for (size_t k = 0; k < i; k++)
			if (strcasecmp(q[i].for_domain.s, q[k].for_domain.s) == 0)
				lint_say(t, q[i].for_domain.at,
					"bounces.token.required: %s stands here twice; the first one counts",
					q[i].for_domain.s);
		if (strcmp(q[i].for_domain.s, "*") != 0 && !is_ours(t->p, q[i].for_domain.s))
			lint_say(t, q[i].for_domain.at,
				"bounces.token.required: %s is in none of us.domains, so no bounce for it "
				"is ever judged",
				q[i].for_domain.s);
	}
}
