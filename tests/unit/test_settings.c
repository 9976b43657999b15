/* The settings line: every key, every limit, and who is "us" by host, domain and address. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "settings.h"

/* Static because it is large; every test runs in a process of its own. */
static struct jj_settings s;
static char err[200];

static int parse(const char *line)
{
	err[0] = '\0';
	return jj_settings_parse(&s, span_str(line), err, sizeof err);
}

static jj_mask addr_mask(const char *text)
{
	unsigned char addr[16];

	cr_assert_eq(jj_addr_parse(span_str(text), addr), 0, "[%s]", text);
	return jj_settings_addr(&s, addr);
}

static const char FULL[] =
	"enforce=no forged=deny:41 unverifiable=tag:42 unproven=defer:43 contact=postmaster@example.org "
	"for=* host=mx.example.org,mail.example.org net=192.0.2.0/24,2001:db8::/32 msgid=example.org "
	"complete=yes for=dept.example.org complete=no for=*.example.net host=out.example.net";

Test(settings, every_key)
{
	cr_assert_eq(parse(FULL), 0, "%s", err);
	cr_expect_eq(s.enforce, JJ_LOG);
	cr_expect(s.forged.action == JJ_DENY && s.forged.line == 41);
	cr_expect(s.unverifiable.action == JJ_TAG && s.unverifiable.line == 42);
	cr_expect(s.unproven.action == JJ_DEFER && s.unproven.line == 43);
	cr_expect(span_is(s.contact, "postmaster@example.org"));
	cr_assert_eq(s.n_entries, 3);
	cr_expect(span_is(s.entry[0].domain, "*") && s.entry[0].complete);
	cr_expect(span_is(s.entry[1].domain, "dept.example.org") && !s.entry[1].complete);
	cr_expect(span_is(s.entry[2].domain, "*.example.net") && !s.entry[2].complete);
	cr_assert_eq(s.n_hosts, 3);
	cr_expect(span_is(s.host[1].name, "mail.example.org") && s.host[1].entry == 0);
	cr_expect(span_is(s.host[2].name, "out.example.net") && s.host[2].entry == 2);
	cr_assert_eq(s.n_nets, 2);
	cr_expect_eq(s.net[0].net.bits, 96 + 24);
	cr_expect_eq(s.net[1].net.bits, 32);
	cr_assert_eq(s.n_msgids, 1);
	cr_expect(span_is(s.msgid[0].name, "example.org"));
}

Test(settings, defaults)
{
	cr_assert_eq(parse(" \t\r\n"), 0, "%s", err);
	cr_expect_eq(s.enforce, JJ_DENY);
	cr_expect(s.forged.action == JJ_OFF && s.forged.line == 0);
	cr_expect(s.unverifiable.action == JJ_OFF && s.unproven.action == JJ_OFF);
	cr_expect(s.contact.n == 0 && s.n_entries == 0);
	cr_assert_eq(jj_settings_parse(&s, span(NULL, 0), err, sizeof err), 0);
}

/* The same object is filled again for the next message. */
Test(settings, nothing_is_left_of_the_line_before)
{
	cr_assert_eq(parse(FULL), 0, "%s", err);
	cr_assert_eq(parse("for=example.org"), 0, "%s", err);
	cr_expect(s.enforce == JJ_DENY && s.forged.action == JJ_OFF && s.contact.n == 0);
	cr_expect(!s.entry[0].complete && s.n_entries == 1);
	cr_expect_eq(s.n_hosts + s.n_nets + s.n_msgids, 0);
	cr_expect_eq(addr_mask("192.0.2.1"), 0);
}

Test(settings, the_callers_text_is_not_needed_afterwards)
{
	char line[] = "contact=a@example.org for=example.org host=mx.example.org";

	cr_assert_eq(jj_settings_parse(&s, span(line, sizeof line - 1), err, sizeof err), 0);
	memset(line, 'x', sizeof line);
	cr_expect(span_is(s.contact, "a@example.org"));
	cr_expect_eq(jj_settings_host(&s, span_str("mx.example.org")), 1);
}

