/* doc_page.h - a policy as one HTML page for the people who have to agree to it. */
#ifndef AG_DOC_PAGE_H
#define AG_DOC_PAGE_H

#include "buf.h"
#include "doc_stages.h"

/* Appends the page. `source` is the text of the policy, for its last section. The same policy always
 * makes the same page; it needs nothing from elsewhere, and is well-formed XML as well. */
void doc_page(struct buf *out, const struct policy *p, const char *source);

/* The stages as one SVG picture. */
void doc_picture(struct buf *out, const struct doc_stage stage[DOC_STAGES]);

/* What becomes of a message that a check finds guilty: "refused", and its class in the style. */
struct doc_outcome {
	const char *word, *class;
};
struct doc_outcome doc_outcome(const struct doc_line *line);

/* `text` as the content of an element or an attribute. In b's arena. */
void doc_text(struct buf *b, const char *text);

extern const char doc_style[];

#endif
