/* world_dns.c - the DNS of a case: what its file says, and behind that the one of aclgen check. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "dns.h"
#include "world.h"

/* A chain of aliases is not followed further; resolvers give up as well. */
enum { ALIASES_MAX = 8 };

/* The name that an item means: an address stands for its reverse name. On the heap. */
static ldns_rdf *name_of(const char *item)
{
	unsigned char bytes[16];
	int type = inet_pton(AF_INET, item, bytes) == 1	   ? LDNS_RDF_TYPE_A
		   : inet_pton(AF_INET6, item, bytes) == 1 ? LDNS_RDF_TYPE_AAAA
							   : 0;
	ldns_rdf *address, *name = NULL;

	if (type == 0) {
		ldns_str2rdf_dname(&name, item);
		return name;
	}
	address = ldns_rdf_new_frm_str((ldns_rdf_type)type, item);
	name = address != NULL ? ldns_rdf_address_reverse(address) : NULL;
	ldns_rdf_deep_free(address);
	return name;
}

/* Whether the list has the name or one above it. */
static bool covered(const struct list *l, const ldns_rdf *name)
{
	bool found = false;

	for (size_t i = 0; i < l->n && !found; i++) {
		ldns_rdf *item = name_of(l->item[i].s);
		found = item != NULL && (ldns_dname_compare(name, item) == 0 ||
						ldns_dname_is_subdomain(name, item));
		ldns_rdf_deep_free(item);
	}
	return found;
}

/* Adds the list's records of `name` to the answer: those of the type, or an alias, whose target
 * goes to *alias. Returns whether the name has any records. */
static bool add_listed(ldns_pkt *to, const struct list *l, const ldns_rdf *name, ldns_rr_type type,
	ldns_rdf **alias)
{
	bool known = false;

	for (size_t i = 0; i < l->n; i++) {
		ldns_rr *rr = NULL;
		if (ldns_rr_new_frm_str(&rr, l->item[i].s, 3600, NULL, NULL) != LDNS_STATUS_OK)
			continue;
		bool same = ldns_dname_compare(ldns_rr_owner(rr), name) == 0;
		ldns_rr_type is = ldns_rr_get_type(rr);
		known = known || same;
		if (same && is == LDNS_RR_TYPE_CNAME && is != type && *alias == NULL)
			*alias = ldns_rdf_clone(ldns_rr_rdf(rr, 0));
		if (same && (is == type || is == LDNS_RR_TYPE_CNAME))
			ldns_pkt_push_rr(to, LDNS_SECTION_ANSWER, rr);
		else
			ldns_rr_free(rr);
	}
	return known;
}

/* A case's own records hide those that its world has of the same name. */
static bool add_records(
	const struct world_here *w, ldns_pkt *to, const ldns_rdf *asked, ldns_rr_type type)
{
	ldns_rdf *name = ldns_rdf_clone(asked);
	bool known = false;

	for (int i = 0; i < ALIASES_MAX && name != NULL; i++) {
		ldns_rdf *alias = NULL;
		bool here = add_listed(to, &w->one->dns, name, type, &alias) ||
			    add_listed(to, &w->world->dns, name, type, &alias);
		known = known || here;
		ldns_rdf_deep_free(name);
		name = alias;
	}
	ldns_rdf_deep_free(name);
	return known;
}

ldns_pkt *world_dns_answer(const ldns_pkt *query, const void *arg)
{
	static const struct dns_nameless all_named;
	const struct world_here *w = arg;
	ldns_pkt *p = dns_reply_to(query);
	const ldns_rr *question;
	char *shown;

	if (p == NULL)
		return NULL;
	question = ldns_rr_list_rr(ldns_pkt_question(query), 0);
	const ldns_rdf *name = ldns_rr_owner(question);
	if (covered(&w->world->silent, name)) {
		ldns_pkt_free(p);
		return NULL;
	}
	if (covered(&w->world->broken, name)) {
		ldns_pkt_set_rcode(p, LDNS_RCODE_SERVFAIL);
		return p;
	}
	if (add_records(w, p, name, ldns_rr_get_type(question)))
		return p;
	shown = ldns_rdf2str(name);
	/* The tool's own messages come from there, whatever the world is like. */
	bool own = shown != NULL && strcasecmp(shown, "sender.joejob.test.") == 0;
	free(shown);
	if (!own && (w->world->rest == REST_MISSING || covered(&w->world->missing, name))) {
		ldns_pkt_set_rcode(p, LDNS_RCODE_NXDOMAIN);
		return p;
	}
	ldns_pkt_free(p);
	return dns_answer(query, &all_named);
}