Test(settings, accepted)
{
	static const char *const tab[] = {
		"forged=off", "forged=log:0", "forged=DENY:999999999", "ENFORCE=Yes", "contact=",
		"contact=https://example.org/help#1", "for=EXAMPLE.org.", "for=*.example.org",
		"for=localhost", "for=a host=_srv.x-y.example.", "for=a net=0.0.0.0/0",
		"for=a net=::/0", "for=a net=192.0.2.1", "for=a net=::ffff:192.0.2.0/120",
		"for=a net=2001:DB8::1/128", "for=a for=a", "for=a host=b,b complete=yes",
		"for=a host=b for=b host=b", "for=a complete=no forged=log",
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++)
		cr_expect_eq(parse(tab[i]), 0, "[%s] %s", tab[i], err);
}

Test(settings, refused_with_the_word_and_the_reason)
{
	static const struct {
		const char *line, *want;
	} tab[] = {
		{ "forged", "word \"forged\" is not KEY=VALUE" },
		{ "forged = deny", "word \"forged\" is not KEY=VALUE" },
		{ "=deny", "key \"\" is unknown to this version" },
		{ "forgd=deny", "key \"forgd\" is unknown to this version" },
		{ "forged=deny:1 tokens=x", "key \"tokens\" is unknown to this version" },
		{ "for=a hosts=b", "key \"hosts\" is unknown to this version" },
		{ "keep=0:9:/d", "keep \"0:9:/d\" begins with no number of days" },
		{ "keep=7", "keep \"7\" has no number of files" },
		{ "keep=7:0:/d", "keep \"7:0:/d\" has no number of files" },
		{ "keep=7:9:d", "keep \"7:9:d\" does not end in the absolute path of a folder" },
		{ "keep=7:9:", "keep \"7:9:\" does not end in the absolute path of a folder" },
		{ "keep=7:9:/d%00", "keep \"7:9:/d%00\" does not end in the absolute path of a folder" },
		{ "keep=7:9:/d keep=7:9:/e", "keep \"7:9:/e\" comes a second time" },
		{ "enforce=maybe", "enforce \"maybe\" is neither yes, tag nor no" },
		{ "enforce=", "enforce \"\" is neither yes, tag nor no" },
		{ "for=a complete=1", "complete \"1\" is neither yes nor no" },
		{ "forged=refuse", "forged \"refuse\" is none of off, log, tag, defer, deny" },
		{ "unproven=", "unproven \"\" is none of off, log, tag, defer, deny" },
		{ "unproven=:4", "unproven \":4\" is none of off, log, tag, defer, deny" },
		{ "forged=deny:",
			"forged \"deny:\" has no usable line number after the colon" },
		{ "forged=deny:1x",
			"forged \"deny:1x\" has no usable line number after the colon" },
		{ "unverifiable=tag:-1",
			"unverifiable \"tag:-1\" has no usable line number after the colon" },
		{ "forged=deny:1:2",
			"forged \"deny:1:2\" has no usable line number after the colon" },
		{ "forged=deny:1234567890",
			"forged \"deny:1234567890\" has no usable line number after the colon" },
		{ "contact=a\x01@b", "contact \"a?@b\" has bytes that are not printable ASCII" },
		{ "contact=\xc3\xa9@b", "contact \"??@b\" has bytes that are not printable ASCII" },
		{ "host=a", "host \"a\" stands before the first for=" },
		{ "net=192.0.2.1", "net \"192.0.2.1\" stands before the first for=" },
		{ "msgid=a", "msgid \"a\" stands before the first for=" },
		{ "complete=yes", "complete \"yes\" stands before the first for=" },
		{ "forged=deny forged=deny", "forged \"deny\" comes a second time" },
		{ "enforce=yes for=a enforce=yes", "enforce \"yes\" comes a second time" },
		{ "unverifiable=tag unverifiable=log", "unverifiable \"log\" comes a second time" },
		{ "unproven=tag unproven=log", "unproven \"log\" comes a second time" },
		{ "contact=a contact=", "contact \"\" comes a second time" },
		{ "for=a host=b host=c", "host \"c\" comes a second time" },
		{ "for=a net=::1 net=::1", "net \"::1\" comes a second time" },
		{ "for=a msgid=b msgid=c", "msgid \"c\" comes a second time" },
		{ "for=a complete=no complete=no", "complete \"no\" comes a second time" },
		{ "for=", "for \"\" is neither *, nor a domain, nor *.domain" },
		{ "for=*.", "for \"*.\" is neither *, nor a domain, nor *.domain" },
		{ "for=**", "for \"**\" is neither *, nor a domain, nor *.domain" },
		{ "for=a,b", "for \"a,b\" is neither *, nor a domain, nor *.domain" },
		{ "for=u@a", "for \"u@a\" is neither *, nor a domain, nor *.domain" },
		{ "for=*.*.a", "for \"*.*.a\" is neither *, nor a domain, nor *.domain" },
		{ "for=.", "for \".\" is neither *, nor a domain, nor *.domain" },
		{ "for=a..", "for \"a..\" is neither *, nor a domain, nor *.domain" },
		{ "for=a host=", "host \"\" is not a host or domain name" },
		{ "for=a host=b,", "host \"\" is not a host or domain name" },
		{ "for=a host=,b", "host \"\" is not a host or domain name" },
		{ "for=a host=b,.c", "host \".c\" is not a host or domain name" },
		{ "for=a host=b,c..d,e", "host \"c..d\" is not a host or domain name" },
		{ "for=a host=192.0.2.1", "host \"192.0.2.1\" is not a host or domain name" },
		{ "for=a host=b*", "host \"b*\" is not a host or domain name" },
		{ "for=a msgid=@b", "msgid \"@b\" is not a host or domain name" },
		{ "for=a net=mx.example.org",
			"net \"mx.example.org\" is not an IP address or CIDR network" },
		{ "for=a net=192.0.2.0/33",
			"net \"192.0.2.0/33\" is not an IP address or CIDR network" },
		{ "for=a net=192.0.2.0/24,", "net \"\" is not an IP address or CIDR network" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		cr_expect_eq(parse(tab[i].line), -1, "[%s] was taken", tab[i].line);
		cr_expect_str_eq(err, tab[i].want, "[%s]\n%s", tab[i].line, err);
	}
}

Test(settings, a_nul_in_the_line_is_refused)
{
	static const char *const tab[] = { "for=a\0b", "for=a host=a\0b", "contact=a\0b",
		"for=a net=::1\0", "forged=deny\0", "forged=deny:1\0" };
	static const size_t len[] = { 7, 14, 11, 14, 12, 14 };

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++)
		cr_expect_eq(jj_settings_parse(&s, span(tab[i], len[i]), err, sizeof err), -1,
			"[%s]", tab[i]);
}

