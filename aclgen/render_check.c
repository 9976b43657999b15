/* render_check.c - the checks: which there are, in which order they are asked, and what a refused
 * sender reads. A new check is a row here and a template. See render_check.h.
 */
#include <string.h>

#include "quote.h"
#include "render_check.h"
#include "settings.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const char *const mode_name[] = {
	[MODE_OFF] = "off",
	[MODE_LOG] = "log",
	[MODE_TAG] = "tag",
	[MODE_DEFER] = "defer",
	[MODE_DENY] = "deny",
};

struct row;
typedef bool asked_fn(const struct policy *p);
typedef void write_fn(struct rendering *r, struct buf *b, const struct row *row);

static asked_fn always;
static write_fn write_plain, write_recipient_callout, write_sender_callout, write_bounce;

struct row {
	const char *rule;
	enum stage stage;
	size_t check; /* offset of the struct check in the policy */
	asked_fn *asked;
	write_fn *write;
	const char *template;
	const char *deny, *defer; /* codes */
	const char *reply;	  /* follows the code */
};

/* In the order in which they are asked. The replies are for a postmaster who reads them in a
 * bounce and has never seen this policy. */
static const struct row rows[] = {
	{ "recipient.callout", STAGE_RCPT_RECIPIENT,
		offsetof(struct policy, recipient.callout.check), asks_recipients,
		write_recipient_callout, "check_recipient_callout.acl", "550 5.1.1", "450 4.1.1",
		"The server of this domain does not know this user" },
	{ "sender.verify", STAGE_RCPT_SENDER, offsetof(struct policy, sender.verify), always,
		write_plain, "check_sender_verify.acl", "550 5.1.8", "450 4.1.8",
		"Mail to your sender address could not be delivered" },
	{ "sender.callout", STAGE_RCPT_SENDER, offsetof(struct policy, sender.callout.check),
		asks_senders, write_sender_callout, "check_sender_callout.acl", "550 5.1.7",
		"450 4.1.7", "The server of your sender address does not take mail for it" },
	{ "bounces.forged", STAGE_DATA, offsetof(struct policy, bounces.forged), always,
		write_bounce, "check_bounce.acl", "550 5.7.1", "451 4.7.1",
		JJ_SAYS_FORGED },
	{ "bounces.unverifiable", STAGE_DATA, offsetof(struct policy, bounces.unverifiable), always,
		write_bounce, "check_bounce.acl", "550 5.7.1", "451 4.7.1",
		JJ_SAYS_UNVERIFIABLE },
	{ "bounces.unproven", STAGE_DATA, offsetof(struct policy, bounces.unproven), always,
		write_bounce, "check_bounce.acl", "550 5.7.1", "451 4.7.1",
		JJ_SAYS_UNPROVEN },
};

static const struct check *check_of(const struct policy *p, const struct row *row)
{
	return (const struct check *)(const void *)((const char *)p + row->check);
}

bool asks_senders(const struct policy *p)
{
	const struct list *listed = &p->sender.callout.senders;

	return p->sender.callout.check.mode != MODE_OFF && p->sender.callout.who != CALLOUT_OFF &&
	       (p->sender.callout.who == CALLOUT_ALL || listed->n > 0);
}

bool asks_recipients(const struct policy *p)
{
	return p->recipient.callout.check.mode != MODE_OFF && p->us.relay_to.n > 0;
}

static void add_option(struct buf *b, const char *name, unsigned long seconds)
{
	if (seconds == 0)
		return;
	buf_printf(b, "%s%s=", b->n == strlen("callout=") ? "" : ",", name);
	quote_time(b, seconds);
}

/* callout=30s,connect=5s,maxwait=60s: the first is a bare time. */
static void add_times(struct buf *b, struct span_of_time timeout, struct span_of_time connect,
	struct span_of_time maxwait)
{
	buf_str(b, "callout=");
	quote_time(b, timeout.s);
	add_option(b, "connect", connect.s);
	add_option(b, "maxwait", maxwait.s);
}

const char *role_callout(struct arena *a, const struct policy *p)
{
	struct buf b = { .arena = a };

	add_times(&b, p->recipient.callout.timeout, p->recipient.callout.connect,
		p->recipient.callout.maxwait);
	buf_str(&b, ",defer_ok");
	return buf_text(&b);
}

static const char *recipient_callout(struct arena *a, const struct policy *p)
{
	static const char *const as[] = {
		[CALLOUT_AS_NULL] = "",
		[CALLOUT_AS_SENDER] = ",use_sender",
		[CALLOUT_AS_POSTMASTER] = ",use_postmaster",
	};
	struct buf b = { .arena = a };

	add_times(&b, p->recipient.callout.timeout, p->recipient.callout.connect,
		p->recipient.callout.maxwait);
	buf_str(&b, as[p->recipient.callout.as]);
	if (!p->recipient.callout.cache.on)
		buf_str(&b, ",no_cache");
	if (p->recipient.callout.defer_ok.on)
		buf_str(&b, ",defer_ok");
	return buf_text(&b);
}

