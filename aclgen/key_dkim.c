/* key_dkim.c - aclgen key dkim: the public key of our DKIM signatures as a file, from the DNS or from
 * the private key. The policy names that file, so that no mail ever waits for the DNS.
 */
#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dkim_key.h"
#include "key_command.h"
#include "newfile.h"
#include "policy_load_items.h"
#include "textfile.h"

enum { DNS_SECONDS = 5, DNS_TRIES = 2, DNS_BYTES = 1232 /* DNS flag day 2020 */ };

static int trouble(const char *what, const char *why)
{
	fprintf(stderr, "aclgen: %s %s\n", what, why);
	return EXIT_TROUBLE;
}

/* The strings of a TXT record, put together (RFC 6376 section 3.6.2.2). */
static const char *txt(const ldns_rr *rr, struct arena *a)
{
	struct buf out = { .arena = a };

	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		const uint8_t *data = ldns_rdf_data(ldns_rr_rdf(rr, i));

		buf_add(&out, data + 1, data[0]);
	}
	return buf_text(&out);
}

/* What the answer says: one record, or why not. */
static const char *read_answer(struct dkim_key *k, const ldns_pkt *answer, struct arena *a)
{
	const ldns_rr *found = NULL;
	const ldns_rr_list *all = ldns_pkt_answer(answer);

	if (ldns_pkt_get_rcode(answer) == LDNS_RCODE_NXDOMAIN)
		return "does not exist in the DNS";
	if (ldns_pkt_get_rcode(answer) != LDNS_RCODE_NOERROR)
		return arena_printf(a, "could not be asked for: the server answers with error %d",
			ldns_pkt_get_rcode(answer));
	for (size_t i = 0; i < ldns_rr_list_rr_count(all); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(all, i);

		if (ldns_rr_get_type(rr) != LDNS_RR_TYPE_TXT)
			continue;
		if (found)
			return "has several TXT records, where DKIM wants one";
		found = rr;
	}
	return found ? dkim_key_record(k, txt(found, a), a) : "has no TXT record";
}

/* Who says so matters: a key that somebody slipped in makes his spam ours. */
static void tell_source(const char *name, const ldns_pkt *answer, struct arena *a)
{
	char *server = ldns_pkt_answerfrom(answer) ? ldns_rdf2str(ldns_pkt_answerfrom(answer)) : NULL;

	fprintf(stderr, "aclgen: %s: %s answered%s\n", name,
		server ? arena_printf(a, "%s", server) : "the resolver",
		ldns_pkt_ad(answer) ? ", and says that DNSSEC vouches for it"
				    : "; DNSSEC does not vouch for it, so compare the key with the one that "
				      "you sign with");
	free(server);
}

static const char *from_dns(struct dkim_key *k, const char *name, struct arena *a)
{
	ldns_resolver *r = NULL;
	ldns_rdf *owner = ldns_dname_new_frm_str(name);
	ldns_pkt *answer = NULL;
	const char *why = NULL;

	if (!owner)
		return "is no name that the DNS can have";
	if (ldns_resolver_new_frm_file(&r, NULL) != LDNS_STATUS_OK) {
		ldns_rdf_deep_free(owner);
		return "cannot be asked for: /etc/resolv.conf names no server";
	}
	ldns_resolver_set_timeout(r, (struct timeval){ .tv_sec = DNS_SECONDS });
	ldns_resolver_set_retry(r, DNS_TRIES);
	ldns_resolver_set_edns_udp_size(r, DNS_BYTES);
	ldns_resolver_set_dnssec(r, true);
	if (ldns_resolver_query_status(&answer, r, owner, LDNS_RR_TYPE_TXT, LDNS_RR_CLASS_IN,
		    LDNS_RD | LDNS_AD) != LDNS_STATUS_OK ||
		!answer)
		why = "cannot be asked for: no server of /etc/resolv.conf answers";
	else
		why = read_answer(k, answer, a);
	if (!why)
		tell_source(name, answer, a);
	ldns_pkt_free(answer);
	ldns_rdf_deep_free(owner);
	ldns_resolver_deep_free(r);
	return why;
}

static const char *from_private(struct dkim_key *k, const char *path, struct arena *a)
{
	char *text;
	size_t n;
	const char *why = textfile_read(path, DKIM_KEY_BYTES_MAX, a, &text, &n);

	return why ? why : dkim_key_private(k, text, n, a);
}

/* Without memory libtasn1 can leave the key out of what it writes, and say nothing. */
static bool readable(const struct dkim_key *k, struct arena *a)
{
	struct dkim_key again = { .bits = 0 };

	return dkim_key_text(&again, k->pem, strlen(k->pem), a) == NULL && strcmp(again.key, k->key) == 0;
}

static int deliver(const struct options *o, const struct dkim_key *k, struct arena *a)
{
	struct buf out = { .arena = a };

	/* What stands before the first BEGIN of a PEM file is a comment (RFC 7468 section 5.2). */
	buf_printf(&out, "%s._domainkey.%s, %s, %u bits\n%s", o->words[1], o->words[0],
		k->ed25519 ? "ed25519" : "RSA", k->bits, k->pem);
	if (o->output)
		return newfile_write(o->output, &out, 0644) == 0 ? EXIT_DONE : EXIT_TROUBLE;
	fputs(buf_text(&out), stdout);
	return EXIT_DONE;
}

int key_dkim(const struct options *o, struct arena *a)
{
	const char *domain = o->words[0], *selector = o->words[1], *why;
	const char *name = arena_printf(a, "%s._domainkey.%s", selector, domain);
	struct dkim_key k = { .bits = 0 };

	if ((why = item_fqdn.fault(domain, a)) != NULL)
		return trouble(domain, why);
	if ((why = item_selector.fault(selector, a)) != NULL)
		return trouble(selector, why);
	if (o->from_dns == (o->from_private != NULL))
		return options_misuse("key dkim takes --from-dns or --from-private FILE", "");
	if (o->from_private) {
		name = o->from_private;
		why = from_private(&k, name, a);
	} else {
		why = from_dns(&k, name, a);
	}
	if (!why)
		why = dkim_key_fault(&k, a);
	if (!why && !readable(&k, a))
		why = "has a key that gnutls can read and not write";
	if (why)
		return trouble(name, why);
	if (k.testing)
		trouble(name, "says t=y: others take its signatures for a test");
	return deliver(o, &k, a);
}
