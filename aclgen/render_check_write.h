/* render_check_write.h - the conditions of each check, as text. For the table and for render_check.c alone. */
#ifndef AG_RENDER_CHECK_WRITE_H
#define AG_RENDER_CHECK_WRITE_H

#include <stdint.h>

#include "render_check.h"

/* In the place of a check's offset: what has no mode of its own. */
#define CHECK_ROW_SPECIAL (SIZE_MAX - 2)
#define CHECK_ROW_EACH_DNSBL (SIZE_MAX - 1)
#define CHECK_ROW_NO_MODE SIZE_MAX

/* Whether a policy has a use for the check; and its stanza, appended to `b`. */
typedef bool asked_fn(const struct policy *p);
typedef void write_fn(struct rendering *r, struct buf *b, const struct asked *asked);

struct check_row {
	const char *rule; /* with one check for each DNS list: the part before its zone */
	enum stage stage;
	size_t check; /* offset of the struct check in the policy, or one of the above */
	asked_fn *asked;
	write_fn *write;
	const char *template;
	const char *deny, *defer; /* codes; a 4xx is deferred even in the mode deny */
	const char *reply;	  /* follows the code */
	const char *about;
};

write_fn write_plain, write_sender_verify, write_trap_address, write_recipient_callout, write_list_hosts,
	write_list_senders, write_list_recipients, write_helo, write_prvs, write_one_recipient,
	write_client_rate, write_sender_rate, write_ptr, write_spf, write_dnswl, write_dnsbl,
	write_greylist, write_sender_callout, write_charset, write_bounce, write_secondary,
	write_spamassassin;

/* The verdicts on which more is done than a secondary MX's bounces may meet, appended to `b` (if
 * that is not NULL) as an Exim list. False when there are none. */
bool secondary_verdicts(const struct policy *p, struct buf *b);

/* The options of `verify = recipient` for a relayed role address, behind the last slash. Whether
 * postmaster exists must not depend on who asks, nor on the server inside being up: so without
 * use_sender, and always with defer_ok. */
const char *role_callout(struct arena *a, const struct rendering *r);

/* The lists of dnswl for `dnslists =`; "" where there are none. */
const char *good_lists(struct rendering *r);

/* The options of the callouts, behind the last slash of `verify = recipient` and `= sender`. */
const char *recipient_callout(struct arena *a, const struct rendering *r);
const char *sender_callout(struct arena *a, const struct rendering *r);

/* One client: IPv6 customers get a /64 each. */
enum { ONE_V4 = 32, ONE_V6 = 64 };

/* The network of the client by these prefix lengths. */
const char *client_address(struct arena *a, unsigned long v4, unsigned long v6);

/* The client as a key of Exim's hints: by these prefix lengths, hashed, since a slash ends a key. */
const char *client_key(struct arena *a, unsigned long v4, unsigned long v6);

#endif
