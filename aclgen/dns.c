/* dns.c - see dns.h. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <signal.h>
#include <unistd.h>

#include "cleanup.h"
#include "dns.h"

/* The zone of the names that addresses have: 32 hex digits each, IPv4 as its mapped form. */
#define CLIENTS ".client.joejob.test."

enum { ADDRESS = 16, QUERY_MAX = 4096 };

static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

static bool ends_in(const char *name, const char *tail)
{
	size_t n = strlen(name), k = strlen(tail);

	return n >= k && strcasecmp(name + n - k, tail) == 0;
}

static bool nibbles(const char *hex, unsigned char address[ADDRESS])
{
	for (size_t i = 0; i < ADDRESS; i++) {
		unsigned byte;
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			return false;
		address[i] = (unsigned char)byte;
	}
	return true;
}

/* "252.113.0.203.zone.example.": lists of hosts in the DNS have whoever ends in DNS_LISTED. */
static bool is_listed(const char *name)
{
	unsigned b[4];
	int n = 0;

	return sscanf(name, "%3u.%3u.%3u.%3u.%n", &b[0], &b[1], &b[2], &b[3], &n) == 4 && n > 0 &&
	       b[0] == DNS_LISTED && !ends_in(name, ".in-addr.arpa.");
}

/* "1.2.0.192.in-addr.arpa." and the 32 nibbles of ip6.arpa. */
static bool reverse_of(const char *name, unsigned char address[ADDRESS])
{
	unsigned char quad[4];
	char hex[2 * ADDRESS + 1];

	if (ends_in(name, ".in-addr.arpa.")) {
		unsigned b[4];
		if (sscanf(name, "%3u.%3u.%3u.%3u.", &b[3], &b[2], &b[1], &b[0]) != 4)
			return false;
		for (size_t i = 0; i < 4; i++)
			quad[i] = (unsigned char)b[i];
		memcpy(address, mapped, sizeof mapped);
		memcpy(address + sizeof mapped, quad, sizeof quad);
		return true;
	}
	if (!ends_in(name, ".ip6.arpa.") || strlen(name) < 4 * ADDRESS)
		return false;
	for (size_t i = 0; i < 2 * ADDRESS; i++)
		hex[i] = name[2 * (2 * ADDRESS - 1 - i)];
	hex[2 * ADDRESS] = '\0';
	return nibbles(hex, address);
}

static void add(ldns_pkt *to, const ldns_rr *question, ldns_rdf *rdata, ldns_rdf *more)
{
	ldns_rr *rr = ldns_rr_new();

	ldns_rr_set_owner(rr, ldns_rdf_clone(ldns_rr_owner(question)));
	ldns_rr_set_type(rr, ldns_rr_get_type(question));
	ldns_rr_set_class(rr, LDNS_RR_CLASS_IN);
	ldns_rr_set_ttl(rr, 3600);
	ldns_rr_push_rdf(rr, rdata);
	if (more != NULL)
		ldns_rr_push_rdf(rr, more);
	ldns_pkt_push_rr(to, LDNS_SECTION_ANSWER, rr);
}

static void add_address(ldns_pkt *to, const ldns_rr *question, const char *name, bool v6)
{
	unsigned char address[ADDRESS];
	char text[INET6_ADDRSTRLEN];
	bool is_client = ends_in(name, CLIENTS) && nibbles(name, address);
	bool is_v4 = is_client && memcmp(address, mapped, sizeof mapped) == 0;

	if (is_client && is_v4 == v6)
		return;
	if (!v6 && is_listed(name))
		strcpy(text, DNS_LISTED_CODE);
	else if (!is_client)
		strcpy(text, v6 ? "2001:db8:ffff::25" : DNS_ADDRESS);
	else if (v6)
		inet_ntop(AF_INET6, address, text, sizeof text);
	else
		inet_ntop(AF_INET, address + sizeof mapped, text, sizeof text);
	add(to, question, ldns_rdf_new_frm_str(v6 ? LDNS_RDF_TYPE_AAAA : LDNS_RDF_TYPE_A, text),
		NULL);
}

