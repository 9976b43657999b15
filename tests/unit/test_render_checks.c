/* test_render_checks.c - each check in each of its modes: what is asked, and what is done. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "policy_load.h"
#include "render.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define HEAD                                                                                       \
	"joejob: 1\n"                                                                              \
	"us: {hostname: mx.example.org, domains: {local: [example.org], relay_to: [b.org]}, "      \
	"outbound: [{for: '*', hosts: [mx.example.org], complete: yes}]}\n"
/* Nothing of itself refuses or tags. */
#define QUIET "forged: off, unverifiable: off, unproven: off"

static const struct {
	const char *rule;
	const char *yaml; /* MODE: its mode */
	const char *asks; /* what asks for it */
	const char *deny, *defer; /* NULL: it has no such mode */
	bool tag;
} checks[] = {
	{ "honeypot.visit", "honeypot: {interface: 192.0.2.9, mode: MODE}",
		"condition = ${if eq{$acl_c_jj_trap}{yes}}", "451 4.3.2", "451 4.3.2", true },
	{ "honeypot.address", "honeypot: {addresses: [a@example.org], mode: MODE}",
		"recipients = +jj_trap_addresses", "550 5.1.1", "450 4.1.1", true },
	{ "honeypot", "honeypot: {addresses: [a@example.org], mode: MODE}", "${acl{acl_jj_visitor}}",
		"550 5.7.1", "450 4.7.1", true },
	{ "recipient.callout", "recipient: {callout: {mode: MODE}}",
		"!verify = recipient/defer_ok/callout=30s,connect=5s,maxwait=1m,defer_ok", "550 5.1.1",
		"450 4.1.1", true },
	{ "block.hosts", "block: {hosts: [192.0.2.1], mode: MODE}", "hosts = +jj_block_hosts",
		"550 5.7.1", "450 4.7.1", true },
	{ "block.senders", "block: {senders: [a.net], mode: MODE}", "senders = +jj_block_senders",
		"550 5.7.1", "450 4.7.1", true },
	{ "block.recipients", "block: {recipients: [a@example.org], mode: MODE}",
		"recipients = +jj_block_recipients", "550 5.7.1", "450 4.7.1", true },
	{ "helo.bare_ip", "helo: {bare_ip: MODE}", "{$acl_c_jj_helo}{bare_ip}", "550 5.5.2",
		"450 4.5.2", true },
	{ "helo.literal", "helo: {literal: MODE}", "{$acl_c_jj_helo}{literal}", "550 5.5.2",
		"450 4.5.2", true },
	{ "helo.our_name", "helo: {our_name: MODE}", "{$acl_c_jj_helo}{our_name}", "550 5.7.1",
		"450 4.7.1", true },
	{ "helo.not_fqdn", "helo: {not_fqdn: MODE}", "{$acl_c_jj_helo}{not_fqdn}", "550 5.5.2",
		"450 4.5.2", true },
	{ "helo.no_address", "helo: {no_address: MODE}", "{$acl_c_jj_helo}{no_address}", "550 5.5.2",
		"450 4.5.2", true },
	{ "bounces.never_send",
		"bounces: {door: acl, forged: MODE, unverifiable: off, unproven: off, "
		"never_send: [a@example.org]}",
		"recipients = +jj_never_send", "550 5.7.1", "450 4.7.1", true },
	{ "bounces.one_recipient", "bounces: {" QUIET ", one_recipient: MODE}",
		"condition = ${if >{$recipients_count}{0}}", "550 5.5.3", "450 4.5.3", true },
	{ "ratelimit.client", "ratelimit: {client: 100/1h, mode: MODE}",
		"ratelimit = 100 / 1h / per_mail / leaky / jj-client-", "550 5.7.1", "450 4.7.1", true },
	{ "ratelimit.sender", "ratelimit: {sender: 100/1d, mode: MODE}",
		"ratelimit = 100 / 1d / per_mail / leaky / jj-sender-", "550 5.7.1", "450 4.7.1", true },
	{ "sender.verify", "sender: {verify: MODE}", "          !verify = sender/defer_ok", "550 5.1.8",
		"450 4.1.8", true },
	{ "connect.ptr", "connect: {ptr: MODE}", "condition = ${if !eq{$host_lookup_deferred}{1}}",
		"550 5.7.25", "450 4.7.25", true },
	{ "spf.fail", "spf: {fail: MODE}", "spf = fail\n", "550 5.7.23", "450 4.7.23", true },
	{ "spf.softfail", "spf: {softfail: MODE}", "spf = softfail\n", "550 5.7.23", "450 4.7.23",
		true },
	{ "dnsbl.bl.a.net", "dnsbl: [{zone: BL.a.net, codes: [127.0.0.2, 127.0.0.4], mode: MODE}]",
		"dnslists = bl.a.net=127.0.0.2,127.0.0.4\n", "550 5.7.1", "450 4.7.1", true },
	{ "greylist", "greylist: {for: all, mode: MODE}", "${acl{acl_jj_greylist}}", NULL, "451 4.7.1",
		false },
	{ "sender.callout", "sender: {callout: {senders: [a.net], mode: MODE}}",
		"!verify = sender/defer_ok/callout=30s,connect=5s,maxwait=1m,defer_ok", "550 5.1.7",
		"450 4.1.7", true },
	{ "headers.charset", "headers: {charset: utf-8, mode: MODE}", "${utf8clean:", "550 5.6.0",
		"450 4.6.0", true },
	{ "bounces.forged", "bounces: {door: acl, forged: MODE, unverifiable: off, unproven: off}",
		"{$acl_m_jj_verdict}{forged}", "550 5.7.1", "451 4.7.1", true },
	{ "bounces.unverifiable",
		"bounces: {door: acl, forged: off, unverifiable: MODE, unproven: off}",
		"{$acl_m_jj_verdict}{unverifiable}", "550 5.7.1", "451 4.7.1", true },
	{ "bounces.unproven", "bounces: {door: acl, forged: off, unverifiable: off, unproven: MODE}",
		"{$acl_m_jj_verdict}{unproven}", "550 5.7.1", "451 4.7.1", true },
	{ "spamassassin", "spamassassin: {deny: 10.0, mode: MODE}", "spam = nobody:true/defer_ok",
		"550 5.7.1", "450 4.7.1", true },
};

