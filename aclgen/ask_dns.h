/* ask_dns.h - questions to the live DNS, many at the same time, in bounded time.
 *
 * All of them go to a server of /etc/resolv.conf at once, those without an answer once more to the next
 * one, and so do those of which a server says that it cannot tell (SERVFAIL, REFUSED); what is too long for UDP is asked again by TCP. Answers are taken from whom was asked, to what was
 * asked.
 */
#ifndef AG_ASK_DNS_H
#define AG_ASK_DNS_H

#include <ldns/ldns.h>

#include "arena.h"

enum dns_state {
	DNS_UNASKED,
	DNS_FOUND,   /* n records, which may be none of this type */
	DNS_MISSING, /* there is no such name */
	DNS_FAILED,  /* no server can tell, and one says so */
	DNS_SILENT,  /* nobody answered */
};

struct dns_question {
	const char *name;
	ldns_rr_type type; /* A, AAAA, PTR, MX or TXT */
	/* Filled: */
	enum dns_state state;
	const char **text; /* addresses; names without the last dot; the strings of a TXT put together */
	size_t n;
};

/* Asks those that are DNS_UNASKED. Returns NULL, or why nobody can be asked. */
const char *ask_dns(struct dns_question *q, size_t n, struct arena *a);

/* The name under which the PTR of an address stands; NULL: it is none. */
const char *dns_reverse(const char *address, struct arena *a);

/* What completes "NAME ..." where an answer is no answer. */
const char *dns_trouble(enum dns_state s);

#endif
