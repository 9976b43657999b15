/* dkim_key.c - see dkim_key.h. */
#include "dkim_key.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <string.h>
#include <strings.h>

#include "buf.h"
#include "settings.h"
#include "textfile.h"

enum { ED25519_OCTETS = 32 }; /* RFC 8032 section 5.1.5 */

#define BLANKS " \t\r\n"

static const char *hex(const gnutls_datum_t *d, struct arena *a)
{
	struct buf out = { .arena = a };

	for (unsigned i = 0; i < d->size; i++)
		buf_printf(&out, "%02x", d->data[i]);
	return buf_text(&out);
}

static const char *take_rsa(struct dkim_key *k, gnutls_pubkey_t pub, struct arena *a)
{
	gnutls_datum_t m, e;

	if (gnutls_pubkey_export_rsa_raw2(pub, &m, &e, GNUTLS_EXPORT_FLAG_NO_LZ) != 0)
		return "has a key that gnutls cannot take apart";
	k->key = hex(&m, a);
	k->exponent = hex(&e, a);
	gnutls_free(m.data);
	gnutls_free(e.data);
	return NULL;
}

static const char *take_ed25519(struct dkim_key *k, gnutls_pubkey_t pub, struct arena *a)
{
	gnutls_datum_t x, y;
	gnutls_ecc_curve_t curve;

	if (gnutls_pubkey_export_ecc_raw2(pub, &curve, &x, &y, 0) != 0)
		return "has a key that gnutls cannot take apart";
	k->ed25519 = true;
	k->key = hex(&x, a);
	gnutls_free(x.data);
	gnutls_free(y.data);
	return NULL;
}

static const char *take(struct dkim_key *k, gnutls_pubkey_t pub, struct arena *a)
{
	gnutls_datum_t pem;
	int kind = gnutls_pubkey_get_pk_algorithm(pub, &k->bits);

	if (gnutls_pubkey_export2(pub, GNUTLS_X509_FMT_PEM, &pem) != 0)
		return "has a key that gnutls cannot write";
	k->pem = arena_copy(a, (const char *)pem.data, pem.size);
	gnutls_free(pem.data);
	if (kind == GNUTLS_PK_RSA)
		return take_rsa(k, pub, a);
	if (kind == GNUTLS_PK_EDDSA_ED25519)
		return take_ed25519(k, pub, a);
	return "has a key that is neither RSA nor ed25519, the two that DKIM has";
}

/* The end of each import: `rc` is what gnutls said. */
static const char *finish(struct dkim_key *k, gnutls_pubkey_t pub, int rc, struct arena *a)
{
	if (rc == GNUTLS_E_MEMORY_ERROR)
		out_of_memory();
	const char *why = rc == 0 ? take(k, pub, a)
				  : arena_printf(a, "has no public key that gnutls can read: %s",
					    gnutls_strerror(rc));

	gnutls_pubkey_deinit(pub);
	return why;
}

static const char *read_public(struct dkim_key *k, const gnutls_datum_t *d,
	gnutls_x509_crt_fmt_t form, struct arena *a)
{
	gnutls_pubkey_t pub;

	if (gnutls_pubkey_init(&pub) != 0)
		out_of_memory();
	return finish(k, pub, gnutls_pubkey_import(pub, d, form), a);
}

static const char *read_point(struct dkim_key *k, const gnutls_datum_t *d, struct arena *a)
{
	gnutls_pubkey_t pub;

	if (gnutls_pubkey_init(&pub) != 0)
		out_of_memory();
	return finish(k, pub,
		gnutls_pubkey_import_ecc_raw(pub, GNUTLS_ECC_CURVE_ED25519, d, NULL), a);
}

static const char *without_blanks(const char *s, struct arena *a)
{
	struct buf out = { .arena = a };

	for (; *s; s++)
		if (!strchr(BLANKS, *s))
			buf_add(&out, s, 1);
	return buf_text(&out);
}

/* The value of p=. `kind` is that of k=, or NULL: then 32 octets are ed25519 (RFC 8463 section 4). */
static const char *read_base64(struct dkim_key *k, const char *text, const char *kind,
	struct arena *a)
{
	const char *coded = without_blanks(text, a), *why;
	const gnutls_datum_t in = { (unsigned char *)arena_copy(a, coded, strlen(coded)),
		(unsigned)strlen(coded) };
	gnutls_datum_t out;
	bool point;

	if (in.size == 0)
		return "has an empty p=: the key was revoked";
	if (gnutls_base64_decode2(&in, &out) != 0)
		return "has no base64 where the key should be";
	point = kind ? strcmp(kind, "ed25519") == 0 : out.size == ED25519_OCTETS;
	if (point && out.size != ED25519_OCTETS)
		why = "has an ed25519 key that is not 32 octets long";
	else
		why = point ? read_point(k, &out, a) : read_public(k, &out, GNUTLS_X509_FMT_DER, a);
	gnutls_free(out.data);
	return why;
}

