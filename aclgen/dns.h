/* dns.h - a DNS that knows every name, for aclgen check.
 *
 *	NAME.invalid               does not exist
 *	PTR of an address          one name, which has that address and no other; but for some
 *	252.C.B.A.ZONE             127.0.0.2: in each list of hosts, who ends in 252 is
 *	anything else              an A, an AAAA, and an MX; no other types
 */
#ifndef AG_DNS_H
#define AG_DNS_H

#include <ldns/ldns.h>

enum {
	DNS_NAMELESS = 4, /* addresses without a name */
	/* The last number of addresses that are in every list of hosts. */
	DNS_LISTED = 252,
};

/* Where every name leads, and where mail for every domain goes. */
#define DNS_ADDRESS "203.0.113.250"

/* What the lists say of those. */
#define DNS_LISTED_CODE "127.0.0.2"

/* The answer to a query, for ldns_pkt_free(); NULL: none is sent. */
typedef ldns_pkt *dns_answer_fn(const ldns_pkt *query, const void *arg);

/* Serves 127.0.0.1 port 53 from a child of ours, which ends with us. Returns NULL or why not. */
const char *dns_start(dns_answer_fn *answer, const void *arg);

/* Addresses that have no PTR; some may be NULL. */
struct dns_nameless {
	const char *address[DNS_NAMELESS];
};

/* What the DNS above says; NULL when memory fails or it is no query. `arg` is a struct
 * dns_nameless. */
dns_answer_fn dns_answer;

/* The beginning of an answer: the question and the flags. NULL as above. */
ldns_pkt *dns_reply_to(const ldns_pkt *query);

#endif
