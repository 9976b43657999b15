/* policy_load_items.h - the syntax of single values: names, addresses, networks, paths.
 *
 * What passes here is safe to be an item of the Exim list it is meant for: nothing that Exim would
 * take for a lookup, a file, a named list, a negation or an expansion, and nothing that Exim
 * accepts but never matches. The writers (quote.h) escape all the same.
 */
#ifndef AG_POLICY_LOAD_ITEMS_H
#define AG_POLICY_LOAD_ITEMS_H

#include <stdbool.h>

#include "schema.h"

extern const struct item_kind
	item_domain,        /* example.org, *.example.org */
	item_outbound_for,  /* the same, or "*" */
	item_host_name,     /* mx.example.org */
	item_fqdn,          /* the same, with a dot in it */
	item_host,          /* an address, a network, a host name, *.example.org */
	item_network,       /* an address or a network */
	item_address,       /* a@example.org, *@example.org, example.org, *@*.example.org */
	item_bounce_sender, /* the same, a@*, and "" */
	item_mailbox,       /* a@example.org */
	item_local_part,    /* postmaster */
	item_regex,         /* ^X-Ticket: .*-UNI$ */
	item_pattern_name,  /* ticket */
	item_file,          /* /etc/exim4/joejob.off */
	item_ip,            /* 192.0.2.99 */
	item_port,          /* 587 */
	item_inside_host,   /* 192.0.2.10, mail.example.org */
	item_dns_code,      /* 127.0.0.2 */
	item_spamd,         /* 127.0.0.1 783, /run/spamd.sock */
	item_user,          /* nobody */
	item_hook,          /* local/rcpt.acl */
	item_selector,      /* 2026 */
	item_dkim_key,      /* keys/dkim.pub */
	item_key_file,      /* keys/token, /etc/exim4/keys/token */
	item_date,          /* 2027-01-31 */
	item_state_file,    /* /var/lib/joejob/state.db */
	item_state_server,  /* db.example.org, [2001:db8::5]:5432, /run/postgresql, site */
	item_state_name,    /* joejob */
	item_rule,          /* sender.verify, spf */
	item_diag_code;     /* AG305 */

/* The beginning of a day, as 2027-01-31, in seconds since 1970, UTC; 0: it is none. */
long long policy_date(const char *s);

/* Whether a domain item is a pattern (`*`, `*.name`) rather than one name. */
bool item_is_pattern(const char *s);

#endif
