/* render.c - puts the stages of joejob.inc together. See render.h.
 *
 * A check is a `warn` that sets acl_m_jj_hit when it finds a fault, followed by the one shared
 * action.acl. Exim skips a `warn` whose condition cannot be answered, so no check can delay mail
 * by itself, whatever the DNS, a callout or a database does.
 */
#include <string.h>

#include "quote.h"
#include "render.h"
#include "render_check.h"
#include "settings_line.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const char *line_comment(struct rendering *r, struct where at)
{
	struct arena *a = r->out.arena;

	return at.line > 0 ? arena_printf(a, "%s:%u", r->p->name, at.line)
			   : arena_printf(a, "%s (default)", r->p->name);
}

/* Adds a whole template to the output. */
static void add(struct rendering *r, const char *name, const struct value *dict, size_t n)
{
	if (template_fill(&r->out, template_find(r->o->templates, name), dict, n, r->d) != 0)
		r->failed = true;
}

static const char *module_path(const struct rendering *r)
{
	return r->o->module != NULL ? r->o->module : r->p->bounces.module.s;
}

static void add_head(struct rendering *r)
{
	const struct value dict[] = {
		{ "version", AS_WORD, .text = JJ_VERSION },
		{ "policy", AS_COMMENT, .text = r->p->name },
	};

	add(r, "head.acl", dict, COUNT(dict));
}

static struct list join(struct arena *a, const struct list *one, const struct list *two)
{
	struct str *item = arena_alloc(a, (one->n + two->n) * sizeof *item);

	if (one->n > 0)
		memcpy(item, one->item, one->n * sizeof *item);
	if (two->n > 0)
		memcpy(item + one->n, two->item, two->n * sizeof *item);
	return (struct list){ .item = item, .n = one->n + two->n, .at = one->at };
}

/* Where bounces.senders are written; empty when none are judged. */
static const struct list *judged_senders(const struct policy *p)
{
	static const struct list none;

	return judges_bounces(p) ? &p->bounces.senders : &none;
}

static const struct list *callout_senders(const struct policy *p)
{
	static const struct list none;
	bool used = asks_senders(p) && p->sender.callout.who == CALLOUT_LISTED;

	return used ? &p->sender.callout.senders : &none;
}

static void add_main(struct rendering *r)
{
	const struct policy *p = r->p;
	const struct list *asked = callout_senders(p), *judged = judged_senders(p);
	struct list ours = join(r->out.arena, &p->us.local, &p->us.relay_to);
	bool callouts = asks_senders(p) || asks_recipients(p);
	const struct value dict[] = {
		{ "where_domains", AS_COMMENT, .text = line_comment(r, p->us.local.at) },
		{ "local", AS_DOMAINS, .list = &p->us.local },
		{ "relay_to", AS_DOMAINS, .list = &p->us.relay_to },
		{ "ours", AS_DOMAINS, .list = &ours },
		{ "where_relay_from", AS_COMMENT, .text = line_comment(r, p->us.relay_from.at) },
		{ "relay_from", AS_HOSTS, .list = &p->us.relay_from },
		{ "where_secondary_mx", AS_COMMENT,
			.text = line_comment(r, p->us.secondary_mx.at) },
		{ "secondary_mx", AS_HOSTS, .list = &p->us.secondary_mx },
		{ "where_roles", AS_COMMENT, .text = line_comment(r, p->exempt.recipients.at) },
		{ "roles", AS_LOCAL_PARTS, .list = &p->exempt.recipients },
		{ "where_callout_senders", AS_COMMENT, .text = line_comment(r, asked->at) },
		{ "callout_senders", AS_ADDRESSES, .list = asked },
		{ "where_bounce_senders", AS_COMMENT, .text = line_comment(r, judged->at) },
		{ "bounce_senders", AS_ADDRESSES, .list = judged },
		{ "callouts", AS_FLAG, .number = callouts },
		{ "where_cache", AS_COMMENT,
			.text = line_comment(r, p->sender.callout.cache_positive.at) },
		{ "cache_positive", AS_TIME, .number = p->sender.callout.cache_positive.s },
		{ "cache_negative", AS_TIME, .number = p->sender.callout.cache_negative.s },
		{ "cache_domain_positive", AS_TIME,
			.number = p->sender.callout.cache_domain_positive.s },
		{ "cache_domain_negative", AS_TIME,
			.number = p->sender.callout.cache_domain_negative.s },
		{ "where_door", AS_COMMENT, .text = line_comment(r, p->bounces.door_at) },
		{ "door_local_scan", AS_FLAG,
			.number = judges_bounces(p) && p->bounces.door == DOOR_LOCAL_SCAN },
		{ "module_proved", AS_FLAG, .number = r->o->module_proved },
		{ "module", AS_PATH_OPTION, .text = module_path(r), .at = p->bounces.module.at },
	};

	add(r, "main.acl", dict, COUNT(dict));
}

