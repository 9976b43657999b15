/* sign.h - a DKIM signer for tests: its own canonicalisation, written for short headers, and keys
 * that are the same in each run. Nothing of it is shared with what is tested.
 */
#ifndef JJ_TESTS_SIGN_H
#define JJ_TESTS_SIGN_H

#include <stdbool.h>
#include <stddef.h>

enum { SIGN_TEXT = 4096 };

struct signer;

/* `seed` tells keys apart. Never NULL; kept until the process ends. */
struct signer *signer_rsa(unsigned bits, unsigned seed);
struct signer *signer_ed25519(unsigned seed);

/* "rsa:MODULUS:EXPONENT" or "ed25519:KEY", as in a settings line. */
const char *signer_key(const struct signer *s);

struct sign_how {
	const char *algorithm; /* a=; NULL: the key's own */
	const char *canon;     /* c=; NULL: relaxed/relaxed */
	const char *domain, *selector;
	const char *names;     /* h= */
	const char *more;      /* further tags, each with its semicolon; NULL: none */
};

/* The field "DKIM-Signature: ...", folded, with its line end, over `header`: fields whose lines end
 * in LF. Writes into `out`, which has SIGN_TEXT bytes. */
void sign(char *out, const struct signer *s, const struct sign_how *how, const char *header);

#endif
