/* lint_greylist.c - rules about greylisting, and about how long Exim remembers. */
#include "lint_find.h"
#include "listdb.h"
#include "render_asks.h"
#include "schema_value.h"

/* What exim_tidydb leaves alone unless it is told otherwise; Debian runs it each night. */
enum { DAY = 86400, HINTS_KEPT = 30 * DAY };

void lint_greylist_all(const struct lint *t)
{
	if (t->p->greylist.who == GREYLIST_ALL && wants_refusal(t, &t->p->greylist.check) &&
		t->p->n_dnswl == 0)
		lint_say(t, at_key(t, "greylist.for", "greylist"),
			"greylist.for: all keeps the first mail of every server waiting, that of "
			"providers who send from many networks for a day; write suspicious, or let "
			"dnswl name the good ones");
}

void lint_greylist_times(const struct lint *t)
{
	if (t->p->greylist.window.s <= t->p->greylist.delay.s)
		lint_say(t, t->p->greylist.window.at,
			"greylist: window is not longer than delay (%s), so no second attempt ever "
			"counts",
			schema_duration(t->p->greylist.delay.s, t->run->arena));
}

/* Whatever marks at RCPT and is asked before greylisting: sender.callout comes behind it. */
static bool marks(const struct policy *p)
{
	const struct check *const checks[] = { &p->connect.ptr, &p->helo.bare_ip, &p->helo.literal,
		&p->helo.our_name, &p->helo.not_fqdn, &p->helo.no_address, &p->sender.verify,
		&p->spf.fail, &p->spf.softfail, &p->recipient.callout.check };

	for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
		if (checks[i]->asked == MODE_TAG)
			return true;
	for (size_t i = 0; i < p->n_dnsbl; i++)
		if (p->dnsbl[i].check.asked == MODE_TAG)
			return true;
	return (p->block.check.asked == MODE_TAG &&
		       (listdb_there(&p->block.hosts) || listdb_there(&p->block.senders) ||
			       listdb_there(&p->block.recipients))) ||
	       (p->honeypot.check.asked == MODE_TAG && asks_honeypot(p)) ||
	       (p->ratelimit.check.asked == MODE_TAG &&
		       p->ratelimit.client.n + p->ratelimit.sender.n > 0);
}

void lint_greylist_idle(const struct lint *t)
{
	if (wants(t, &t->p->greylist.check) && t->p->greylist.who == GREYLIST_SUSPICIOUS &&
		!marks(t->p) && !t->p->hook[HOOK_RCPT_BEFORE].text)
		lint_say(t, at_key(t, "greylist.for", "greylist"),
			"greylist is for the suspicious, and no check before it tags: nobody is ever "
			"put off; let connect.ptr, a dnsbl or spf.softfail tag");
}

void lint_greylist_host(const struct lint *t)
{
	const struct amount *v4 = &t->p->greylist.ipv4, *v6 = &t->p->greylist.ipv6;

	if (!wants(t, &t->p->greylist.check))
		return;
	if (v4->n > 28)
		lint_say(t, v4->at,
			"greylist.ipv4: with /%lu a server that tries again from its neighbour's "
			"address starts anew; write 24",
			v4->n);
	if (v6->n > 64)
		lint_say(t, v6->at,
			"greylist.ipv6: a site has a /64 at least, so with /%lu a server that changes "
			"its address starts anew; write 64",
			v6->n);
}

void lint_keep_long(const struct lint *t)
{
	const struct {
		const char *key;
		const struct span_of_time *time;
		bool used;
	} times[] = {
		{ "greylist.keep", &t->p->greylist.keep, wants(t, &t->p->greylist.check) },
		{ "honeypot.block", &t->p->honeypot.block, asks_honeypot(t->p) },
	};

	/* Elsewhere each entry says for itself how long it is kept. */
	if (t->p->state.backend != STATE_EXIM)
		return;
	for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
		if (times[i].used && times[i].time->s > HINTS_KEPT)
			lint_say(t, times[i].time->at,
				"%s: exim_tidydb, which Debian runs each night, forgets after 30 days; "
				"write at most 30d, or give it -t and acknowledge this",
				times[i].key);
}
