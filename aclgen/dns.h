/* dns.h - a DNS that knows every name, for aclgen check.
 *
 *	NAME.invalid               does not exist
 *	PTR of an address          one name, which has that address and no other; but for two
 *	anything else              an A, an AAAA, and an MX; no other types
 */
#ifndef AG_DNS_H
#define AG_DNS_H

#include <ldns/ldns.h>

enum { DNS_NAMELESS = 2 };

/* Serves 127.0.0.1 port 53 from a child of ours, which ends with us and takes what else is in its
 * PID namespace along. The addresses in `nameless`, some of which may be NULL,
 * have no PTR. Returns NULL or why
 * not. */
const char *dns_start(const char *const nameless[DNS_NAMELESS]);

/* The answer to a query; NULL when memory fails or it is no query. The caller frees it by
 * ldns_pkt_free. */
ldns_pkt *dns_answer(const ldns_pkt *query, const char *const nameless[DNS_NAMELESS]);

#endif
