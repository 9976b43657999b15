/* Received lines: odd writing, and what addresses and names look like in them. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "received_rows.h"
#include "settings.h"

TestSuite(received, .init = rows_compile, .fini = rows_discard);

Test(received, odd_writing)
{
	static const struct row rows[] = {
		{ "upper case",
			"FROM MX.EXAMPLE.ORG (MX.EXAMPLE.ORG [192.0.2.25]) BY RELAY.EXAMPLE.NET "
			"WITH SMTP",
			{ "RELAY.EXAMPLE.NET", "MX.EXAMPLE.ORG", "MX.EXAMPLE.ORG", "192.0.2.25" } },
		{ "from behind the others", "by relay.example.net with esmtp from mx.example.org",
			{ "relay.example.net", "", "", "" } },
		{ "comments everywhere",
			"(a) from (b) mx.example.org (c) (mx.example.org [192.0.2.25]) (d) by (e) "
			"relay.example.net (f) with (g) smtp",
			{ "relay.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "name and address in one",
			"from mx.example.org[192.0.2.25] by relay.example.net[203.0.113.9]",
			{ "relay.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "address behind comments",
			"from mx.example.org (mx.example.org) [192.0.2.25] by r.example.net",
			{ "r.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "a port behind by", "from x.example by relay.example.net:25 with smtp",
			{ "relay.example.net", "x.example", "", "" } },
		{ "a comma behind by", "from x.example by relay.example.net, with smtp",
			{ "relay.example.net", "x.example", "", "" } },
		{ "angles around by", "from x.example by <relay.example.net> with smtp",
			{ "relay.example.net", "x.example", "", "" } },
		{ "an address in no known place",
			"from mx.example.org (peer is 192.0.2.25, port 4321) by relay.example.net",
			{ "relay.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "and behind a comment",
			"from mx.example.org (tls) (ip=192.0.2.25) by relay.example.net",
			{ "relay.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "a name that holds an address",
			"from 192.0.2.25.evil.example (evil 1.2.3) by relay.example.net",
			{ "relay.example.net", "192.0.2.25.evil.example", "", "" } },
		{ "quoted by", "from x.example by \"relay.example.net\" with smtp",
			{ "relay.example.net", "x.example", "", "" } },
		{ "hex word is no address", "from cafe [192.0.2.25] by relay.example.net",
			{ "relay.example.net", "cafe", "", "192.0.2.25" } },
		{ "HELO of two words",
			"from my pc (dsl.example.com [203.0.113.9]) by relay.example.net (Postfix)",
			{ "relay.example.net", "my pc", "dsl.example.com", "203.0.113.9" } },
		{ "empty", "", { "", "", "", "" } },
		{ "date alone", "; Mon, 6 May 2024 10:00:00 +0000", { "", "", "", "" } },
		{ "from alone", "from", { "", "", "", "" } },
		{ "by alone", "by", { "", "", "", "" } },
	};

	CHECK(rows);
}

Test(received, address_notations)
{
	static const struct {
		const char *text, *want; /* "" no address */
		bool public;
	} tab[] = {
		{ "192.0.2.25", "192.0.2.25", true },
		{ "192.0.2.256", "", false },
		{ "192.0.2", "", false },
		{ "10.1.2.3", "10.1.2.3", false },
		{ "127.0.0.1", "127.0.0.1", false },
		{ "169.254.1.1", "169.254.1.1", false },
		{ "172.15.0.1", "172.15.0.1", true },
		{ "172.16.0.1", "172.16.0.1", false },
		{ "172.31.255.255", "172.31.255.255", false },
		{ "172.32.0.1", "172.32.0.1", true },
		{ "192.168.0.1", "192.168.0.1", false },
		{ "100.64.0.1", "100.64.0.1", false },
		{ "100.128.0.1", "100.128.0.1", true },
		{ "2001:db8::25", "2001:db8::25", true },
		{ "IPv6:2001:db8::25", "2001:db8::25", true },
		{ "ipv6:2001:DB8:0:0:0:0:0:25", "2001:db8::25", true },
		{ "2001:0db8:0000:0000:0000:0000:0000:0025", "2001:db8::25", true },
		{ "2001:db8::192.0.2.25", "2001:db8::c000:219", true },
		{ "::ffff:192.0.2.25", "192.0.2.25", true },
		{ "::FFFF:c000:219", "192.0.2.25", true },
		{ "::ffff:10.0.0.1", "10.0.0.1", false },
		{ "::1", "::1", false },
		{ "fe80::1%eth0", "fe80::1", false },
		{ "fd00::1", "fd00::1", false },
		{ "2001:db8:::1", "", false },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		char line[200], got[JJ_ADDR_TEXT] = "";
		struct received r;

		snprintf(line, sizeof line, "from h.example (h.example [%s]) by relay.example.net",
			tab[i].text);
		cr_assert(received_parse(shapes, span_str(line), &r));
		if (r.peer.has)
			jj_addr_print(r.peer.a, got);
		cr_expect_str_eq(got, tab[i].want, "[%s] got %s", tab[i].text, got);
		cr_expect_eq(
			r.peer.has && r.peer.public, tab[i].public, "[%s] public", tab[i].text);
	}
}

Test(received, addresses_of_the_by_clause)
{
	static const struct {
		const char *line, *want;
	} tab[] = {
		{ "from x.example by mx.example.org (192.0.2.25) with Microsoft SMTP Server",
			"192.0.2.25" },
		{ "from x.example by mx.example.org ([192.0.2.25]) with mapi", "192.0.2.25" },
		{ "from x.example by mx-ha.example (mx017 [192.0.2.25]) with ESMTP", "192.0.2.25" },
		{ "from x.example by mx.example.org[192.0.2.25] with ESMTP", "192.0.2.25" },
		{ "by 192.0.2.25 with SMTP id x", "192.0.2.25" },
		{ "by [IPv6:2001:db8::25] with SMTP id x", "2001:db8::25" },
		{ "from x.example by mx.example.org (Postfix) with SMTP (192.0.2.25)", "" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		char got[JJ_ADDR_TEXT] = "";
		struct received r;

		cr_assert(received_parse(shapes, span_str(tab[i].line), &r));
		if (r.by_addr.has)
			jj_addr_print(r.by_addr.a, got);
		cr_expect_str_eq(got, tab[i].want, "[%s] got %s", tab[i].line, got);
	}
}

Test(received, usable_names)
{
	static const struct {
		const char *name;
		bool usable;
	} tab[] = {
		{ "mx.example.org", true },
		{ "mx.example.org.", true },
		{ "a_b.example", true },
		{ "localhost", false },
		{ "mx", false },
		{ "", false },
		{ ".", false },
		{ "localhost.localdomain", false },
		{ "pc.local", false },
		{ "pc.lan", false },
		{ "192.0.2.25", false },
		{ "[192.0.2.25]", false },
		{ "a b.example", false },
		{ "box.home", false },
		{ "home.example", true },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++)
		cr_expect_eq(received_usable_name(span_str(tab[i].name)), tab[i].usable, "[%s]",
			tab[i].name);
}
