/* render_check.c - the checks: which there are, in which order they are asked, and what a refused
 * sender reads. A new check is a row here and a template. See render_check.h.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "listdb.h"
#include "quote.h"
#include "render_asks.h"
#include "render_check.h"
#include "render_check_write.h"
#include "render_rollout.h"
#include "settings.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const char *const mode_name[] = {
	[MODE_OFF] = "off",
	[MODE_LOG] = "log",
	[MODE_TAG] = "tag",
	[MODE_DEFER] = "defer",
	[MODE_DENY] = "deny",
};

static asked_fn always, has_block_hosts, has_block_senders, has_block_recipients, from_secondary,
	limits_clients, limits_senders, has_dnswl;

#define AT(member) offsetof(struct policy, member)

/* In the order in which they are asked. The replies are for a postmaster who reads them in a
 * bounce and has never seen this policy. */
static const struct check_row rows[] = {
	{ "honeypot.visit", STAGE_RCPT_VISIT, AT(honeypot.check), has_trap_interface, write_plain,
		"check_visit.acl", "451 4.3.2", "451 4.3.2",
		"Please use the mail server with the lowest number" },
	{ "honeypot.address", STAGE_RCPT_TRAP, AT(honeypot.check), has_trap_addresses,
		write_trap_address, "check_trap_address.acl", "550 5.1.1", "450 4.1.1",
		"There is no such mailbox here" },
	{ "recipient.callout", STAGE_RCPT_RECIPIENT, AT(recipient.callout.check), asks_recipients,
		write_recipient_callout, "check_recipient_callout.acl", "550 5.1.1", "450 4.1.1",
		"The server of this domain does not know this user" },
	{ "recipient.unanswered", STAGE_RCPT_RECIPIENT, AT(recipient.callout.check),
		recipient_has_to_answer, write_plain, "check_unanswered.acl", "451 4.4.1",
		"451 4.4.1", "The server of this domain does not answer, please try again later" },

	{ "block.hosts", STAGE_RCPT_SENDER, AT(block.check), has_block_hosts, write_list_hosts,
		"check_list.acl", "550 5.7.1", "450 4.7.1", "Mail from your server is not taken here" },
	{ "block.senders", STAGE_RCPT_SENDER, AT(block.check), has_block_senders, write_list_senders,
		"check_list.acl", "550 5.7.1", "450 4.7.1",
		"Mail from your sender address is not taken here" },
	{ "block.recipients", STAGE_RCPT_SENDER, AT(block.check), has_block_recipients,
		write_list_recipients, "check_list.acl", "550 5.7.1", "450 4.7.1",
		"This address takes no mail from outside" },
	{ "helo.bare_ip", STAGE_RCPT_SENDER, AT(helo.bare_ip), always, write_helo, "check_mark.acl",
		"550 5.5.2", "450 4.5.2",
		"Your HELO is a bare address; write your server's name, or the address in brackets" },
	{ "helo.literal", STAGE_RCPT_SENDER, AT(helo.literal), always, write_helo, "check_mark.acl",
		"550 5.5.2", "450 4.5.2", "Your HELO is an address in brackets that is not yours" },
	{ "helo.our_name", STAGE_RCPT_SENDER, AT(helo.our_name), always, write_helo,
		"check_mark.acl", "550 5.7.1", "450 4.7.1", "Your HELO is a name of ours" },
	{ "helo.not_fqdn", STAGE_RCPT_SENDER, AT(helo.not_fqdn), always, write_helo,
		"check_mark.acl", "550 5.5.2", "450 4.5.2",
		"Your HELO is not a fully-qualified domain name" },
	{ "helo.no_address", STAGE_RCPT_SENDER, AT(helo.no_address), always, write_helo,
		"check_mark.acl", "550 5.5.2", "450 4.5.2",
		"Your HELO is a name without an address in the DNS" },
	{ "bounces.never_send", STAGE_RCPT_SENDER, AT(bounces.forged), never_sends, write_plain,
		"check_never_send.acl", "550 5.7.1", "450 4.7.1",
		"This address never sends mail, so there is nothing to bounce" },
	{ "bounces.unsigned", STAGE_RCPT_SENDER, AT(bounces.prvs.check), asks_signature, write_prvs,
		"check_prvs.acl", "550 5.7.1", "450 4.7.1",
		"Mail from this address carries a signature, and this bounce does not come back to it" },
	{ "bounces.one_recipient", STAGE_RCPT_SENDER, AT(bounces.one_recipient), one_recipient,
		write_one_recipient, "check_one_recipient.acl", "550 5.5.3", "450 4.5.3",
		"A bounce has one recipient" },
	{ "honeypot", STAGE_RCPT_SENDER, AT(honeypot.check), asks_honeypot, write_plain,
		"check_visitor.acl", "550 5.7.1", "450 4.7.1",
		"Your server has written to places that only spammers know" },
	{ "ratelimit.client", STAGE_RCPT_SENDER, AT(ratelimit.check), limits_clients,
		write_client_rate, "check_ratelimit.acl", "550 5.7.1", "450 4.7.1",
		"Your server sends too many messages" },
	{ "ratelimit.sender", STAGE_RCPT_SENDER, AT(ratelimit.check), limits_senders,
		write_sender_rate, "check_ratelimit.acl", "550 5.7.1", "450 4.7.1",
		"Your sender address sends too many messages" },
	{ "sender.verify", STAGE_RCPT_SENDER, AT(sender.verify), always, write_sender_verify,
		"check_sender_verify.acl", "550 5.1.8", "450 4.1.8",
		"Mail to your sender address could not be delivered" },
	{ "connect.ptr", STAGE_RCPT_SENDER, AT(connect.ptr), always, write_ptr, "check_ptr.acl",
		"550 5.7.25", "450 4.7.25", "Your server's address leads to no name of its own" },
	{ "spf.fail", STAGE_RCPT_SENDER, AT(spf.fail), always, write_spf, "check_spf.acl",
		"550 5.7.23", "450 4.7.23",
		"Your server is not one that your domain sends its mail by (SPF)" },
	{ "spf.softfail", STAGE_RCPT_SENDER, AT(spf.softfail), always, write_spf, "check_spf.acl",
		"550 5.7.23", "450 4.7.23",
		"Your server is not one that your domain sends its mail by (SPF)" },
	{ "dnswl", STAGE_RCPT_SENDER, CHECK_ROW_NO_MODE, has_dnswl, write_dnswl, "mark_dnswl.acl",
		NULL, NULL, NULL },
	{ "dnsbl.", STAGE_RCPT_SENDER, CHECK_ROW_EACH_DNSBL, always, write_dnsbl, "check_dnsbl.acl",
		"550 5.7.1", "450 4.7.1", "Your server is in a block list" },
	{ "greylist", STAGE_RCPT_SENDER, AT(greylist.check), always, write_greylist,
		"check_greylist.acl", "550 5.7.1", "451 4.7.1",
		"We do not know you yet, please try again later" },
	{ "sender.callout", STAGE_RCPT_SENDER, AT(sender.callout.check), asks_senders,
		write_sender_callout, "check_sender_callout.acl", "550 5.1.7", "450 4.1.7",
		"The server of your sender address does not take mail for it" },
	{ "sender.unanswered", STAGE_RCPT_SENDER, AT(sender.callout.check), sender_has_to_answer,
		write_plain, "check_unanswered.acl", "451 4.4.1", "451 4.4.1",
		"The server of your sender address does not answer, please try again later" },

	{ "bounces.one_recipient", STAGE_PREDATA, AT(bounces.one_recipient), one_recipient,
		write_one_recipient, "check_one_recipient.acl", "550 5.5.3", "450 4.5.3",
		"A bounce has one recipient" },
	{ "bounces.one_recipient", STAGE_DATA_HEADER, AT(bounces.one_recipient), one_recipient,
		write_one_recipient, "check_one_recipient.acl", "550 5.5.3", "450 4.5.3",
		"A bounce has one recipient" },
	{ "headers.charset", STAGE_DATA_HEADER, AT(headers.charset), always, write_charset,
		"check_charset.acl", "550 5.6.0", "450 4.6.0",
		"The header is not written in a character set that we take" },
	{ "bounces.forged", STAGE_DATA_VERDICT, AT(bounces.forged), always, write_bounce,
		"check_bounce.acl", "550 5.7.1", "451 4.7.1", JJ_SAYS_FORGED },
	{ "bounces.unverifiable", STAGE_DATA_VERDICT, AT(bounces.unverifiable), always, write_bounce,
		"check_bounce.acl", "550 5.7.1", "451 4.7.1", JJ_SAYS_UNVERIFIABLE },
	{ "bounces.unproven", STAGE_DATA_VERDICT, AT(bounces.unproven), always, write_bounce,
		"check_bounce.acl", "550 5.7.1", "451 4.7.1", JJ_SAYS_UNPROVEN },
	{ "bounces.from_secondary_mx", STAGE_DATA_VERDICT, AT(bounces.from_secondary_mx),
		from_secondary, write_secondary, "check_secondary.acl", NULL, NULL, NULL },
	{ "spamassassin", STAGE_DATA_LAST, AT(spamassassin.check), always, write_spamassassin,
		"check_spamassassin.acl", "550 5.7.1", "450 4.7.1",
		"This message looks like spam" },
};