/* The text for a policy, in the arena. */
static const char *make(struct arena *a, const char *yaml)
{
	struct diags *d = diags_new(a, "p");
	struct buf out = { .arena = a };
	struct templates t;
	struct policy p;
	const struct render_options o = { .templates = &t };

	if (policy_load_text(&p, "p", yaml, strlen(yaml), a, d) != 0 ||
		templates_load(&t, NULL, a, d) != 0 || render(&out, &p, &o, d) != 0) {
		diags_print(d, stderr, false);
		cr_assert_fail("%s", yaml);
	}
	return buf_text(&out);
}

/* The row's section in that mode. */
static const char *in_mode(struct arena *a, size_t i, const char *mode)
{
	const char *place = strstr(checks[i].yaml, "MODE");

	return arena_printf(a, "%.*s%s%s", (int)(place - checks[i].yaml), checks[i].yaml, mode,
		place + strlen("MODE"));
}

static const char *const modes[] = { "off", "log", "tag", "defer", "deny" };

/* The hit's stanzas: behind the first "set acl_m_jj_hit = RULE". */
static void expect_action(const char *text, size_t i, enum mode mode, bool shadow)
{
	struct arena *a = arena_new();
	const char *rule = checks[i].rule;
	const char *hit = strstr(text, arena_printf(a, "set acl_m_jj_hit = %s\n", rule));
	bool refused = mode >= MODE_DEFER;
	/* At the honeypot a refusal for good would tell a spammer to go on. */
	bool deny = mode == MODE_DENY && checks[i].deny[0] == '5';
	const char *code = mode == MODE_DENY ? checks[i].deny : checks[i].defer;

	cr_assert_not_null(hit, "%s: %s", rule, modes[mode]);
	const char *eq = arena_printf(a, "condition = ${if eq{$acl_m_jj_hit}{%s}}\n", rule);
	cr_expect_eq(strstr(text, arena_printf(a, "  deny    %s", eq)) != NULL, deny, "%s: %s", rule,
		modes[mode]);
	cr_expect_eq(strstr(text, arena_printf(a, "  defer   %s", eq)) != NULL, refused && !deny,
		"%s: %s", rule, modes[mode]);
	cr_expect_eq(strstr(text, arena_printf(a, "add_header = X-Joejob-Rule: %s\n", rule)) != NULL,
		mode == MODE_TAG, "%s: %s", rule, modes[mode]);
	cr_expect_not_null(strstr(hit, arena_printf(a, "rule=%s line=", rule)), "%s: %s", rule,
		modes[mode]);
	if (refused) {
		const char *message = strstr(hit, "message = ");

		cr_assert_not_null(message, "%s", rule);
		cr_expect_eq(strncmp(message + 10, code, strlen(code)), 0, "%s: %s: %.60s", rule,
			modes[mode], message);
		cr_expect_not_null(strstr(hit, "!condition = ${if exists{/etc/exim4/joejob.off}}"),
			"%s: the kill switch", rule);
	}
	/* Nothing else refuses, but that the honeypot has two places. */
	if (strcmp(rule, "honeypot.visit") != 0)
		cr_expect_eq(strstr(text, "  deny    condition") != NULL, deny, "%s: %s", rule,
			modes[mode]);
	if (shadow)
		cr_expect_null(strstr(text, "\n  defer "), "%s: in the shadow", rule);
	arena_free(a);
}

