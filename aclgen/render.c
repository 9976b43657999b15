/* render.c - puts the stages of joejob.inc together. See render.h.
 *
 * A check is a `warn` that sets acl_m_jj_hit when it finds a fault, followed by the one shared
 * action.acl. Exim skips a `warn` whose condition cannot be answered, so no check can delay mail
 * by itself, whatever the DNS, a callout or a database does.
 */
#include <string.h>

#include "listdb.h"
#include "quote.h"
#include "render.h"
#include "render_asks.h"
#include "render_check_write.h"
#include "render_layout.h"
#include "render_main.h"
#include "render_memory.h"
#include "render_prvs.h"
#include "render_rollout.h"
#include "settings_line.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* Adds a whole template to the output. */
static void add(struct rendering *r, const char *name, const struct value *dict, size_t n)
{
	if (template_fill(&r->out, template_find(r->o->templates, name), dict, n, r->d) != 0)
		r->failed = true;
}

static void add_head(struct rendering *r)
{
	enum layout l = r->p->output.layout;
	const struct value dict[] = {
		{ "version", AS_WORD, .text = JJ_VERSION },
		{ "policy", AS_COMMENT, .text = r->p->name },
		{ "include", AS_FLAG, .number = l == LAYOUT_INCLUDE },
		{ "whole", AS_FLAG, .number = l == LAYOUT_WHOLE },
		{ "debian_split", AS_FLAG, .number = l == LAYOUT_DEBIAN_SPLIT },
		{ "debian_hooks", AS_FLAG, .number = l == LAYOUT_DEBIAN_HOOKS },
		{ "dir", AS_EXIM, .text = r->o->dir },
	};

	add(r, "head.acl", dict, COUNT(dict));
}

/* The admin's own stanzas, with marks around them for who reads the result. */
static const char *hook_text(struct rendering *r, enum hook which)
{
	const struct str *path = &r->p->hook[which].path;
	struct buf b = { .arena = r->out.arena };

	if (r->p->hook[which].text == NULL)
		return NULL;
	buf_str(&b, "  # ");
	quote_comment(&b, line_comment(r, path->at));
	buf_str(&b, " hooks: ");
	quote_comment(&b, path->s);
	buf_printf(&b, "\n%s  # end of that hook\n\n", r->p->hook[which].text);
	return buf_text(&b);
}

static void add_connect(struct rendering *r)
{
	const struct policy *p = r->p;
	struct buf ports = { .arena = r->out.arena };
	struct str trap = p->honeypot.interface;
	struct list interface = { .item = &trap, .n = has_trap_interface(p), .at = trap.at };

	if (!needs_connect(p))
		return;
	submission_ports(&ports, p);
	const struct value dict[] = {
		{ "relay_from", AS_FLAG, .number = p->us.relay_from.n },
		{ "lists", AS_FLAG, .number = listdb_any(p) },
		{ "spared", AS_FLAG, .number = spared_hosts(p) },
		{ "pipelining", AS_FLAG, .number = asks_pipelining(p) },
		{ "kill_switch", AS_PATH, .text = p->bounces.kill_switch.s,
			.at = p->bounces.kill_switch.at },
		{ "submission", AS_EXIM, .text = buf_text(&ports) },
		{ "interface", AS_HOSTS, .list = &interface },
		{ "where_honeypot", AS_COMMENT, .text = line_comment(r, interface.at) },
		{ "hook", AS_EXIM, .text = hook_text(r, HOOK_CONNECT) },
		{ "delay", AS_TIME_IF, .number = asks_delay(p) ? p->connect.delay.s : 0 },
		{ "where_delay", AS_COMMENT, .text = line_comment(r, p->connect.delay.at) },
	};
	add(r, "connect.acl", dict, COUNT(dict));
}

static void add_helo(struct rendering *r)
{
	const struct policy *p = r->p;
	const struct value dict[] = {
		{ "spared", AS_FLAG, .number = spared_hosts(p) },
		{ "hook", AS_EXIM, .text = hook_text(r, HOOK_HELO) },
		{ "helo", AS_FLAG, .number = asks_helo(p) },
		{ "hostname", AS_NAME, .text = p->us.hostname.s, .at = p->us.hostname.at },
		{ "no_address", AS_FLAG, .number = p->helo.no_address.mode != MODE_OFF },
	};

	if (needs_helo(p))
		add(r, "helo.acl", dict, COUNT(dict));
}

