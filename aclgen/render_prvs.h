/* render_prvs.h - signed envelope senders (BATV, draft-levine-smtp-batv; Exim's specification,
 * "Bounce Address Tag Validation"). */
#ifndef AG_RENDER_PRVS_H
#define AG_RENDER_PRVS_H

#include "render_check.h"
#include "template.h"

/* The ACLs that sign, and look at signatures. */
void render_prvs(struct rendering *r);

/* The senders whose addresses are signed, as an address list. */
const char *prvs_senders(const struct policy *p);

/* The place {{key}}: the file with the key. */
struct value prvs_key(const struct rendering *r);

#endif
