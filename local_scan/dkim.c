/* dkim.c - see dkim.h. */
#include "dkim.h"

#include <stdio.h>
#include <stdlib.h>

#include "date.h"
#include "dkim_signature.h"
#include "mailbox.h"
#include "recipients.h"

enum {
	DKIM_DAY = 86400,
	DKIM_AHEAD = 2 * DKIM_DAY, /* how far a signer's clock may be ahead of ours */
	NO_FIELD = -1,
};

struct dkim {
	const struct jj_settings *settings;
	struct dkim_keys *keys;
	unsigned tried; /* signatures of this message that were verified */
	struct signature signature;
	struct raw raw;
};

struct dkim *dkim_new(const struct jj_settings *s)
{
	struct dkim *d = calloc(1, sizeof *d);

	if (!d)
		return NULL;
	d->settings = s;
	d->keys = dkim_keys_new(s);
	if (!d->keys) {
		dkim_free(d);
		return NULL;
	}
	dkim_reset(d);
	return d;
}

void dkim_free(struct dkim *d)
{
	if (!d)
		return;
	dkim_keys_free(d->keys);
	free(d);
}

void dkim_reset(struct dkim *d)
{
	d->tried = 0;
	raw_reset(&d->raw);
}

struct raw *dkim_raw(struct dkim *d)
{
	return &d->raw;
}

/* The only field of that name, or NO_FIELD. */
static int only_field(const struct raw *r, const char *name)
{
	int found = NO_FIELD;

	for (unsigned i = 0; i < r->n_fields; i++)
		if (span_is(raw_name(r, i), name)) {
			if (found != NO_FIELD)
				return NO_FIELD;
			found = (int)i;
		}
	return found;
}

/* ---- what a signature that verifies has to fulfil; NULL, or why it proves nothing ---- */

struct case_of {
	const struct dkim *d;
	const struct us *us;
	const struct jj_dkim_key *key;
	const struct signature *s;
	struct mailbox from;
};

static const char *from_aligned(struct case_of *c)
{
	int i = only_field(&c->d->raw, "From");

	if (i == NO_FIELD)
		return "there is not one From field alone";
	if (!mailbox_from(raw_value(&c->d->raw, (unsigned)i), &c->from))
		return "From is not one plain address";
	return span_within(c->from.domain, c->key->domain) ? NULL : "From is not aligned";
}

/* Where the signer did not say when, the author did, if that is signed. */
static const char *signed_when(struct case_of *c, int64_t *when)
{
	int i = only_field(&c->d->raw, "Date");

	if (c->s->has_time) {
		*when = c->s->time;
		return NULL;
	}
	if (i == NO_FIELD || !signature_signs(c->s, "Date"))
		return "its time is not signed";
	return date_parse(span_trim(raw_value(&c->d->raw, (unsigned)i)), when) ? NULL
										: "its Date is no date";
}

static const char *in_time(struct case_of *c)
{
	int64_t now = c->us->now, when;
	const char *why = signed_when(c, &when);

	if (why)
		return why;
	if (!now)
		return "nobody told the time";
	if (c->s->has_expiry && c->s->expiry < now)
		return "expired";
	if (when > now + DKIM_AHEAD)
		return "from the future";
	return when < now - (int64_t)c->key->days * DKIM_DAY ? "too old" : NULL;
}

static bool fits_from(const struct case_of *c, struct span recipient)
{
	struct mailbox m;

	return jj_settings_return_path(c->d->settings, recipient) ||
		(mailbox_read(recipient, &m) && mailbox_same(mailbox_bare(m), mailbox_bare(c->from)));
}

/* All of them: a real bounce has one, and a copy of a header is sent to many. */
static const char *for_sender(struct case_of *c)
{
	const struct recipients *to = c->us->recipients;

	if (!to->n)
		return "nobody told for whom the bounce is";
	for (unsigned i = 0; i < to->n; i++)
		if (!fits_from(c, to->item[i]))
			return "for another address";
	return to->left_out ? "for another address" : NULL;
}

static const char *(*const conditions[])(struct case_of *c) = { from_aligned, in_time, for_sender };

