/* test_policy_load_checks.c - the checks' modes: defaults, and what the mode at the top leaves. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "policy_load.h"
#include "render_asks.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define US "joejob: 1\nus: {hostname: mx.example.org, "
#define HEAD US "domains: {local: [example.org]}}\n"

/* A policy that begins with `head`. */
static struct arena *load_behind(const char *head, struct policy *p, const char *more)
{
	struct arena *a = arena_new();
	struct diags *d = diags_new(a, "p");
	const char *text = arena_printf(a, "%s%s\n", head, more);

	if (policy_load_text(p, "p", text, strlen(text), a, d) != 0) {
		diags_print(d, stderr, false);
		cr_assert_fail("%s", text);
	}
	return a;
}

static struct arena *load(struct policy *p, const char *more)
{
	return load_behind(HEAD, p, more);
}

/* Every check that is no list item: where it is, and what it can do beside off and log. */
#define AT(member) offsetof(struct policy, member)
static const struct {
	const char *key;
	size_t at;
	bool log, tag, defer, deny;
	const char *with; /* what the section needs beside it */
} checks[] = {
	{ "block.mode", AT(block.check), true, true, true, true, "" },
	{ "connect.pipelining", AT(connect.pipelining), false, false, false, true, "" },
	{ "connect.ptr", AT(connect.ptr), true, true, true, true, "" },
	{ "helo.bare_ip", AT(helo.bare_ip), true, true, true, true, "" },
	{ "helo.literal", AT(helo.literal), true, true, true, true, "" },
	{ "helo.our_name", AT(helo.our_name), true, true, true, true, "" },
	{ "helo.not_fqdn", AT(helo.not_fqdn), true, true, true, true, "" },
	{ "helo.no_address", AT(helo.no_address), true, true, true, true, "" },
	{ "sender.verify", AT(sender.verify), true, true, true, true, "" },
	{ "bounces.forged", AT(bounces.forged), true, true, true, true, "" },
	{ "bounces.unverifiable", AT(bounces.unverifiable), true, true, true, true, "" },
	{ "bounces.unproven", AT(bounces.unproven), true, true, true, true, "" },
	{ "bounces.one_recipient", AT(bounces.one_recipient), true, true, true, true, "" },
	{ "bounces.from_secondary_mx", AT(bounces.from_secondary_mx), true, true, false, false,
		"" },
	{ "headers.mode", AT(headers.charset), true, true, true, true, ", charset: utf-8" },
	{ "spf.fail", AT(spf.fail), true, true, true, true, "" },
	{ "spf.softfail", AT(spf.softfail), true, true, true, true, "" },
	{ "greylist.mode", AT(greylist.check), true, false, true, false, "" },
	{ "honeypot.mode", AT(honeypot.check), true, true, true, true, "" },
	{ "spamassassin.mode", AT(spamassassin.check), true, true, true, true, "" },
	{ "ratelimit.mode", AT(ratelimit.check), true, true, true, true, "" },
};

static const char *const modes[] = { "off", "log", "tag", "defer", "deny" };

static bool can(size_t i, enum mode mode)
{
	const bool able[] = { true, checks[i].log, checks[i].tag, checks[i].defer, checks[i].deny };

	return able[mode];
}

static const struct check *check_at(const struct policy *p, size_t at)
{
	return (const void *)((const char *)p + at);
}

/* "connect: {ptr: deny}" */
static void write_check(char *to, size_t n, size_t i, const char *mode)
{
	const char *dot = strchr(checks[i].key, '.');

	snprintf(to, n, "%.*s: {%s: %s%s}\n", (int)(dot - checks[i].key), checks[i].key, dot + 1,
		mode, checks[i].with);
}

Test(policy_checks, are_capped_by_the_top_mode_to_one_that_they_have)
{
	for (size_t i = 0; i < COUNT(checks); i++)
		for (int asked = MODE_OFF; asked <= MODE_DENY; asked++)
			for (int top = MODE_OFF; top <= MODE_DENY; top++) {
				char line[100], text[200];
				const struct check *c;
				struct policy p;
				struct arena *a;
				int want = asked < top ? asked : top;

				if (!can(i, (enum mode)asked))
					continue;
				while (!can(i, (enum mode)want))
					want--;
				write_check(line, sizeof line, i, modes[asked]);
				snprintf(text, sizeof text, "mode: %s\n%s", modes[top], line);
				a = load(&p, text);
				c = check_at(&p, checks[i].at);
				cr_expect_eq((int)c->mode, want, "%s at %s: %s", line, modes[top],
					modes[c->mode]);
				cr_expect_eq((int)c->asked, asked, "%s", line);
				cr_expect_eq(c->at.line, 4, "%s", line);
				arena_free(a);
			}
}

