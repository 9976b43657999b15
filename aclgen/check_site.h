/* check_site.h - the configuration that aclgen check talks to: the generated file as its layout
 * installs it, and a site around it whose users are known. */
#ifndef AG_CHECK_SITE_H
#define AG_CHECK_SITE_H

#include "cases.h"
#include "check_say.h"
#include "diag.h"
#include "render.h"

struct site {
	const struct policy *p;
	const struct cast *cast;
	const struct exim *exim;
	const char *dir;	      /* the sandbox's */
	const char *output;	      /* where build writes; NULL: nowhere yet */
	struct render_options render; /* .dir is set in here */
	const struct world *world;    /* of aclgen test; NULL: all users but unknown* */
	bool lax;		      /* without strict_acl_vars: ACLs are called out of turn */
	struct arena *a;
	struct diags *d;
	/* Found out: */
	const char *conf;
	bool others; /* ACLs that are not ours may refuse as well, in their own words */
};

enum site_made { SITE_READY, SITE_WRONG, SITE_TROUBLE };

/* Writes the configuration into the sandbox. SITE_WRONG: the reasons are in `d`, nothing is left to
 * talk about. SITE_TROUBLE: it cannot be tried, and why is in `d`. */
enum site_made site_make(struct site *s);

/* The text of a configuration with the sections of `from` in the place of its own, and the main
 * options of `from` in the place of those of the same name. NULL: it has not all these sections. */
const char *site_graft(const char *text, const char *from, struct arena *a);

/* The site of check_site.acl in the form for this layout; NULL: the template is wrong. */
const char *site_text(struct site *s, enum layout l);

#endif
