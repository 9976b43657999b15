/* dkim_signature.h - one DKIM-Signature field (RFC 6376 section 3.5) read, and the hash that it
 * signs (section 3.7). Which signatures matter, and what they prove, is the business of dkim.h.
 */
#ifndef JJ_DKIM_SIGNATURE_H
#define JJ_DKIM_SIGNATURE_H

#include "dkim_canon.h"
#include "dkim_tags.h"
#include "dkim_verify.h"
#include "raw.h"

enum { DKIM_SIGNATURE_MAX = JJ_RSA_MAX / 8 };

struct signature {
	struct tags tags;
	struct span domain, selector; /* d=, s= */
	/* Below: filled by signature_check. */
	bool ed25519; /* else rsa; both with SHA-256 */
	enum canon canon;
	struct span names; /* h= */
	struct span b;     /* all that is deleted of b= */
	bool has_time, has_expiry, has_length;
	int64_t time, expiry; /* t=, x= */
	size_t n;
	unsigned char bytes[DKIM_SIGNATURE_MAX];
};

/* Whose signature it is. NULL, or a phrase that says what is wrong. The spans point into `value`. */
const char *signature_read(struct signature *s, struct span value);

/* All that RFC 6376 section 6.1.1 asks of one that was read, but for the body hash, which is not
 * claimed. NULL, or a phrase that says what is wrong. */
const char *signature_check(struct signature *s);

/* Whether h= has this name. */
bool signature_signs(const struct signature *s, const char *name);

/* The hash of the fields that h= names, from the bottom up, and of the signature itself, which is
 * field `self`, with b= emptied. Names without a field count as nothing (section 5.4.2). */
void signature_hash(const struct signature *s, const struct raw *r, unsigned self,
	unsigned char digest[DKIM_DIGEST]);

#endif
