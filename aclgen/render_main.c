/* render_main.c - see render_main.h. */
#include <ctype.h>
#include <string.h>

#include "layout.h"
#include "listdb.h"
#include "quote.h"
#include "render_asks.h"
#include "render_layout.h"
#include "render_list.h"
#include "render_main.h"
#include "render_memory.h"
#include "render_prvs.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

const char *module_path(const struct rendering *r)
{
	return r->o->module != NULL ? r->o->module : r->p->bounces.module.s;
}

void submission_ports(struct buf *out, const struct policy *p)
{
	const struct list *ports = &p->connect.submission_ports;

	for (size_t i = 0; i < ports->n; i++) {
		if (i > 0)
			buf_str(out, ":");
		quote_word(out, ports->item[i].s);
	}
}

bool unfiltered_hosts(const struct policy *p)
{
	return p->us.secondary_mx.n > 0 || listdb_there(&p->exempt.hosts) ||
	       listdb_there(&p->exempt.mailing_lists);
}

bool spared_hosts(const struct policy *p)
{
	return p->us.relay_from.n > 0 || unfiltered_hosts(p);
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

/* "<; +jj_a ; +jj_b", of those that are there. */
static const char *named_lists(struct arena *a, const struct policy *p, bool relay_from)
{
	const struct {
		const char *name;
		bool there;
	} lists[] = {
		{ "jj_relay_from", relay_from && p->us.relay_from.n > 0 },
		{ "jj_secondary_mx", p->us.secondary_mx.n > 0 },
		{ "jj_exempt_hosts", listdb_there(&p->exempt.hosts) },
		{ "jj_mailing_lists", listdb_there(&p->exempt.mailing_lists) },
	};
	struct buf b = { .arena = a };

	for (size_t i = 0; i < COUNT(lists); i++)
		if (lists[i].there)
			buf_printf(&b, "%s+%s", b.n == 0 ? "<; " : " ; ", lists[i].name);
	return buf_text(&b);
}

static void unwritable(struct rendering *r, const struct str *s, const char *fault)
{
	if (fault == NULL)
		return;
	diag_add(r->d, SEV_ERROR, s->at, AG_UNWRITABLE,
		"us.inside: \"%s\" cannot be written into the configuration: it %s", s->s, fault);
	r->failed = true;
}

/* domain "<+ host + host" ; ...: route_list with separators that no address has in it. */
static const char *inside_routes(struct rendering *r)
{
	struct buf b = { .arena = r->out.arena };

	for (size_t i = 0; i < r->p->us.n_inside; i++) {
		const struct inside *in = &r->p->us.inside[i];

		buf_str(&b, i == 0 ? "<; " : " ; ");
		unwritable(r, &in->for_domain, quote_name(&b, in->for_domain.s));
		buf_str(&b, " \"<+");
		for (size_t k = 0; k < in->hosts.n; k++) {
			buf_str(&b, k == 0 ? " " : " + ");
			unwritable(r, &in->hosts.item[k], quote_host(&b, in->hosts.item[k].s));
		}
		buf_str(&b, "\"");
	}
	return buf_text(&b);
}

/* The list where it is used, an empty one otherwise. */
static const struct list *if_used(bool used, const struct list *l)
{
	static const struct list none;

	return used ? l : &none;
}

void render_main(struct rendering *r)
{
	const struct policy *p = r->p;
	struct arena *a = r->out.arena;
	bool listed = asks_senders(p) && p->sender.callout.who == CALLOUT_LISTED;
	bool bounces = judges_bounces(p) || never_sends(p) || one_recipient(p);
	bool blocks = p->block.check.mode != MODE_OFF;
	const struct list *asked = if_used(listed, &p->sender.callout.senders);
	const struct list *judged = if_used(bounces, &p->bounces.senders);
	const struct list *never = if_used(never_sends(p), &p->bounces.never_send);
	const struct list *traps = if_used(has_trap_addresses(p), &p->honeypot.addresses);
	const struct list *hosts = if_used(blocks, &p->block.hosts);
	const struct list *senders = if_used(blocks, &p->block.senders);
	const struct list *recipients = if_used(blocks, &p->block.recipients);
	struct list ours = join(a, &p->us.local, &p->us.relay_to);
	struct buf ports = { .arena = a };
	const char *spamd = r->o->spamd != NULL ? r->o->spamd : p->spamassassin.server.s;

	submission_ports(&ports, p);
	const struct value dict[] = {
		{ "hasty", AS_FLAG, .number = r->o->hasty },
		{ "where_domains", AS_COMMENT, .text = line_comment(r, p->us.local.at) },
		{ "local", AS_DOMAINS, .list = &p->us.local },
		{ "relay_to", AS_DOMAINS, .list = &p->us.relay_to },
		{ "ours", AS_DOMAINS, .list = &ours },
		{ "where_relay_from", AS_COMMENT, .text = line_comment(r, p->us.relay_from.at) },
		{ "relay_from", AS_HOSTS, .list = &p->us.relay_from },
		{ "where_secondary_mx", AS_COMMENT,
			.text = line_comment(r, p->us.secondary_mx.at) },
		{ "secondary_mx", AS_HOSTS, .list = &p->us.secondary_mx },
		{ "where_exempt_hosts", AS_COMMENT, .text = line_comment(r, p->exempt.hosts.at) },
		list_value(r, "exempt_hosts", AS_HOSTS, &p->exempt.hosts),
		{ "where_mailing_lists", AS_COMMENT,
			.text = line_comment(r, p->exempt.mailing_lists.at) },
		list_value(r, "mailing_lists", AS_HOSTS, &p->exempt.mailing_lists),
		{ "unfiltered", AS_EXIM, .text = named_lists(a, p, false) },
		{ "spared", AS_EXIM, .text = named_lists(a, p, true) },
		{ "where_exempt_senders", AS_COMMENT,
			.text = line_comment(r, p->exempt.senders.at) },
		list_value(r, "exempt_senders", AS_ADDRESSES, &p->exempt.senders),
		{ "where_spf_white", AS_COMMENT, .text = line_comment(r, p->exempt.spf_white.at) },
		list_value(r, "spf_white", AS_DOMAINS, &p->exempt.spf_white),
		{ "where_block_hosts", AS_COMMENT, .text = line_comment(r, hosts->at) },
		list_value(r, "block_hosts", AS_HOSTS, hosts),
		{ "where_block_senders", AS_COMMENT, .text = line_comment(r, senders->at) },
		list_value(r, "block_senders", AS_ADDRESSES, senders),
		{ "where_block_recipients", AS_COMMENT, .text = line_comment(r, recipients->at) },
		list_value(r, "block_recipients", AS_ADDRESSES, recipients),
		{ "where_trap_addresses", AS_COMMENT, .text = line_comment(r, traps->at) },
		list_value(r, "trap_addresses", AS_ADDRESSES, traps),
		{ "where_never_send", AS_COMMENT, .text = line_comment(r, never->at) },
		{ "never_send", AS_ADDRESSES, .list = never },
		{ "where_enforced", AS_COMMENT, .text = line_comment(r, p->enforce.domains.at) },
		{ "enforced", AS_DOMAINS, .list = &p->enforce.domains },
		{ "where_prvs", AS_COMMENT, .text = line_comment(r, p->bounces.prvs.at) },
		list_value(r, "prvs_senders", AS_ADDRESSES,
			if_used(p->bounces.prvs.who == PRVS_LISTED, &p->bounces.prvs.senders)),
		list_value(r, "prvs_except", AS_DOMAINS,
			if_used(signs_senders(p), &p->bounces.prvs.except)),
		{ "prvs", AS_FLAG, .number = signs_senders(p) },
		{ "where_inside", AS_COMMENT,
			.text = p->us.n_inside > 0 ? line_comment(r, p->us.inside[0].at) : "" },
		{ "inside", AS_EXIM, .text = inside_routes(r) },
		{ "where_roles", AS_COMMENT, .text = line_comment(r, p->exempt.recipients.at) },
		{ "roles", AS_LOCAL_PARTS, .list = &p->exempt.recipients },
		{ "where_callout_senders", AS_COMMENT, .text = line_comment(r, asked->at) },
		list_value(r, "callout_senders", AS_ADDRESSES, asked),
		{ "where_bounce_senders", AS_COMMENT, .text = line_comment(r, judged->at) },
		{ "bounce_senders", AS_ADDRESSES, .list = judged },
		{ "callouts", AS_FLAG, .number = asks_senders(p) || asks_recipients(p) },
		{ "where_cache", AS_COMMENT,
			.text = line_comment(r, p->sender.callout.cache_positive.at) },
		{ "cache_positive", AS_TIME, .number = p->sender.callout.cache_positive.s },
		{ "cache_negative", AS_TIME, .number = p->sender.callout.cache_negative.s },
		{ "cache_domain_positive", AS_TIME,
			.number = p->sender.callout.cache_domain_positive.s },
		{ "cache_domain_negative", AS_TIME,
			.number = p->sender.callout.cache_domain_negative.s },
		{ "helo", AS_FLAG, .number = asks_helo(p) },
		{ "pipelining", AS_FLAG, .number = asks_pipelining(p) },
		{ "where_pipelining", AS_COMMENT, .text = line_comment(r, p->connect.pipelining.at) },
		{ "kill_switch", AS_PATH, .text = p->bounces.kill_switch.s,
			.at = p->bounces.kill_switch.at },
		{ "submission", AS_EXIM, .text = buf_text(&ports) },
		{ "advertise", AS_EXIM, .text = p->us.relay_from.n > 0 ? "+jj_relay_from" : ":" },
		{ "where_spamd", AS_COMMENT, .text = line_comment(r, p->spamassassin.server.at) },
		{ "spamd", AS_MACRO, .text = asks_spamassassin(p) ? spamd : "",
			.at = p->spamassassin.server.at },
		{ "spamd_timeout", AS_TIME, .number = patience(r->o, p->spamassassin.timeout.s) },
		{ "memory_option", AS_EXIM,
			.text = memory_has_option(p) ? layout_secret_name() : "" },
		{ "where_memory", AS_COMMENT, .text = line_comment(r, p->state.at) },
		{ "where_door", AS_COMMENT, .text = line_comment(r, p->bounces.door_at) },
		{ "door_local_scan", AS_FLAG,
			.number = judges_bounces(p) && p->bounces.door == DOOR_LOCAL_SCAN },
		{ "module_proved", AS_FLAG, .number = r->o->module_proved },
		{ "module", AS_PATH_OPTION, .text = module_path(r), .at = p->bounces.module.at },
		{ "own_options", AS_FLAG, .number = !layout_is_debian(p->output.layout) },
		{ "debian", AS_FLAG, .number = layout_is_debian(p->output.layout) },
		{ "debian_split", AS_FLAG, .number = p->output.layout == LAYOUT_DEBIAN_SPLIT },
		{ "debian_hooks", AS_FLAG, .number = p->output.layout == LAYOUT_DEBIAN_HOOKS },
		{ "dir", AS_EXIM, .text = r->o->dir },
		{ "token", AS_FLAG, .number = signs_mail(p) },
		{ "where_token", AS_COMMENT, .text = line_comment(r, p->bounces.token.at) },
		{ "connect", AS_FLAG, .number = needs_connect(p) },
		{ "helo_acl", AS_FLAG, .number = needs_helo(p) },
		{ "predata", AS_FLAG, .number = one_recipient(p) },
	};

	if (p->output.layout == LAYOUT_WHOLE)
		render_whole_main(r);
	if (template_fill(&r->out, template_find(r->o->templates, "main.acl"), dict, COUNT(dict),
		    r->d) != 0)
		r->failed = true;
}