Test(settings, a_long_word_is_cut_in_the_error)
{
	char line[500] = "key-";

	memset(line + 4, 'x', sizeof line - 6);
	cr_assert_eq(parse(line), -1);
	cr_expect_str_eq(err,
		"word \"key-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"... "
		"is not KEY=VALUE");
	cr_assert_eq(jj_settings_parse(&s, span_str(line), err, 8), -1);
	cr_expect_str_eq(err, "word \"k");
}

/* A line with n items after `head`: `before`, a number, `between`, a number, `after`. */
static struct span many(const char *head, const char *before, const char *between,
	const char *after, unsigned n)
{
	static char line[JJ_SETTINGS_TEXT + 64];
	size_t at = (size_t)snprintf(line, sizeof line, "%s", head);

	for (unsigned i = 0; i < n; i++)
		at += (size_t)snprintf(line + at, sizeof line - at, "%s%u%s%u%s", before, i / 256,
			between, i % 256, after);
	return span(line, at - (line[at - 1] == ','));
}

Test(settings, limits)
{
	static const struct {
		const char *head, *before, *between, *after, *want;
		unsigned most;
	} tab[] = {
		{ "for=a host=", "h", "-", ",", "host \"h4-0\" is one item too many", JJ_ITEMS },
		{ "for=a msgid=", "h", "-", ",", "msgid \"h4-0\" is one item too many", JJ_ITEMS },
		{ "for=a net=", "192.0.", ".", ",", "net \"192.0.4.0\" is one item too many",
			JJ_ITEMS },
		{ "", "for=d", "-", " ", "for \"d0-32\" is one entry too many", JJ_ENTRIES },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct span line = many(tab[i].head, tab[i].before, tab[i].between, tab[i].after,
			tab[i].most);

		cr_expect_eq(jj_settings_parse(&s, line, err, sizeof err), 0, "%s", err);
		line = many(tab[i].head, tab[i].before, tab[i].between, tab[i].after,
			tab[i].most + 1);
		cr_expect_eq(jj_settings_parse(&s, line, err, sizeof err), -1);
		cr_expect_str_eq(err, tab[i].want, "%s", err);
	}
}

