/* draft_fit.c - what holds between the keys of a policy (see draft.h): the rules of
 * policy_load_lint.c, by which a policy is refused, and the limits of the settings line. */
#include <string.h>
#include <strings.h>

#include "draft.h"

static size_t index_of(const struct inventor *v, const struct draft *d, const struct pick *p)
{
	(void)v;
	return (size_t)(p - d->pick);
}

static void drop(struct pick *p)
{
	*p = (struct pick){ 0 };
}

static const char *word(const struct inventor *v, const struct draft *d, const char *path,
	const char *otherwise)
{
	const struct pick *p = draft_at(v, d, path);

	return p->given ? choice_name(&v->schema->row[index_of(v, d, p)], p->choice) : otherwise;
}

static bool given_below(const struct inventor *v, const struct draft *d, const char *prefix)
{
	for (size_t i = 0; i < v->schema->n; i++)
		if (d->pick[i].given &&
			strncmp(v->schema->row[i].path, prefix, strlen(prefix)) == 0)
			return true;
	return false;
}

static void give(struct inventor *v, struct draft *d, const char *path, size_t n)
{
	struct pick *p = draft_at(v, d, path);

	*p = (struct pick){ .given = true };
	invent_items(v, &v->schema->row[index_of(v, d, p)], p, n);
}

static void fit_domains(struct inventor *v, struct draft *d)
{
	if (!draft_at(v, d, "us.domains.local")->given &&
		!draft_at(v, d, "us.domains.relay_to")->given)
		give(v, d, dice_percent(&v->dice, 70) ? "us.domains.local" : "us.domains.relay_to",
			1 + dice_below(&v->dice, 3));
}

static void fit_sender_callout(struct inventor *v, struct draft *d)
{
	if (given_below(v, d, "sender.callout.") &&
		strcmp(word(v, d, "sender.callout.for", "listed"), "listed") == 0 &&
		!draft_at(v, d, "sender.callout.senders")->given)
		give(v, d, "sender.callout.senders", 1 + dice_below(&v->dice, 3));
}

/* timeout <= maxwait, connect <= maxwait; what is not given fits itself. */
static void fit_times(const struct inventor *v, const struct draft *d, const char *section)
{
	struct pick *timeout = draft_at(v, d, arena_printf(v->arena, "%s.timeout", section));
	struct pick *connect = draft_at(v, d, arena_printf(v->arena, "%s.connect", section));
	struct pick *maxwait = draft_at(v, d, arena_printf(v->arena, "%s.maxwait", section));
	unsigned long most = maxwait->given ? maxwait->n
			     : timeout->given && timeout->n > 60 ? timeout->n
								 : 60;

	if (maxwait->given && (timeout->given ? timeout->n : 30) > most)
		*timeout = (struct pick){ .given = true, .n = most };
	if (connect->given && connect->n > most)
		connect->n = most;
}

static void fit_asking(struct inventor *v, struct draft *d)
{
	struct pick *one = draft_at(v, d, "recipient.callout.use_sender");
	struct pick *other = draft_at(v, d, "recipient.callout.use_postmaster");

	if (one->given && other->given && one->choice && other->choice)
		(dice_percent(&v->dice, 50) ? one : other)->choice = 0;
}

static bool same_for(const struct inventor *v, const struct draft *a, const struct draft *b)
{
	return strcasecmp(draft_at(v, a, "us.outbound[].for")->item[0],
		       draft_at(v, b, "us.outbound[].for")->item[0]) == 0;
}

/* One entry a domain, and complete only where servers are named and nobody strips lines. */
static void fit_outbound(struct inventor *v, struct draft *d)
{
	struct pick *all = draft_at(v, d, "us.outbound");
	size_t kept = 0;

	for (size_t i = 0; i < all->n_items; i++) {
		struct draft *e = &all->element[i];
		bool twice = false;

		for (size_t k = 0; k < kept; k++)
			twice = twice || same_for(v, &all->element[k], e);
		if (twice)
			continue;
		if ((!draft_at(v, e, "us.outbound[].hosts")->given &&
			    !draft_at(v, e, "us.outbound[].networks")->given) ||
			draft_at(v, e, "us.outbound[].via")->given)
			draft_at(v, e, "us.outbound[].complete")->choice = 0;
		all->element[kept++] = *e;
	}
	all->n_items = kept;
}

