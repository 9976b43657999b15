/* joescan_learn.c - whose message it is, and which lines of its chain are ours (see
 * joescan_learn.h). In doubt a line is a stranger's: a host that is missing is found by --replay,
 * a stranger's in the policy would let his mail pass for ours.
 */
#include "joescan_learn.h"

#include "original.h"
#include "policy_load_items.h"

bool learn_start(struct learn *l, const struct options *o)
{
	l->o = o;
	l->arena = o->arena;
	for (size_t i = 0; i < o->n_learn; i++)
		memcpy(l->domain[l->n_domains++].name, o->learn[i], strlen(o->learn[i]) + 1);
	l->hosts = counts_new(LEARN_NAMES);
	l->addrs = counts_new(LEARN_NAMES);
	l->ids = counts_new(LEARN_NAMES);
	l->doubts = counts_new(LEARN_NAMES);
	return l->hosts && l->addrs && l->ids && l->doubts;
}

void learn_free(struct learn *l)
{
	counts_free(l->hosts);
	counts_free(l->addrs);
	counts_free(l->ids);
	counts_free(l->doubts);
}

/* A name in lower case, empty where it could not stand in a policy. */
static void host_name(const struct learn *l, char to[LEARN_NAME], struct span name)
{
	to[0] = '\0';
	if (name.n > 0 && name.p[name.n - 1] == '.')
		name.n--;
	if (name.n >= LEARN_NAME || !received_usable_name(name))
		return;
	for (size_t i = 0; i < name.n; i++)
		to[i] = (char)jj_lower(name.p[i]);
	to[name.n] = '\0';
	if (item_fqdn.fault(to, l->arena))
		to[0] = '\0';
}

static bool below(const char *name, const char *domain)
{
	size_t n = strlen(name), m = strlen(domain);

	return n >= m && !strcmp(name + n - m, domain) && (n == m || name[n - m - 1] == '.');
}

/* Whether a name is in any domain that is learnt: one server sends for many of them. */
static bool inside(const struct learn *l, const char *name)
{
	for (unsigned i = 0; i < l->n_domains; i++)
		if (below(name, l->domain[i].name))
			return true;
	return false;
}

/* ---- whose message ---- */

struct whose {
	struct learn *l;
	bool found, full;
	unsigned owner;
};

/* An address that may be ours. With domains given, it is by being in one of them. */
static void see_address(void *ctx, struct span address)
{
	struct whose *w = ctx;
	struct learn *l = w->l;
	char name[LEARN_NAME];
	size_t at = address.n;

	while (at > 0 && address.p[at - 1] != '@')
		at--;
	host_name(l, name, span(address.p + at, address.n - at));
	if (w->found || !*name)
		return;
	for (w->owner = 0; w->owner < l->n_domains; w->owner++)
		if (!strcmp(name, l->domain[w->owner].name))
			break;
	if (w->owner == l->n_domains && l->o->n_learn == 0 && l->n_domains < JJ_ENTRIES)
		memcpy(l->domain[l->n_domains++].name, name, sizeof name);
	w->found = w->owner < l->n_domains;
	w->full |= !w->found && l->o->n_learn == 0;
}

static bool is_report(const struct mail_head *m)
{
	struct span value, sender;

	return head_envelope(m->header, m->postmark, &sender) == ENVELOPE_EMPTY ||
		head_find(m->header, "X-Failed-Recipients", &value) ||
		(head_find(m->header, "Content-Type", &value) &&
			span_starts(span_trim(value), "multipart/report"));
}

enum learn_kind learn_begin(struct learn *l, const struct mail_head *m)
{
	struct whose w = { .l = l };
	struct span value;
	bool sent = !is_report(m) && head_find(m->header, "From", &value) &&
		!original_from_daemon(value);

	l->kind = LEARN_NOT;
	l->n_hops = 0;
	if (sent) {
		head_addresses(value, see_address, &w);
		if (w.found)
			l->kind = LEARN_SENT;
	}
	if (!w.found && (!sent || l->o->n_learn > 0)) {
		recipients_each(m, see_address, &w);
		if (w.found)
			l->kind = LEARN_BOUNCE;
	}
	l->owner = w.owner;
	if (l->kind == LEARN_NOT)
		l->unused[w.full ? UNUSED_DOMAINS : UNUSED_STRANGER]++;
	return l->kind;
}

/* ---- the chain ---- */

void learn_received(void *ctx, unsigned line, const struct received *r)
{
	struct learn *l = ctx;
	struct hop *h;

	/* Too many of them: whoever needs one that is missing finds it missing. */
	if (l->n_hops == LEARN_HOPS)
		return;
	h = &l->hop[l->n_hops++];
	h->line = line;
	h->by_addr = r->by_addr;
	h->peer = r->peer;
	h->from = r->from;
	host_name(l, h->by, r->by);
	host_name(l, h->name, r->name);
	host_name(l, h->helo, r->helo);
}

