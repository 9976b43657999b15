/* test_policy_load.c - the policy's own rows, defaults, and what follows from them. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "policy_load.h"
#include "printed.h"

#define HEAD "joejob: 1\nus:\n  hostname: mx.example.org\n  domains: {local: [example.org]}\n"

struct got {
	struct arena *arena;
	struct policy p;
	int rc;
	char *diags; /* of malloc */
};

static struct got get(const char *text)
{
	struct got g = { .arena = arena_new() };
	struct diags *d = diags_new(g.arena, "dir/p.yaml");

	g.rc = policy_load_text(&g.p, "dir/p.yaml", text, strlen(text), g.arena, d);
	g.diags = printed(d, false);
	return g;
}

static void drop(struct got *g)
{
	free(g->diags);
	arena_free(g->arena);
}

Test(policy_load, has_the_documented_defaults)
{
	struct got g = get(HEAD);

	cr_assert_eq(g.rc, 0, "%s", g.diags);
	cr_expect_str_eq(g.diags, "");
	cr_expect_str_eq(g.p.path, "dir/p.yaml");
	cr_expect_str_eq(g.p.name, "p.yaml");
	cr_expect_eq(g.p.mode, MODE_DENY);
	cr_expect_eq(g.p.exempt.recipients.n, 2);
	cr_expect_str_eq(g.p.exempt.recipients.item[0].s, "postmaster");
	cr_expect_str_eq(g.p.exempt.recipients.item[1].s, "abuse");
	cr_expect_eq(g.p.exempt.recipients.at.line, 0);
	/* A check that is not mentioned is off. */
	cr_expect_eq(g.p.sender.verify.mode, MODE_OFF);
	cr_expect_eq(g.p.sender.callout.check.mode, MODE_OFF);
	cr_expect_eq(g.p.sender.callout.who, CALLOUT_OFF);
	cr_expect_eq(g.p.recipient.callout.check.mode, MODE_OFF);
	cr_expect_eq(g.p.bounces.forged.mode, MODE_OFF);
	cr_expect_eq(g.p.bounces.unverifiable.mode, MODE_OFF);
	cr_expect_eq(g.p.bounces.unproven.mode, MODE_OFF);
	cr_expect_eq(g.p.sender.callout.cache_positive.s, 24 * 3600);
	cr_expect_eq(g.p.sender.callout.cache_negative.s, 2 * 3600);
	cr_expect_eq(g.p.sender.callout.cache_domain_positive.s, 7 * 86400);
	cr_expect_eq(g.p.sender.callout.cache_domain_negative.s, 3 * 3600);
	cr_expect_eq(g.p.bounces.senders.n, 1);
	cr_expect_str_eq(g.p.bounces.senders.item[0].s, "");
	cr_expect_str_eq(g.p.bounces.contact.s, "postmaster@example.org");
	cr_expect_str_eq(g.p.bounces.module.s, "/usr/lib/exim4/local_scan.so");
	cr_expect_str_eq(g.p.bounces.kill_switch.s, "/etc/exim4/joejob.off");
	drop(&g);
}

Test(policy_load, has_defaults_for_what_is_mentioned)
{
	struct got g = get(HEAD "sender: {callout: {senders: [example.net]}}\n"
				"recipient: {callout: {mode: deny}}\nbounces: {}\n");

	cr_assert_eq(g.rc, 0, "%s", g.diags);
	cr_expect_eq(g.p.sender.callout.check.mode, MODE_DENY);
	cr_expect_eq(g.p.sender.callout.check.at.line, 5);
	cr_expect_eq(g.p.sender.callout.who, CALLOUT_LISTED);
	cr_expect_eq(g.p.sender.callout.timeout.s, 30);
	cr_expect_eq(g.p.sender.callout.connect.s, 5);
	cr_expect_eq(g.p.sender.callout.maxwait.s, 60);
	cr_expect(g.p.sender.callout.defer_ok.on);
	cr_expect_not(g.p.sender.callout.random.on);
	cr_expect_eq(g.p.recipient.callout.check.mode, MODE_DENY);
	cr_expect_eq(g.p.recipient.callout.timeout.s, 30);
	cr_expect(g.p.recipient.callout.defer_ok.on);
	cr_expect(g.p.recipient.callout.cache.on);
	cr_expect_eq(g.p.recipient.callout.as, CALLOUT_AS_NULL);
	cr_expect_eq(g.p.bounces.door, DOOR_LOCAL_SCAN);
	cr_expect_eq(g.p.bounces.door_at.line, 7);
	cr_expect_eq(g.p.bounces.forged.mode, MODE_LOG);
	cr_expect_eq(g.p.bounces.unverifiable.mode, MODE_TAG);
	cr_expect_eq(g.p.bounces.unproven.mode, MODE_TAG);
	cr_expect_eq(g.p.bounces.unproven.at.line, 7);
	drop(&g);
}

