/* sign.c - see sign.h. */
#include "sign.h"

#include <criterion/criterion.h>
#include <nettle/base64.h>
#include <nettle/eddsa.h>
#include <nettle/knuth-lfib.h>
#include <nettle/rsa.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FIELDS = 64, SIGNATURE = 1024 };

struct signer {
	bool ed25519;
	struct rsa_public_key pub;
	struct rsa_private_key key;
	uint8_t point[ED25519_KEY_SIZE], secret[ED25519_KEY_SIZE];
	char text[4096];
};

/* Kept, so that nobody calls them leaked. */
static struct signer *signers[16];
static size_t n_signers;

static struct signer *new_signer(void)
{
	struct signer *s = calloc(1, sizeof *s);

	cr_assert(s && n_signers < sizeof signers / sizeof signers[0]);
	return signers[n_signers++] = s;
}

static void put_hex(char *to, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sprintf(to + 2 * i, "%02x", bytes[i]);
}

struct signer *signer_rsa(unsigned bits, unsigned seed)
{
	struct signer *s = new_signer();
	struct knuth_lfib_ctx random;
	uint8_t n[1024];

	knuth_lfib_init(&random, seed);
	rsa_public_key_init(&s->pub);
	rsa_private_key_init(&s->key);
	mpz_set_ui(s->pub.e, 65537);
	cr_assert(rsa_generate_keypair(&s->pub, &s->key, &random,
		(nettle_random_func *)knuth_lfib_random, NULL, NULL, bits, 0));
	nettle_mpz_get_str_256(bits / 8, n, s->pub.n);
	strcpy(s->text, "rsa:");
	put_hex(s->text + 4, n, bits / 8);
	strcat(s->text, ":010001");
	return s;
}

struct signer *signer_ed25519(unsigned seed)
{
	struct signer *s = new_signer();

	s->ed25519 = true;
	memset(s->secret, (int)seed, sizeof s->secret);
	ed25519_sha512_public_key(s->point, s->secret);
	strcpy(s->text, "ed25519:");
	put_hex(s->text + 8, s->point, sizeof s->point);
	return s;
}

const char *signer_key(const struct signer *s)
{
	return s->text;
}

/* One field, canonical, with its CRLF where `end` is set, into the hash. */
static void hash_field(struct sha256_ctx *sha, const char *field, size_t n, bool relaxed, bool end)
{
	char text[4 * SIGN_TEXT];
	size_t to = 0, colon = (size_t)((const char *)memchr(field, ':', n) - field);

	for (size_t i = 0; i < n; i++) {
		if (!relaxed && field[i] == '\n')
			text[to++] = '\r';
		if (!relaxed)
			text[to++] = field[i];
		else if (i < colon)
			text[to++] = field[i] >= 'A' && field[i] <= 'Z' ? (char)(field[i] + 32) : field[i];
		else if (!strchr(" \t\n", field[i]))
			text[to++] = field[i];
		else if (to > colon + 1 && text[to - 1] != ' ')
			text[to++] = ' ';
	}
	while (relaxed && to > 0 && text[to - 1] == ' ')
		to--;
	if (end) {
		text[to++] = '\r';
		text[to++] = '\n';
	}
	sha256_update(sha, to, (uint8_t *)text);
}

struct fields {
	size_t n;
	struct {
		const char *p;
		size_t n;
		bool used;
	} field[FIELDS];
};

static void cut(struct fields *f, const char *header)
{
	for (const char *p = header, *end; *p; p = *end ? end + 1 : end) {
		for (end = strchr(p, '\n'); end[1] == ' ' || end[1] == '\t'; end = strchr(end + 1, '\n'))
			;
		f->field[f->n].p = p;
		f->field[f->n++].n = (size_t)(end - p);
	}
}

static void hash_named(struct sha256_ctx *sha, struct fields *f, const char *name, size_t n,
	bool relaxed)
{
	for (size_t i = f->n; i-- > 0;)
		if (!f->field[i].used && f->field[i].n > n && f->field[i].p[n] == ':' &&
			strncasecmp(f->field[i].p, name, n) == 0) {
			f->field[i].used = true;
			hash_field(sha, f->field[i].p, f->field[i].n, relaxed, true);
			return;
		}
}

static size_t signature(const struct signer *s, const uint8_t *digest, uint8_t *to)
{
	mpz_t number;

	if (s->ed25519) {
		ed25519_sha512_sign(s->point, s->secret, SHA256_DIGEST_SIZE, digest, to);
		return ED25519_SIGNATURE_SIZE;
	}
	mpz_init(number);
	cr_assert(rsa_sha256_sign_digest(&s->key, digest, number));
	nettle_mpz_get_str_256(s->pub.size, to, number);
	mpz_clear(number);
	return s->pub.size;
}

void sign(char *out, const struct signer *s, const struct sign_how *how, const char *header)
{
	bool relaxed = !how->canon || strncmp(how->canon, "relaxed", 7) == 0;
	struct fields f = { 0 };
	struct sha256_ctx sha;
	uint8_t digest[SHA256_DIGEST_SIZE], bytes[SIGNATURE];
	char coded[2 * SIGNATURE];
	size_t n;

	n = (size_t)sprintf(out,
		"DKIM-Signature: v=1; a=%s;\n\tc=%s; d=%s; s=%s;\n\th=%s;\n\t%s"
		"bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n\tb=",
		how->algorithm ? how->algorithm : s->ed25519 ? "ed25519-sha256" : "rsa-sha256",
		how->canon ? how->canon : "relaxed/relaxed", how->domain, how->selector, how->names,
		how->more ? how->more : "");
	sha256_init(&sha);
	cut(&f, header);
	for (const char *p = how->names, *end; p; p = *end ? end + 1 : NULL) {
		end = p + strcspn(p, ":");
		hash_named(&sha, &f, p, (size_t)(end - p), relaxed);
	}
	hash_field(&sha, out, n, relaxed, false);
	sha256_digest(&sha, sizeof digest, digest);
	base64_encode_raw(coded, signature(s, digest, bytes), bytes);
	coded[BASE64_ENCODE_RAW_LENGTH(s->ed25519 ? ED25519_SIGNATURE_SIZE : s->pub.size)] = '\0';
	for (const char *p = coded; *p; p++) {
		if (p > coded && (p - coded) % 60 == 0)
			n += (size_t)sprintf(out + n, "\n\t ");
		out[n++] = *p;
	}
	strcpy(out + n, "\n");
}
