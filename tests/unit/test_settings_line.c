/* test_settings_line.c - policies as settings lines, and what does not fit into one. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "printed.h"
#include "settings.h"
#include "detect.h"
#include "settings_line.h"

#define S(text, l) { .s = text, .at = { .line = l, .col = 1 } }

struct made {
	int rc;
	char *line, *diags; /* of the arena, of malloc */
	struct arena *arena;
};

static struct made make(const struct policy *p)
{
	struct made m = { .arena = arena_new() };
	struct buf out = { .arena = m.arena };
	struct diags *d = diags_new(m.arena, "policy.yaml");

	buf_str(&out, "before ");
	m.rc = settings_line(&out, p, d);
	m.line = out.p;
	m.diags = printed(d, false);
	return m;
}

static void unmake(struct made *m)
{
	free(m->diags);
	arena_free(m->arena);
}

static struct outbound simple(const char *domain, const char *host, bool complete, unsigned line)
{
	static struct str items[64];
	static size_t used;
	struct str *item = &items[used++ % 64];

	*item = (struct str)S(host, line);
	return (struct outbound){
		.for_domain = S(domain, line),
		.hosts = { .item = item, .n = 1 },
		.complete = { .on = complete },
		.at = { .line = line, .col = 1 },
	};
}

static struct policy with(struct outbound *o, size_t n)
{
	return (struct policy){
		.bounces.forged = { MODE_DENY, MODE_DENY, { .line = 41, .col = 3 } },
		.bounces.unverifiable = { MODE_TAG, MODE_TAG, { .line = 42, .col = 3 } },
		.us.outbound = o,
		.us.n_outbound = n,
		.us.at = { .line = 3, .col = 1 },
	};
}

static void expect_line(const struct policy *p, const char *want)
{
	struct made m = make(p), again = make(p);
	struct jj_settings *s = malloc(sizeof *s);
	char err[200];

	cr_assert_eq(m.rc, 0, "%s", m.diags);
	cr_expect_str_eq(m.line, want);
	cr_expect_str_eq(m.diags, "");
	cr_expect_str_eq(again.line, m.line);
	cr_expect_eq(jj_settings_parse(s, span_str(m.line + 7), err, sizeof err), 0);
	free(s);
	unmake(&m);
	unmake(&again);
}

/* The diagnostic has `want`, is the only one, and nothing was appended. */
static void expect_refused(const struct policy *p, const char *want)
{
	struct made m = make(p);
	size_t lines = 0;

	cr_expect_eq(m.rc, -1, "%s", want);
	cr_expect_str_eq(m.line, "before ");
	cr_expect(strstr(m.diags, want) != NULL, "[%s] in [%s]", want, m.diags);
	for (const char *c = m.diags; *c; c++)
		lines += *c == '\n';
	cr_expect_eq(lines, 1, "%s", m.diags);
	unmake(&m);
}

Test(settings_line, policy_without_outbound)
{
	struct policy p = with(NULL, 0);

	expect_line(&p, "before forged=deny:41 unverifiable=tag:42 unproven=off");
}

Test(settings_line, every_key)
{
	struct str hosts[] = { S("mx.example.org", 5), S("mail.example.org", 5) };
	struct str nets[] = { S("192.0.2.0/24", 6), S("2001:db8::/32", 6) };
	struct str ids[] = { S("example.org", 7) };
	struct outbound o[] = {
		{ .for_domain = S("*", 4), .hosts = { .item = hosts, .n = 2 },
			.networks = { .item = nets, .n = 2 }, .message_ids = { .item = ids, .n = 1 },
			.complete = { .on = true } },
		{ .for_domain = S("dept.example.org", 8), .complete = { .on = false } },
	};
	struct policy p = with(o, 2);

	p.bounces.unproven = (struct check){ MODE_DEFER, MODE_DEFER, { .line = 43, .col = 3 } };
	p.bounces.contact = (struct str)S("postmaster@example.org", 44);
	expect_line(&p, "before forged=deny:41 unverifiable=tag:42 unproven=defer:43 "
			"contact=postmaster@example.org for=* host=mx.example.org,mail.example.org "
			"net=192.0.2.0/24,2001:db8::/32 msgid=example.org complete=yes "
			"for=dept.example.org msgid=dept.example.org complete=no");
}

