/* ask_dns.c - see ask_dns.h. */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "ask_dns.h"
#include "buf.h"

enum {
	TRIES = 3,
	TRY_MS = 1500,
	TCP_SECONDS = 3,
	ANSWER_MAX = 1232, /* DNS flag day 2020 */
	RECORDS_MAX = 64,  /* of one answer */
};

const char *dns_trouble(enum dns_state s)
{
	static const char *const text[] = {
		[DNS_UNASKED] = "was not asked for",
		[DNS_FOUND] = "has no such record",
		[DNS_MISSING] = "does not exist in the DNS",
		[DNS_FAILED] = "cannot be asked for: its servers do not answer, or DNSSEC fails",
		[DNS_SILENT] = "cannot be asked for: no server of /etc/resolv.conf answers",
	};

	return text[s];
}

const char *dns_reverse(const char *address, struct arena *a)
{
	unsigned char b[16];
	struct buf name = { .arena = a };

	if (inet_pton(AF_INET, address, b) == 1)
		return arena_printf(a, "%u.%u.%u.%u.in-addr.arpa", b[3], b[2], b[1], b[0]);
	if (inet_pton(AF_INET6, address, b) != 1)
		return NULL;
	for (int i = 15; i >= 0; i--)
		buf_printf(&name, "%x.%x.", b[i] & 15U, (unsigned)b[i] >> 4);
	buf_str(&name, "ip6.arpa");
	return buf_text(&name);
}

static const char *without_dot(const ldns_rdf *rdf, struct arena *a)
{
	char *s = ldns_rdf2str(rdf);
	size_t n = s ? strlen(s) : 0;
	const char *copy = arena_copy(a, s ? s : "", n > 1 && s[n - 1] == '.' ? n - 1 : n);

	free(s);
	return copy;
}

static const char *text_of(const ldns_rr *rr, struct arena *a)
{
	struct buf out = { .arena = a };

	if (ldns_rr_get_type(rr) == LDNS_RR_TYPE_MX)
		return ldns_rr_rd_count(rr) == 2 ? without_dot(ldns_rr_rdf(rr, 1), a) : "";
	if (ldns_rr_get_type(rr) != LDNS_RR_TYPE_TXT)
		return ldns_rr_rd_count(rr) == 1 ? without_dot(ldns_rr_rdf(rr, 0), a) : "";
	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		const uint8_t *data = ldns_rdf_data(ldns_rr_rdf(rr, i));

		buf_add(&out, data + 1, data[0]);
	}
	return buf_text(&out);
}

static void take(struct dns_question *q, const ldns_pkt *answer, struct arena *a)
{
	const ldns_rr_list *all = ldns_pkt_answer(answer);
	ldns_pkt_rcode rcode = ldns_pkt_get_rcode(answer);

	q->state = rcode == LDNS_RCODE_NOERROR	  ? DNS_FOUND
		   : rcode == LDNS_RCODE_NXDOMAIN ? DNS_MISSING
						  : DNS_FAILED;
	q->text = arena_alloc(a, RECORDS_MAX * sizeof *q->text);
	q->n = 0;
	for (size_t i = 0; i < ldns_rr_list_rr_count(all) && q->n < RECORDS_MAX; i++)
		if (ldns_rr_get_type(ldns_rr_list_rr(all, i)) == q->type)
			q->text[q->n++] = text_of(ldns_rr_list_rr(all, i), a);
}

/* Whether the answer is one to this question. */
static bool answers(const struct dns_question *q, const ldns_pkt *p, struct arena *a)
{
	const ldns_rr *asked = ldns_rr_list_rr(ldns_pkt_question(p), 0);

	return ldns_pkt_qr(p) && asked != NULL && ldns_rr_get_type(asked) == q->type &&
	       strcasecmp(without_dot(ldns_rr_owner(asked), a), q->name) == 0;
}

static void ask_by_tcp(struct dns_question *q, ldns_resolver *r, struct arena *a)
{
	ldns_rdf *name = ldns_dname_new_frm_str(q->name);
	ldns_pkt *p = NULL;

	ldns_resolver_set_usevc(r, true);
	ldns_resolver_set_retry(r, 1);
	ldns_resolver_set_timeout(r, (struct timeval){ .tv_sec = TCP_SECONDS });
	if (name && ldns_resolver_query_status(&p, r, name, q->type, LDNS_RR_CLASS_IN, LDNS_RD) ==
			    LDNS_STATUS_OK && p)
		take(q, p, a);
	ldns_pkt_free(p);
	ldns_rdf_deep_free(name);
}

