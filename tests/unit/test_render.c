/* test_render.c - what is in joejob.inc for which policy: order, modes, doors, hostile values. The
 * whole text of two policies is in tests/golden/aclgen/NAME.inc. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy_load.h"
#include "printed.h"
#include "render.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

#define SITE                                                                                       \
	"joejob: 1\n"                                                                              \
	"us:\n"                                                                                    \
	"  hostname: mx.example.org\n"                                                             \
	"  domains: {local: [example.org], relay_to: [dept.example.org]}\n"                        \
	"  relay_from: [192.0.2.0/24]\n"                                                           \
	"  secondary_mx: [198.51.100.25]\n"                                                        \
	"  outbound: [{for: example.org, hosts: [mx.example.org], complete: yes}]\n"
#define CHECKS                                                                                     \
	"sender: {verify: deny, callout: {for: listed, senders: [\"*@example.net\"]}}\n"           \
	"recipient: {callout: {use_sender: true}}\n"
#define BOUNCES "bounces: {door: acl, forged: deny, unverifiable: tag}\n"

struct made {
	struct arena *a;
	struct policy p;
	struct templates t;
	struct render_options o;
	struct diags *d;
	int rc;
	const char *text, *said;
};

static void load(struct made *m, const char *yaml)
{
	*m = (struct made){ .a = arena_new() };
	m->d = diags_new(m->a, "site.yaml");
	cr_assert_eq(policy_load_text(&m->p, "site.yaml", yaml, strlen(yaml), m->a, m->d), 0, "%s",
		yaml);
	cr_assert_eq(templates_load(&m->t, NULL, m->a, m->d), 0);
	m->o = (struct render_options){ .templates = &m->t };
}

static void make(struct made *m)
{
	struct buf b = { .arena = m->a };
	char *said;

	m->rc = render(&b, &m->p, &m->o, m->d);
	m->text = buf_text(&b);
	said = printed(m->d, false);
	m->said = arena_copy(m->a, said, strlen(said));
	free(said);
}

static bool has(const struct made *m, const char *part)
{
	return strstr(m->text, part) != NULL;
}

/* The order in which things are asked is the product: who is exempt, what is never switched off,
 * then the checks, the cheap ones first. */
Test(render, order)
{
	static const char *const order[] = {
		"\nacl_jj_rcpt:",
		"accept  hosts = :",
		"local_parts = +jj_role",
		"rule=role.mixed",
		"set acl_m_jj_kind = ${if eq{$acl_m_jj_kind}{other}{other}{role}}",
		"accept  hosts = +jj_relay_from",
		"accept  authenticated = *",
		"deny    !domains = +jj_ours",
		"condition = ${if eq{$acl_m_jj_kind}{role}}",
		"rule=recipient.unknown",
		"# site.yaml:9 recipient.callout: deny",
		"accept  hosts = +jj_secondary_mx",
		"# site.yaml:8 sender.verify: deny",
		"# site.yaml:8 sender.callout: deny",
		"set acl_m_jj_kind = other",
		"\nacl_jj_data:",
		"set acl_m_joejob =\n",
		"accept  condition = ${if eq{$acl_m_jj_kind}{role}}",
		"accept  condition = ${if eq{$acl_m_jj_skip}{yes}}",
		"senders = +jj_bounce_senders",
		"${acl{acl_jj_ask_module}}",
		"# site.yaml:10 bounces.forged: deny",
		"# site.yaml:10 bounces.unverifiable: tag",
		"\nacl_jj_ask_module:",
		"\nacl_jj_not_smtp:",
	};
	struct made m;

	load(&m, SITE CHECKS BOUNCES);
	make(&m);
	cr_assert_eq(m.rc, 0, "%s", m.said);
	const char *at = m.text;
	for (size_t i = 0; i < COUNT(order); i++) {
		const char *next = strstr(at, order[i]);
		cr_assert_not_null(next, "\"%s\" does not follow", order[i]);
		at = next;
	}
	arena_free(m.a);
}

Test(render, modes)
{
	static const struct {
		const char *mode;
		bool asked, deny, defer, tag, trace;
	} rows[] = {
		{ "off", false, false, false, false, false },
		{ "log", true, false, false, false, true },
		{ "tag", true, false, false, true, true },
		{ "defer", true, false, true, false, true },
		{ "deny", true, true, false, false, true },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *a = arena_new();
		struct made m;
		load(&m, arena_printf(a,
				 SITE "sender: {verify: %s}\nrecipient: {callout: {mode: off}}\n"
				      "bounces: {forged: off, unverifiable: off, "
				      "unproven: off}\n",
				 rows[i].mode));
		make(&m);
		cr_expect_eq(m.rc, 0, "%s", m.said);
		cr_expect_eq(
			has(&m, "!verify = sender/defer_ok"), rows[i].asked, "%s", rows[i].mode);
		cr_expect_eq(has(&m, "  deny    condition = ${if eq{$acl_m_jj_hit}"), rows[i].deny,
			"%s", rows[i].mode);
		cr_expect_eq(has(&m, "  defer   condition = ${if eq{$acl_m_jj_hit}"), rows[i].defer,
			"%s", rows[i].mode);
		cr_expect_eq(has(&m, "message = 450 4.1.8 "), rows[i].defer, "%s", rows[i].mode);
		cr_expect_eq(has(&m, "message = 550 5.1.8 "), rows[i].deny, "%s", rows[i].mode);
		cr_expect_eq(has(&m, "add_header = X-Joejob-Rule: sender.verify"), rows[i].tag,
			"%s", rows[i].mode);
		cr_expect_eq(has(&m, "would refuse"), rows[i].trace, "%s", rows[i].mode);
		cr_expect_eq(has(&m, "!condition = ${if exists{/etc/exim4/joejob.off}}"),
			rows[i].deny || rows[i].defer, "%s: a kill switch", rows[i].mode);
		arena_free(m.a);
		arena_free(a);
	}
}