static void add_mail(struct rendering *r)
{
	const struct value dict[] = {
		{ "relay_from", AS_FLAG, .number = r->p->us.relay_from.n },
		{ "hook", AS_EXIM, .text = hook_text(r, HOOK_MAIL) },
		{ "token", AS_FLAG, .number = signs_mail(r->p) },
		{ "soft", AS_FLAG,
			.number = enforces_in_part(r->p) || r->p->fallback.after.n > 0 },
	};

	add(r, "mail.acl", dict, COUNT(dict));
}

static void add_rcpt(struct rendering *r)
{
	const struct policy *p = r->p;
	struct arena *a = r->out.arena;
	const char *callout = "";
	bool scoped = !p->exempt.from_blocked.on && p->block.check.mode != MODE_OFF;

	/* A callout that refuses nobody must not decide whether a role address exists. */
	if (asks_recipients(p) && p->recipient.callout.check.mode >= MODE_DEFER)
		callout = arena_printf(a, "/%s", role_callout(a, r));
	const struct value dict[] = {
		{ "visit_checks", AS_EXIM, .text = stage_checks(r, STAGE_RCPT_VISIT) },
		{ "hooked", AS_FLAG,
			.number = p->hook[HOOK_RCPT_BEFORE].text || p->hook[HOOK_RCPT_AFTER].text },
		{ "where_roles", AS_COMMENT, .text = line_comment(r, p->exempt.recipients.at) },
		{ "line_roles", AS_NUMBER, .number = p->exempt.recipients.at.line },
		{ "roles", AS_FLAG, .number = p->exempt.recipients.n },
		{ "scoped_hosts", AS_FLAG, .number = scoped && listdb_there(&p->block.hosts) },
		{ "scoped_senders", AS_FLAG, .number = scoped && listdb_there(&p->block.senders) },
		{ "refuses", AS_FLAG, .number = refuses(p) },
		{ "mixed", AS_FLAG, .number = p->exempt.recipients.n > 0 && refuses(p) },
		{ "unmixed", AS_FLAG, .number = unfiltered_hosts(p) },
		{ "kill_switch", AS_PATH, .text = p->bounces.kill_switch.s,
			.at = p->bounces.kill_switch.at },
		{ "put_off", AS_FLAG, .number = notes_put_off(p) },
		{ "local", AS_FLAG, .number = p->us.local.n },
		{ "relay_to", AS_FLAG, .number = p->us.relay_to.n },
		{ "role_callout", AS_EXIM, .text = callout },
		{ "where_relay_from", AS_COMMENT, .text = line_comment(r, p->us.relay_from.at) },
		{ "relay_from", AS_FLAG, .number = p->us.relay_from.n },
		{ "where_domains", AS_COMMENT, .text = line_comment(r, p->us.local.at) },
		{ "line_domains", AS_NUMBER, .number = p->us.local.at.line },
		{ "where_secondary_mx", AS_COMMENT,
			.text = line_comment(r, p->us.secondary_mx.at) },
		{ "secondary_mx", AS_FLAG, .number = p->us.secondary_mx.n },
		{ "where_exempt_hosts", AS_COMMENT, .text = line_comment(r, p->exempt.hosts.at) },
		{ "exempt_hosts", AS_FLAG, .number = listdb_there(&p->exempt.hosts) },
		{ "where_mailing_lists", AS_COMMENT,
			.text = line_comment(r, p->exempt.mailing_lists.at) },
		{ "mailing_lists", AS_FLAG, .number = listdb_there(&p->exempt.mailing_lists) },
		{ "list_header", AS_FLAG, .number = p->mode >= MODE_TAG },
		{ "where_exempt_senders", AS_COMMENT,
			.text = line_comment(r, p->exempt.senders.at) },
		{ "exempt_senders", AS_FLAG, .number = listdb_there(&p->exempt.senders) },
		{ "where_spf_white", AS_COMMENT, .text = line_comment(r, p->exempt.spf_white.at) },
		{ "spf_white", AS_FLAG, .number = listdb_there(&p->exempt.spf_white) },
		{ "trap_checks", AS_EXIM, .text = stage_checks(r, STAGE_RCPT_TRAP) },
		{ "recipient_checks", AS_EXIM, .text = stage_checks(r, STAGE_RCPT_RECIPIENT) },
		{ "hook_before", AS_EXIM, .text = hook_text(r, HOOK_RCPT_BEFORE) },
		{ "sender_checks", AS_EXIM, .text = stage_checks(r, STAGE_RCPT_SENDER) },
		{ "hook_after", AS_EXIM, .text = hook_text(r, HOOK_RCPT_AFTER) },
	};

	add(r, "rcpt.acl", dict, COUNT(dict));
}

