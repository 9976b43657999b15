/* settings_who.c - answers who "we" are; see settings.h.
 *
 * The lookups run for every Received line of a bounce: a walk over at most JJ_ITEMS items, each of
 * which mostly ends at one byte, costs a few microseconds at the limit and nothing for the usual
 * handful.
 */
#include "settings.h"

enum { EXACT = 256 }; /* more than 1 and the length of any name */

/* The part of an address, or of an item of `never`, behind the last @; all of it without one. */
static struct span domain_of(struct span address)
{
	size_t start = address.n;

	while (start > 0 && address.p[start - 1] != '@')
		start--;
	return span_undotted(span(address.p + start, address.n - start));
}

static struct span local_of(struct span address)
{
	size_t n = address.n;

	while (n > 0 && address.p[n - 1] != '@')
		n--;
	return span(address.p, n ? n - 1 : 0);
}

/* How well `for` fits the domain: 0 not at all, more for a longer match, most for an exact one. */
static size_t fits(struct span domain, struct span pattern)
{
	if (span_is(pattern, "*"))
		return 1;
	if (pattern.p[0] != '*')
		return span_eq(domain, pattern) ? EXACT : 0;
	pattern = span(pattern.p + 2, pattern.n - 2);
	return domain.n > pattern.n && span_within(domain, pattern) ? 1 + pattern.n : 0;
}

jj_mask jj_settings_for(const struct jj_settings *s, struct span recipient)
{
	jj_mask mask = 0;
	size_t best = 1;
	struct span domain = domain_of(recipient);

	for (unsigned i = 0; i < s->n_entries; i++) {
		size_t fit = fits(domain, s->entry[i].domain);

		if (fit > best) {
			best = fit;
			mask = 0;
		}
		if (fit == best)
			mask |= (jj_mask)1 << i;
	}
	return mask;
}

int64_t jj_settings_required(const struct jj_settings *s, struct span recipient)
{
	struct span domain = domain_of(recipient);
	size_t best = 0;
	int64_t since = 0;

	for (unsigned i = 0; i < s->n_required; i++) {
		size_t fit = fits(domain, s->required[i].domain);

		if (fit > best) {
			best = fit;
			since = s->required[i].since;
		}
	}
	return since;
}

bool jj_settings_never(const struct jj_settings *s, struct span recipient)
{
	struct span domain = domain_of(recipient), local = local_of(recipient);

	for (unsigned i = 0; i < s->n_never; i++) {
		struct span want = local_of(s->never[i]);

		if (fits(domain, domain_of(s->never[i])) &&
			(!want.n || span_is(want, "*") || span_eq(want, local)))
			return true;
	}
	return false;
}

bool jj_settings_return_path(const struct jj_settings *s, struct span recipient)
{
	struct span domain = domain_of(recipient);

	for (unsigned i = 0; i < s->n_return_paths; i++)
		if (fits(domain, s->return_path[i]))
			return true;
	return false;
}

static jj_mask listed(const struct jj_item *list, unsigned n, struct span name)
{
	jj_mask mask = 0;

	name = span_undotted(name);
	for (unsigned i = 0; i < n; i++)
		if (span_within(name, list[i].name))
			mask |= (jj_mask)1 << list[i].entry;
	return mask;
}

jj_mask jj_settings_host(const struct jj_settings *s, struct span host)
{
	return listed(s->host, s->n_hosts, host);
}

jj_mask jj_settings_msgid(const struct jj_settings *s, struct span domain)
{
	return listed(s->msgid, s->n_msgids, domain);
}

jj_mask jj_settings_addr(const struct jj_settings *s, const unsigned char addr[16])
{
	jj_mask mask = 0;

	for (unsigned i = 0; i < s->n_nets; i++)
		if (jj_net_has(&s->net[i].net, addr))
			mask |= (jj_mask)1 << s->net[i].entry;
	return mask;
}

static bool is_v4(const unsigned char addr[16])
{
	static const struct jj_net mapped = { .addr = { [10] = 0xff, [11] = 0xff }, .bits = 96 };

	return jj_net_has(&mapped, addr);
}

bool jj_settings_has_nets(const struct jj_settings *s, jj_mask m, const unsigned char addr[16])
{
	for (unsigned i = 0; i < s->n_nets; i++)
		if (m & (jj_mask)1 << s->net[i].entry && is_v4(s->net[i].net.addr) == is_v4(addr))
			return true;
	return false;
}

bool jj_settings_has_hosts(const struct jj_settings *s, jj_mask m)
{
	for (unsigned i = 0; i < s->n_hosts; i++)
		if (m & (jj_mask)1 << s->host[i].entry)
			return true;
	for (unsigned i = 0; i < s->n_nets; i++)
		if (m & (jj_mask)1 << s->net[i].entry)
			return true;
	return false;
}