Test(settings, limit_of_the_whole_line)
{
	static char line[JJ_SETTINGS_TEXT + 1];

	memset(line, ' ', sizeof line);
	memcpy(line + JJ_SETTINGS_TEXT - 5, "for=a", 5);
	cr_expect_eq(jj_settings_parse(&s, span(line, JJ_SETTINGS_TEXT), err, sizeof err), 0);
	cr_expect_eq(s.n_entries, 1);
	cr_expect_eq(jj_settings_parse(&s, span(line, sizeof line), err, sizeof err), -1);
	cr_expect_str_eq(err, "longer than 32768 bytes");
}

Test(settings, limits_of_names)
{
	char line[400];
	static const struct {
		unsigned label, labels;
		int want;
	} tab[] = {
		{ 63, 1, 0 }, { 64, 1, -1 }, { 49, 5, 0 }, { 50, 5, -1 },
	}; /* 5 * 49 + 4 dots + ".abc" = 253 */

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		size_t at = (size_t)snprintf(line, sizeof line, "for=a host=");

		for (unsigned l = 0; l < tab[i].labels; l++) {
			memset(line + at, 'x', tab[i].label);
			at += tab[i].label;
			line[at++] = '.';
		}
		memcpy(line + at, "abc.", 5);
		cr_expect_eq(parse(line), tab[i].want, "[%zu] %s", i, err);
	}
	memset(line, 'a', sizeof line);
	memcpy(line, "contact=", 8);
	line[8 + 254] = '\0';
	cr_expect_eq(parse(line), 0, "%s", err);
	line[8 + 254] = 'a';
	line[8 + 255] = '\0';
	cr_expect_eq(parse(line), -1);
}

/* Every prefix in a block of its exact size, so that a byte too many is a finding of ASan. */
Test(settings, every_prefix_of_a_line)
{
	for (size_t n = 0; n < sizeof FULL; n++) {
		char *part = malloc(n ? n : 1);

		cr_assert(part);
		memcpy(part, FULL, n);
		(void)jj_settings_parse(&s, span(part, n), err, sizeof err);
		free(part);
	}
	cr_expect_eq(parse(FULL), 0, "%s", err);
}

Test(settings, every_byte_of_a_line_replaced)
{
	static const char bytes[] = "\0 =,:.*/@\n\xff";
	char line[sizeof FULL];

	for (size_t i = 0; i < sizeof FULL - 1; i++)
		for (size_t b = 0; b < sizeof bytes; b++) {
			memcpy(line, FULL, sizeof line);
			line[i] = bytes[b];
			(void)jj_settings_parse(
				&s, span(line, sizeof line - 1), err, sizeof err);
			cr_assert_leq(s.n_entries, 4);
		}
}

Test(settings, hosts_end_at_labels)
{
	static const struct {
		const char *host;
		jj_mask want;
	} tab[] = {
		{ "example.org", 1 },
		{ "EXAMPLE.ORG", 1 },
		{ "example.org.", 1 },
		{ "mx.example.org", 1 | 2 },
		{ "a.b.MX.Example.Org.", 1 | 2 },
		{ "notexample.org", 0 },
		{ "example.org.example", 0 },
		{ "xample.org", 0 },
		{ "org", 0 },
		{ "", 0 },
		{ ".", 0 },
		{ ".example.org", 1 },
		{ "example.org..", 0 },
		{ "amx.example.org", 1 },
	};

	cr_assert_eq(parse("for=a host=Example.org. msgid=example.org for=b host=mx.example.org "
			   "msgid=mx.example.org"),
		0, "%s", err);
	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct span name = span_str(tab[i].host);

		cr_expect_eq(jj_settings_host(&s, name), tab[i].want, "[%s]", tab[i].host);
		cr_expect_eq(jj_settings_msgid(&s, name), tab[i].want, "[%s]", tab[i].host);
	}
	cr_expect_eq(jj_settings_host(&s, span(NULL, 0)), 0);
}

Test(settings, hosts_and_message_ids_are_kept_apart)
{
	cr_assert_eq(parse("for=a host=h.example msgid=m.example"), 0, "%s", err);
	cr_expect_eq(jj_settings_host(&s, span_str("m.example")), 0);
	cr_expect_eq(jj_settings_msgid(&s, span_str("h.example")), 0);
}