static void add_predata(struct rendering *r)
{
	const struct value dict[] = {
		{ "checks", AS_EXIM, .text = stage_checks(r, STAGE_PREDATA) },
	};

	if (one_recipient(r->p))
		add(r, "predata.acl", dict, COUNT(dict));
}

/* What is done about each verdict; less where a secondary MX hands the bounce over. */
static void add_rules(struct rendering *r, struct buf *out, const char *rules)
{
	struct buf less = { .arena = out->arena };

	if (!judges_secondary(r->p) || !secondary_verdicts(r->p, NULL)) {
		quote_text(out, rules);
		return;
	}
	settings_rules(&less, r->p, r->p->bounces.from_secondary_mx.mode);
	buf_str(out, "${if eq{$acl_m_jj_skip}{secondary}{");
	quote_text(out, buf_text(&less));
	buf_str(out, "}{");
	quote_text(out, rules);
	buf_str(out, "}}");
}

/* Words of the line; the writer escapes a blank at an end. */
static void add_words(struct buf *out, const char *s, size_t n)
{
	if (n > 0 && *s == ' ') {
		buf_str(out, " ");
		s++;
		n--;
	}
	quote_text(out, arena_copy(out->arena, s, n));
}

/* The settings line as an expanded string, one `for` entry a line. */
static const char *settings_text(struct rendering *r)
{
	struct buf line = { .arena = r->out.arena }, out = { .arena = r->out.arena },
		   rules = { .arena = r->out.arena };

	if (settings_line(&line, r->p, r->d) != 0) {
		r->failed = true;
		return "";
	}
	settings_rules(&rules, r->p, MODE_DENY);
	add_rules(r, &out, buf_text(&rules));
	const char *s = buf_text(&line) + rules.n, *entry;
	while ((entry = strstr(s, " for=")) != NULL) {
		add_words(&out, s, (size_t)(entry - s));
		buf_str(&out, " \\\n\t\t");
		s = entry + 1;
	}
	add_words(&out, s, strlen(s));
	return buf_text(&out);
}

/* The clock, where a date is judged by it. */
static const char *now_text(const struct policy *p)
{
	if (signs_mail(p) || p->bounces.n_dkim > 0)
		return " now=$tod_epoch";
	for (size_t i = 0; i < p->us.n_outbound; i++)
		if (p->us.outbound[i].max_age.s > 0)
			return " now=$tod_epoch";
	return "";
}

static bool puts_off_bounces(const struct policy *p)
{
	return p->bounces.forged.mode == MODE_DEFER || p->bounces.unverifiable.mode == MODE_DEFER ||
	       p->bounces.unproven.mode == MODE_DEFER;
}

