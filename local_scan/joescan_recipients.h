/* joescan_recipients.h - whom a stored message was delivered to.
 *
 * A file has no envelope, so joescan takes what the delivering server wrote into the header.
 */
#ifndef JOESCAN_RECIPIENTS_H
#define JOESCAN_RECIPIENTS_H

#include "joescan_head.h"

/* A message's own header and what else there is in the place of its envelope. */
struct mail_head {
	struct span header;
	struct span postmark;   /* empty: none */
	const char **recipient; /* of --recipient, which replace those of the header */
	size_t n_recipients;
};

/* Gives out those of --recipient or of the header. */
void recipients_each(const struct mail_head *m, address_fn *fn, void *ctx);

/* Gives out the addresses of the best field that `header` (up to its empty line, or to the end)
 * has: the envelope recipient as the MX saw it before what aliases and mailboxes made of it, and
 * To with Cc only where no server wrote anything. */
void recipients_find(struct span header, address_fn *fn, void *ctx);

#endif
