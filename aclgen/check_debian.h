/* check_debian.h - a layout for Debian, tried on a copy of the machine's own configuration that
 * update-exim4.conf makes: main options and ACLs are the site's, with whatever it has changed. */
#ifndef AG_CHECK_DEBIAN_H
#define AG_CHECK_DEBIAN_H

#include "check_site.h"

/* As site_make(). SITE_TROUBLE: Debian's tool or configuration is not here; a warning in `s->d`
 * says so, and the policy can be tried without. */
enum site_made debian_make(struct site *s);

#endif
