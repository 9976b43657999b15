/* recipients.c - see recipients.h. */
#include "recipients.h"

void recipients_reset(struct recipients *r)
{
	r->n = 0;
	r->used = 0;
	r->left_out = false;
}

void recipients_add(struct recipients *r, struct span address)
{
	if (r->n == JJ_RECIPIENTS_MAX || address.n > JJ_RECIPIENTS_TEXT - r->used) {
		r->left_out = true;
		return;
	}
	if (address.n)
		memcpy(r->text + r->used, address.p, address.n);
	r->item[r->n++] = span(r->text + r->used, address.n);
	r->used += address.n;
}
