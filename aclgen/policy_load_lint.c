/* policy_load_lint.c - values that are right by themselves but do not fit each other.
 *
 * One function a rule; the table at the end says which keys a rule is about, so that it keeps
 * silent where one of them is wrong by itself.
 */
#include <string.h>
#include <strings.h>

#include "policy_load_items.h"
#include "policy_load_rows.h"
#include "schema_value.h"
#include "settings.h"

struct lint {
	const struct loaded *l;
	const struct policy *p;
	const struct schema_run *run;
};

/* Where a key's value stands, or else the section it would be in. */
static struct where at_key(const struct lint *t, const char *path, const char *section)
{
	struct where at = schema_where(t->run, path);

	return at.line > 0 ? at : schema_where(t->run, section);
}

static const struct str *find(const struct list *list, const char *s)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcasecmp(list->item[i].s, s) == 0)
			return &list->item[i];
	return NULL;
}

static void no_domains(const struct lint *t)
{
	if (t->p->us.local.n + t->p->us.relay_to.n == 0)
		diag_add(t->run->d, SEV_ERROR, at_key(t, "us.domains", "us"), AG_NO_DOMAINS,
			"there are neither local nor relay_to domains; name the domains you take "
			"mail for");
}

static void both_kinds(const struct lint *t)
{
	for (size_t i = 0; i < t->p->us.relay_to.n; i++) {
		const struct str *relay = &t->p->us.relay_to.item[i];

		if (find(&t->p->us.local, relay->s))
			diag_add(t->run->d, SEV_ERROR, relay->at, AG_BOTH_KINDS,
				"us.domains.relay_to: \"%s\" is in us.domains.local as well; mail "
				"is "
				"either delivered here or passed on",
				relay->s);
	}
}

static void relay_unasked(const struct lint *t)
{
	if (t->p->us.relay_to.n > 0 && t->p->recipient.callout.check.mode == MODE_OFF &&
		t->p->mode != MODE_OFF)
		diag_add(t->run->d, SEV_WARNING, t->p->us.relay_to.at, AG_RELAY_UNASKED,
			"us.domains.relay_to without recipient.callout: mail for unknown users is "
			"accepted and bounced later, to whoever is named as the sender");
}

static void callout_idle(const struct lint *t)
{
	struct where at = schema_where(t->run, "recipient.callout");

	if (t->p->us.relay_to.n == 0 && at.line > 0 &&
		t->p->recipient.callout.check.mode != MODE_OFF)
		diag_add(t->run->d, SEV_WARNING, at, AG_CALLOUT_IDLE,
			"recipient.callout is only for us.domains.relay_to, and there are none");
}

static void callout_as(const struct lint *t)
{
	if (t->l->use_sender.on && t->l->use_postmaster.on)
		diag_add(t->run->d, SEV_ERROR, t->l->use_postmaster.at, AG_CALLOUT_AS,
			"recipient.callout: use_sender and use_postmaster exclude each other; "
			"leave one out");
}

static void callout_all(const struct lint *t)
{
	if (t->p->sender.callout.who == CALLOUT_ALL && t->p->sender.callout.check.mode != MODE_OFF)
		diag_add(t->run->d, SEV_WARNING, schema_where(t->run, "sender.callout.for"),
			AG_CALLOUT_ALL,
			"sender.callout.for: all makes you a part of the flood: each forged sender "
			"is asked about at a server that never sent the mail; write listed");
}

static void callout_list(const struct lint *t)
{
	const struct where at = schema_where(t->run, "sender.callout.senders");

	if (t->p->sender.callout.who == CALLOUT_LISTED && t->p->sender.callout.senders.n == 0 &&
		t->p->sender.callout.check.mode != MODE_OFF)
		diag_add(t->run->d, SEV_ERROR,
			at.line > 0 ? at : at_key(t, "sender.callout.for", "sender.callout"),
			AG_CALLOUT_LIST,
			"sender.callout is for listed senders, and none are listed; write them "
			"under senders, or leave callout out");
	else if (t->p->sender.callout.who != CALLOUT_LISTED && at.line > 0)
		diag_add(t->run->d, SEV_WARNING, at, AG_SENDERS_IDLE,
			"sender.callout.senders is not used unless for is listed");
}