Test(policy_checks, refuse_modes_that_they_do_not_have)
{
	for (size_t i = 0; i < COUNT(checks); i++)
		for (int asked = MODE_OFF; asked <= MODE_DENY; asked++) {
			char line[100], text[300];
			struct arena *a = arena_new();
			struct diags *d = diags_new(a, "p");
			struct policy p;

			write_check(line, sizeof line, i, modes[asked]);
			snprintf(text, sizeof text, HEAD "%s", line);
			cr_expect_eq(policy_load_text(&p, "p", text, strlen(text), a, d),
				can(i, (enum mode)asked) ? 0 : -1, "%s", line);
			arena_free(a);
		}
}

/* A section that is not there checks nothing; one that is has its default. */
Test(policy_checks, defaults)
{
	static const struct {
		const char *section;
		size_t at;
		enum mode mode;
	} tab[] = {
		{ "block: {hosts: [192.0.2.1]}", AT(block.check), MODE_DENY },
		{ "connect: {delay: 1s}", AT(connect.pipelining), MODE_OFF },
		{ "connect: {delay: 1s}", AT(connect.ptr), MODE_OFF },
		{ "helo: {}", AT(helo.bare_ip), MODE_OFF },
		{ "bounces: {}", AT(bounces.one_recipient), MODE_OFF },
		{ "bounces: {}", AT(bounces.from_secondary_mx), MODE_OFF },
		{ "headers: {charset: utf-8}", AT(headers.charset), MODE_TAG },
		{ "spf: {}", AT(spf.fail), MODE_OFF },
		{ "greylist: {}", AT(greylist.check), MODE_DEFER },
		{ "honeypot: {interface: 192.0.2.9}", AT(honeypot.check), MODE_DENY },
		{ "spamassassin: {}", AT(spamassassin.check), MODE_DENY },
		{ "ratelimit: {client: 100/1h}", AT(ratelimit.check), MODE_DEFER },
	};
	struct policy none;
	struct arena *b = load(&none, "");

	for (size_t i = 0; i < COUNT(tab); i++) {
		struct policy p;
		struct arena *a = load(&p, tab[i].section);

		cr_expect_eq(check_at(&p, tab[i].at)->mode, tab[i].mode, "%s", tab[i].section);
		cr_expect_eq(check_at(&none, tab[i].at)->mode, MODE_OFF, "%s", tab[i].section);
		arena_free(a);
	}
	arena_free(b);
}

Test(policy_checks, dns_lists_have_a_mode_each)
{
	static const char lists[] =
		"mode: defer\ndnsbl:\n  - {zone: a.example.net, codes: [127.0.0.2], mode: deny}\n"
		"  - {zone: b.example.net, codes: [127.0.0.2, 127.0.0.3]}\n"
		"  - {zone: c.example.net, codes: [127.0.0.2], mode: off}\n"
		"dnswl: [{zone: w.example.net, codes: [127.0.0.2]}]";
	struct policy p;
	struct arena *a = load(&p, lists);

	cr_assert_eq(p.n_dnsbl, 3);
	cr_assert_eq(p.n_dnswl, 1);
	cr_expect_eq(p.dnsbl[0].check.mode, MODE_DEFER);
	cr_expect_eq(p.dnsbl[0].check.asked, MODE_DENY);
	cr_expect_eq(p.dnsbl[1].check.mode, MODE_TAG);
	cr_expect_eq(p.dnsbl[1].codes.n, 2);
	cr_expect_eq(p.dnsbl[2].check.mode, MODE_OFF);
	cr_expect_str_eq(p.dnswl[0].zone.s, "w.example.net");
	cr_expect_eq(p.dnswl[0].at.line, 8);
	arena_free(a);
}