/* The value of a tag of a record, blanks around it taken off; NULL: it has none. */
static const char *tag(const char *record, const char *name, struct arena *a)
{
	for (const char *p = record, *end; *p; p = *end ? end + 1 : end) {
		size_t n = strlen(name), blanks;

		end = p + strcspn(p, ";");
		p += strspn(p, BLANKS);
		if (strncmp(p, name, n) != 0)
			continue;
		p += n + strspn(p + n, BLANKS);
		if (*p != '=')
			continue;
		p++;
		p += strspn(p, BLANKS);
		for (blanks = 0; end - blanks > p && strchr(BLANKS, end[-1 - (long)blanks]);)
			blanks++;
		return end > p ? arena_copy(a, p, (size_t)(end - p) - blanks) : "";
	}
	return NULL;
}

/* Whether a list of words divided by colons has one of two. */
static bool has_word(const char *list, const char *one, const char *other, struct arena *a)
{
	const char *s = without_blanks(list, a);

	for (size_t n; *s; s += n + (s[n] == ':')) {
		n = strcspn(s, ":");
		if ((n == strlen(one) && strncasecmp(s, one, n) == 0) ||
			(n == strlen(other) && strncasecmp(s, other, n) == 0))
			return true;
	}
	return false;
}

const char *dkim_key_record(struct dkim_key *k, const char *record, struct arena *a)
{
	const char *v = tag(record, "v", a), *kind = tag(record, "k", a), *p = tag(record, "p", a);
	const char *hashes = tag(record, "h", a), *services = tag(record, "s", a);
	const char *flags = tag(record, "t", a);

	*k = (struct dkim_key){ .testing = flags && has_word(flags, "y", "y", a) };
	if (v && strcmp(v, "DKIM1") != 0)
		return "is of another version than DKIM1";
	if (!p)
		return "has no p=, so no key";
	if (!kind || !*kind)
		kind = "rsa";
	if (strcmp(kind, "rsa") != 0 && strcmp(kind, "ed25519") != 0)
		return "has a k= that is neither rsa nor ed25519";
	if (hashes && !has_word(hashes, "sha256", "sha256", a))
		return "allows no SHA-256 in its h=";
	if (services && !has_word(services, "*", "email", a))
		return "is not for mail, by its s=";
	return read_base64(k, p, kind, a);
}

/* What stands between quotation marks in a line of a zone file, put together. */
static const char *quoted(const char *s, struct arena *a)
{
	struct buf out = { .arena = a };

	while ((s = strchr(s, '"')) != NULL) {
		size_t n = strcspn(++s, "\"");

		buf_add(&out, s, n);
		s += n + (s[n] == '"');
	}
	return buf_text(&out);
}

const char *dkim_key_text(struct dkim_key *k, const char *text, size_t n, struct arena *a)
{
	const char *s = arena_copy(a, text, n);
	const gnutls_datum_t pem = { (unsigned char *)arena_copy(a, text, n), (unsigned)n };

	*k = (struct dkim_key){ .bits = 0 };
	if (strlen(s) != n)
		return "has a NUL in it";
	if (strstr(s, "PRIVATE KEY-----"))
		return "is a private key; it belongs to the signer alone, and `aclgen key dkim` "
		       "makes the public one of it";
	if (strstr(s, "-----BEGIN"))
		return read_public(k, &pem, GNUTLS_X509_FMT_PEM, a);
	if (strchr(s, '"'))
		return dkim_key_record(k, quoted(s, a), a);
	return tag(s, "p", a) ? dkim_key_record(k, s, a) : read_base64(k, s, NULL, a);
}

const char *dkim_key_private(struct dkim_key *k, const char *text, size_t n, struct arena *a)
{
	const gnutls_datum_t pem = { (unsigned char *)arena_copy(a, text, n), (unsigned)n };
	gnutls_privkey_t key;
	gnutls_pubkey_t pub;
	int rc;

	*k = (struct dkim_key){ .bits = 0 };
	if (gnutls_privkey_init(&key) != 0 || gnutls_pubkey_init(&pub) != 0)
		out_of_memory();
	rc = gnutls_privkey_import_x509_raw(key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0);
	if (rc == 0)
		rc = gnutls_pubkey_import_privkey(pub, key, 0, 0);
	gnutls_privkey_deinit(key);
	if (rc == GNUTLS_E_MEMORY_ERROR)
		out_of_memory();
	if (rc == 0)
		return finish(k, pub, 0, a);
	gnutls_pubkey_deinit(pub);
	return rc == GNUTLS_E_DECRYPTION_FAILED
		       ? "is encrypted, which no MTA could use either"
		       : arena_printf(a, "has no private key that gnutls can read: %s",
				 gnutls_strerror(rc));
}

const char *dkim_key_file(struct dkim_key *k, const char *path, struct arena *a)
{
	char *text;
	size_t n;
	const char *why = textfile_read(path, DKIM_KEY_BYTES_MAX, a, &text, &n);

	return why ? why : dkim_key_text(k, text, n, a);
}

const char *dkim_key_fault(const struct dkim_key *k, struct arena *a)
{
	if (!k->ed25519 && k->bits < JJ_RSA_MIN)
		return arena_printf(a, "has an RSA key of %u bits, which anybody can break; RFC 8301 "
				       "asks for %d at least",
			k->bits, JJ_RSA_MIN);
	if (!k->ed25519 && k->bits > JJ_RSA_MAX)
		return arena_printf(a, "has an RSA key of %u bits; the detector takes %d at most",
			k->bits, JJ_RSA_MAX);
	if (!k->ed25519 && strlen(k->exponent) > 8)
		return "has an RSA key with an odd exponent, which the detector does not take";
	return NULL;
}
