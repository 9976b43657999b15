/* settings_line.h - a policy as the settings line that the detector reads (local_scan/settings.h).
 *
 * Used by render, which puts the line into $acl_m_joejob, and by joescan --policy. The line is
 * plain text, not yet quoted for any Exim context: that is the business of render's writers.
 *
 * What depends on the running server is not in it. `enforce=` and `now=` are aclgen's alone: the
 * kill switch and the clock are looked up by the ACL when the message arrives, so render writes
 *
 *	enforce=${if exists{FILE}{no}{yes}} now=$tod_epoch <the line, quoted as an expanded string>
 *
 * (and `tag` for `yes` where enforce holds refusals back) in front (global keys stand before the first `for`), for which SETTINGS_LINE_RESERVE bytes are
 * kept free. `now=` is written only where an entry has max_age, or proofs expire: a line that changes by the second
 * makes the module read it anew. Without them, as in joescan, enforce=yes holds and no date is
 * judged. The door, the kill switch's
 * name, the module and the judged senders are rendered into the ACL and never reach the module.
 */
#ifndef AG_SETTINGS_LINE_H
#define AG_SETTINGS_LINE_H

#include "buf.h"
#include "diag.h"
#include "policy.h"

enum { SETTINGS_LINE_RESERVE = 64 };

/* The first words of that line: what is done about each verdict, but never more than `most`. */
void settings_rules(struct buf *out, const struct policy *p, enum mode most);

/* Appends the line, one line without a newline, to `out`: the same policy gives the same bytes.
 * The product has been read back by jj_settings_parse.
 * Returns 0, or -1 with the reasons in `d` and `out` untouched. */
int settings_line(struct buf *out, const struct policy *p, struct diags *d);

#endif