static struct span address_text(const struct address *a, char text[JJ_ADDR_TEXT])
{
	return span(text, a->public ? jj_addr_print(a->a, text) : 0);
}

/* What the writer of `h` saw of its peer, which is one of us. An address counts where the name found
 * for it, or the one it gave itself, is ours, or where there is no name at all. */
static void see_peer(struct learn *l, const struct hop *h)
{
	const char *name = *h->name ? h->name : h->helo;
	char text[JJ_ADDR_TEXT];
	struct span addr = address_text(&h->peer, text);
	bool ours = inside(l, h->name) || inside(l, h->helo);

	if (addr.n > 0 && (ours || !*name))
		counts_add(l->addrs, l->owner, addr, 0);
	else if (addr.n > 0)
		counts_add(l->doubts, l->owner, addr, DOUBT_PEER);
	if (inside(l, h->name))
		counts_add(l->hosts, l->owner, span_str(h->name), HOST_PEER);
	else if (addr.n == 0 && inside(l, h->helo))
		counts_add(l->hosts, l->owner, span_str(h->helo), HOST_PEER);
}

enum writer { WRITER_OURS, WRITER_ELSEWHERE, WRITER_LOCAL, WRITER_STRANGER };

/* Who wrote this line? `above` is what the next hop says of him; NULL: there is none. */
static enum writer writer_of(const struct learn *l, const struct hop *h, const struct hop *above)
{
	char text[JJ_ADDR_TEXT];
	struct span seen = address_text(above ? &above->peer : &h->by_addr, text);

	if (inside(l, h->by))
		return WRITER_OURS;
	if (seen.n == 0)
		seen = address_text(&h->by_addr, text);
	/* Another name for an address that our own hosts have shown. */
	if (seen.n > 0 && counts_has(l->addrs, l->owner, seen))
		return *h->by ? WRITER_ELSEWHERE : WRITER_LOCAL;
	/* A name that means something in its own house only: localhost, a content filter, an
	 * Exchange server. It is in ours as long as nothing came to it from outside. */
	if (!*h->by && !h->by_addr.public && (!h->from || (h->peer.has && !h->peer.public)))
		return WRITER_LOCAL;
	return WRITER_STRANGER;
}

static void see_stranger(struct learn *l, const struct hop *h)
{
	char text[JJ_ADDR_TEXT];
	struct span addr = address_text(&h->by_addr, text);

	counts_add(l->doubts, l->owner,
		*h->by ? span_str(h->by) : addr.n > 0 ? addr : span_str("-"), DOUBT_FIRST);
}

/* Lines from the top, that is from the last hop; read from the bottom. Whether one is ours. */
static bool read_chain(struct learn *l, const struct hop *h, size_t n)
{
	bool ours = false;

	for (size_t i = n; i-- > 0;) {
		const struct hop *above = i > 0 ? &h[i - 1] : NULL;
		enum writer w = writer_of(l, &h[i], above);

		if (w == WRITER_STRANGER) {
			if (!ours)
				see_stranger(l, &h[i]);
			return ours;
		}
		if (w != WRITER_LOCAL) {
			ours = true;
			counts_add(l->hosts, l->owner, span_str(h[i].by),
				w == WRITER_OURS ? HOST_BY : HOST_ELSEWHERE);
		}
		if (above && ours)
			see_peer(l, above);
	}
	if (!ours)
		counts_add(l->doubts, l->owner, span_str("-"), DOUBT_FIRST);
	return ours;
}

/* The domain of a Message-ID "<...@domain>". */
static void see_message_id(struct learn *l, const char *id)
{
	size_t n = strlen(id), at;
	char name[LEARN_NAME];

	/* A detail that is full may have been cut. */
	if (n == JJ_DETAIL_MAX - 1)
		return;
	if (n > 0 && id[n - 1] == '>')
		n--;
	for (at = n; at > 0 && id[at - 1] != '@';)
		at--;
	host_name(l, name, span(id + at, at > 0 ? n - at : 0));
	if (inside(l, name))
		counts_add(l->ids, l->owner, span_str(name), 0);
	else if (*name)
		counts_add(l->doubts, l->owner, span_str(name), DOUBT_MESSAGE_ID);
}

void learn_end(struct learn *l, const struct jj_result *result)
{
	struct learn_domain *d = &l->domain[l->owner];
	size_t first = 0, n = result->returned.n_received;

	while (first < l->n_hops && l->hop[first].line < result->returned.line)
		first++;
	if (!result->returned.line || !result->returned.whole || n > l->n_hops - first) {
		l->unused[UNUSED_HEADER]++;
		return;
	}
	if (n == 0) {
		l->unused[UNUSED_RECEIVED]++;
		return;
	}
	l->used++;
	*(l->kind == LEARN_SENT ? &d->sent : &d->bounces) += 1;
	if (read_chain(l, &l->hop[first], n)) {
		d->shown++;
		see_message_id(l, result->returned.message_id);
	}
}
