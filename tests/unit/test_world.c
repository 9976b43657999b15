/* test_world.c - the made-up world: its DNS, its mail servers, its spamd. */
#include <criterion/criterion.h>
#include <string.h>

#include "dns.h"
#include "world.h"

static struct str items[20];

static struct list list(size_t from, size_t n)
{
	return (struct list){ .item = &items[from], .n = n };
}

/* "A 192.0.2.1", "NXDOMAIN", "SERVFAIL", "silence", "nothing". */
static const char *ask(const struct world_here *w, const char *name, ldns_rr_type type)
{
	ldns_pkt *query =
		ldns_pkt_query_new(ldns_dname_new_frm_str(name), type, LDNS_RR_CLASS_IN, LDNS_RD);
	ldns_pkt *p = world_dns_answer(query, w);
	const char *out = "silence";

	ldns_pkt_free(query);
	if (p == NULL)
		return out;
	out = ldns_pkt_get_rcode(p) == LDNS_RCODE_NXDOMAIN   ? "NXDOMAIN"
	      : ldns_pkt_get_rcode(p) == LDNS_RCODE_SERVFAIL ? "SERVFAIL"
	      : ldns_pkt_ancount(p) == 0		     ? "nothing"
							     : NULL;
	if (out == NULL) {
		ldns_rr *rr = ldns_rr_list_rr(ldns_pkt_answer(p), ldns_pkt_ancount(p) - 1u);
		char *data = ldns_rdf2str(ldns_rr_rdf(rr, ldns_rr_rd_count(rr) - 1));
		out = arena_printf(w->arena, "%s", data);
		free(data);
	}
	ldns_pkt_free(p);
	return out;
}

Test(world, dns)
{
	static const struct {
		const char *name;
		ldns_rr_type type;
		const char *answer;
	} tab[] = {
		{ "listed.example", LDNS_RR_TYPE_A, "192.0.2.1" },
		{ "LISTED.example", LDNS_RR_TYPE_A, "192.0.2.1" },
		{ "listed.example", LDNS_RR_TYPE_MX, "nothing" },
		{ "below.listed.example", LDNS_RR_TYPE_A, "203.0.113.250" },
		{ "alias.example", LDNS_RR_TYPE_A, "192.0.2.1" },
		{ "alias.example", LDNS_RR_TYPE_CNAME, "listed.example." },
		{ "loop.example", LDNS_RR_TYPE_A, "loop.example." },
		{ "both.example", LDNS_RR_TYPE_A, "192.0.2.77" },
		{ "gone.example", LDNS_RR_TYPE_MX, "NXDOMAIN" },
		{ "x.gone.example", LDNS_RR_TYPE_MX, "NXDOMAIN" },
		{ "xgone.example", LDNS_RR_TYPE_A, "203.0.113.250" },
		{ "5.113.0.203.in-addr.arpa", LDNS_RR_TYPE_PTR, "NXDOMAIN" },
		{ "x.broken.example", LDNS_RR_TYPE_A, "SERVFAIL" },
		{ "silent.example", LDNS_RR_TYPE_A, "silence" },
		{ "other.example", LDNS_RR_TYPE_A, "203.0.113.250" },
	};
	static const char *const text[] = { "listed.example. A 192.0.2.1",
		"alias.example. CNAME listed.example.", "loop.example. CNAME loop.example.",
		"both.example. A 192.0.2.76", "gone.example", "203.0.113.5", "broken.example.",
		"silent.example", "both.example. A 192.0.2.77" };
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof text / sizeof text[0]; i++)
		items[i].s = text[i];
	struct world world = {
		.dns = list(0, 4), .missing = list(4, 2), .broken = list(6, 1), .silent = list(7, 1)
	};
	struct test_case one = { .dns = list(8, 1) };
	struct world_here w = { .world = &world, .one = &one, .arena = a };
	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++)
		cr_expect_str_eq(
			ask(&w, tab[i].name, tab[i].type), tab[i].answer, "[%s]", tab[i].name);
	world.rest = REST_MISSING;
	cr_expect_str_eq(ask(&w, "other.example", LDNS_RR_TYPE_A), "NXDOMAIN");
	cr_expect_str_eq(ask(&w, "listed.example", LDNS_RR_TYPE_A), "192.0.2.1");
	cr_expect_str_eq(ask(&w, "sender.joejob.test", LDNS_RR_TYPE_MX), "sender.joejob.test.");
	arena_free(a);
}

Test(world, mail_servers)
{
	static const struct {
		enum manners manners;
		const char *line, *reply;
	} tab[] = {
		{ MANNERS_UP, "RCPT TO:<someone@x>", "250" },
		{ MANNERS_UP, "rcpt to:<GHOST@x>", "550" },
		{ MANNERS_UP, "RCPT TO:<ghosts@x>", "250" },
		{ MANNERS_UP, "RCPT TO:<unknown1@x>", "550" },
		{ MANNERS_UP, "MAIL FROM:<>", "250" },
		{ MANNERS_REFUSES_NULL, "MAIL FROM:<>", "550" },
		{ MANNERS_REFUSES_NULL, "MAIL FROM:<a@b>", "250" },
		{ MANNERS_GREYLISTS, "RCPT TO:<ghost@x>", "451" },
		{ MANNERS_UP, "VRFY x", "502" },
	};

	items[0].s = "ghost";
	struct list unknown = list(0, 1);
	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct mail_server s = { "", &unknown, tab[i].manners };
		cr_expect(strncmp(inside_reply(&s, tab[i].line), tab[i].reply, 3) == 0, "[%s]",
			tab[i].line);
	}
}

Test(world, spamd)
{
	struct world world = { .spam.s = "3.25" };
	struct test_case one = { 0 };
	struct world_here w = { .world = &world, .one = &one, .arena = arena_new() };

	cr_expect_not_null(strstr(world_spamd_reply(&w), "\r\n\r\n3.2/5.0\r\n"));
	one.spam.s = "-1";
	cr_expect_not_null(strstr(world_spamd_reply(&w), "\r\n\r\n-1.0/5.0\r\n"));
	one.spam.s = "down";
	cr_expect_null(world_spamd_reply(&w));
	arena_free(w.arena);
}
