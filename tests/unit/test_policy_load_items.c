/* test_policy_load_items.c - which values are taken; tests/golden/aclgen/item-* has the refused. */
#include <criterion/criterion.h>
#include <string.h>

#include "buf.h"
#include "policy_load_items.h"

#define L10 "aaaaaaaaaa"
#define L60 L10 L10 L10 L10 L10 L10

static const struct {
	const struct item_kind *kind;
	const char *kind_name, *value;
	bool taken;
} tab[] = {
#define YES(kind, value)                                                                           \
	{                                                                                          \
		&item_##kind, #kind, value, true                                                   \
	}
#define NO(kind, value)                                                                            \
	{                                                                                          \
		&item_##kind, #kind, value, false                                                  \
	}
	YES(domain, "example.org"),
	YES(domain, "EXAMPLE.Org"),
	YES(domain, "localhost"),
	YES(domain, "*.example.org"),
	YES(domain, "xn--mnchen-3ya.example"),
	YES(domain, "3com.example"),
	YES(domain, "a-b.example"),
	YES(domain, L60 "aaa.example"),
	NO(domain, L60 "aaaa.example"),
	YES(domain, L60 "." L60 "." L60 "." L60 ".abcdefgh"),  /* 253 */
	NO(domain, L60 "." L60 "." L60 "." L60 ".abcdefghij"), /* 254 */
	NO(domain, "*"),
	NO(domain, "*."),
	NO(domain, "*.*.example.org"),
	NO(domain, "*example.org"),
	NO(domain, "example.org\n"),
	NO(domain, "example.org "),
	NO(domain, "example.123"),
	NO(domain, "."),
	NO(domain, "-"),
	NO(domain, "a.-"),
	YES(outbound_for, "*"),
	YES(outbound_for, "*.example.org"),
	NO(outbound_for, "**"),
	YES(fqdn, "mx.example.org"),
	NO(fqdn, "mx"),
	NO(fqdn, "*.example.org"),
	YES(host_name, "mx"),
	NO(host_name, "*.example.org"),
	NO(host_name, "192.0.2.1"),
	YES(host, "192.0.2.1"),
	YES(host, "192.0.2.0/24"),
	YES(host, "192.0.2.77/24"), /* host bits do no harm */
	YES(host, "192.0.2.1/32"),
	YES(host, "128.0.0.0/1"),
	YES(host, "0.0.0.1"),
	YES(host, "255.255.255.255"),
	YES(host, "2001:db8::1"),
	YES(host, "2001:DB8::/32"),
	YES(host, "::1"),
	YES(host, "2001:db8::1/128"),
	YES(host, "2001:db8:0:0:0:0:192.0.2.1"),
	YES(host, "mx.example.org"),
	YES(host, "*.example.org"),
	NO(host, "192.0.2.0/0"),
	NO(host, "192.0.2.0/33"),
	NO(host, "2001:db8::/129"),
	NO(host, "192.0.2.0/0.0.0.0"),
	NO(host, "192.0.2.0/255.255.255.255.255"),
	NO(host, "192.0.2.0.1"),
	NO(host, "192.0.2."),
	NO(host, ".192.0.2"),
	NO(host, "1.2"),
	NO(host, "99999999999999999999.0.2.1"),
	NO(host, "192.0.2.0/99999999999999999999"),
	NO(host, "192.0.2.0/+24"),
	NO(host, "192.0.2.0/ 24"),
	NO(host, "::ffff:192.0.2.1"),
	NO(host, "::ffff:c000:201"),
	NO(host, "::ffff:0:0/96"),
	NO(host, "2001:db8::/12 8"),
	NO(host, "2001:db8::g"),
	NO(host, ":"),
	NO(host, "/"),
	NO(host, "-"),
	NO(host, ""),
	NO(host, "[192.0.2.1]"),
	YES(network, "192.0.2.0/24"),
	YES(network, "2001:db8::/32"),
	NO(network, "mx.example.org"),
	YES(address, "a@example.org"),
	YES(address, "*@example.org"),
	YES(address, "example.org"),
	YES(address, "*.example.org"),
	YES(address, "*@*.example.org"),
	YES(address, "a@*.example.org"),
	YES(address, "first.last+tag=x@example.org"),
	YES(address, L60 "aaaa@example.org"),
	NO(address, L60 "aaaaa@example.org"),
	NO(address, "a@*"),
	NO(address, "@"),
	NO(address, "**@example.org"),
	NO(address, "a{b@example.org"),
	NO(address, "a:b@example.org"),
	NO(address, "a;b@example.org"),
	NO(address, "a\\b@example.org"),
	NO(address, "a@b@example.org"),
	YES(bounce_sender, ""),
	YES(bounce_sender, "mailer-daemon@*"),
	YES(bounce_sender, "MAILER-DAEMON@example.org"),
	YES(bounce_sender, "*@bounce.example"),
	NO(bounce_sender, "*@*"),
	NO(bounce_sender, "@*"),
	NO(bounce_sender, "<>"),
	YES(mailbox, "postmaster@example.org"),
	YES(mailbox, "o'brien@example.org"),
	NO(mailbox, "postmaster@*.example.org"),
	NO(mailbox, "example.org"),
	NO(mailbox, "@example.org"),
	YES(local_part, "postmaster"),
	YES(local_part, "abuse"),
	NO(local_part, "a@b"),
	NO(local_part, "a."),
	NO(local_part, "$x"),
	YES(file, "/etc/exim4/joejob.off"),
	YES(file, "/opt/x+y/lib~1/local_scan-1.0.so"),
	NO(file, "etc/x"),
	NO(file, "/etc/a b"),
	NO(file, "/etc/${x}"),
	NO(file, "/etc/a\\x"),
	NO(file, "/etc/a:b"),
	NO(file, "/etc/a;b"),
	NO(file, "/etc/a\"b"),
	NO(file, "/"),
	NO(file, ""),
	YES(ip, "192.0.2.99"),
	YES(ip, "2001:db8::99"),
	NO(ip, "192.0.2.0/24"),
	NO(ip, "mx.example.org"),
	NO(ip, "192.0.2"),
	NO(ip, "::ffff:192.0.2.1"),
	NO(ip, ""),
	YES(port, "1"),
	YES(port, "587"),
	YES(port, "65535"),
	NO(port, "65536"),
	NO(port, "0"),
	NO(port, "0587"),
	NO(port, "5 87"),
	NO(port, "smtp"),
	NO(port, "-1"),
	NO(port, ""),
	YES(inside_host, "192.0.2.10"),
	YES(inside_host, "2001:db8::10"),
	YES(inside_host, "mail"),
	YES(inside_host, "mail.example.org"),
	NO(inside_host, "192.0.2.0/24"),
	NO(inside_host, "*.example.org"),
	NO(inside_host, "mail:25"),
	NO(inside_host, "mail + other"),
	NO(inside_host, ""),
	YES(dns_code, "127.0.0.2"),
	YES(dns_code, "127.255.255.254"),
	NO(dns_code, "127.0.0.0/8"),
	NO(dns_code, "127.0.0.256"),
	NO(dns_code, "127.0.0"),
	NO(dns_code, "128.0.0.2"),
	NO(dns_code, "2"),
	NO(dns_code, ""),
	YES(spamd, "127.0.0.1 783"),
	YES(spamd, "spamd.example.org 783"),
	YES(spamd, "/run/spamd.sock"),
	NO(spamd, "127.0.0.1"),
	NO(spamd, "127.0.0.1:783"),
	NO(spamd, "127.0.0.1 783 retry=1"),
	NO(spamd, "127.0.0.1 0"),
	NO(spamd, "::1 783"),
	NO(spamd, "/run/a b"),
	NO(spamd, "/run/a:b"),
	NO(spamd, ""),
	YES(user, "nobody"),
	YES(user, "debian-spamd"),
	NO(user, "a:true"),
	NO(user, "a b"),
	NO(user, "$x"),
	NO(user, ""),
	YES(hook, "local/rcpt.acl"),
	YES(hook, "/etc/exim4/my rcpt.acl"),
	NO(hook, "local/"),
	NO(hook, ""),
	YES(diag_code, "AG001"),
	YES(diag_code, "AG328"),
	NO(diag_code, "ag328"),
	NO(diag_code, "AG32"),
	NO(diag_code, "AG999"),
	NO(diag_code, ""),
};

