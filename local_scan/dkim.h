/* dkim.h - our own DKIM signatures in the header of a returned message: what they prove.
 *
 * A valid signature shows that we signed that header, not that this bounce is about mail of ours:
 * signed headers stand in list archives for all to copy. So it is a proof only where From is in the
 * signer's domain, the time is within the set days, and the bounce comes to the From address, or to
 * a return-path domain of the settings. Else it is a note, which decides nothing. The body hash is
 * neither needed nor claimed, and no key is asked of the DNS.
 */
#ifndef JJ_DKIM_H
#define JJ_DKIM_H

#include "original.h"
#include "raw.h"

struct dkim;

/* For the dkim= keys of the settings, which must outlive it. NULL when memory fails. The caller frees
 * it with dkim_free, which takes NULL as well. */
struct dkim *dkim_new(const struct jj_settings *s);
void dkim_free(struct dkim *d);

/* Another message: signatures are counted anew. */
void dkim_reset(struct dkim *d);

/* Where the header that is being read is to be kept; its writer begins with raw_reset. */
struct raw *dkim_raw(struct dkim *d);

/* The header is whole, as far as it goes: fills o->dkim or o->dkim_note; where a limit left
 * signatures unverified, o->limit. */
void dkim_judge(struct dkim *d, const struct us *us, struct original *o);

#endif