Test(policy_load, limits_every_check_by_the_top_mode)
{
	static const char rest[] =
		"sender: {verify: deny, callout: {senders: [example.net], mode: defer}}\n"
		"recipient: {callout: {}}\nbounces: {forged: deny, unverifiable: log}\n";
	static const struct {
		const char *mode;
		enum mode top, verify, callout, recipient, forged, unverifiable, unproven;
	} tab[] = {
		{ "off", MODE_OFF, MODE_OFF, MODE_OFF, MODE_OFF, MODE_OFF, MODE_OFF, MODE_OFF },
		{ "log", MODE_LOG, MODE_LOG, MODE_LOG, MODE_LOG, MODE_LOG, MODE_LOG, MODE_LOG },
		{ "tag", MODE_TAG, MODE_TAG, MODE_TAG, MODE_TAG, MODE_TAG, MODE_LOG, MODE_TAG },
		{ "defer", MODE_DEFER, MODE_DEFER, MODE_DEFER, MODE_DEFER, MODE_DEFER, MODE_LOG,
			MODE_TAG },
		{ "deny", MODE_DENY, MODE_DENY, MODE_DEFER, MODE_DENY, MODE_DENY, MODE_LOG,
			MODE_TAG },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		char text[600];
		struct got g;

		snprintf(text, sizeof text, "mode: %s\n" HEAD "%s", tab[i].mode, rest);
		g = get(text);
		cr_assert_eq(g.rc, 0, "%s", g.diags);
		cr_expect_eq(g.p.mode, tab[i].top, "[%s]", tab[i].mode);
		cr_expect_eq(g.p.sender.verify.mode, tab[i].verify, "[%s]", tab[i].mode);
		cr_expect_eq(g.p.sender.callout.check.mode, tab[i].callout, "[%s]", tab[i].mode);
		cr_expect_eq(
			g.p.recipient.callout.check.mode, tab[i].recipient, "[%s]", tab[i].mode);
		cr_expect_eq(g.p.bounces.forged.mode, tab[i].forged, "[%s]", tab[i].mode);
		cr_expect_eq(
			g.p.bounces.unverifiable.mode, tab[i].unverifiable, "[%s]", tab[i].mode);
		cr_expect_eq(g.p.bounces.unproven.mode, tab[i].unproven, "[%s]", tab[i].mode);
		drop(&g);
	}
}