static void add_mail(struct rendering *r)
{
	const struct value dict[] = {
		{ "relay_from", AS_FLAG, .number = r->p->us.relay_from.n },
	};

	add(r, "mail.acl", dict, COUNT(dict));
}

static void add_rcpt(struct rendering *r)
{
	const struct policy *p = r->p;
	struct arena *a = r->out.arena;
	const char *callout = "";

	/* A callout that refuses nobody must not decide whether a role address exists. */
	if (asks_recipients(p) && p->recipient.callout.check.mode >= MODE_DEFER)
		callout = arena_printf(a, "/%s", role_callout(a, p));
	const struct value dict[] = {
		{ "where_roles", AS_COMMENT, .text = line_comment(r, p->exempt.recipients.at) },
		{ "line_roles", AS_NUMBER, .number = p->exempt.recipients.at.line },
		{ "roles", AS_FLAG, .number = p->exempt.recipients.n },
		{ "refuses", AS_FLAG, .number = refuses(p) },
		{ "mixed", AS_FLAG, .number = p->exempt.recipients.n > 0 && refuses(p) },
		{ "kill_switch", AS_PATH, .text = p->bounces.kill_switch.s,
			.at = p->bounces.kill_switch.at },
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
		{ "recipient_checks", AS_EXIM, .text = stage_checks(r, STAGE_RCPT_RECIPIENT) },
		{ "sender_checks", AS_EXIM, .text = stage_checks(r, STAGE_RCPT_SENDER) },
	};

	add(r, "rcpt.acl", dict, COUNT(dict));
}

/* The settings line as an expanded string, one `for` entry a line. */
static const char *settings_text(struct rendering *r)
{
	struct buf line = { .arena = r->out.arena }, out = { .arena = r->out.arena };

	if (settings_line(&line, r->p, r->d) != 0) {
		r->failed = true;
		return "";
	}
	const char *s = buf_text(&line), *entry;
	while ((entry = strstr(s, " for=")) != NULL) {
		quote_text(&out, arena_copy(line.arena, s, (size_t)(entry - s)));
		buf_str(&out, " \\\n\t\t");
		s = entry + 1;
	}
	quote_text(&out, s);
	return buf_text(&out);
}

/* The clock, where a date is judged by it. */
static const char *now_text(const struct policy *p)
{
	for (size_t i = 0; i < p->us.n_outbound; i++)
		if (p->us.outbound[i].max_age.s > 0)
			return " now=$tod_epoch";
	return "";
}

static void add_data(struct rendering *r)
{
	const struct policy *p = r->p;
	bool judge = judges_bounces(p);
	const struct value dict[] = {
		{ "judge", AS_FLAG, .number = judge },
		{ "where", AS_COMMENT, .text = line_comment(r, p->bounces.at) },
		{ "kill_switch", AS_PATH, .text = p->bounces.kill_switch.s,
			.at = p->bounces.kill_switch.at },
		{ "now", AS_EXIM, .text = now_text(p) },
		{ "settings", AS_EXIM, .text = judge ? settings_text(r) : "" },
		{ "where_door", AS_COMMENT, .text = line_comment(r, p->bounces.door_at) },
		{ "door_acl", AS_FLAG, .number = judge && p->bounces.door == DOOR_ACL },
		{ "module", AS_PATH, .text = module_path(r), .at = p->bounces.module.at },
		{ "checks", AS_EXIM, .text = stage_checks(r, STAGE_DATA) },
	};

	add(r, "data.acl", dict, COUNT(dict));
}

int render(struct buf *out, const struct policy *p, const struct render_options *o, struct diags *d)
{
	struct rendering r = { .p = p, .o = o, .d = d, .out = { .arena = out->arena } };

	add_head(&r);
	add_main(&r);
	add_mail(&r);
	add_rcpt(&r);
	add_data(&r);
	add(&r, "not_smtp.acl", NULL, 0);
	if (r.failed)
		return -1;
	buf_add(out, buf_text(&r.out), r.out.n);
	return 0;
}
