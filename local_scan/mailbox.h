/* mailbox.h - mail addresses, read so that doubt is a no.
 *
 * For proofs: whoever may be meant by an odd address, it proves nothing.
 */
#ifndef JJ_MAILBOX_H
#define JJ_MAILBOX_H

#include "span.h"

struct mailbox {
	struct span local, domain;
};

/* Takes apart a bare address whose local part is a dot-atom (RFC 5321 section 4.1.2). */
bool mailbox_read(struct span address, struct mailbox *m);

/* The one address of a From value, as it stands or unfolded: `a@b`, or a name and `<a@b>`. False for
 * several addresses, groups, comments and quoted local parts. */
bool mailbox_from(struct span value, struct mailbox *m);

/* A signed return path, prvs=TAG=user@example.org (the form of BATV, draft-levine-smtp-batv-01, and
 * of Exim's ${prvs}), or its local part alone, without prvs=TAG=; anything else as it is. */
struct span mailbox_unsigned(struct span address);

/* The same without what is put around a return path: prvs=TAG= in front, and a sub-address behind +
 * (RFC 5233). */
struct mailbox mailbox_bare(struct mailbox m);

/* Whether they are the same, without regard to case: servers change it on the way. */
bool mailbox_same(struct mailbox a, struct mailbox b);

#endif