Test(settings_line, modes)
{
	static const struct {
		enum mode mode;
		const char *want;
	} tab[] = {
		{ MODE_OFF, "before forged=off:1" },
		{ MODE_LOG, "before forged=log:1" },
		{ MODE_TAG, "before forged=tag:1" },
		{ MODE_DEFER, "before forged=defer:1" },
		{ MODE_DENY, "before forged=deny:1" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct policy p = with(NULL, 0);
		struct made m;

		p.bounces.forged = (struct check){ tab[i].mode, tab[i].mode, { .line = 1, .col = 1 } };
		m = make(&p);
		cr_expect_eq(m.rc, 0);
		cr_expect_eq(strncmp(m.line, tab[i].want, strlen(tab[i].want)), 0, "%s", m.line);
		unmake(&m);
	}
}

Test(settings_line, message_ids_default_to_hosts_and_domain)
{
	static const struct {
		const char *domain, *host, *want;
	} tab[] = {
		{ "example.org", "mx.example.net", "msgid=mx.example.net,example.org " },
		{ "example.org", "Example.ORG", "msgid=Example.ORG " },
		{ "*", "mx.example.net", "msgid=mx.example.net " },
		{ "*.example.org", "mx.example.net", "msgid=mx.example.net " },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct outbound o = simple(tab[i].domain, tab[i].host, true, 4);
		struct policy p = with(&o, 1);
		struct made m = make(&p);

		cr_assert_eq(m.rc, 0, "%s", m.diags);
		cr_expect(strstr(m.line, tab[i].want) != NULL, "%s", m.line);
		unmake(&m);
	}
}

Test(settings_line, refuses_what_the_line_cannot_hold)
{
	static const struct {
		const char *name, *contact, *host, *want;
	} tab[] = {
		{ "blank", "\"John Doe\"@example.org", "mx.example.org", "policy.yaml:44:1: error:" },
		{ "not ascii", "m\xc3\xbcller@example.org", "mx.example.org", "AG318" },
		{ "comma", "", "mx.example.org,evil", "policy.yaml:5:1: error:" },
		{ "newline", "", "mx.example.org\ncomplete=yes", "policy.yaml:5:1: error:" },
		{ "address as host", "", "192.0.2.1", "192.0.2.1" },
		{ "empty host", "", "", "AG318" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct str id = S("example.org", 7);
		struct outbound o = simple("*", tab[i].host, true, 5);
		struct policy p = with(&o, 1);

		o.message_ids = (struct list){ .item = &id, .n = 1 };
		p.bounces.contact = (struct str)S(tab[i].contact, 44);
		expect_refused(&p, tab[i].want);
	}
}

Test(settings_line, contact_may_hold_commas)
{
	struct policy p = with(NULL, 0);

	p.bounces.contact = (struct str)S("\"a,b\"@example.org", 44);
	expect_line(&p, "before forged=deny:41 unverifiable=tag:42 unproven=off "
			"contact=\"a,b\"@example.org");
}

Test(settings_line, refuses_a_file_of_hosts)
{
	struct outbound o = simple("*", "mx.example.org", true, 5);
	struct policy p = with(&o, 1);

	o.networks.file = (struct str)S("lists/networks", 9);
	expect_refused(&p, "policy.yaml:9:1: error: us.outbound[].networks cannot be a file");
}

Test(settings_line, counts_entries)
{
	struct outbound o[JJ_ENTRIES + 2];
	struct policy p = with(o, JJ_ENTRIES);
	struct made m;

	for (unsigned i = 0; i < JJ_ENTRIES + 2; i++)
		o[i] = simple("example.org", "mx.example.org", true, 10 + i);
	m = make(&p);
	cr_expect_eq(m.rc, 0, "%s", m.diags);
	unmake(&m);
	p.us.n_outbound = JJ_ENTRIES + 2;
	expect_refused(&p, "policy.yaml:42:1: error: more than 32 outbound entries");
}

/* The items of all entries together, each kind by itself. */
Test(settings_line, counts_items)
{
	static struct str nets[JJ_ITEMS + 1];
	struct outbound o[2];
	struct policy p = with(o, 2);
	struct made m;

	for (unsigned i = 0; i <= JJ_ITEMS; i++)
		nets[i] = (struct str)S("192.0.2.1", 100 + i);
	o[0] = simple("*", "mx.example.org", true, 5);
	o[0].networks = (struct list){ .item = nets, .n = JJ_ITEMS - 1 };
	o[1] = simple("example.org", "mx.example.org", true, 6);
	o[1].networks = (struct list){ .item = nets + JJ_ITEMS - 1, .n = 1 };
	m = make(&p);
	cr_expect_eq(m.rc, 0, "%s", m.diags);
	unmake(&m);
	o[1].networks.n = 2;
	expect_refused(&p, "policy.yaml:1124:1: error: more than 1024 net");
}

Test(settings_line, measures_the_line)
{
	static char name[JJ_ITEMS][64];
	static struct str hosts[JJ_ITEMS];
	struct str id = S("example.org", 7);
	struct outbound o = simple("*", "mx.example.org", true, 5);
	struct policy p = with(&o, 1);

	for (unsigned i = 0; i < JJ_ITEMS; i++) {
		snprintf(name[i], sizeof name[i], "a-rather-long-name-for-a-host-%u.example.org", i);
		hosts[i] = (struct str)S(name[i], 5);
	}
	o.hosts = (struct list){ .item = hosts, .n = JJ_ITEMS };
	o.message_ids = (struct list){ .item = &id, .n = 1 };
	expect_refused(&p, "policy.yaml:3:1: error: the outbound entries make");
}

/* The regexes of the well-known MTAs take their ids, and not each other's. */
Test(settings_line, own_rules)
{
	struct str never[] = { S("sales@example.org", 5), S("*@lists.example.org", 5) };
	struct bounce_pattern patterns[] = {
		{ .name = S("ticket", 6), .match = S("^X-T: .*$", 6), .is = PATTERN_IS_OURS },
		{ .name = S("note", 7), .match = S("\xc3\xa9%,", 7), .is = PATTERN_IS_NOTE },
	};
	struct outbound o = { .for_domain = S("*", 4), .queue_id = S("[0-9]+", 4),
		.max_age = { .s = 86401 } };
	struct policy p = with(&o, 1);

	p.bounces.never_send = (struct list){ .item = never, .n = 2 };
	p.bounces.patterns = patterns;
	p.bounces.n_patterns = 2;
	expect_line(&p, "before forged=deny:41 unverifiable=tag:42 unproven=off "
			"never=sales@example.org,*@lists.example.org "
			"pattern=ticket:ours:%5eX-T%3a%20.%2a%24 pattern=note:note:%c3%a9%25%2c "
			"for=* queue=%5b0-9%5d%2b days=2 complete=no");
}

Test(settings_line, words_for_queue_ids)
{
	static const struct {
		const char *word, *id;
		bool ours;
	} tab[] = {
		{ "exim", "1pABCd-0001Xy-2b", true },
		{ "exim", "1pABCd-00000001XyZ-2bCd", true },
		{ "exim", "1pABCd-0001Xy-2bCd", false },
		{ "exim", "4VYTZ13Nbhz9sJ", false },
		{ "postfix", "3F2A4C0D1E", true },
		{ "postfix", "4VYTZ13Nbhz9sJ", true },
		{ "postfix", "4VYTA13Nbhz9sJ", false },
		{ "postfix", "1pABCd-0001Xy-2b", false },
		{ "postfix", "3F2A", false },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct str hosts[] = { S("mx.example.org", 5) };
		struct outbound o = { .for_domain = S("*", 4), .hosts = { .item = hosts, .n = 1 },
			.queue_id = { tab[i].word, { .line = 4, .col = 1 } }, .complete = { .on = true } };
		struct policy p = with(&o, 1);
		struct made m = make(&p);
		struct jj_settings *s = malloc(sizeof *s);
		char err[100], text[300];

		cr_assert_eq(m.rc, 0, "%s", m.diags);
		cr_assert_eq(jj_settings_parse(s, span_str(m.line + strlen("before ")), err, sizeof err), 0,
			"%s", err);
		struct jj_detector *d = jj_new(s);

		snprintf(text, sizeof text, "Content-Type: message/rfc822\n\nReceived: by mx.example.org "
			"with esmtp id %s; now\nFrom: a@example.org\nDate: now\n\n", tab[i].id);
		jj_feed(d, span_str(text));
		cr_expect_eq(jj_finish(d)->verdict, tab[i].ours ? JJ_OURS : JJ_FORGED, "[%s %s]",
			tab[i].word, tab[i].id);
		jj_free(d);
		free(s);
		unmake(&m);
	}
}
