/* test_joescan_nets.c - addresses into networks that hold nothing else. */
#include <criterion/criterion.h>

/* joescan is a program: its parts are in no library. */
#include "joescan_nets.c"

enum { MOST = 300 };

/* "192.0.2.0 192.0.2.1" as a list; each was seen once. */
static size_t read_list(struct seen_net *list, const char *text)
{
	size_t n = 0;

	for (const char *p = text; *p; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");

		memset(&list[n], 0, sizeof list[n]);
		cr_assert_eq(jj_addr_parse(span(p, len), list[n].net.addr), 0, "%s", p);
		list[n++].times = 1;
		p += len;
	}
	return n;
}

static void write_list(char *out, size_t size, const struct seen_net *list, size_t n)
{
	size_t at = 0;

	*out = '\0';
	for (size_t i = 0; i < n; i++) {
		char text[NET_TEXT];

		net_print(&list[i].net, text);
		at += (size_t)snprintf(out + at, size - at, "%s%s", i ? " " : "", text);
	}
}

Test(joescan_nets, merge)
{
	static const struct {
		const char *name, *in, *want;
	} tab[] = {
		{ "nothing", "", "" },
		{ "one", "192.0.2.25", "192.0.2.25/32" },
		{ "one of IPv6", "2001:db8::1", "2001:db8::1/128" },
		{ "two halves", "192.0.2.24 192.0.2.25", "192.0.2.24/31" },
		{ "in any order, twice", "192.0.2.25 192.0.2.24 192.0.2.25", "192.0.2.24/31" },
		{ "neighbours, but not halves", "192.0.2.25 192.0.2.26",
			"192.0.2.25/32 192.0.2.26/32" },
		{ "three of four", "192.0.2.24 192.0.2.25 192.0.2.26",
			"192.0.2.24/31 192.0.2.26/32" },
		{ "four", "192.0.2.27 192.0.2.24 192.0.2.26 192.0.2.25", "192.0.2.24/30" },
		{ "four that are no network", "192.0.2.26 192.0.2.27 192.0.2.28 192.0.2.29",
			"192.0.2.26/31 192.0.2.28/31" },
		{ "apart", "192.0.2.0 203.0.113.1", "192.0.2.0/32 203.0.113.1/32" },
		{ "IPv6", "2001:db8::2 2001:db8::3 2001:db8::", "2001:db8::/128 2001:db8::2/127" },
		{ "both families", "2001:db8::1 192.0.2.1", "192.0.2.1/32 2001:db8::1/128" },
		{ "across an octet", "192.0.1.255 192.0.2.0", "192.0.1.255/32 192.0.2.0/32" },
		{ "the ends of all", "0.0.0.0 255.255.255.255", "0.0.0.0/32 255.255.255.255/32" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct seen_net list[MOST];
		size_t n = read_list(list, tab[i].in), kept = nets_merge(list, n);
		uint64_t times = 0;
		char got[512];

		write_list(got, sizeof got, list, kept);
		cr_expect_str_eq(got, tab[i].want, "[%s] %s", tab[i].name, got);
		for (size_t k = 0; k < kept; k++)
			times += list[k].times;
		cr_expect_eq(times, n, "[%s] no count is lost", tab[i].name);
	}
}

Test(joescan_nets, a_whole_network)
{
	struct seen_net list[MOST] = { 0 };
	char got[64];

	/* 256 addresses, not in order: 167 has no divisor in common with 256. */
	for (unsigned i = 0; i < 256; i++) {
		cr_assert_eq(jj_addr_parse(span_str("192.0.2.0"), list[i].net.addr), 0);
		list[i].net.addr[15] = (unsigned char)(i * 167);
		list[i].times = 2;
	}
	cr_expect_eq(nets_merge(list, 256), 1);
	write_list(got, sizeof got, list, 1);
	cr_expect_str_eq(got, "192.0.2.0/24");
	cr_expect_eq(list[0].addresses, 256);
	cr_expect_eq(list[0].times, 512);
}