Test(settings, the_most_specific_entry_speaks)
{
	static const struct {
		const char *rcpt;
		jj_mask want;
	} tab[] = {
		{ "u@example.org", 1 << 2 },
		{ "u@EXAMPLE.org.", 1 << 2 },
		{ "example.org", 1 << 2 },
		{ "\"a@b\"@example.org", 1 << 2 },
		{ "u@x.example.org", 1 << 1 },
		{ "u@y.x.example.org", 1 << 1 },
		{ "u@dept.example.org", 1 << 3 | 1 << 5 },
		{ "u@x.dept.example.org", 1 << 4 },
		{ "u@notexample.org", 1 << 0 },
		{ "u@.example.org", 1 << 1 },
		{ "u@[192.0.2.1]", 1 << 0 },
		{ "u@", 1 << 0 },
		{ "", 1 << 0 },
	};

	cr_assert_eq(parse("for=* for=*.example.org for=example.org for=dept.example.org "
			   "for=*.dept.example.org for=DEPT.example.org."),
		0, "%s", err);
	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++)
		cr_expect_eq(jj_settings_for(&s, span_str(tab[i].rcpt)), tab[i].want, "[%s]",
			tab[i].rcpt);
	cr_expect_eq(jj_settings_for(&s, span(NULL, 0)), 1);
}

Test(settings, without_a_star_other_domains_are_unknown)
{
	cr_assert_eq(parse("for=example.org for=*.example.net"), 0, "%s", err);
	cr_expect_eq(jj_settings_for(&s, span_str("u@example.com")), 0);
	cr_expect_eq(jj_settings_for(&s, span_str("u@example.net")), 0);
	cr_expect_eq(jj_settings_for(&s, span_str("")), 0);
	cr_expect_eq(jj_settings_for(&s, span_str("u@a.example.net")), 2);
}

Test(settings, the_last_entry_has_a_bit_too)
{
	struct span line = many("", "for=d", "-", " ", JJ_ENTRIES);

	cr_assert_eq(jj_settings_parse(&s, line, err, sizeof err), 0, "%s", err);
	cr_expect_eq(jj_settings_for(&s, span_str("d0-31")), (jj_mask)1 << 31);
}

Test(settings, networks)
{
	static const struct {
		const char *net, *addr;
		bool in;
	} tab[] = {
		{ "192.0.2.0/24", "192.0.2.255", true },
		{ "192.0.2.0/24", "192.0.3.0", false },
		{ "192.0.2.0/24", "192.0.1.255", false },
		{ "192.0.2.77/24", "192.0.2.1", true },
		{ "192.0.2.128/25", "192.0.2.127", false },
		{ "192.0.2.128/25", "192.0.2.128", true },
		{ "192.0.2.4/31", "192.0.2.5", true },
		{ "192.0.2.4/31", "192.0.2.6", false },
		{ "192.0.2.4/32", "192.0.2.4", true },
		{ "192.0.2.4/32", "192.0.2.5", false },
		{ "192.0.2.4", "192.0.2.4", true },
		{ "192.0.2.4", "192.0.2.5", false },
		{ "0.0.0.0/0", "203.0.113.9", true },
		{ "0.0.0.0/0", "2001:db8::1", false },
		{ "0.0.0.0/1", "127.0.0.1", true },
		{ "0.0.0.0/1", "128.0.0.1", false },
		{ "192.0.2.0/24", "::ffff:192.0.2.1", true },
		{ "192.0.2.0/24", "::FFFF:C000:0201", true },
		{ "192.0.2.0/24", "::192.0.2.1", false },
		{ "::ffff:192.0.2.0/120", "192.0.2.1", true },
		{ "::ffff:192.0.2.0/120", "192.0.3.1", false },
		{ "2001:db8::/32", "2001:db8:ffff::1", true },
		{ "2001:db8::/32", "2001:DB8::", true },
		{ "2001:db8::/32", "2001:db9::1", false },
		{ "2001:db8::/32", "192.0.2.1", false },
		{ "2001:db8::/33", "2001:db8:8000::1", false },
		{ "2001:db8::1/128", "2001:db8::1", true },
		{ "2001:db8::1/128", "2001:db8::2", false },
		{ "2001:db8::1", "2001:db8:0:0:0::1", true },
		{ "2001:db8::1", "2001:db8::2", false },
		{ "::/0", "2001:db8::1", true },
	};
	char line[80];

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		snprintf(line, sizeof line, "for=* net=%s", tab[i].net);
		cr_assert_eq(parse(line), 0, "%s", err);
		cr_expect_eq(addr_mask(tab[i].addr), tab[i].in ? 1 : 0, "[%s in %s]", tab[i].addr,
			tab[i].net);
	}
}

