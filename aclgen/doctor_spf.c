/* doctor_spf.c - doctor's check of SPF: do those by whom our mail leaves pass? libspf2 judges; its
 * questions are ours, so that they are asked with all others, and never wait.
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <spf2/spf.h>

#include "doctor.h"
#include "net_match.h"

/* The layer below libspf2. */
struct asking {
	struct doctor *d;
	bool pending, lost; /* something is not known yet, or nobody can tell */
};

static bool fill(SPF_dns_rr_data_t *to, const struct dns_question *q, const char *text)
{
	if (q->type == LDNS_RR_TYPE_A)
		return inet_pton(AF_INET, text, &to->a) == 1;
	if (q->type == LDNS_RR_TYPE_AAAA)
		return inet_pton(AF_INET6, text, &to->aaaa) == 1;
	memcpy(to, text, strlen(text) + 1); /* room was made */
	return true;
}

static SPF_dns_rr_t *look_up(SPF_dns_server_t *layer, const char *domain, ns_type type, int should_cache)
{
	struct asking *asking = layer->hook;
	const struct dns_question *q =
		doctor_dns(asking->d, arena_copy(asking->d->a, domain, strlen(domain)), (ldns_rr_type)type);
	SPF_dns_rr_t *rr;
	int n = 0;

	(void)should_cache;
	asking->pending = asking->pending || q == NULL;
	if (q != NULL && q->state == DNS_MISSING)
		return SPF_dns_rr_new_init(layer, domain, type, 0, HOST_NOT_FOUND);
	asking->lost = asking->lost || (q != NULL && q->state != DNS_FOUND);
	if (q == NULL || q->state != DNS_FOUND)
		return SPF_dns_rr_new_init(layer, domain, type, 0, TRY_AGAIN);
	rr = SPF_dns_rr_new_init(layer, domain, type, 0, q->n > 0 ? NETDB_SUCCESS : NO_DATA);
	for (size_t i = 0; rr != NULL && i < q->n; i++) {
		size_t room = strlen(q->text[i]) + 1;
		if (room < sizeof(SPF_dns_rr_data_t))
			room = sizeof(SPF_dns_rr_data_t);
		if (SPF_dns_rr_buf_realloc(rr, n, room) != SPF_E_SUCCESS)
			break;
		n += fill(rr->rr[n], q, q->text[i]);
	}
	if (rr != NULL)
		rr->num_rr = n;
	return rr;
}

/* SPF_RESULT_INVALID: not known yet. `why` is what libspf2 says of a record that is broken. */
static SPF_result_t judge(struct doctor *d, const char *domain, const char *address, const char **why)
{
	struct asking asking = { .d = d };
	SPF_dns_server_t layer = { .lookup = look_up, .name = "doctor", .hook = &asking };
	SPF_server_t *server = SPF_server_new_dns(&layer, 0);
	SPF_request_t *request = server ? SPF_request_new(server) : NULL;
	SPF_response_t *response = NULL;
	SPF_result_t result = SPF_RESULT_TEMPERROR;

	*why = "";
	if (request == NULL)
		goto out;
	if (strchr(address, ':') != NULL)
		SPF_request_set_ipv6_str(request, address);
	else
		SPF_request_set_ipv4_str(request, address);
	SPF_request_set_helo_dom(request, d->p->us.hostname.s);
	SPF_request_set_env_from(request, arena_printf(d->a, "postmaster@%s", domain));
	SPF_request_query_mailfrom(request, &response);
	if (response == NULL)
		goto out;
	result = SPF_response_result(response);
	if (asking.pending)
		result = SPF_RESULT_INVALID;
	else if (result == SPF_RESULT_INVALID || result == SPF_RESULT_PERMERROR)
		/* libspf2 says so of a record that it cannot read, and of one that it did not get. */
		result = asking.lost ? SPF_RESULT_TEMPERROR : SPF_RESULT_PERMERROR;
	for (int i = 0; i < SPF_response_messages(response) && **why == '\0'; i++) {
		const char *text = SPF_error_message(SPF_response_message(response, i));
		*why = arena_copy(d->a, text, strlen(text));
	}
out:
	if (response != NULL)
		SPF_response_free(response);
	if (request != NULL)
		SPF_request_free(request);
	if (server != NULL)
		SPF_server_free(server);
	return result;
}

/* An address that others see: of a whole network, its ends. */
struct sender {
	const char *address, *net; /* NULL: it is one of the hostname's */
};

enum { SENDERS = 64 };

static bool is_public(const char *address)
{
	static const char *const inside[] = { "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
		"169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "::/127", "fc00::/7", "fe80::/10" };

	for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++)
		if (net_match(inside[i], address))
			return false;
	return true;
}

