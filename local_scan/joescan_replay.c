/* joescan_replay.c - which stored messages the server would judge and refuse (see joescan_replay.h).
 *
 * What it cannot know from a file: the client's address, so that relay hosts and secondary MXs are
 * not excepted, and whether authentication took place.
 */
#include "joescan_replay.h"

#include "joescan_count.h"
#include "reply.h"

bool replay_start(struct replay *r, const struct options *o)
{
	r->o = o;
	r->domains = counts_new(REPLAY_NAMES);
	r->hosts = counts_new(REPLAY_NAMES);
	return r->domains && r->hosts;
}

void replay_free(struct replay *r)
{
	counts_free(r->domains);
	counts_free(r->hosts);
}

/* On one line, and cut with "..." where it is too long. */
static void one_line(char *to, size_t size, struct span from)
{
	size_t n = 0;

	from = span_trim(from);
	for (size_t i = 0; i < from.n; i++) {
		bool blank = jj_blank(from.p[i]);

		if (blank && jj_blank(from.p[i - 1]))
			continue;
		if (n == size - 1) {
			memcpy(to + size - 4, "...", 3);
			break;
		}
		to[n++] = blank ? ' ' : from.p[i] == '\0' ? '?' : (char)from.p[i];
	}
	to[n] = '\0';
}

static struct span domain_of(struct span address)
{
	size_t at = address.n;

	while (at > 0 && address.p[at - 1] != '@')
		at--;
	return span(address.p + at, address.n - at);
}

/* Whether the address is what a list item says: a@example.org, *@example.org, a@*, example.org,
 * *.example.org; "" is the empty sender. Exim compares without regard to case, and so do we. */
static bool matches(const char *item, struct span address)
{
	struct span domain = domain_of(address), want = span_str(item);
	struct span local = span(address.p, address.n - domain.n), want_domain = domain_of(want);
	struct span want_local = span(want.p, want.n - want_domain.n);

	if (want_local.n > 0 && !span_is(want_local, "*@") && !span_eq(want_local, local))
		return false;
	if (span_is(want_domain, "*"))
		return true;
	if (span_starts(want_domain, "*.")) {
		want_domain = span(want_domain.p + 1, want_domain.n - 1);
		return domain.n > want_domain.n &&
			span_eq(span(domain.p + domain.n - want_domain.n, want_domain.n), want_domain);
	}
	return want_domain.n > 0 && span_eq(want_domain, domain);
}

/* Without a policy only the empty sender is judged. */
static bool sender_judged(const struct options *o, enum envelope e, struct span sender)
{
	const struct list *senders = o->policy ? &o->policy->bounces.senders : NULL;

	if (e == ENVELOPE_UNKNOWN || (e == ENVELOPE_EMPTY && !senders))
		return true;
	for (size_t i = 0; senders && i < senders->n; i++) {
		const char *item = senders->item[i].s;

		if (e == ENVELOPE_EMPTY ? *item == '\0' : *item != '\0' && matches(item, sender))
			return true;
	}
	return false;
}

struct recipients {
	const struct options *o;
	struct span first;
	size_t n, roles;
};

static void see_recipient(void *ctx, struct span address)
{
	struct recipients *r = ctx;
	struct span domain = domain_of(address);
	struct span local = span(address.p, address.n - domain.n);

	if (r->n++ == 0)
		r->first = domain;
	if (!r->o->policy || local.n == 0)
		return;
	for (size_t i = 0; i < r->o->policy->exempt.recipients.n; i++)
		if (span_is(span(local.p, local.n - 1), r->o->policy->exempt.recipients.item[i].s)) {
			r->roles++;
			break;
		}
}

static void see_reporter(void *ctx, struct span address)
{
	struct span *host = ctx;

	if (host->n == 0)
		*host = domain_of(address);
}

bool replay_begin(struct replay *r, const struct mail_head *m)
{
	struct recipients to = { .o = r->o, .first = span_str("") };
	struct span sender = span_str(""), value, host = span_str("");
	enum envelope e = head_envelope(m->header, m->postmark, &sender);

	if (!sender_judged(r->o, e, sender)) {
		r->skipped[SKIP_SENDER]++;
		return false;
	}
	recipients_each(m, see_recipient, &to);
	/* A role address never shares a message with others: those wait for a message of their own. */
	if (to.n > 0 && to.roles == to.n) {
		r->skipped[SKIP_ROLE]++;
		return false;
	}
	r->unknown = e == ENVELOPE_UNKNOWN;
	one_line(r->domain, sizeof r->domain, to.first);
	r->date[0] = r->from[0] = '\0';
	if (head_find(m->header, "Date", &value))
		one_line(r->date, sizeof r->date, value);
	if (head_find(m->header, "From", &value)) {
		one_line(r->from, sizeof r->from, value);
		head_addresses(value, see_reporter, &host);
	}
	one_line(r->host, sizeof r->host, host);
	return true;
}

/* `log` is no refusal yet, but for a forged bounce it is the step before one. Where a whole policy
 * runs in the shadow, the modes that its other checks will have cannot be told. */
static bool refuses(const struct jj_decision *d)
{
	return d->wanted == JJ_DENY || d->wanted == JJ_DEFER ||
		(d->wanted == JJ_LOG && d->verdict == JJ_FORGED);
}

void replay_end(struct replay *r, FILE *out, const struct message_name *name,
	const struct jj_result *result)
{
	struct jj_decision d = jj_decide(&r->o->settings, result);
	bool refused = refuses(&d), unverifiable = result->verdict == JJ_UNVERIFIABLE;
	const char *domain = *r->domain ? r->domain : "-";

	r->judged++;
	r->sender_unknown += r->unknown;
	r->verdicts[result->verdict]++;
	r->evidence[result->evidence[0].kind]++;
	counts_add(r->domains, 0, span_str(domain), IN_JUDGED);
	if (unverifiable) {
		counts_add(r->domains, 0, span_str(domain), IN_UNVERIFIABLE);
		counts_add(r->hosts, 0, span_str(*r->host ? r->host : "-"), 0);
	}
	if (!refused)
		return;
	r->refused++;
	counts_add(r->domains, 0, span_str(domain), IN_REFUSED);
	replay_print(r, out, name, result, d.word);
}