static bool always(const struct policy *p)
{
	(void)p;
	return true;
}

static bool has_block_hosts(const struct policy *p)
{
	return listdb_there(&p->block.hosts);
}

static bool has_block_senders(const struct policy *p)
{
	return listdb_there(&p->block.senders);
}

static bool has_block_recipients(const struct policy *p)
{
	return listdb_there(&p->block.recipients);
}

static bool limits_clients(const struct policy *p)
{
	return p->ratelimit.client.n > 0;
}

static bool limits_senders(const struct policy *p)
{
	return p->ratelimit.sender.n > 0;
}

static bool has_dnswl(const struct policy *p)
{
	return p->n_dnswl > 0 && (p->n_dnsbl > 0 || asks_greylist(p));
}

static bool from_secondary(const struct policy *p)
{
	return judges_secondary(p) && secondary_verdicts(p, NULL);
}

static const char *lower(const char *s, struct arena *a)
{
	char *copy = arena_copy(a, s, strlen(s));

	for (char *c = copy; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return copy;
}

/* Where the policy says it: a list's own line rather than that of the mode it shares. */
static struct where place_of(const struct policy *p, const struct check_row *row)
{
	static const struct {
		const char *rule;
		size_t list;
	} lists[] = {
		{ "block.hosts", AT(block.hosts) },
		{ "block.senders", AT(block.senders) },
		{ "block.recipients", AT(block.recipients) },
		{ "bounces.never_send", AT(bounces.never_send) },
		{ "honeypot.address", AT(honeypot.addresses) },
	};

	for (size_t i = 0; i < COUNT(lists); i++)
		if (strcmp(lists[i].rule, row->rule) == 0)
			return ((const struct list *)(const void *)((const char *)p + lists[i].list))
				->at;
	if (strcmp(row->rule, "ratelimit.client") == 0)
		return p->ratelimit.client.at;
	if (strcmp(row->rule, "ratelimit.sender") == 0)
		return p->ratelimit.sender.at;
	return ((const struct check *)(const void *)((const char *)p + row->check))->at;
}

/* How often the row is asked: once, or once for each DNS list. */
static size_t times(const struct policy *p, const struct check_row *row)
{
	return row->check == CHECK_ROW_EACH_DNSBL ? p->n_dnsbl : 1;
}

static struct asked ask(
	const struct policy *p, const struct check_row *row, size_t i, struct arena *a)
{
	struct asked asked = { .row = row, .rule = row->rule };

	if (row->check == CHECK_ROW_EACH_DNSBL) {
		asked.dns = &p->dnsbl[i];
		asked.rule = arena_printf(a, "%s%s", row->rule, lower(asked.dns->zone.s, a));
		asked.check = asked.dns->check;
		if (asked.check.at.line == 0)
			asked.check.at = asked.dns->at;
	} else if (row->check == CHECK_ROW_NO_MODE) {
		asked.check = (struct check){ MODE_LOG, MODE_LOG, p->dnswl[0].at };
	} else {
		asked.check = *(const struct check *)(const void *)((const char *)p + row->check);
		asked.check.at = place_of(p, row);
	}
	return asked;
}

const char *line_comment(const struct rendering *r, struct where at)
{
	struct arena *a = r->out.arena;

	return at.line > 0 ? arena_printf(a, "%s:%u", r->p->name, at.line)
			   : arena_printf(a, "%s (default)", r->p->name);
}

void fill(struct rendering *r, struct buf *b, const char *name, const struct value *dict, size_t n)
{
	if (template_fill(b, template_find(r->o->templates, name), dict, n, r->d) != 0)
		r->failed = true;
}

static void add_comment(struct rendering *r, struct buf *b, const struct asked *asked)
{
	buf_str(b, "  # ");
	quote_comment(b, line_comment(r, asked->check.at));
	if (asked->row->check == CHECK_ROW_NO_MODE)
		buf_printf(b, " %s\n", asked->rule);
	else
		buf_printf(b, " %s: %s\n", asked->rule, mode_name[asked->check.mode]);
}

static void add_action(struct rendering *r, struct buf *b, const struct asked *asked)
{
	const struct check_row *row = asked->row;
	const struct check *c = &asked->check;
	const char *kill_switch = r->p->bounces.kill_switch.s;
	bool refusing = c->mode >= MODE_DEFER;
	bool deny = c->mode == MODE_DENY && row->deny[0] == '5';
	bool killable = refusing && kill_switch != NULL;
	bool at_rcpt = row->stage <= STAGE_RCPT_SENDER;
	bool soft = refusing && rollout_softens(r->p, asked->rule);
	bool soft_tag = soft && strcmp(asked->rule, "greylist") != 0;
	const struct value dict[] = {
		{ "refuses", AS_FLAG, .number = refusing },
		{ "deny", AS_FLAG, .number = deny },
		{ "put_off", AS_FLAG,
			.number = refusing && !deny && notes_put_off(r->p) &&
				  row->stage != STAGE_RCPT_VISIT },
		{ "soft", AS_FLAG, .number = soft },
		{ "in_part", AS_FLAG, .number = soft && enforces_in_part(r->p) },
		{ "falls_back", AS_FLAG, .number = soft && rollout_falls_back(r->p, asked->rule) },
		{ "concerned", AS_EXIM, .text = at_rcpt ? "x@$domain" : "$recipients" },
		{ "soft_suspicious", AS_FLAG,
			.number = at_rcpt && asks_greylist(r->p) },
		{ "soft_tag", AS_FLAG, .number = soft_tag },
		{ "tag", AS_FLAG, .number = c->mode == MODE_TAG },
		/* In the shadow, too, greylisting is to show whom it would put off. */
		{ "suspicious", AS_FLAG,
			.number = c->asked == MODE_TAG && at_rcpt && asks_greylist(r->p) },
		{ "leaves_trace", AS_FLAG, .number = !refusing || killable || soft },
		{ "rule", AS_WORD, .text = asked->rule },
		{ "line", AS_NUMBER, .number = c->at.line },
		{ "mode", AS_WORD, .text = mode_name[c->mode] },
		{ "kill_switch", AS_PATH, .text = kill_switch, .at = r->p->bounces.kill_switch.at },
		{ "code", AS_EXIM, .text = deny ? row->deny : row->defer },
		{ "reply", AS_EXIM, .text = row->reply },
		{ "contact", AS_TEXT, .text = r->p->bounces.contact.s },
		{ "outcome", AS_EXIM,
			.text = killable ? "kill-switch=on would refuse" : "would refuse" },
		{ "recipients", AS_EXIM, .text = at_rcpt ? "$local_part@$domain" : "$recipients" },
	};

	fill(r, b, "action.acl", dict, COUNT(dict));
}

/* A slow machine is not a wrong policy. */
unsigned long patience(const struct render_options *o, unsigned long seconds)
{
	enum { TRY_SECONDS = 30 };

	return o->hasty && seconds < TRY_SECONDS ? TRY_SECONDS : seconds;
}

enum mode check_mode(const struct policy *p, const char *rule)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].check < CHECK_ROW_SPECIAL && strcmp(rows[i].rule, rule) == 0 &&
			rows[i].asked(p))
			return ((const struct check *)(const void *)((const char *)p +
								     rows[i].check))
				->mode;
	return MODE_OFF;
}