static size_t add(struct sender *s, size_t n, const char *address, const char *net)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(s[i].address, address) == 0)
			return n;
	if (n < SENDERS && is_public(address))
		s[n++] = (struct sender){ address, net };
	return n;
}

static bool fits(const char *pattern, const char *domain)
{
	size_t n = strlen(domain), k = strlen(pattern);

	if (strcmp(pattern, "*") == 0 || strcasecmp(pattern, domain) == 0)
		return true;
	return pattern[0] == '*' && n >= k && strcasecmp(domain + n - (k - 1), pattern + 1) == 0;
}

static size_t senders_of(struct doctor *d, const char *domain, struct sender *s)
{
	const char *address[DOCTOR_ADDRESSES], *first, *last;
	int own = doctor_addresses(d, d->p->us.hostname.s, address, DOCTOR_ADDRESSES);
	size_t n = 0;

	for (int i = 0; i < own; i++)
		n = add(s, n, address[i], NULL);
	for (size_t i = 0; i < d->p->us.n_outbound; i++) {
		const struct outbound *o = &d->p->us.outbound[i];
		for (size_t k = 0; fits(o->for_domain.s, domain) && k < o->networks.n; k++)
			if (net_ends(o->networks.item[k].s, &first, &last, d->a)) {
				bool one = strcmp(first, last) == 0;
				n = add(s, n, first, one ? NULL : o->networks.item[k].s);
				n = add(s, n, last, one ? NULL : o->networks.item[k].s);
			}
	}
	return n;
}

/* The domain and one sender; false: the next ones would say the same. */
static bool look_at_sender(struct doctor *d, const char *domain, const struct sender *s, size_t *passed)
{
	const char *why;

	switch (judge(d, domain, s->address, &why)) {
	case SPF_RESULT_INVALID:
		return true;
	case SPF_RESULT_PASS:
		(*passed)++;
		return true;
	case SPF_RESULT_NONE:
		doctor_say(d, HEALTH_WARNING, domain, "has no SPF record, so others cannot tell its mail from "
						      "what is sent in its name; publish a TXT record, "
						      "\"v=spf1 mx -all\" or what fits");
		return false;
	case SPF_RESULT_PERMERROR:
		doctor_say(d, HEALTH_WARNING, domain, "its SPF record is broken, which counts as none: %s", why);
		return false;
	case SPF_RESULT_TEMPERROR:
		doctor_say(d, HEALTH_UNSURE, domain, "its SPF record, or one that it includes, cannot be "
						     "asked for");
		return false;
	case SPF_RESULT_NEUTRAL:
	case SPF_RESULT_FAIL:
	case SPF_RESULT_SOFTFAIL:
	default:
		break;
	}
	if (s->net != NULL)
		doctor_say(d, HEALTH_UNSURE, domain, "its SPF record lets not all of %s pass (%s); right only "
						     "if mail does not leave from there", s->net, s->address);
	else
		doctor_say(d, HEALTH_WARNING, domain, "its SPF record does not let %s pass, by which its mail "
						      "leaves; add %s:%s", s->address,
			strchr(s->address, ':') != NULL ? "ip6" : "ip4", s->address);
	return true;
}

/* Nobody is known to send for it: is there a record at all? */
static void look_at_record(struct doctor *d, const char *domain)
{
	const struct sender somebody = { "192.0.2.1", "?" };
	const char *why;
	size_t passed = 0;
	SPF_result_t result = judge(d, domain, somebody.address, &why);

	if (result == SPF_RESULT_NONE || result == SPF_RESULT_PERMERROR || result == SPF_RESULT_TEMPERROR)
		look_at_sender(d, domain, &somebody, &passed);
	else if (result != SPF_RESULT_INVALID)
		doctor_say(d, HEALTH_UNSURE, domain, "has an SPF record, but no address is known by which its "
						     "mail leaves (us.outbound)");
}

static void look_at_domain(struct doctor *d, const char *domain, bool local)
{
	const char *own[DOCTOR_ADDRESSES];
	struct sender s[SENDERS];
	size_t n = senders_of(d, domain, s), passed = 0;

	(void)local;
	if (n == 0 && doctor_addresses(d, d->p->us.hostname.s, own, DOCTOR_ADDRESSES) == 0)
		look_at_record(d, domain);
	for (size_t i = 0; i < n; i++)
		if (!look_at_sender(d, domain, &s[i], &passed))
			return;
	if (n > 0 && passed == n)
		doctor_say(d, HEALTH_OK, domain, "SPF passes for all addresses that are known here (%zu)", n);
}

void doctor_spf(struct doctor *d)
{
	doctor_each_domain(d, look_at_domain);
}
