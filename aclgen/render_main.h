/* render_main.h - the main options and the named lists of joejob.inc. For render.c. */
#ifndef AG_RENDER_MAIN_H
#define AG_RENDER_MAIN_H

#include "render_check.h"

/* Appends them to r->out. */
void render_main(struct rendering *r);

/* bounces.module, or what --module names instead. */
const char *module_path(const struct rendering *r);

/* The ports of connect.submission_ports as an Exim list: "465:587"; "" for none. */
void submission_ports(struct buf *out, const struct policy *p);

/* Whether there are the lists jj_unfiltered (secondary MXs, exempt hosts, mailing lists) and jj_spared
 * (these and relay_from): where a list of theirs has items or can get some. */
bool unfiltered_hosts(const struct policy *p);
bool spared_hosts(const struct policy *p);

#endif
