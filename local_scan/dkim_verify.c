/* dkim_verify.c - see dkim_verify.h.
 *
 * GMP allocates while it computes and gives it back; with keys of at most JJ_RSA_MAX bits that is a
 * few kilobytes, whatever the message is.
 */
#include "dkim_verify.h"

#include <nettle/eddsa.h>
#include <nettle/rsa.h>
#include <stdlib.h>

struct dkim_keys {
	unsigned n;
	struct {
		bool ed25519;
		struct rsa_public_key rsa;
		unsigned char point[ED25519_KEY_SIZE];
	} key[JJ_DKIM_KEYS];
};

/* The settings have seen to it that they are pairs of digits, and not too many. */
static size_t bytes_of(struct span hex, unsigned char *to)
{
	for (size_t i = 0; i + 1 < hex.n; i += 2)
		to[i / 2] = (unsigned char)(16 * jj_hex(hex.p[i]) + jj_hex(hex.p[i + 1]));
	return hex.n / 2;
}

struct dkim_keys *dkim_keys_new(const struct jj_settings *s)
{
	struct dkim_keys *k = calloc(1, sizeof *k);
	unsigned char bytes[JJ_SETTINGS_TEXT / 2];
	size_t n;

	if (!k)
		return NULL;
	for (unsigned i = 0; i < s->n_dkim; i++) {
		struct rsa_public_key *rsa = &k->key[i].rsa;

		k->key[i].ed25519 = s->dkim[i].ed25519;
		rsa_public_key_init(rsa);
		k->n++;
		n = bytes_of(s->dkim[i].key, bytes);
		if (s->dkim[i].ed25519) {
			memcpy(k->key[i].point, bytes, sizeof k->key[i].point);
			continue;
		}
		nettle_mpz_set_str_256_u(rsa->n, n, bytes);
		n = bytes_of(s->dkim[i].exponent, bytes);
		nettle_mpz_set_str_256_u(rsa->e, n, bytes);
		rsa_public_key_prepare(rsa);
	}
	return k;
}

void dkim_keys_free(struct dkim_keys *k)
{
	if (!k)
		return;
	for (unsigned i = 0; i < k->n; i++)
		rsa_public_key_clear(&k->key[i].rsa);
	free(k);
}

static bool verify_rsa(const struct rsa_public_key *key, const unsigned char digest[DKIM_DIGEST],
	struct span signature)
{
	mpz_t s;
	bool good;

	/* RFC 8017 section 8.2.2, step 1. */
	if (key->size == 0 || signature.n != key->size)
		return false;
	nettle_mpz_init_set_str_256_u(s, signature.n, signature.p);
	good = rsa_sha256_verify_digest(key, digest, s);
	mpz_clear(s);
	return good;
}

bool dkim_keys_verify(const struct dkim_keys *k, unsigned i, const unsigned char digest[DKIM_DIGEST],
	struct span signature)
{
	if (!k->key[i].ed25519)
		return verify_rsa(&k->key[i].rsa, digest, signature);
	return signature.n == ED25519_SIGNATURE_SIZE &&
		ed25519_sha512_verify(k->key[i].point, DKIM_DIGEST, digest, signature.p);
}