static const char *sender_callout(struct arena *a, const struct policy *p)
{
	struct buf b = { .arena = a };

	add_times(&b, p->sender.callout.timeout, p->sender.callout.connect,
		p->sender.callout.maxwait);
	if (p->sender.callout.random.on)
		buf_str(&b, ",random");
	if (p->sender.callout.defer_ok.on)
		buf_str(&b, ",defer_ok");
	return buf_text(&b);
}

bool judges_bounces(const struct policy *p)
{
	return p->bounces.senders.n > 0 &&
	       (p->bounces.forged.mode != MODE_OFF || p->bounces.unverifiable.mode != MODE_OFF ||
		       p->bounces.unproven.mode != MODE_OFF);
}

static bool always(const struct policy *p)
{
	(void)p;
	return true;
}

static void fill(
	struct rendering *r, struct buf *b, const char *name, const struct value *dict, size_t n)
{
	if (template_fill(b, template_find(r->o->templates, name), dict, n, r->d) != 0)
		r->failed = true;
}

static void add_comment(struct rendering *r, struct buf *b, const struct row *row)
{
	const struct check *c = check_of(r->p, row);

	buf_str(b, "  # ");
	quote_comment(b, r->p->name);
	if (c->at.line > 0)
		buf_printf(b, ":%u", c->at.line);
	else
		buf_str(b, " (default)");
	buf_printf(b, " %s: %s\n", row->rule, mode_name[c->mode]);
}

static void write_plain(struct rendering *r, struct buf *b, const struct row *row)
{
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = row->rule },
	};

	fill(r, b, row->template, dict, COUNT(dict));
}

static void write_sender_callout(struct rendering *r, struct buf *b, const struct row *row)
{
	const struct policy *p = r->p;
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = row->rule },
		{ "listed", AS_FLAG, .number = p->sender.callout.who == CALLOUT_LISTED },
		{ "callout", AS_EXIM, .text = sender_callout(b->arena, p) },
	};

	fill(r, b, row->template, dict, COUNT(dict));
}

static void write_recipient_callout(struct rendering *r, struct buf *b, const struct row *row)
{
	const struct policy *p = r->p;
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = row->rule },
		{ "callout", AS_EXIM, .text = recipient_callout(b->arena, p) },
	};

	fill(r, b, row->template, dict, COUNT(dict));
}

static void write_bounce(struct rendering *r, struct buf *b, const struct row *row)
{
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = row->rule },
		{ "verdict", AS_WORD, .text = row->rule + strlen("bounces.") },
	};

	fill(r, b, row->template, dict, COUNT(dict));
}

static void add_action(struct rendering *r, struct buf *b, const struct row *row)
{
	const struct check *c = check_of(r->p, row);
	const char *kill_switch = r->p->bounces.kill_switch.s;
	bool deny = c->mode == MODE_DENY, refusing = deny || c->mode == MODE_DEFER;
	bool killable = refusing && kill_switch != NULL;
	const struct value dict[] = {
		{ "refuses", AS_FLAG, .number = refusing },
		{ "deny", AS_FLAG, .number = deny },
		{ "tag", AS_FLAG, .number = c->mode == MODE_TAG },
		{ "leaves_trace", AS_FLAG, .number = !refusing || killable },
		{ "rule", AS_WORD, .text = row->rule },
		{ "line", AS_NUMBER, .number = c->at.line },
		{ "mode", AS_WORD, .text = mode_name[c->mode] },
		{ "kill_switch", AS_PATH, .text = kill_switch, .at = r->p->bounces.kill_switch.at },
		{ "code", AS_EXIM, .text = deny ? row->deny : row->defer },
		{ "reply", AS_EXIM, .text = row->reply },
		{ "contact", AS_TEXT, .text = r->p->bounces.contact.s },
		{ "outcome", AS_EXIM,
			.text = killable ? "kill-switch=on would refuse" : "would refuse" },
		{ "recipients", AS_EXIM,
			.text = row->stage == STAGE_DATA ? "$recipients" : "$local_part@$domain" },
	};

	fill(r, b, "action.acl", dict, COUNT(dict));
}

enum mode check_mode(const struct policy *p, const char *rule)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (strcmp(rows[i].rule, rule) == 0 && rows[i].asked(p))
			return check_of(p, &rows[i])->mode;
	return MODE_OFF;
}

bool refuses(const struct policy *p)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (check_mode(p, rows[i].rule) >= MODE_DEFER)
			return true;
	return false;
}

const char *stage_checks(struct rendering *r, enum stage stage)
{
	struct buf b = { .arena = r->out.arena };

	for (size_t i = 0; i < COUNT(rows); i++) {
		if (rows[i].stage != stage || check_mode(r->p, rows[i].rule) == MODE_OFF)
			continue;
		add_comment(r, &b, &rows[i]);
		rows[i].write(r, &b, &rows[i]);
		add_action(r, &b, &rows[i]);
	}
	return buf_text(&b);
}
