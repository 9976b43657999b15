/* dkim_key.h - public keys of DKIM signatures: read in the forms in which they lie about, by gnutls.
 *
 * All functions return NULL, or a phrase that completes "FILE ..." or "RECORD ...".
 */
#ifndef AG_DKIM_KEY_H
#define AG_DKIM_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

struct dkim_key {
	bool ed25519;         /* else RSA */
	unsigned bits;
	const char *key;      /* in hexadecimal: the modulus, or the 32 octets of ed25519 */
	const char *exponent; /* RSA */
	const char *pem;      /* SubjectPublicKeyInfo */
	bool testing;         /* its record has t=y */
};

/* A DNS TXT record (RFC 6376 section 3.6.1): "v=DKIM1; k=rsa; p=...". */
const char *dkim_key_record(struct dkim_key *k, const char *record, struct arena *a);

/* What a key file holds: a public key as PEM, such a record, alone or as a line of a zone file, or
 * what stands behind its p=. */
const char *dkim_key_text(struct dkim_key *k, const char *text, size_t n, struct arena *a);

/* A private key as PEM: its public one. */
const char *dkim_key_private(struct dkim_key *k, const char *text, size_t n, struct arena *a);

/* The file, by textfile_read. */
const char *dkim_key_file(struct dkim_key *k, const char *path, struct arena *a);

/* What is wrong with the key itself, for the detector: too short, too long. NULL: nothing. */
const char *dkim_key_fault(const struct dkim_key *k, struct arena *a);

enum { DKIM_KEY_BYTES_MAX = 64 * 1024 /* of a file */ };

#endif
