/* dkim_verify.h - the public keys of the settings, ready to verify with. Crypto by nettle. */
#ifndef JJ_DKIM_VERIFY_H
#define JJ_DKIM_VERIFY_H

#include "settings.h"

enum { DKIM_DIGEST = 32 }; /* SHA-256 */

struct dkim_keys;

/* Of all dkim= keys of the settings, copied. NULL when memory fails. The caller frees them with
 * dkim_keys_free, which takes NULL as well. */
struct dkim_keys *dkim_keys_new(const struct jj_settings *s);
void dkim_keys_free(struct dkim_keys *k);

/* Whether key `i` of the settings made this signature of the digest: RSASSA-PKCS1-v1_5 (RFC 6376
 * section 3.3.2), or PureEdDSA over the digest (RFC 8463 section 3). */
bool dkim_keys_verify(const struct dkim_keys *k, unsigned i, const unsigned char digest[DKIM_DIGEST],
	struct span signature);

#endif