static bool is_relayed(const struct inventor *v, const struct draft *d, const char *domain)
{
	const struct pick *relayed = draft_at(v, d, "us.domains.relay_to");

	for (size_t i = 0; relayed->given && i < relayed->n_items; i++)
		if (strcasecmp(relayed->item[i], domain) == 0)
			return true;
	return false;
}

/* One entry a relayed domain. */
static void fit_inside(struct inventor *v, struct draft *d)
{
	struct pick *all = draft_at(v, d, "us.inside");
	size_t kept = 0;

	for (size_t i = 0; i < all->n_items; i++) {
		const char *domain = draft_at(v, &all->element[i], "us.inside[].for")->item[0];
		bool fits = is_relayed(v, d, domain);

		for (size_t k = 0; k < kept; k++)
			fits = fits && strcasecmp(draft_at(v, &all->element[k], "us.inside[].for")
							  ->item[0],
					       domain) != 0;
		if (fits)
			all->element[kept++] = all->element[i];
	}
	all->n_items = kept;
	if (kept == 0)
		drop(all);
}

/* delay < window; the default of window is a day. */
static void fit_greylist(const struct inventor *v, const struct draft *d)
{
	struct pick *delay = draft_at(v, d, "greylist.delay");
	struct pick *window = draft_at(v, d, "greylist.window");

	if (!delay->given || delay->n < (window->given ? window->n : 86400))
		return;
	if (window->given && window->n < 86400)
		delay->n = window->n - 1;
	else
		*window = (struct pick){ .given = true, .n = 2 * delay->n };
}

/* tag <= deny; the default of tag is 5.0. */
static void fit_scores(struct inventor *v, const struct draft *d)
{
	struct pick *tag = draft_at(v, d, "spamassassin.tag");
	struct pick *deny = draft_at(v, d, "spamassassin.deny");

	if (!deny->given || deny->n >= (tag->given ? tag->n : 50))
		return;
	if (!tag->given || dice_percent(&v->dice, 50))
		*tag = (struct pick){ .given = true, .n = deny->n };
	else
		deny->n = tag->n;
}

/* Debian's hooks come too late for a honeypot. */
static void fit_layout(const struct inventor *v, struct draft *d)
{
	if (strcmp(word(v, d, "output.layout", "include"), "debian-hooks") != 0)
		return;
	for (size_t i = 0; i < v->schema->n; i++)
		if (strncmp(v->schema->row[i].path, "honeypot.", 9) == 0)
			drop(&d->pick[i]);
}

/* What the backend has a use for. A password of Redis needs a lookup that not all have. */
static void fit_state(const struct inventor *v, const struct draft *d)
{
	static const struct {
		const char *key, *backends;
	} keys[] = {
		{ "state.shared", "pgsql redis" },
		{ "state.file", "sqlite" },
		{ "state.server", "pgsql redis" },
		{ "state.database", "pgsql redis" },
		{ "state.user", "pgsql" },
		{ "state.password.file", "pgsql" },
		{ "state.wait", "sqlite pgsql redis" },
	};
	static const char *number = "7";
	const char *backend = word(v, d, "state.backend", "exim");

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (!strstr(keys[i].backends, backend))
			drop(draft_at(v, d, keys[i].key));
	if (strcmp(backend, "redis") == 0 && draft_at(v, d, "state.database")->given)
		draft_at(v, d, "state.database")->item = &number;
}

void draft_fit(struct inventor *v, struct draft *d)
{
	fit_domains(v, d);
	fit_sender_callout(v, d);
	fit_times(v, d, "sender.callout");
	fit_times(v, d, "recipient.callout");
	fit_asking(v, d);
	fit_outbound(v, d);
	fit_inside(v, d);
	fit_greylist(v, d);
	fit_scores(v, d);
	fit_layout(v, d);
	fit_state(v, d);
}
