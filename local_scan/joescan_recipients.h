/* joescan_recipients.h - whom a stored message was delivered to.
 *
 * A file has no envelope, so joescan takes what the delivering server wrote into the header. Only
 * the header of the message itself is looked at; the one it returns belongs to somebody else.
 */
#ifndef JOESCAN_RECIPIENTS_H
#define JOESCAN_RECIPIENTS_H

#include "span.h"

typedef void recipient_fn(void *ctx, struct span address);

/* Gives out the addresses of the best field that `header` (up to its empty line, or to the end)
 * has: the envelope recipient as the MX saw it before what aliases and mailboxes made of it, and
 * To with Cc only where no server wrote anything. */
void recipients_find(struct span header, recipient_fn *fn, void *ctx);

/* Length of the header with its empty line, looking from `from` on; 0: it does not end here. */
size_t recipients_header_end(struct span text, size_t from);

#endif