Test(settings, networks_name_their_entries)
{
	cr_assert_eq(parse("for=a net=192.0.2.0/24 for=b net=192.0.2.1,198.51.100.1"), 0);
	cr_expect_eq(addr_mask("192.0.2.1"), 3);
	cr_expect_eq(addr_mask("192.0.2.2"), 1);
	cr_expect_eq(addr_mask("198.51.100.1"), 2);
}

Test(settings, what_is_no_address)
{
	static const char *const addrs[] = {
		"", ".", "192.0.2", "192.0.2.1.1", "192.0.2.256", "192.0.2.01", "0192.0.2.1",
		"0x7f.0.0.1", "3221225985", " 192.0.2.1", "192.0.2.1 ", "192.0.2.1/32",
		"[192.0.2.1]", "[2001:db8::1]", "IPv6:2001:db8::1", "fe80::1%lo", "2001:db8::1::2",
		"2001:db8", "2001:db8:::1", "12345::1", "::ffff:192.0.2.01", "::ffff:192.0.2",
		"2001:db8:0:0:0:0:0:0:1", "0000:0000:0000:0000:0000:ffff:192.000.002.001.1",
	};
	static const char *const nets[] = {
		"192.0.2.0/33", "192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/+8", "192.0.2.0/08",
		"192.0.2.0/00", "192.0.2.0/ 8", "192.0.2.0/8 ", "192.0.2.0/1000", "192.0.2.0/24/24",
		"192.0.2/24", "192.0.2.0/255.255.255.0", "2001:db8::/129", "2001:db8::/999",
		"::ffff:192.0.2.0/129", "/24", "", "2001:db8::/0x20",
	};
	unsigned char addr[16];
	struct jj_net net;

	for (size_t i = 0; i < sizeof addrs / sizeof addrs[0]; i++) {
		cr_expect_eq(jj_addr_parse(span_str(addrs[i]), addr), -1, "[%s]", addrs[i]);
		if (!strchr(addrs[i], '/'))
			cr_expect_eq(jj_net_parse(span_str(addrs[i]), &net), -1, "[%s]", addrs[i]);
	}
	for (size_t i = 0; i < sizeof nets / sizeof nets[0]; i++)
		cr_expect_eq(jj_net_parse(span_str(nets[i]), &net), -1, "[%s]", nets[i]);
	cr_expect_eq(jj_addr_parse(span("192.0.2.1\0", 10), addr), -1);
	cr_expect_eq(jj_addr_parse(span(NULL, 0), addr), -1);
}

Test(settings, the_longest_address_fits)
{
	unsigned char addr[16];

	cr_expect_eq(
		jj_addr_parse(span_str("0000:0000:0000:0000:0000:ffff:192.168.100.100"), addr), 0);
	cr_expect_eq(addr[15], 100);
}

Test(settings, what_the_entries_name)
{
	unsigned char v4[16], v6[16];

	jj_addr_parse(span_str("203.0.113.1"), v4);
	jj_addr_parse(span_str("2001:db8::1"), v6);
	cr_assert_eq(
		parse("for=a host=h for=b net=192.0.2.1 for=c msgid=m for=d net=2001:db8:9::/48"), 0);
	cr_expect(jj_settings_has_hosts(&s, 1) && !jj_settings_has_nets(&s, 1, v4));
	cr_expect(jj_settings_has_hosts(&s, 2) && jj_settings_has_nets(&s, 2, v4));
	cr_expect(!jj_settings_has_hosts(&s, 4) && !jj_settings_has_nets(&s, 4, v4));
	cr_expect(jj_settings_has_hosts(&s, 1 | 4) && jj_settings_has_nets(&s, 2 | 4, v4));
	cr_expect(!jj_settings_has_hosts(&s, 0));
	cr_expect(jj_settings_has_hosts(&s, 8) && jj_settings_has_nets(&s, 8, v6));
	cr_expect(!jj_settings_has_nets(&s, 8, v4) && !jj_settings_has_nets(&s, 2, v6));
}

Test(settings, action_names)
{
	cr_expect_str_eq(jj_action_name[JJ_OFF], "off");
	cr_expect_str_eq(jj_action_name[JJ_DENY], "deny");
}
