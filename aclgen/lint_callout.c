/* lint_callout.c - rules about asking other servers. */
#include "lint_find.h"
#include "listdb.h"
#include "render_asks.h"
#include "schema_value.h"

enum { DAY = 86400, /* RFC 5321 section 4.5.3.2.3 */ RCPT_PATIENCE = 300 };

void lint_relay_unasked(const struct lint *t)
{
	if (t->p->us.relay_to.n > 0 && t->p->recipient.callout.check.mode == MODE_OFF &&
		t->p->mode != MODE_OFF)
		lint_say(t, t->p->us.relay_to.at,
			"us.domains.relay_to without recipient.callout: mail for unknown users is "
			"accepted and bounced later, to whoever is named as the sender");
}

void lint_callout_idle(const struct lint *t)
{
	struct where at = schema_where(t->run, "recipient.callout");

	if (t->p->us.relay_to.n == 0 && at.line > 0 &&
		t->p->recipient.callout.check.mode != MODE_OFF)
		lint_say(t, at,
			"recipient.callout is only for us.domains.relay_to, and there are none");
}

void lint_callout_as(const struct lint *t)
{
	if (t->l->use_sender.on && t->l->use_postmaster.on)
		lint_say(t, t->l->use_postmaster.at,
			"recipient.callout: use_sender and use_postmaster exclude each other; "
			"leave one out");
}

void lint_callout_all(const struct lint *t)
{
	if (t->p->sender.callout.who == CALLOUT_ALL && t->p->sender.callout.check.mode != MODE_OFF)
		lint_say(t, schema_where(t->run, "sender.callout.for"),
			"sender.callout.for: all makes you a part of the flood: each forged sender "
			"is asked about at a server that never sent the mail; write listed");
}

void lint_callout_list(const struct lint *t)
{
	const struct where at = schema_where(t->run, "sender.callout.senders");

	if (t->p->sender.callout.who == CALLOUT_LISTED && !listdb_there(&t->p->sender.callout.senders) &&
		t->p->sender.callout.check.mode != MODE_OFF)
		lint_say(t, at.line > 0 ? at : at_key(t, "sender.callout.for", "sender.callout"),
			"sender.callout is for listed senders, and none are listed; write them "
			"under senders, or leave callout out");
}

void lint_senders_idle(const struct lint *t)
{
	const struct where at = schema_where(t->run, "sender.callout.senders");

	if (t->p->sender.callout.who != CALLOUT_LISTED && at.line > 0)
		lint_say(t, at, "sender.callout.senders is not used unless for is listed");
}

static void times_of(const struct lint *t, const char *name, const struct span_of_time *timeout,
	const struct span_of_time *connect, const struct span_of_time *maxwait)
{
	if (maxwait->s < timeout->s)
		lint_say(t, maxwait->at,
			"%s: maxwait is shorter than timeout (%s), which is then never reached",
			name, schema_duration(timeout->s, t->run->arena));
	if (connect->s > maxwait->s)
		lint_say(t, connect->at,
			"%s: connect is longer than maxwait (%s), which then ends it before", name,
			schema_duration(maxwait->s, t->run->arena));
}

void lint_callout_times(const struct lint *t)
{
	if (!schema_bad(t->run, "sender.callout"))
		times_of(t, "sender.callout", &t->p->sender.callout.timeout,
			&t->p->sender.callout.connect, &t->p->sender.callout.maxwait);
	if (!schema_bad(t->run, "recipient.callout"))
		times_of(t, "recipient.callout", &t->p->recipient.callout.timeout,
			&t->p->recipient.callout.connect, &t->p->recipient.callout.maxwait);
}

void lint_cache_long(const struct lint *t)
{
	const struct span_of_time *yes = &t->p->sender.callout.cache_positive;
	const struct span_of_time *no = &t->p->sender.callout.cache_negative;

	if (schema_where(t->run, "recipient.callout").line == 0 ||
		!t->p->recipient.callout.cache.on)
		return;
	if (yes->s > 7 * DAY)
		lint_say(t, yes->at,
			"sender.callout.cache.positive holds for recipient.callout as well: a user "
			"deleted inside is accepted, then bounced, for %s; write recipient.callout: "
			"{cache: no} or at most 7d",
			schema_duration(yes->s, t->run->arena));
	if (no->s > DAY)
		lint_say(t, no->at,
			"sender.callout.cache.negative holds for recipient.callout as well: a user "
			"created inside is refused for %s; write recipient.callout: {cache: no} or "
			"at most 1d",
			schema_duration(no->s, t->run->arena));
}

void lint_use_sender(const struct lint *t)
{
	if (asks_recipients(t->p) && t->l->use_sender.on && !t->l->use_postmaster.on &&
		t->p->recipient.callout.cache.on)
		lint_say(t, t->l->use_sender.at,
			"recipient.callout.use_sender: answers are kept for each pair of sender and "
			"recipient, so forged senders fill the cache and it is hardly ever hit; "
			"leave use_sender out unless the server inside refuses by sender");
}

void lint_callout_postmaster(const struct lint *t)
{
	if (asks_senders(t->p) && t->p->sender.callout.postmaster.on)
		lint_say(t, t->p->sender.callout.postmaster.at,
			"sender.callout.postmaster refuses every sender of a domain without a "
			"postmaster, which many honest ones lack, and asks twice as much");
}

/* Both may be made for one RCPT. */
void lint_patience(const struct lint *t)
{
	const struct span_of_time *one = &t->p->recipient.callout.maxwait,
				  *two = &t->p->sender.callout.maxwait;

	if (asks_recipients(t->p) && asks_senders(t->p) && one->s + two->s >= RCPT_PATIENCE)
		lint_say(t, two->at.line > one->at.line ? two->at : one->at,
			"both callouts may take %s together, and a client gives up on RCPT after 5m",
			schema_duration(one->s + two->s, t->run->arena));
}