Test(render_checks, each_mode)
{
	for (size_t i = 0; i < COUNT(checks); i++)
		for (int mode = MODE_OFF; mode <= MODE_DENY; mode++) {
			if ((mode == MODE_TAG && !checks[i].tag) ||
				(mode == MODE_DENY && !checks[i].deny) ||
				(mode == MODE_DEFER && !checks[i].defer))
				continue;
			/* Nobody shares a message with a role address where something refuses; here
			 * only the check itself is looked at. */
			struct arena *a = arena_new();
			const char *yaml = arena_printf(a, HEAD "exempt: {recipients: []}\n%s\n",
				in_mode(a, i, modes[mode]));
			const char *text = make(a, yaml);
			cr_expect_eq(strstr(text, checks[i].asks) != NULL, mode != MODE_OFF, "%s: %s",
				checks[i].rule, modes[mode]);
			if (mode == MODE_OFF)
				cr_expect_null(strstr(text, "set acl_m_jj_hit = "), "%s",
					checks[i].rule);
			else
				expect_action(text, i, (enum mode)mode, false);
			arena_free(a);
		}
}

Test(render_checks, in_the_shadow)
{
	for (size_t i = 0; i < COUNT(checks); i++) {
		struct arena *a = arena_new();
		const char *most = checks[i].deny ? "deny" : "defer";
		const char *text = make(a, arena_printf(a, HEAD "mode: log\n%s\n",
						    in_mode(a, i, most)));

		cr_expect_not_null(strstr(text, checks[i].asks), "%s", checks[i].rule);
		expect_action(text, i, MODE_LOG, true);
		cr_expect_null(strstr(text, "add_header"), "%s", checks[i].rule);
		arena_free(a);
	}
}

