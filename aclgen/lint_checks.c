/* lint_checks.c - rules about single checks of the client, the sender and the message. */
#include "lint_find.h"
#include "listdb.h"
#include "render_asks.h"
#include "schema_value.h"

enum {
	/* The default of Exim's own callouts, as of many programs that ask for a sender. */
	CALLOUT_PATIENCE = 30,
	HOUR = 3600,
	/* Messages in an hour that one server of a large provider sends to a small site. */
	CLIENT_RATE = 60,
	/* Those of one envelope sender: a list with many subscribers here. */
	SENDER_RATE = 20,
};

void lint_delay_long(const struct lint *t)
{
	if (t->p->connect.delay.s >= CALLOUT_PATIENCE)
		lint_say(t, t->p->connect.delay.at,
			"connect.delay: after 30s others' callouts give up on us, and our own mail "
			"is refused there; and each delay holds a connection; write at most 20s");
}

void lint_ptr_refused(const struct lint *t)
{
	if (wants_refusal(t, &t->p->connect.ptr))
		lint_say(t, t->p->connect.ptr.at,
			"connect.ptr: too many honest servers have no name, or one that does not lead "
			"back; write tag, and let a filter weigh it");
}

void lint_helo_refused(const struct lint *t)
{
	if (wants_refusal(t, &t->p->helo.no_address))
		lint_say(t, t->p->helo.no_address.at,
			"helo.no_address: many honest servers say the name they have inside, which "
			"nobody else can look up; write tag");
}

void lint_spf_refused(const struct lint *t)
{
	const struct {
		const char *key;
		const struct check *check;
	} checks[] = { { "spf.fail", &t->p->spf.fail }, { "spf.softfail", &t->p->spf.softfail } };

	for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
		if (wants_refusal(t, checks[i].check))
			lint_say(t, checks[i].check->at,
				"%s: this refuses mail that is forwarded to your users from another "
				"address of theirs; write tag, or name the forwarders in exempt.hosts "
				"and acknowledge this",
				checks[i].key);
}

void lint_charset_refused(const struct lint *t)
{
	if (schema_where(t->run, "headers.charset").line > 0 &&
		t->p->headers.takes == CHARSET_ASCII && wants_refusal(t, &t->p->headers.charset))
		lint_say(t, at_key(t, "headers.charset", "headers"),
			"headers.charset: ascii refuses all mail whose header is UTF-8, as RFC 6532 "
			"allows, and a lot of honest mail that writes it without leave; write utf-8");
}

/* A section or a mode that finds nothing, since what it is about is not said. */
void lint_nothing(const struct lint *t)
{
	const struct policy *p = t->p;
	const struct {
		const char *at, *keys;
		bool empty;
	} sections[] = {
		{ "block", "hosts, senders or recipients",
			!listdb_there(&p->block.hosts) && !listdb_there(&p->block.senders) &&
				!listdb_there(&p->block.recipients) },
		{ "headers.mode", "charset", schema_where(t->run, "headers.charset").line == 0 },
		{ "honeypot", "interface or addresses",
			!p->honeypot.interface.s && !listdb_there(&p->honeypot.addresses) },
		{ "enforce", "share or domains", !enforces_in_part(p) },
		{ "ratelimit", "client or sender",
			p->ratelimit.client.n + p->ratelimit.sender.n == 0 },
	};

	for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
		struct where at = schema_where(t->run, sections[i].at);

		if (at.line > 0 && sections[i].empty && !schema_bad(t->run, sections[i].at))
			lint_say(t, at, "%s has nothing to look for without %s", sections[i].at,
				sections[i].keys);
	}
}

static void rate_low(const struct lint *t, const char *key, const struct rate *rate,
	unsigned long least)
{
	if (rate->n > 0 && rate->n * HOUR < least * rate->s)
		lint_say(t, rate->at,
			"%s: fewer than %lu an hour is what large providers and lists reach on a "
			"normal day",
			key, least);
}

void lint_rate_low(const struct lint *t)
{
	if (!wants_refusal(t, &t->p->ratelimit.check))
		return;
	rate_low(t, "ratelimit.client", &t->p->ratelimit.client, CLIENT_RATE);
	rate_low(t, "ratelimit.sender", &t->p->ratelimit.sender, SENDER_RATE);
}

void lint_rate_refused(const struct lint *t)
{
	if (t->p->mode != MODE_OFF && t->p->ratelimit.check.asked == MODE_DENY &&
		t->p->ratelimit.client.n + t->p->ratelimit.sender.n > 0)
		lint_say(t, t->p->ratelimit.check.at,
			"ratelimit.mode: deny bounces what an honest server would send later, more "
			"slowly; write defer");
}

void lint_spam_scores(const struct lint *t)
{
	const struct amount *tag = &t->p->spamassassin.tag, *deny = &t->p->spamassassin.deny;

	if (deny->n > 0 && deny->n < tag->n)
		lint_say(t, deny->at,
			"spamassassin: deny is lower than tag (%lu.%lu), so nothing is ever marked",
			tag->n / 10, tag->n % 10);
}
