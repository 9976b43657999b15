/* dkim_signature.c - see dkim_signature.h. */
#include "dkim_signature.h"

#include <nettle/sha2.h>

enum {
	SIGNED_SECONDS_DIGITS = 12, /* RFC 6376 section 3.5 on t=: up to at least 10^12 */
	LENGTH_DIGITS = 76,  /* the same on l= */
};

/* The value of a tag, empty where there is none. */
static struct span value_of(const struct signature *s, const char *name)
{
	const struct tag *t = tags_find(&s->tags, name);

	return t ? t->value : span(NULL, 0);
}

const char *signature_read(struct signature *s, struct span value)
{
	const char *why = tags_parse(&s->tags, value);

	if (why)
		return why;
	s->domain = value_of(s, "d");
	s->selector = value_of(s, "s");
	return s->domain.n && s->selector.n ? NULL : "no d= or s=";
}

/* One check a tag. Each returns NULL, or what is wrong with it. */

static const char *check_version(struct signature *s, struct span v)
{
	(void)s;
	return v.n == 1 && v.p[0] == '1' ? NULL : "v= is not 1";
}

static const char *check_algorithm(struct signature *s, struct span v)
{
	s->ed25519 = span_is(v, "ed25519-sha256");
	if (span_is(v, "rsa-sha1"))
		return "rsa-sha1 proves nothing";
	return s->ed25519 || span_is(v, "rsa-sha256") ? NULL : "a= is unknown";
}

static const char *check_signature(struct signature *s, struct span v)
{
	s->b = tags_find(&s->tags, "b")->whole;
	return tags_base64(v, s->bytes, sizeof s->bytes, &s->n) ? NULL : "b= is no signature";
}

static const char *check_body_hash(struct signature *s, struct span v)
{
	unsigned char hash[DKIM_DIGEST];
	size_t n;

	(void)s;
	return tags_base64(v, hash, sizeof hash, &n) && n == sizeof hash ? NULL : "bh= is no hash";
}

static const char *check_names(struct signature *s, struct span v)
{
	struct span item, rest = v;
	unsigned n = 0;

	s->names = v;
	while (tags_item(&rest, ':', &item)) {
		if (!item.n)
			return "h= has an empty name";
		if (++n > JJ_SIGNED_MAX)
			return "h= has too many names";
	}
	return signature_signs(s, "From") ? NULL : "From is not signed";
}

/* A body that is canonicalised in a way nobody knows is no reason less to leave it alone. */
static const char *check_canon(struct signature *s, struct span v)
{
	struct span rest = v, head, body = span_str("simple");

	s->canon = CANON_SIMPLE;
	if (!v.p)
		return NULL;
	tags_item(&rest, '/', &head);
	if (rest.p)
		body = rest;
	s->canon = span_is(head, "relaxed") ? CANON_RELAXED : CANON_SIMPLE;
	return (s->canon == CANON_RELAXED || span_is(head, "simple")) &&
			(span_is(body, "relaxed") || span_is(body, "simple"))
		? NULL
		: "c= is unknown";
}

static const char *check_identity(struct signature *s, struct span v)
{
	size_t at = v.n;

	if (!v.p)
		return NULL;
	while (at > 0 && v.p[at - 1] != '@')
		at--;
	return at > 0 && span_within(span(v.p + at, v.n - at), s->domain) ? NULL : "i= is not within d=";
}

static const char *check_length(struct signature *s, struct span v)
{
	if (!v.p)
		return NULL;
	s->has_length = true;
	for (size_t i = 0; i < v.n; i++)
		if (!jj_digit(v.p[i]))
			return "l= is no number";
	return v.n && v.n <= LENGTH_DIGITS ? NULL : "l= is no number";
}

static const char *check_query(struct signature *s, struct span v)
{
	struct span item, rest = v;

	(void)s;
	if (!v.p)
		return NULL;
	while (tags_item(&rest, ':', &item))
		if (span_is(item, "dns/txt"))
			return NULL;
	return "q= is not dns/txt";
}

static const char *check_time(struct signature *s, struct span v)
{
	s->has_time = v.p != NULL;
	return !v.p || span_number(v, SIGNED_SECONDS_DIGITS, &s->time) ? NULL : "t= is no time";
}

static const char *check_expiry(struct signature *s, struct span v)
{
	s->has_expiry = v.p != NULL;
	if (!v.p)
		return NULL;
	if (!span_number(v, SIGNED_SECONDS_DIGITS, &s->expiry))
		return "x= is no time";
	return s->has_time && s->expiry <= s->time ? "x= is before t=" : NULL;
}

static const struct {
	const char *name;
	bool required;
	const char *(*check)(struct signature *s, struct span value);
} checks[] = {
	{ "v", true, check_version },
	{ "a", true, check_algorithm },
	{ "b", true, check_signature },
	{ "bh", true, check_body_hash },
	{ "h", true, check_names },
	{ "c", false, check_canon },
	{ "i", false, check_identity },
	{ "l", false, check_length },
	{ "q", false, check_query },
	{ "t", false, check_time },
	{ "x", false, check_expiry },
};

const char *signature_check(struct signature *s)
{
	const char *why = NULL;

	s->has_length = false;
	for (size_t i = 0; i < sizeof checks / sizeof checks[0] && !why; i++) {
		if (checks[i].required && !tags_find(&s->tags, checks[i].name))
			return "a tag that it must have is missing";
		why = checks[i].check(s, value_of(s, checks[i].name));
	}
	return why;
}

bool signature_signs(const struct signature *s, const char *name)
{
	struct span item, rest = s->names;

	while (tags_item(&rest, ':', &item))
		if (span_is(item, name))
			return true;
	return false;
}

static void hash_bytes(void *ctx, struct span bytes)
{
	sha256_update(ctx, bytes.n, bytes.p);
}

static void hash_field(struct sha256_ctx *sha, enum canon how, struct span text)
{
	struct canon_writer w;

	canon_begin(&w, how, hash_bytes, sha);
	canon_bytes(&w, text);
	canon_end(&w, true);
}

static void hash_self(struct sha256_ctx *sha, const struct signature *s, struct span text)
{
	struct canon_writer w;
	const unsigned char *behind = s->b.p + s->b.n;

	canon_begin(&w, s->canon, hash_bytes, sha);
	canon_bytes(&w, span(text.p, (size_t)(s->b.p - text.p)));
	canon_bytes(&w, span(behind, (size_t)(text.p + text.n - behind)));
	canon_end(&w, false);
}

void signature_hash(const struct signature *s, const struct raw *r, unsigned self,
	unsigned char digest[DKIM_DIGEST])
{
	bool used[JJ_RAW_FIELDS] = { false };
	struct span name, rest = s->names;
	struct sha256_ctx sha;

	sha256_init(&sha);
	used[self] = true;
	while (tags_item(&rest, ':', &name)) {
		unsigned i = r->n_fields;

		while (i > 0 && (used[i - 1] || !span_eq(raw_name(r, i - 1), name)))
			i--;
		if (i == 0)
			continue;
		used[i - 1] = true;
		hash_field(&sha, s->canon, raw_text(r, i - 1));
	}
	hash_self(&sha, s, raw_text(r, self));
	sha256_digest(&sha, DKIM_DIGEST, digest);
}