static void add_data(struct rendering *r)
{
	const struct policy *p = r->p;
	bool judge = judges_bounces(p), results = p->headers.authentication_results.on;
	const struct value dict[] = {
		{ "results", AS_FLAG, .number = results && p->mode >= MODE_TAG },
		{ "where_results", AS_COMMENT,
			.text = line_comment(r, p->headers.authentication_results.at) },
		{ "hostname", AS_NAME, .text = p->us.hostname.s, .at = p->us.hostname.at },
		{ "secondary_judged", AS_FLAG, .number = judges_secondary(p) },
		{ "hook_before", AS_EXIM, .text = hook_text(r, HOOK_DATA_BEFORE) },
		{ "header_checks", AS_EXIM, .text = stage_checks(r, STAGE_DATA_HEADER) },
		{ "judge", AS_FLAG, .number = judge },
		{ "where", AS_COMMENT, .text = line_comment(r, p->bounces.at) },
		{ "kill_switch", AS_PATH, .text = p->bounces.kill_switch.s,
			.at = p->bounces.kill_switch.at },
		{ "held_back", AS_FLAG, .number = judge && enforces_in_part(p) },
		{ "now", AS_EXIM, .text = now_text(p) },
		{ "settings", AS_EXIM, .text = judge ? settings_text(r) : "" },
		{ "put_off", AS_FLAG,
			.number = notes_put_off(p) && judge && p->bounces.door == DOOR_LOCAL_SCAN &&
				  puts_off_bounces(p) },
		{ "where_door", AS_COMMENT, .text = line_comment(r, p->bounces.door_at) },
		{ "door_acl", AS_FLAG, .number = judge && p->bounces.door == DOOR_ACL },
		{ "module", AS_PATH, .text = module_path(r), .at = p->bounces.module.at },
		{ "checks", AS_EXIM, .text = stage_checks(r, STAGE_DATA_VERDICT) },
		{ "last_checks", AS_EXIM, .text = stage_checks(r, STAGE_DATA_LAST) },
		{ "hook_after", AS_EXIM, .text = hook_text(r, HOOK_DATA_AFTER) },
	};

	add(r, "data.acl", dict, COUNT(dict));
}

static void add_notquit(struct rendering *r)
{
	const struct value dict[] = {
		{ "line", AS_NUMBER, .number = r->p->connect.pipelining.at.line },
	};

	if (asks_pipelining(r->p))
		add(r, "notquit.acl", dict, COUNT(dict));
}

static void add_not_smtp(struct rendering *r)
{
	const struct value dict[] = {
		{ "token", AS_FLAG, .number = signs_mail(r->p) },
		{ "lists", AS_FLAG, .number = listdb_any(r->p) },
	};

	add(r, "not_smtp.acl", dict, COUNT(dict));
}

static void add_token(struct rendering *r)
{
	const struct policy *p = r->p;
	const struct value dict[] = {
		{ "where", AS_COMMENT, .text = line_comment(r, p->bounces.token.at) },
		{ "module", AS_PATH, .text = module_path(r), .at = p->bounces.module.at },
		{ "keys", AS_PATH, .text = r->o->keys ? r->o->keys : p->bounces.token.file,
			.at = p->bounces.token.keys.at },
	};

	if (signs_mail(p) || signs_senders(p))
		add(r, "sign.acl", NULL, 0);
	if (signs_mail(p))
		add(r, "token.acl", dict, COUNT(dict));
}

static void add_known(struct rendering *r)
{
	struct arena *a = r->out.arena;
	const struct value dict[] = {
		{ "recipient", AS_EXIM,
			.text = recipient_has_to_answer(r->p) ? recipient_callout(a, r) : "" },
		{ "by_sender", AS_FLAG,
			.number = r->p->recipient.callout.as == CALLOUT_AS_SENDER },
		{ "sender", AS_EXIM, .text = sender_has_to_answer(r->p) ? sender_callout(a, r) : "" },
	};

	add(r, "known.acl", dict, COUNT(dict));
}

/* The named ACLs. */
static void add_acls(struct rendering *r)
{
	add_connect(r);
	add_helo(r);
	add_mail(r);
	add_rcpt(r);
	add_predata(r);
	add_data(r);
	add_notquit(r);
	add_not_smtp(r);
	add_token(r);
	if (listdb_any(r->p))
		add(r, "list.acl", NULL, 0);
	add_known(r);
	render_prvs(r);
	render_rollout(r);
	render_memory(r);
}

int render(struct buf *out, const struct policy *p, const struct render_options *o, struct diags *d)
{
	struct rendering main = { .p = p, .o = o, .d = d, .out = { .arena = out->arena } };
	struct rendering acls = main, head = main;

	add_head(&head);
	render_main(&main);
	render_acls_before(&acls);
	add_acls(&acls);
	render_acls_behind(&acls);
	if (head.failed || main.failed || acls.failed)
		return -1;
	buf_add(out, buf_text(&head.out), head.out.n);
	render_layout(out, p->output.layout, &main.out, &acls.out);
	return 0;
}
