/* render_layout.h - what surrounds the options and the ACLs, by output.layout. For render.c. */
#ifndef AG_RENDER_LAYOUT_H
#define AG_RENDER_LAYOUT_H

#include "render_check.h"

/* The main options of a whole configuration, in front of joejob's own. */
void render_whole_main(struct rendering *r);

/* What stands among the ACLs, before and behind those of all layouts. */
void render_acls_before(struct rendering *r);
void render_acls_behind(struct rendering *r);

/* Puts both halves together. A file that is included twice has a macro between them, which is
 * defined by the first inclusion and names the generation: should the file be replaced in between,
 * Exim finds main options among its ACLs, and refuses to start with halves of two generations. */
void render_layout(struct buf *out, enum layout l, const struct buf *main, const struct buf *acls);

#endif