/* The mode at the top limits all checks; relaying and unknown users are no checks. */
Test(render, shadow)
{
	struct made m;

	load(&m, SITE "mode: log\n" CHECKS BOUNCES);
	make(&m);
	cr_expect_eq(m.rc, 0, "%s", m.said);
	cr_expect(!has(&m, "{$acl_m_jj_hit}{sender.verify}}\n          !condition"));
	cr_expect(!has(&m, "  deny    condition"));
	cr_expect(!has(&m, "  defer "), "nor is a second recipient put off");
	cr_expect(has(&m, "message = 550 5.7.1 Relaying is not permitted"));
	cr_expect(has(&m, "message = 550 5.1.1 There is no such mailbox here"));
	arena_free(m.a);
}

Test(render, doors)
{
	struct made m;

	load(&m, SITE "bounces: {forged: deny}\n");
	make(&m);
	cr_expect(has(&m, "\n# local_scan_path = "), "not proved: a comment");
	cr_expect(!has(&m, "\nlocal_scan_path"));
	m.o.module_proved = true;
	m.o.module = "/opt/Module.so";
	make(&m);
	cr_expect(has(&m, ".ifdef _OPT_MAIN_LOCAL_SCAN_PATH\n"
			  "local_scan_path = \"/opt/\\x4dodule.so\"\n.endif\n"));
	cr_expect(!has(&m, "dlfunc"));
	cr_expect(!has(&m, "acl_jj_ask_module"));
	arena_free(m.a);

	load(&m, SITE BOUNCES);
	m.o.module_proved = true;
	make(&m);
	cr_expect(!has(&m, "local_scan_path"));
	cr_expect(has(&m, "  accept  message = ${dlfunc{/usr/lib/exim4/local_scan.so}{joejob}}\n"));
	arena_free(m.a);

	load(&m, SITE "bounces: {forged: off, unverifiable: off, unproven: off}\n");
	m.o.module_proved = true;
	make(&m);
	cr_expect(!has(&m, "local_scan_path"), "nothing to judge: no module");
	cr_expect(!has(&m, "enforce="));
	arena_free(m.a);
}

/* What is not there leaves no empty list behind: Exim would take some of them for "everybody". */
Test(render, small)
{
	struct made m;

	load(&m, "joejob: 1\nus: {hostname: mx.example.org, domains: {local: [example.org]}}\n");
	make(&m);
	cr_expect_eq(m.rc, 0, "%s", m.said);
	cr_expect(!has(&m, "jj_relay"));
	cr_expect(!has(&m, "jj_secondary"));
	cr_expect(!has(&m, "callout"));
	cr_expect(!has(&m, "= <; \n"));
	arena_free(m.a);
}

Test(render, same_bytes)
{
	struct made one, two;

	load(&one, SITE CHECKS BOUNCES);
	load(&two, SITE CHECKS BOUNCES);
	make(&one);
	make(&two);
	cr_expect_str_eq(one.text, two.text);
	arena_free(one.a);
	arena_free(two.a);
}

/* Past the loader's own checks, which refuse all of these: the writers do not rely on them. */
Test(render, hostile)
{
	static const char *const items[] = { "${run{/bin/true}}", "/etc/passwd", "+jj_ours",
		"!example.org", "a\\", "a b", "*", "lsearch;/x", "a:b;c", "^.*", "\"",
		"a\nbegin acl" };
	struct where at = { .line = 77, .col = 3 };

	for (size_t i = 0; i < COUNT(items); i++) {
		struct str item = { items[i], at };
		const struct list list = { .item = &item, .n = 1, .at = at };
		for (int which = 0; which < 8; which++) {
			struct made m;
			load(&m, SITE CHECKS BOUNCES);
			struct list *const lists[] = { &m.p.us.local, &m.p.us.relay_to,
				&m.p.us.relay_from, &m.p.us.secondary_mx, &m.p.exempt.recipients,
				&m.p.sender.callout.senders, &m.p.bounces.senders };
			if (which < (int)COUNT(lists))
				*lists[which] = list;
			else
				m.p.bounces.module = (struct str){ items[i], at };
			make(&m);
			/* A path may have what a list may not. */
			if (which == 7 && m.rc == 0) {
				cr_expect_eq(items[i][0], '/', "%s", items[i]);
			} else {
				cr_expect_eq(m.rc, -1, "%d: %s", which, items[i]);
				cr_expect(strstr(m.said, "site.yaml:77:3: error: ") != NULL,
					"%d: %s", which, m.said);
				cr_expect_str_eq(m.text, "");
			}
			arena_free(m.a);
		}
	}
}

Test(render, inert)
{
	struct made m;

	load(&m, SITE CHECKS BOUNCES);
	m.p.bounces.contact.s = "250 ${run{/bin/true}}\nbegin acl \\";
	m.p.name = "a\nbegin acl\\";
	make(&m);
	/* The settings line takes an address only, so the contact is refused there. */
	cr_expect_eq(m.rc, -1);
	m.p.bounces.senders.n = 0;
	m.d = diags_new(m.a, "site.yaml");
	make(&m);
	cr_expect_eq(m.rc, 0, "%s", m.said);
	cr_expect(has(&m, "write to 250 \\x24\\x7brun\\x7b/bin/true\\x7d\\x7d begin acl \\x5c\n"));
	cr_expect(has(&m, " from a?begin acl?."));
	cr_expect(strstr(m.text, "begin acl") != NULL);
	cr_expect_null(strstr(strstr(m.text, "\nbegin acl") + 1, "\nbegin acl"), "one section");
	arena_free(m.a);
}
