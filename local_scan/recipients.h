/* recipients.h - the envelope recipients of one bounce, for whom a proof may be made. */
#ifndef JJ_RECIPIENTS_H
#define JJ_RECIPIENTS_H

#include "bounds.h"
#include "span.h"

struct recipients {
	unsigned n;
	size_t used;
	bool left_out; /* there were more than are kept */
	struct span item[JJ_RECIPIENTS_MAX];
	unsigned char text[JJ_RECIPIENTS_TEXT];
};

/* Another message: nobody. */
void recipients_reset(struct recipients *r);

/* Copies the address; where there is no room for it, `left_out` says so. */
void recipients_add(struct recipients *r, struct span address);

#endif