static void send_question(int fd, const struct dns_question *q, uint16_t id)
{
	ldns_rdf *name = ldns_dname_new_frm_str(q->name);
	ldns_pkt *p = name ? ldns_pkt_query_new(name, q->type, LDNS_RR_CLASS_IN, LDNS_RD) : NULL;
	uint8_t *wire = NULL;
	size_t size;

	if (p) {
		ldns_pkt_set_id(p, id);
		ldns_pkt_set_edns_udp_size(p, ANSWER_MAX);
		if (ldns_pkt2wire(&wire, p, &size) == LDNS_STATUS_OK)
			send(fd, wire, size, 0); /* lost ones are sent again */
		free(wire);
		ldns_pkt_free(p); /* the name with it */
	} else {
		ldns_rdf_deep_free(name);
	}
}

/* Our ids are the questions' numbers, from a random one on. */
static void hear(int fd, struct dns_question *q, size_t n, uint16_t base, ldns_resolver *r,
	struct arena *a)
{
	uint8_t wire[ANSWER_MAX];
	ssize_t size = recv(fd, wire, sizeof wire, 0);
	ldns_pkt *p = NULL;

	if (size <= 0 || ldns_wire2pkt(&p, wire, (size_t)size) != LDNS_STATUS_OK)
		return;
	uint16_t i = (uint16_t)(ldns_pkt_id(p) - base);
	if (i < n && q[i].state == DNS_UNASKED && answers(&q[i], p, a)) {
		if (ldns_pkt_tc(p))
			ask_by_tcp(&q[i], r, a);
		else
			take(&q[i], p, a);
	}
	ldns_pkt_free(p);
}

static size_t open_questions(const struct dns_question *q, size_t n)
{
	size_t open = 0;

	for (size_t i = 0; i < n; i++)
		open += q[i].state == DNS_UNASKED;
	return open;
}

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000L + ts.tv_nsec / 1000000L;
}

static int connect_to(const ldns_rdf *server)
{
	size_t length;
	struct sockaddr_storage *to = ldns_rdf2native_sockaddr_storage(server, 53, &length);
	int fd = to ? socket(to->ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;

	if (fd >= 0 && connect(fd, (struct sockaddr *)to, (socklen_t)length) != 0) {
		close(fd);
		fd = -1;
	}
	free(to);
	return fd;
}

static void try_once(int fd, struct dns_question *q, size_t n, ldns_resolver *r, struct arena *a)
{
	struct pollfd set = { .fd = fd, .events = POLLIN };
	long end = now_ms() + TRY_MS, left;
	uint16_t base = 0;

	if (getrandom(&base, sizeof base, 0) != sizeof base)
		base = (uint16_t)getpid();
	for (size_t i = 0; i < n; i++)
		if (q[i].state == DNS_UNASKED)
			send_question(fd, &q[i], (uint16_t)(base + i));
	while (open_questions(q, n) > 0 && (left = end - now_ms()) > 0)
		if (poll(&set, 1, (int)left) > 0)
			hear(fd, q, n, base, r, a);
}

/* A server that cannot tell need not be the last: the next one is asked, and SILENT must not be what is said
 * when that one is silent. */
static void reopen(struct dns_question *q, enum dns_state *unless, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (q[i].state == DNS_FAILED && unless[i] != DNS_UNASKED) {
			unless[i] = DNS_FAILED;
			q[i].state = DNS_UNASKED;
		}
}

const char *ask_dns(struct dns_question *q, size_t n, struct arena *a)
{
	ldns_resolver *r = NULL;
	enum dns_state *unless = arena_alloc(a, n * sizeof *unless); /* answered; UNASKED: not ours to ask */
	size_t servers;

	if (open_questions(q, n) == 0)
		return NULL;
	if (ldns_resolver_new_frm_file(&r, NULL) != LDNS_STATUS_OK ||
		(servers = ldns_resolver_nameserver_count(r)) == 0) {
		ldns_resolver_deep_free(r);
		return "/etc/resolv.conf names no server";
	}
	for (size_t i = 0; i < n; i++)
		unless[i] = q[i].state == DNS_UNASKED ? DNS_SILENT : DNS_UNASKED;
	for (unsigned i = 0; i < TRIES && open_questions(q, n) > 0; i++) {
		int fd = connect_to(ldns_resolver_nameservers(r)[i % servers]);
		if (fd < 0)
			continue;
		try_once(fd, q, n, r, a);
		close(fd);
		if (i + 1 < servers)
			reopen(q, unless, n);
	}
	for (size_t i = 0; i < n; i++)
		if (q[i].state == DNS_UNASKED)
			q[i].state = unless[i];
	ldns_resolver_deep_free(r);
	return NULL;
}