Test(policy_load, derives_message_ids_from_hosts_and_domain)
{
	static const struct {
		const char *entry, *want;
	} tab[] = {
		{ "{for: example.org, hosts: [mx.example.org, out.example.net]}",
			"mx.example.org out.example.net example.org " },
		{ "{for: example.org, hosts: [Example.org]}", "Example.org " },
		{ "{for: \"*\", hosts: [mx.example.org]}", "mx.example.org " },
		{ "{for: \"*.example.org\", hosts: []}", "" },
		{ "{for: example.org}", "example.org " },
		{ "{for: example.org, hosts: [mx.example.org], message_ids: [a.example]}",
			"a.example " },
		{ "{for: example.org, hosts: [mx.example.org], message_ids: []}", "" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		char text[400];
		struct got g;
		struct buf ids;

		snprintf(text, sizeof text, HEAD "  outbound:\n    - %s\n", tab[i].entry);
		g = get(text);
		ids = (struct buf){ .arena = g.arena };
		cr_assert_eq(g.rc, 0, "%s", g.diags);
		cr_assert_eq(g.p.us.n_outbound, 1);
		for (size_t k = 0; k < g.p.us.outbound[0].message_ids.n; k++)
			buf_printf(&ids, "%s ", g.p.us.outbound[0].message_ids.item[k].s);
		cr_expect_str_eq(buf_text(&ids), tab[i].want, "[%s]", tab[i].entry);
		drop(&g);
	}
}

Test(policy_load, chooses_the_contact)
{
	static const struct {
		const char *domains, *bounces, *want;
	} tab[] = {
		{ "local: [a.example, b.example]", "{}", "postmaster@a.example" },
		{ "local: [\"*.a.example\", b.example]", "{}", "postmaster@b.example" },
		{ "local: [], relay_to: [r.example]", "{}", "postmaster@r.example" },
		{ "local: [\"*.a.example\"]", "{}", "postmaster@mx.example.org" },
		{ "local: [a.example]", "{contact: help@b.example}", "help@b.example" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		char text[300];
		struct got g;

		snprintf(text, sizeof text,
			"joejob: 1\nus: {hostname: mx.example.org, domains: {%s}}\nbounces: %s\n",
			tab[i].domains, tab[i].bounces);
		g = get(text);
		cr_assert_eq(g.rc, 0, "%s", g.diags);
		cr_expect_str_eq(g.p.bounces.contact.s, tab[i].want);
		drop(&g);
	}
}

Test(policy_load, fits_callout_defaults_to_what_is_given)
{
	struct got g = get(HEAD "sender: {callout: {senders: [example.net], timeout: 120s}}\n");

	cr_assert_eq(g.rc, 0, "%s", g.diags);
	cr_expect_eq(g.p.sender.callout.maxwait.s, 120);
	drop(&g);
	g = get(HEAD "sender: {callout: {senders: [example.net], timeout: 2s}}\n");
	cr_assert_eq(g.rc, 0, "%s", g.diags);
	cr_expect_eq(g.p.sender.callout.connect.s, 2);
	drop(&g);
	g = get(HEAD "sender: {callout: {for: off}}\n");
	cr_assert_eq(g.rc, 0, "%s", g.diags);
	cr_expect_eq(g.p.sender.callout.check.mode, MODE_OFF);
	drop(&g);
}

Test(policy_load, says_as_whom_recipient_callouts_ask)
{
	static const struct {
		const char *how;
		enum callout_as want;
	} tab[] = {
		{ "", CALLOUT_AS_NULL },
		{ "use_sender: no", CALLOUT_AS_NULL },
		{ "use_sender: yes", CALLOUT_AS_SENDER },
		{ "use_postmaster: yes", CALLOUT_AS_POSTMASTER },
		{ "use_sender: yes, use_postmaster: no", CALLOUT_AS_SENDER },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		char text[300];
		struct got g;

		snprintf(text, sizeof text, HEAD "recipient: {callout: {%s}}\n", tab[i].how);
		g = get(text);
		cr_assert_eq(g.rc, 0, "%s", g.diags);
		cr_expect_eq(g.p.recipient.callout.as, tab[i].want, "[%s]", tab[i].how);
		drop(&g);
	}
}

Test(policy_load, leaves_the_policy_alone_on_failure)
{
	static const char *const texts[] = { "", "joejob: 1\n", "- x\n", HEAD "mode: nonsense\n",
		HEAD "x: [\n", HEAD "sender: {callout: {}}\n" };

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct arena *a = arena_new();
		struct diags *d = diags_new(a, "p");
		struct policy p, before;

		memset(&p, 0x5a, sizeof p);
		memset(&before, 0x5a, sizeof before);
		cr_expect_eq(policy_load_text(&p, "p", texts[i], strlen(texts[i]), a, d), -1);
		cr_expect_gt(diag_errors(d), 0, "[%s]", texts[i]);
		cr_expect_eq(memcmp(&p, &before, sizeof p), 0, "[%s]", texts[i]);
		arena_free(a);
	}
}

/* Every cut of a policy is either wrong or right, and never takes the program down. */
Test(policy_load, survives_every_cut)
{
	static const char text[] =
		HEAD "  outbound:\n    - {for: \"*\", hosts: [a.b], complete: yes}\n"
		     "sender: {verify: deny, callout: {for: all}}\n";

	for (size_t n = 0; n < sizeof text; n++) {
		struct arena *a = arena_new();
		struct diags *d = diags_new(a, "p");
		struct policy p;
		int rc = policy_load_text(&p, "p", text, n, a, d);

		cr_expect_eq(rc == 0, diag_errors(d) == 0, "[%zu bytes]", n);
		arena_free(a);
	}
}

Test(policy_load, tells_unreadable_files_from_wrong_ones)
{
	char dir[] = "/tmp/test_policy_load.XXXXXX", path[64];
	struct arena *a = arena_new();
	struct diags *d = diags_new(a, "p");
	struct policy p;

	cr_assert_not_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/p", dir);
	cr_expect_eq(policy_load(&p, path, a, d), -2, "missing");
	cr_expect_eq(policy_load(&p, dir, a, d), -2, "a folder");
	cr_assert_eq(mkfifo(path, 0600), 0);
	cr_expect_eq(policy_load(&p, path, a, d), -2, "a FIFO");
	unlink(path);
	cr_assert_eq(fclose(fopen(path, "w")), 0);
	cr_expect_eq(policy_load(&p, path, a, d), -1, "empty");
	cr_assert_eq(truncate(path, POLICY_BYTES_MAX + 1), 0);
	cr_expect_eq(policy_load(&p, path, a, d), -2, "too large");
	cr_expect_eq(diag_errors(d), 5);
	unlink(path);
	rmdir(dir);
	arena_free(a);
}

/* Where a path is looked for: nowhere else than in the table. */
static size_t row_index(const char *path)
{
	for (size_t i = 0; i < policy_schema.n; i++)
		if (strcmp(policy_schema.row[i].path, path) == 0)
			return i;
	return policy_schema.n;
}

Test(policy_schema, rows_are_sound)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < policy_schema.n; i++) {
		const struct row *r = &policy_schema.row[i];
		const char *cut = strrchr(r->path, '.');

		cr_expect_eq(row_index(r->path), i, "[%s] stands once", r->path);
		cr_assert_not_null(r->doc, "[%s]", r->path);
		cr_expect_gt(strlen(r->doc), 5, "[%s]", r->path);
		cr_expect_neq(r->doc[strlen(r->doc) - 1], '.', "[%s]", r->path);
		cr_expect_gt(strlen(schema_type(r, a)), 1, "[%s]", r->path);
		if (r->kind == ROW_CHECK || r->kind == ROW_WORD)
			cr_expect_not_null(r->words, "[%s]", r->path);
		if (r->kind == ROW_TEXT || r->kind == ROW_LIST)
			cr_expect_not_null(r->item, "[%s]", r->path);
		if (r->kind == ROW_TIME)
			cr_expect_lt(r->min, r->max, "[%s]", r->path);
		cr_expect_not((r->flags & ROW_REQUIRED) && r->def, "[%s]", r->path);
		if (!cut)
			continue;
		/* The section stands before its keys. */
		size_t n = (size_t)(cut - r->path);
		const char *above = arena_copy(a, r->path, n > 2 && cut[-1] == ']' ? n - 2 : n);
		size_t at = row_index(above);

		cr_assert_lt(at, i, "[%s]", r->path);
		cr_expect_eq(policy_schema.row[at].kind, cut[-1] == ']' ? ROW_EACH : ROW_SECTION,
			"[%s]", r->path);
	}
	arena_free(a);
}

static void count(const struct row *row, void *arg)
{
	size_t *n = arg;

	cr_expect_eq(row, &policy_schema.row[*n]);
	++*n;
}

Test(policy_schema, is_walked_in_order)
{
	size_t n = 0;

	schema_each(&policy_schema, count, &n);
	cr_expect_eq(n, policy_schema.n);
}