bool refuses(const struct policy *p)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (check_mode(p, rows[i].rule) >= MODE_DEFER)
			return true;
	for (size_t i = 0; i < p->n_dnsbl; i++)
		if (p->dnsbl[i].check.mode >= MODE_DEFER)
			return true;
	return false;
}

bool is_rule(const struct policy *p, const char *name)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].check != CHECK_ROW_NO_MODE && rule_within(rows[i].rule, name))
			return true;
	for (size_t i = 0; i < p->n_dnsbl; i++) {
		const char *zone = p->dnsbl[i].zone.s;

		if (strncmp(name, "dnsbl.", 6) == 0 && strcasecmp(name + 6, zone) == 0)
			return true;
	}
	return false;
}

const char *stage_checks(struct rendering *r, enum stage stage)
{
	struct buf b = { .arena = r->out.arena };

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct check_row *row = &rows[i];

		for (size_t k = 0; row->stage == stage && row->asked(r->p) && k < times(r->p, row);
			k++) {
			struct asked asked = ask(r->p, row, k, b.arena);

			if (asked.check.mode == MODE_OFF)
				continue;
			add_comment(r, &b, &asked);
			row->write(r, &b, &asked);
			if (row->check == CHECK_ROW_NO_MODE)
				buf_str(&b, "\n");
			else
				add_action(r, &b, &asked);
		}
	}
	return buf_text(&b);
}