static void times_of(const struct lint *t, const char *name, const struct span_of_time *timeout,
	const struct span_of_time *connect, const struct span_of_time *maxwait)
{
	if (maxwait->s < timeout->s)
		diag_add(t->run->d, SEV_ERROR, maxwait->at, AG_CALLOUT_TIMES,
			"%s: maxwait is shorter than timeout (%s), which is then never reached",
			name, schema_duration(timeout->s, t->run->arena));
	if (connect->s > maxwait->s)
		diag_add(t->run->d, SEV_ERROR, connect->at, AG_CALLOUT_TIMES,
			"%s: connect is longer than maxwait (%s), which then ends it before", name,
			schema_duration(maxwait->s, t->run->arena));
}

static void sender_times(const struct lint *t)
{
	times_of(t, "sender.callout", &t->p->sender.callout.timeout, &t->p->sender.callout.connect,
		&t->p->sender.callout.maxwait);
}

static void recipient_times(const struct lint *t)
{
	times_of(t, "recipient.callout", &t->p->recipient.callout.timeout,
		&t->p->recipient.callout.connect, &t->p->recipient.callout.maxwait);
}

static void cache_long(const struct lint *t)
{
	const struct span_of_time *yes = &t->p->sender.callout.cache_positive;
	const struct span_of_time *no = &t->p->sender.callout.cache_negative;

	if (schema_where(t->run, "recipient.callout").line == 0 ||
		!t->p->recipient.callout.cache.on)
		return;
	if (yes->s > 7 * 86400)
		diag_add(t->run->d, SEV_WARNING, yes->at, AG_CACHE_LONG,
			"sender.callout.cache.positive holds for recipient.callout as well: a user "
			"deleted inside is accepted, then bounced, for %s; write "
			"recipient.callout: "
			"{cache: no} or at most 7d",
			schema_duration(yes->s, t->run->arena));
	if (no->s > 86400)
		diag_add(t->run->d, SEV_WARNING, no->at, AG_CACHE_LONG,
			"sender.callout.cache.negative holds for recipient.callout as well: a user "
			"created inside is refused for %s; write recipient.callout: {cache: no} or "
			"at most 1d",
			schema_duration(no->s, t->run->arena));
}

static void outbound(const struct lint *t)
{
	for (size_t i = 0; i < t->p->us.n_outbound; i++) {
		const struct outbound *o = &t->p->us.outbound[i];

		if (o->complete.on && o->hosts.n + o->networks.n == 0)
			diag_add(t->run->d, SEV_ERROR, o->complete.at, AG_COMPLETE_EMPTY,
				"us.outbound: this entry says complete, but names neither hosts "
				"nor "
				"networks; name the servers by which mail leaves");
		for (size_t k = 0; k < i; k++) {
			const struct str *first = &t->p->us.outbound[k].for_domain;

			if (strcasecmp(first->s, o->for_domain.s) != 0)
				continue;
			diag_add(t->run->d, SEV_ERROR, o->for_domain.at, AG_OUTBOUND_TWICE,
				"us.outbound: \"%s\" has an entry in line %u already; make one of "
				"them",
				o->for_domain.s, first->at.line);
			break;
		}
	}
}

/* Whether a domain item of ours and the `for` of an outbound entry have a name in common. */
static bool overlap(const char *a, const char *b)
{
	size_t na, nb;

	if (strcasecmp(a, b) == 0)
		return true;
	/* A `*.name` is treated as the suffix `.name`. */
	if (!item_is_pattern(a) && !item_is_pattern(b))
		return false;
	a += item_is_pattern(a);
	b += item_is_pattern(b);
	na = strlen(a);
	nb = strlen(b);
	return na > nb ? strcasecmp(a + na - nb, b) == 0 : strcasecmp(b + nb - na, a) == 0;
}

static bool covers(const struct list *domains, const char *domain)
{
	for (size_t i = 0; i < domains->n; i++)
		if (overlap(domains->item[i].s, domain))
			return true;
	return false;
}

static void outbound_idle(const struct lint *t)
{
	for (size_t i = 0; i < t->p->us.n_outbound; i++) {
		const struct str *domain = &t->p->us.outbound[i].for_domain;

		if (strcmp(domain->s, "*") == 0 || covers(&t->p->us.local, domain->s) ||
			covers(&t->p->us.relay_to, domain->s))
			continue;
		diag_add(t->run->d, SEV_WARNING, domain->at, AG_OUTBOUND_IDLE,
			"us.outbound: \"%s\" is in none of us.domains, so no bounce for it is "
			"ever accepted or judged",
			domain->s);
	}
}