Test(items, are_taken_or_refused)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		const char *fault = tab[i].kind->fault(tab[i].value, a);

		cr_expect_eq(fault == NULL, tab[i].taken, "[%s: %s] %s", tab[i].kind_name,
			tab[i].value, fault ? fault : "taken");
	}
	arena_free(a);
}

/* Whatever passes must be harmless in an Exim list and in an expanded string. */
Test(items, that_pass_have_no_character_that_exim_minds)
{
	static const struct item_kind *const kinds[] = { &item_domain, &item_outbound_for,
		&item_host_name, &item_fqdn, &item_host, &item_network, &item_address,
		&item_bounce_sender, &item_mailbox, &item_local_part, &item_file, &item_ip,
		&item_port, &item_inside_host, &item_dns_code, &item_spamd, &item_user };
	struct arena *a = arena_new();

	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		for (int c = 1; c < 256; c++) {
			static const char *const around[] = { "%c", "%cx.org", "x%c.org", "x.org%c",
				"x%cx@x.org", "/x%cx" };

			if (c > ' ' && c < 0x7f && !strchr("$\\{}\"();,<>[]", c))
				continue;
			if (c == ',' && kinds[k] == &item_file)
				continue;
			for (size_t i = 0; i < sizeof around / sizeof around[0]; i++) {
				struct buf value = { .arena = a };

				for (const char *p = around[i]; *p; p++) {
					if (*p == '%')
						buf_add(&value, &(char){ (char)c }, 1), p++;
					else
						buf_add(&value, p, 1);
				}
				cr_expect_not_null(kinds[k]->fault(buf_text(&value), a),
					"[%s, character %d in %s]", kinds[k]->name, c, around[i]);
			}
		}
	}
	arena_free(a);
}