/* `text` is an address, IPv4 or IPv6, or NULL. */
static bool is_address(const char *text, const unsigned char address[ADDRESS])
{
	unsigned char bytes[ADDRESS];

	memcpy(bytes, mapped, sizeof mapped);
	return text != NULL &&
	       (inet_pton(AF_INET, text, bytes + sizeof mapped) == 1 ||
		       inet_pton(AF_INET6, text, bytes) == 1) &&
	       memcmp(bytes, address, ADDRESS) == 0;
}

static void add_pointer(ldns_pkt *to, const ldns_rr *question, const char *name,
	const struct dns_nameless *nameless)
{
	unsigned char address[ADDRESS];
	char text[2 * ADDRESS + sizeof CLIENTS];

	if (!reverse_of(name, address))
		return;
	for (size_t i = 0; i < DNS_NAMELESS; i++)
		if (is_address(nameless->address[i], address))
			return;
	for (size_t i = 0; i < ADDRESS; i++)
		snprintf(text + 2 * i, 3, "%02x", address[i]);
	memcpy(text + 2 * ADDRESS, CLIENTS, sizeof CLIENTS);
	add(to, question, ldns_rdf_new_frm_str(LDNS_RDF_TYPE_DNAME, text), NULL);
}

static void add_records(ldns_pkt *to, const ldns_rr *question, const char *name,
	const struct dns_nameless *nameless)
{
	ldns_rr_type type = ldns_rr_get_type(question);

	if (type == LDNS_RR_TYPE_A || type == LDNS_RR_TYPE_AAAA)
		add_address(to, question, name, type == LDNS_RR_TYPE_AAAA);
	else if (type == LDNS_RR_TYPE_PTR)
		add_pointer(to, question, name, nameless);
	else if (type == LDNS_RR_TYPE_MX)
		add(to, question, ldns_native2rdf_int16(LDNS_RDF_TYPE_INT16, 10),
			ldns_rdf_clone(ldns_rr_owner(question)));
}

ldns_pkt *dns_reply_to(const ldns_pkt *query)
{
	const ldns_rr *question = ldns_rr_list_rr(ldns_pkt_question(query), 0);
	ldns_pkt *p;

	if (question == NULL || ldns_pkt_qr(query) || (p = ldns_pkt_new()) == NULL)
		return NULL;
	ldns_pkt_set_id(p, ldns_pkt_id(query));
	ldns_pkt_set_qr(p, true);
	ldns_pkt_set_aa(p, true);
	ldns_pkt_set_rd(p, ldns_pkt_rd(query));
	ldns_pkt_set_ra(p, true);
	ldns_pkt_push_rr(p, LDNS_SECTION_QUESTION, ldns_rr_clone(question));
	return p;
}

ldns_pkt *dns_answer(const ldns_pkt *query, const void *arg)
{
	ldns_pkt *p = dns_reply_to(query);
	const ldns_rr *question;
	char *name;

	if (p == NULL)
		return NULL;
	question = ldns_rr_list_rr(ldns_pkt_question(query), 0);
	name = ldns_rdf2str(ldns_rr_owner(question));
	if (name == NULL || ends_in(name, ".invalid.") || strcasecmp(name, "invalid.") == 0)
		ldns_pkt_set_rcode(p, LDNS_RCODE_NXDOMAIN);
	else
		add_records(p, question, name, arg);
	free(name);
	return p;
}

static void answer_one(int fd, dns_answer_fn *answer_to, const void *arg)
{
	uint8_t bytes[QUERY_MAX], *reply = NULL;
	struct sockaddr_storage from;
	socklen_t len = sizeof from;
	ldns_pkt *query = NULL, *answer = NULL;
	size_t size;
	ssize_t n = recvfrom(fd, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &len);

	if (n > 0 && ldns_wire2pkt(&query, bytes, (size_t)n) == LDNS_STATUS_OK &&
		(answer = answer_to(query, arg)) != NULL &&
		ldns_pkt2wire(&reply, answer, &size) == LDNS_STATUS_OK)
		sendto(fd, reply, size, 0, (struct sockaddr *)&from, len);
	free(reply);
	ldns_pkt_free(answer);
	ldns_pkt_free(query);
}

const char *dns_start(dns_answer_fn *answer, const void *arg)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons(53),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	pid_t pid;

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || (pid = cleanup_fork()) < 0)
		return strerror(errno);
	if (pid > 0) {
		close(fd);
		return NULL;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGCHLD, SIG_IGN); /* orphans are ours as init */
	for (;;)
		answer_one(fd, answer, arg);
}
