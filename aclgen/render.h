/* render.h - a policy as the text of the generated file: main options, lists and ACLs, and with
 * layout: whole all the rest.
 *
 * Deterministic: the same policy, templates and options give the same bytes. The order of the
 * checks is a table in check_table.c; what a stanza looks like is a matter of the templates; values get
 * into them through the writers of quote.h and in no other way.
 */
#ifndef AG_RENDER_H
#define AG_RENDER_H

#include "buf.h"
#include "diag.h"
#include "policy.h"
#include "template.h"

#define RENDER_DELAY "JJ_TRY_DELAY"
#define RENDER_KEY "JJ_TRY_KEY"
#define RENDER_SHARE "JJ_TRY_SHARE"
#define RENDER_LIMIT "JJ_TRY_LIMIT"

struct render_options {
	const struct templates *templates;
	const char *module; /* instead of bounces.module; NULL: that one */
	const char *dir;    /* the folder of the layout (layout.h), for those that name it */
	const char *lists;  /* the folder of databases (listdb.h); NULL: nowhere yet */
	bool module_proved; /* the real Exim has loaded it: local_scan_path may be written */
	/* For a try: greylisting waits for RENDER_DELAY, a macro of the site, instead of the policy's
	 * delay, the key of prvs is RENDER_KEY, enforce.share is RENDER_SHARE, in tenths of a percent,
	 * the limit of fallback is RENDER_LIMIT,
	 * servers get time, however slow the machine is, and SpamAssassin is this one. */
	bool hasty;
	const char *spamd;
	const char *keys;       /* instead of bounces.token.keys */
	const char *prvs_key;   /* instead of bounces.prvs_key, as it is written */
	const char *state_file; /* instead of state.file, as it is written */
};

/* Appends the configuration to `out`. Returns 0, or -1 with the reasons in `d`, `out` untouched. */
int render(
	struct buf *out, const struct policy *p, const struct render_options *o, struct diags *d);

#endif