static void never_forged(const struct lint *t)
{
	if (t->p->bounces.forged.mode <= MODE_LOG || t->p->bounces.never_send.n > 0)
		return;
	for (size_t i = 0; i < t->p->us.n_outbound; i++)
		if (t->p->us.outbound[i].complete.on)
			return;
	diag_add(t->run->d, SEV_WARNING, t->p->bounces.forged.at, AG_NEVER_FORGED,
		"bounces.forged never happens: no entry of us.outbound is complete");
}

static void refuse_unproven(const struct lint *t)
{
	if (t->p->bounces.unverifiable.mode >= MODE_DEFER)
		diag_add(t->run->d, SEV_WARNING, t->p->bounces.unverifiable.at, AG_REFUSE_UNPROVEN,
			"bounces.unverifiable: this refuses genuine bounces that return no header; "
			"write tag");
}

static void patterns(const struct lint *t)
{
	const struct bounce_pattern *p = t->p->bounces.patterns;
	size_t n = t->p->bounces.n_patterns;

	if (n > JJ_PATTERNS)
		diag_add(t->run->d, SEV_ERROR, p[JJ_PATTERNS].at, AG_PATTERNS,
			"bounces.patterns: the detector takes %d, each is tried on each field; join some "
			"by |",
			JJ_PATTERNS);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(p[k].name.s, p[i].name.s) == 0)
				diag_add(t->run->d, SEV_ERROR, p[i].name.at, AG_PATTERNS,
					"bounces.patterns: \"%s\" is the name of another one in line %u; "
					"the log could not tell them apart",
					p[i].name.s, p[k].name.at.line);
}

static void never_idle(const struct lint *t)
{
	for (size_t i = 0; i < t->p->bounces.never_send.n; i++) {
		const struct str *address = &t->p->bounces.never_send.item[i];
		const char *at = strrchr(address->s, '@'), *domain = at ? at + 1 : address->s;

		if (!covers(&t->p->us.local, domain) && !covers(&t->p->us.relay_to, domain))
			diag_add(t->run->d, SEV_WARNING, address->at, AG_NEVER_IDLE,
				"bounces.never_send: \"%s\" is in none of us.domains, so no bounce "
				"for it is ever accepted or judged",
				address->s);
	}
}

static void null_sender(const struct lint *t)
{
	if (!find(&t->p->bounces.senders, ""))
		diag_add(t->run->d, SEV_WARNING, t->p->bounces.senders.at, AG_NULL_SENDER,
			"bounces.senders lacks \"\", the sender of nearly all bounces");
}

static void postmaster(const struct lint *t)
{
	if (!find(&t->p->exempt.recipients, "postmaster"))
		diag_add(t->run->d, SEV_WARNING, t->p->exempt.recipients.at, AG_POSTMASTER,
			"exempt.recipients lacks postmaster, who must be reachable for everybody "
			"(RFC 5321 section 4.5.1)");
}

void policy_lint(const struct loaded *l, const struct schema_run *run)
{
	static const struct {
		void (*fn)(const struct lint *t);
		const char *about[3];
	} rules[] = {
		{ no_domains, { "us" } },
		{ both_kinds, { "us.domains" } },
		{ relay_unasked, { "us.domains", "recipient", "mode" } },
		{ callout_idle, { "us.domains", "recipient", "mode" } },
		{ callout_as, { "recipient" } },
		{ callout_all, { "sender.callout.for", "sender.callout.mode" } },
		{ callout_list,
			{ "sender.callout.for", "sender.callout.senders", "sender.callout.mode" } },
		{ sender_times, { "sender.callout" } },
		{ recipient_times, { "recipient.callout" } },
		{ cache_long, { "sender.callout.cache", "recipient.callout" } },
		{ outbound, { "us.outbound" } },
		{ outbound_idle, { "us.outbound", "us.domains" } },
		{ never_forged, { "bounces", "us.outbound", "mode" } },
		{ refuse_unproven, { "bounces.unverifiable", "mode" } },
		{ patterns, { "bounces.patterns" } },
		{ never_idle, { "bounces.never_send", "us.domains" } },
		{ null_sender, { "bounces.senders" } },
		{ postmaster, { "exempt.recipients" } },
	};
	const struct lint t = { l, &l->p, run };

	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		bool sound = true;

		for (size_t k = 0; k < 3 && rules[i].about[k]; k++)
			sound = sound && !schema_bad(run, rules[i].about[k]);
		if (sound)
			rules[i].fn(&t);
	}
}
