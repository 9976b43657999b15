/* render_asks.h - what a policy makes use of, for those who write, check and explain it. */
#ifndef AG_RENDER_ASKS_H
#define AG_RENDER_ASKS_H

#include "policy.h"

/* Callouts, and the judging of bounces. */
bool asks_senders(const struct policy *p);
bool asks_recipients(const struct policy *p);
/* Whether their server has to answer (defer_ok: no), or the mail is put off. */
bool sender_has_to_answer(const struct policy *p);
bool recipient_has_to_answer(const struct policy *p);
bool judges_bounces(const struct policy *p);
/* Also those that a secondary MX hands over. */
bool judges_secondary(const struct policy *p);

/* Whether these checks are made, in whatever mode; where a check needs a list, it has items or can get
 * some. A delay is not made in the shadow. */
bool asks_helo(const struct policy *p); /* any of the five */
bool asks_pipelining(const struct policy *p);
bool asks_delay(const struct policy *p);
bool asks_greylist(const struct policy *p);
bool asks_honeypot(const struct policy *p); /* the mode is on, and there is a place to visit */
bool has_trap_interface(const struct policy *p);
bool has_trap_addresses(const struct policy *p);
bool asks_spf(const struct policy *p);
bool asks_spamassassin(const struct policy *p);
bool never_sends(const struct policy *p);
bool one_recipient(const struct policy *p);

/* Whether a header line tells what connect.ptr found: from the mode tag on. */
bool asks_ptr_header(const struct policy *p);

/* Whether there is anything to be done in these ACLs. */
bool needs_connect(const struct policy *p);
bool needs_helo(const struct policy *p);

/* Whether outgoing mail is signed. */
bool signs_mail(const struct policy *p);

/* Whether envelope senders of ours leave with a signature. */
bool signs_senders(const struct policy *p);
/* ... and whether anything is done about bounces to them without one. */
bool asks_signature(const struct policy *p);

/* Whether clients that we put off are noted, so that the honeypot spares them. */
bool notes_put_off(const struct policy *p);

/* Whether refusals refuse only a share of the messages, or those for some domains. */
bool enforces_in_part(const struct policy *p);

/* Whether anything is remembered from one connection to the next. */
bool asks_memory(const struct policy *p);

#endif
