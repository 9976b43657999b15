/* dkim_tags.h - a list of tag=value pairs (RFC 6376 section 3.2), as it stands in a field.
 *
 * Strict where the RFC is: a tag that comes twice, an empty one, or a byte that no value has makes
 * the whole list invalid. What a tag means is not known here.
 */
#ifndef JJ_DKIM_TAGS_H
#define JJ_DKIM_TAGS_H

#include <stdint.h>

#include "bounds.h"
#include "span.h"

struct tag {
	struct span name;
	struct span value; /* without blanks and folding around it; may have them inside */
	struct span whole; /* all between "=" and ";": what is deleted where b= is to be empty */
};

struct tags {
	unsigned n;
	struct tag tag[JJ_TAGS_MAX];
};

/* NULL, or a phrase that says what is wrong. The spans point into `text`. */
const char *tags_parse(struct tags *t, struct span text);

/* By name, with regard to case; NULL: there is none. */
const struct tag *tags_find(const struct tags *t, const char *name);

/* Cuts the next item off a list that `sep` divides, blanks and folding around it taken off. False:
 * the list is over. An empty list has one empty item. */
bool tags_item(struct span *rest, unsigned char sep, struct span *item);

/* Decodes base64 (RFC 4648 section 4, padded), blanks and folding inside it passed over, into at
 * most `max` bytes. False: it is no base64, or longer. */
bool tags_base64(struct span text, unsigned char *to, size_t max, size_t *n);

#endif