/* What a check's neighbours and settings change about it. */
static const struct {
	const char *yaml, *there, *not_there;
} rows[] = {
	{ "connect: {ptr: tag}", "add_header = X-Joejob-PTR: ", NULL },
	{ "connect: {ptr: log}", "rule=connect.ptr", "add_header = X-Joejob-PTR" },
	{ "connect: {ptr: tag}", "rule=connect.ptr", "set acl_m_jj_suspicious = yes" },
	{ "connect: {ptr: tag}\ngreylist: {}", "set acl_m_jj_suspicious = yes", NULL },
	{ "connect: {ptr: tag}\ngreylist: {}\nmode: log", "set acl_m_jj_suspicious = yes",
		"add_header" },
	{ "connect: {ptr: log}\ngreylist: {for: all}", "acl_jj_greylist",
		"set acl_m_jj_suspicious = yes" },
	{ "greylist: {for: all}", "}{5m}}\n", "{$acl_m_jj_suspicious}{yes}" },
	{ "spf: {fail: tag}\ngreylist: {}", "{$acl_m_jj_suspicious}{yes}", NULL },
	{ "greylist: {for: all, delay: 90s, window: 2h, keep: 8d}",
		"}{1m30s}}\n", "acl_jj_visitor" },
	{ "greylist: {for: all, keep: 8d}", "}{1w1d}}\n", NULL },
	{ "greylist: {for: all}\nstate: {backend: redis, server: 'DB.Example.net:7'}",
		"{inet:db.example.net:7}", "DB" },
	{ "greylist: {for: all}\nstate: {backend: redis, server: '[2001:DB8::5]'}",
		"{inet:[2001:db8::5]:6379}", "inet:[2001:DB8" },
	{ "greylist: {for: all}\nstate: {backend: redis, server: /run/redis/sock}",
		"{/run/redis/sock}", "inet:" },
	{ "greylist: {for: all, delay: 90s}\nstate: {backend: sqlite}", "}{90}}\n", "key=jj-" },
	{ "greylist: {for: all, ipv4: 26, ipv6: 56}", "{56}{26}", "{64}{24}" },
	{ "greylist: {for: all}", "          !senders = :\n", "jj_put_off" },
	{ "greylist: {for: all}\nhoneypot: {interface: 192.0.2.9}",
		"set acl_m_jj_note = ${acl{acl_jj_put_off}}", NULL },
	{ "dnsbl: [{zone: a.net, codes: [127.0.0.2]}]", "dnslists = a.net=127.0.0.2\n",
		"{$acl_m_jj_good}{yes}" },
	{ "dnsbl: [{zone: a.net, codes: [127.0.0.2]}]\ndnswl: [{zone: w.net, codes: [127.0.0.3]}, "
	  "{zone: v.net}]",
		"dnslists = w.net=127.0.0.3 : v.net\n", NULL },
	{ "dnswl: [{zone: w.net, codes: [127.0.0.3]}]", "acl_jj_rcpt", "dnslists" },
	{ "connect: {pipelining: deny}", "pipelining_connect_advertise_hosts =\n", "delay = " },
	{ "connect: {pipelining: deny, submission_ports: [2525]}",
		"inlist{$received_port}{2525}}", "{465:587}" },
	{ "connect: {pipelining: deny, submission_ports: []}", "acl_jj_notquit:", "received_port" },
	{ "connect: {pipelining: deny}\nmode: log", "acl_jj_rcpt", "pipelining" },
	{ "connect: {delay: 3s}", "accept  delay = 3s\n", "acl_jj_helo:" },
	{ "connect: {delay: 3s}\nmode: log", "acl_jj_rcpt", "delay = " },
	{ "helo: {bare_ip: log}", "helo_accept_junk_hosts = *\n", "acl_jj_helo_address" },
	{ "helo: {no_address: log}", "acl_jj_helo_address:", NULL },
	{ "honeypot: {interface: 192.0.2.9}",
		"match_ip{$received_ip_address}{<; 192.0.2.9}", "jj_trap_addresses" },
	{ "honeypot: {addresses: [a@example.org]}", "acl_jj_store}{visitor-", "put-off-" },
	{ "honeypot: {interface: 192.0.2.9, block: 3d, grace: 2h}", "}{2h}}\n", NULL },
	{ "honeypot: {interface: 192.0.2.9}\nbounces: {door: acl, forged: defer}", "jj_put_off",
		"${if !eq{$acl_m_joejob}{}}\n          set acl_m_jj_note" },
	{ "honeypot: {interface: 192.0.2.9}\nbounces: {door: local_scan, forged: defer}",
		"${if !eq{$acl_m_joejob}{}}\n          set acl_m_jj_note = ${acl{acl_jj_put_off}}", NULL },
	{ "honeypot: {interface: 192.0.2.9}\nbounces: {door: local_scan, forged: deny}", "jj_put_off",
		"${if !eq{$acl_m_joejob}{}}\n          set acl_m_jj_note" },
	{ "honeypot: {addresses: [a@example.org]}\ndnswl: [{zone: w.net, codes: [127.0.0.3]}]",
		"  accept  dnslists = w.net=127.0.0.3\n          message = good\n", NULL },
	{ "sender: {verify: log}", "!verify = sender/defer_ok/no_details\n", NULL },
	{ "sender: {verify: deny}", "!verify = sender/defer_ok\n", "no_details" },
	{ "honeypot: {interface: 192.0.2.9, block: 3d}", "}{3d}}\n",
		NULL },
	{ "spamassassin: {tag: 4.5}", "${if >={$acl_m_jj_score}{45}}",
		"set acl_m_jj_hit = spamassassin" },
	{ "spamassassin: {mode: log, deny: 9.9}", "{$acl_m_jj_score}{99}", "X-Joejob-Score: $" },
	{ "spamassassin: {max_size: 1m, user: spamd}", "{$message_size}{1048576}", NULL },
	{ "spamassassin: {server: /run/spamd.sock, timeout: 10s}",
		"spamd_address = /run/spamd.sock tmo=10s\n", NULL },
	{ "headers: {charset: utf-8}", "{${utf8clean:$message_headers_raw}}", "smtputf8" },
	{ "sender: {verify: tag}", "!verify = sender/defer_ok/no_details\n", NULL },
	{ "sender: {verify: deny}", "!verify = sender/defer_ok\n", "no_details" },
	{ "headers: {charset: ascii}", "{\\N[^\\x01-\\x7f]\\N}",
		"          condition = ${if !eq{${utf8clean:" },
	{ "headers: {charset: ascii}", "condition = ${if or{{!bool{$message_smtputf8}}{and{{<{${strlen:",
		NULL },
	{ "headers: {authentication_results: yes}", ":at_start:${authresults{mx.example.org}}",
		NULL },
	{ "headers: {authentication_results: yes}\nmode: log", "acl_jj_data", "authresults" },
	{ "exempt: {from_blocked: no}\nblock: {hosts: [192.0.2.1], senders: [a.net]}",
		"          !senders = +jj_block_senders\n          verify = recipient", NULL },
	{ "block: {hosts: [192.0.2.1]}", "hosts = +jj_block_hosts", "!hosts = +jj_block_hosts" },
	{ "exempt: {hosts: [192.0.2.1], senders: [a.net], spf_white: [b.net]}",
		"accept  hosts = +jj_exempt_hosts", NULL },
	{ "exempt: {spf_white: [b.net]}", "          spf = pass\n", "jj_exempt" },
	{ "exempt: {mailing_lists: [192.0.2.1]}", "add_header = X-Joejob-List: yes", NULL },
	{ "exempt: {mailing_lists: [192.0.2.1]}\nmode: log", "set acl_m_jj_list = yes",
		"add_header" },
	{ "bounces: {door: acl, forged: deny, from_secondary_mx: tag}", "bounces.forged",
		"from_secondary" },
};