/* What a policy makes use of. */
static const struct {
	const char *name, *yes, *no;
	bool (*asks)(const struct policy *p);
} asks[] = {
	{ "senders", "sender: {callout: {senders: [a.net]}}", "sender: {verify: deny}", asks_senders },
	{ "senders", "sender: {callout: {for: all}}", "sender: {callout: {for: off}}", asks_senders },
	{ "senders", "sender: {callout: {senders: [a.net], mode: log}}",
		"sender: {callout: {senders: [a.net], mode: off}}", asks_senders },
	{ "bounces", "bounces: {}", "mode: deny", judges_bounces },
	{ "bounces", "bounces: {forged: off, unverifiable: off, unproven: log}",
		"bounces: {forged: off, unverifiable: off, unproven: off}", judges_bounces },
	{ "bounces", "bounces: {}", "bounces: {senders: []}", judges_bounces },
	{ "helo", "helo: {literal: log}", "helo: {literal: off}", asks_helo },
	{ "helo", "helo: {no_address: tag}", "helo: {}", asks_helo },
	{ "pipelining", "connect: {pipelining: deny}", "connect: {ptr: tag}", asks_pipelining },
	{ "pipelining", "connect: {pipelining: deny}", "connect: {pipelining: deny}\nmode: log",
		asks_pipelining },
	{ "delay", "connect: {delay: 1s}", "connect: {delay: 1s}\nmode: log", asks_delay },
	{ "delay", "connect: {delay: 1s}\nmode: tag", "connect: {}", asks_delay },
	{ "greylist", "greylist: {}", "greylist: {mode: off}", asks_greylist },
	{ "honeypot", "honeypot: {interface: 192.0.2.9}", "honeypot: {}", asks_honeypot },
	{ "honeypot", "honeypot: {addresses: [a@example.org]}",
		"honeypot: {addresses: [a@example.org], mode: off}", asks_honeypot },
	{ "trap interface", "honeypot: {interface: 192.0.2.9}",
		"honeypot: {addresses: [a@example.org]}", has_trap_interface },
	{ "trap addresses", "honeypot: {addresses: [a@example.org]}",
		"honeypot: {interface: 192.0.2.9}", has_trap_addresses },
	{ "spf", "spf: {softfail: log}", "spf: {fail: off}", asks_spf },
	{ "spf", "exempt: {spf_white: [a.net]}", "exempt: {senders: [a.net]}", asks_spf },
	{ "spamassassin", "spamassassin: {}", "spamassassin: {mode: off}", asks_spamassassin },
	{ "ptr header", "connect: {ptr: tag}", "connect: {ptr: log}", asks_ptr_header },
	{ "never sends", "bounces: {never_send: [a@example.org]}",
		"bounces: {never_send: [a@example.org], forged: off}", never_sends },
	{ "one recipient", "bounces: {one_recipient: log}", "bounces: {}", one_recipient },
	{ "connect", "connect: {delay: 1s}", "connect: {ptr: deny}", needs_connect },
	{ "connect", "connect: {pipelining: deny}", "spf: {fail: deny}", needs_connect },
	{ "connect", "honeypot: {interface: 192.0.2.9}", "honeypot: {addresses: [a@example.org]}",
		needs_connect },
	{ "connect", "helo: {bare_ip: tag}", "helo: {}", needs_connect },
	{ "helo acl", "helo: {bare_ip: tag}", "connect: {pipelining: deny}", needs_helo },
	{ "put off", "honeypot: {interface: 192.0.2.9}", "greylist: {for: all}", notes_put_off },
};

Test(policy_checks, asks)
{
	for (size_t i = 0; i < COUNT(asks); i++) {
		struct policy yes, no;
		struct arena *a = load(&yes, asks[i].yes), *b = load(&no, asks[i].no);

		cr_expect(asks[i].asks(&yes), "%s: %s", asks[i].name, asks[i].yes);
		cr_expect_not(asks[i].asks(&no), "%s: %s", asks[i].name, asks[i].no);
		arena_free(a);
		arena_free(b);
	}
}

Test(policy_checks, secondary_mx_and_relaying_need_their_lists)
{
	static const char rest[] = "recipient: {callout: {}}\nbounces: {from_secondary_mx: log}";
	static const struct {
		const char *head;
		bool recipients, secondary;
	} tab[] = {
		{ US "domains: {local: [a.org], relay_to: [b.org]}, secondary_mx: [192.0.2.1]}\n",
			true, true },
		{ US "domains: {local: [a.org]}, secondary_mx: [192.0.2.1]}\n", false, true },
		{ US "domains: {local: [a.org], relay_to: [b.org]}}\n", true, false },
	};

	for (size_t i = 0; i < COUNT(tab); i++) {
		struct policy p;
		struct arena *a = load_behind(tab[i].head, &p, rest);

		cr_expect_eq(asks_recipients(&p), tab[i].recipients, "%s", tab[i].head);
		cr_expect_eq(judges_secondary(&p), tab[i].secondary, "%s", tab[i].head);
		arena_free(a);
	}
}
