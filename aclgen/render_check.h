/* render_check.h - one stage's checks as text. Used by render*.c. */
#ifndef AG_RENDER_CHECK_H
#define AG_RENDER_CHECK_H

#include "check_table.h"
#include "render.h"

/* What one call of render() works on. */
struct rendering {
	const struct policy *p;
	const struct render_options *o;
	struct diags *d;
	struct buf out;
	bool failed;
};

/* All checks of a stage that are not off, in order, each with its comment and its action. */
const char *stage_checks(struct rendering *r, enum stage stage);

/* How long a server that is asked may take: the policy's time, but not too little for a try. */
unsigned long patience(const struct render_options *o, unsigned long seconds);

/* "university.yaml:12", or "university.yaml (default)". */
const char *line_comment(const struct rendering *r, struct where at);

/* Appends a filled template to `b`. */
void fill(struct rendering *r, struct buf *b, const char *name, const struct value *dict, size_t n);

#endif
