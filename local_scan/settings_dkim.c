/* settings_dkim.c - the keys of the settings line that are about our DKIM signatures. */
#include "settings_read.h"

#include "dkim_tags.h"

enum {
	DKIM_DAYS_DIGITS = 9,
	ED25519_DIGITS = 64, /* RFC 8032 section 5.1.5: 32 octets */
	EXPONENT_DIGITS = 8, /* all keys in use have 3 or 65537; a long one makes RSA slow */
};

static bool hexadecimal(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (jj_hex(s.p[i]) < 0)
			return false;
	return s.n > 0 && s.n % 2 == 0;
}

static size_t bits(struct span hex)
{
	size_t zeros = 0, n;

	while (zeros < hex.n && hex.p[zeros] == '0')
		zeros++;
	if (zeros == hex.n)
		return 0;
	n = (hex.n - zeros) * 4;
	for (int top = 8; !(jj_hex(hex.p[zeros]) & top); top >>= 1)
		n--;
	return n;
}

static bool odd(struct span hex)
{
	return jj_hex(hex.p[hex.n - 1]) & 1;
}

static const char *read_rsa(struct jj_dkim_key *k, struct span rest)
{
	if (!tags_item(&rest, ':', &k->key) || !tags_item(&rest, ':', &k->exponent) || rest.p ||
		!hexadecimal(k->key) || !hexadecimal(k->exponent))
		return "has no modulus and exponent";
	if (bits(k->key) < JJ_RSA_MIN || bits(k->key) > JJ_RSA_MAX || !odd(k->key))
		return "is no RSA key of 1024 to 4096 bits";
	if (k->exponent.n > EXPONENT_DIGITS || !odd(k->exponent) || bits(k->exponent) < 2)
		return "has no usable exponent";
	return NULL;
}

static const char *read_ed25519(struct jj_dkim_key *k, struct span rest)
{
	k->ed25519 = true;
	if (!tags_item(&rest, ':', &k->key) || rest.p || !hexadecimal(k->key) ||
		k->key.n != ED25519_DIGITS)
		return "is no ed25519 key of 32 octets";
	return NULL;
}

static const char *read_key(struct jj_dkim_key *k, struct span rest, struct span *word)
{
	struct span days, kind;
	int64_t n;

	if (!tags_item(&rest, ':', &k->domain) || !is_name(k->domain))
		return "is not DOMAIN:SELECTOR:DAYS:ALGORITHM:KEY";
	*word = k->domain;
	if (!tags_item(&rest, ':', &k->selector) || !is_name(k->selector))
		return "has no selector";
	if (!tags_item(&rest, ':', &days) || !span_number(days, DKIM_DAYS_DIGITS, &n) || n < 1 ||
		n > JJ_DAYS_MAX)
		return "has no number of days";
	k->days = (unsigned)n;
	if (!tags_item(&rest, ':', &kind))
		return "has no key";
	if (span_is(kind, "rsa"))
		return read_rsa(k, rest);
	if (span_is(kind, "ed25519"))
		return read_ed25519(k, rest);
	return "is neither an rsa nor an ed25519 key";
}

/* DOMAIN:SELECTOR:DAYS:ALGORITHM:KEY */
const char *set_dkim(struct parser *p, struct span value)
{
	struct jj_settings *s = p->s;
	struct jj_dkim_key k = { .days = 0 };
	const char *why = s->n_dkim == JJ_DKIM_KEYS ? "is one key too many"
						    : read_key(&k, value, &p->word);

	if (why)
		return why;
	for (unsigned i = 0; i < s->n_dkim; i++)
		if (span_eq(s->dkim[i].domain, k.domain) && span_eq(s->dkim[i].selector, k.selector))
			return "has two keys for one selector";
	s->dkim[s->n_dkim++] = k;
	return NULL;
}

/* DOMAIN or *.DOMAIN */
const char *add_return_path(struct parser *p)
{
	struct jj_settings *s = p->s;
	struct span name = p->word;

	if (s->n_return_paths == JJ_ITEMS)
		return "is one item too many";
	if (span_starts(name, "*."))
		name = span(name.p + 2, name.n - 2);
	if (!is_name(span_undotted(name)))
		return "is not a domain or *.domain";
	s->return_path[s->n_return_paths++] = span_undotted(p->word);
	return NULL;
}