Test(render_checks, settings_and_neighbours)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *a = arena_new();
		const char *text = make(a, arena_printf(a, HEAD "%s\n", rows[i].yaml));

		cr_expect_not_null(strstr(text, rows[i].there), "[%s] lacks [%s]", rows[i].yaml,
			rows[i].there);
		if (rows[i].not_there)
			cr_expect_null(strstr(text, rows[i].not_there), "[%s] has [%s]", rows[i].yaml,
				rows[i].not_there);
		arena_free(a);
	}
}

/* Less is done about what a secondary MX hands over, and only where that is less. */
Test(render_checks, bounces_from_a_secondary_mx)
{
	static const char us[] =
		"joejob: 1\nus: {hostname: mx.example.org, domains: {local: [example.org]}, "
		"secondary_mx: [192.0.2.1], outbound: [{for: '*', hosts: [a.org], complete: yes}]}\n";
	static const struct {
		const char *yaml, *there, *not_there;
	} tab[] = {
		{ "bounces: {door: acl, forged: deny, from_secondary_mx: log}",
			"{$acl_m_jj_verdict}{forged:unverifiable:unproven}", NULL },
		{ "bounces: {door: acl, forged: deny, from_secondary_mx: tag}",
			"{$acl_m_jj_verdict}{forged}", "{forged:unverifiable" },
		{ "bounces: {door: acl, forged: tag, from_secondary_mx: tag}", "bounces.forged",
			"set acl_m_jj_hit = bounces.from_secondary_mx" },
		{ "bounces: {door: acl, forged: deny}", "accept  condition = "
							"${if eq{$acl_m_jj_skip}{secondary}}\n",
			"bounces.from_secondary_mx" },
	};

	for (size_t i = 0; i < COUNT(tab); i++) {
		struct arena *a = arena_new();
		const char *text = make(a, arena_printf(a, "%s%s\n", us, tab[i].yaml));

		cr_expect_not_null(strstr(text, tab[i].there), "%s", tab[i].yaml);
		if (tab[i].not_there)
			cr_expect_null(strstr(text, tab[i].not_there), "%s", tab[i].yaml);
		arena_free(a);
	}
}

Test(render_checks, servers_inside)
{
	struct arena *a = arena_new();
	const char *text = make(a,
		"joejob: 1\nus: {hostname: mx.example.org, domains: {relay_to: [b.org, '*.c.org']}, "
		"inside: [{for: B.org, hosts: [192.0.2.1, '2001:DB8::1']}, "
		"{for: '*.c.org', hosts: [Mail.c.org]}]}\n");

	cr_expect_not_null(strstr(text, "\nJOEJOB_INSIDE = <; b.org \"<+ 192.0.2.1 + 2001:db8::1\" ; "
					"*.c.org \"<+ mail.c.org\"\n"));
	cr_expect_null(strstr(text, "domainlist jj_local"));
	arena_free(a);
}