/* ---- one signature ---- */

static int key_of(const struct jj_settings *s, const struct signature *sig)
{
	for (unsigned i = 0; i < s->n_dkim; i++)
		if (span_eq(s->dkim[i].domain, sig->domain) && span_eq(s->dkim[i].selector, sig->selector))
			return (int)i;
	return NO_FIELD;
}

/* Field `self` is a signature whose d= and s= are those of key `k`. */
static const char *judge_ours(struct dkim *d, const struct us *us, unsigned self, unsigned k)
{
	struct signature *s = &d->signature;
	struct case_of c = { d, us, &d->settings->dkim[k], s, { { NULL, 0 }, { NULL, 0 } } };
	unsigned char digest[DKIM_DIGEST];
	const char *why = signature_check(s);

	if (why)
		return why;
	if (s->ed25519 != c.key->ed25519)
		return "the key is of another algorithm";
	d->tried++;
	signature_hash(s, &d->raw, self, digest);
	if (!dkim_keys_verify(d->keys, k, digest, span(s->bytes, s->n)))
		return "does not verify";
	if (s->has_length)
		explain(us, d->raw.field[self].line,
			"DKIM-Signature: it verifies; l= is about the body, which is not asked");
	for (size_t i = 0; i < sizeof conditions / sizeof conditions[0] && !why; i++)
		why = conditions[i](&c);
	return why;
}

static void note(struct find *f, enum jj_evidence_kind kind, unsigned line,
	const struct jj_dkim_key *key, const char *why)
{
	f->found = true;
	f->kind = kind;
	f->line = line;
	snprintf(f->detail, sizeof f->detail, "%.*s:%.*s%s%s", (int)key->domain.n,
		(const char *)key->domain.p, (int)key->selector.n, (const char *)key->selector.p,
		why ? " " : "", why ? why : "");
}

static void judge_one(struct dkim *d, const struct us *us, struct original *o, unsigned self)
{
	unsigned line = d->raw.field[self].line;
	const char *why = signature_read(&d->signature, raw_value(&d->raw, self));
	char whose[128];
	int k;

	if (why) {
		explain(us, line, "DKIM-Signature: malformed: %s", why);
		return;
	}
	snprintf(whose, sizeof whose, "d=%.*s s=%.*s", (int)d->signature.domain.n,
		(const char *)d->signature.domain.p, (int)d->signature.selector.n,
		(const char *)d->signature.selector.p);
	k = key_of(d->settings, &d->signature);
	if (k == NO_FIELD) {
		explain(us, line, "DKIM-Signature, %s: no key of ours", whose);
		return;
	}
	why = judge_ours(d, us, self, (unsigned)k);
	explain(us, line, "DKIM-Signature, %s: %s", whose, why ? why : "it verifies: it is ours");
	if (!why)
		note(&o->dkim, JJ_EV_DKIM, line, &d->settings->dkim[k], NULL);
	else if (!o->dkim_note.found)
		note(&o->dkim_note, JJ_EV_DKIM_NOTE, line, &d->settings->dkim[k], why);
}

/* There may be a proof that nobody has looked at. */
static void reach_limit(struct original *o)
{
	if (!o->limit)
		o->limit = "signatures";
}

void dkim_judge(struct dkim *d, const struct us *us, struct original *o)
{
	const struct raw *r = &d->raw;
	unsigned seen = 0, before = d->tried;

	if (r->limit) {
		explain(us, o->line, "the header %s: no DKIM-Signature is verified", r->limit);
		reach_limit(o);
		return;
	}
	for (unsigned i = r->n_fields; i > 0 && !o->dkim.found; i--) {
		if (!span_is(raw_name(r, i - 1), "DKIM-Signature"))
			continue;
		if (seen++ == JJ_DKIM_SEEN || d->tried - before == JJ_DKIM_VERIFIED ||
			d->tried >= JJ_DKIM_TRIED) {
			explain(us, r->field[i - 1].line,
				"enough DKIM-Signatures: this and those above are not looked at");
			reach_limit(o);
			return;
		}
		judge_one(d, us, o, i - 1);
	}
}
