/* check_table.c - the checks: which there are, in which order they are asked, what a refused sender
 * reads, and what each is, for who has to agree to it. A new check is a row here and a template.
 * See check_table.h.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "check_table.h"
#include "listdb.h"
#include "render_asks.h"
#include "render_check_write.h"
#include "render_rollout.h"
#include "settings.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

const char *const mode_name[] = {
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
		"Please use the mail server with the lowest number",
		"Whoever comes to the mail server of ours that takes no mail is told to use the "
			"other one, and is remembered." },
	{ "honeypot.address", STAGE_RCPT_TRAP, AT(honeypot.check), has_trap_addresses,
		write_trap_address, "check_trap_address.acl", "550 5.1.1", "450 4.1.1",
		"There is no such mailbox here",
		"The recipient is an address that only those write to who harvest addresses." },
	{ "recipient.callout", STAGE_RCPT_RECIPIENT, AT(recipient.callout.check), asks_recipients,
		write_recipient_callout, "check_recipient_callout.acl", "550 5.1.1", "450 4.1.1",
		"The server of this domain does not know this user",
		"The server inside is asked whether it has the recipient, and says no." },
	{ "recipient.unanswered", STAGE_RCPT_RECIPIENT, AT(recipient.callout.check),
		recipient_has_to_answer, write_plain, "check_unanswered.acl", "451 4.4.1",
		"451 4.4.1", "The server of this domain does not answer, please try again later",
		"The server inside does not answer whether it has the recipient." },

	{ "block.hosts", STAGE_RCPT_SENDER, AT(block.check), has_block_hosts, write_list_hosts,
		"check_list.acl", "550 5.7.1", "450 4.7.1", "Mail from your server is not taken here",
		"The client is in our own list of blocked servers." },
	{ "block.senders", STAGE_RCPT_SENDER, AT(block.check), has_block_senders, write_list_senders,
		"check_list.acl", "550 5.7.1", "450 4.7.1",
		"Mail from your sender address is not taken here",
		"The sender is in our own list of blocked senders." },
	{ "block.recipients", STAGE_RCPT_SENDER, AT(block.check), has_block_recipients,
		write_list_recipients, "check_list.acl", "550 5.7.1", "450 4.7.1",
		"This address takes no mail from outside",
		"The recipient is in our own list of addresses that take no mail from outside." },
	{ "helo.bare_ip", STAGE_RCPT_SENDER, AT(helo.bare_ip), always, write_helo, "check_mark.acl",
		"550 5.5.2", "450 4.5.2",
		"Your HELO is a bare address; write your server's name, or the address in brackets",
		"The client calls itself by a bare address instead of a name." },
	{ "helo.literal", STAGE_RCPT_SENDER, AT(helo.literal), always, write_helo, "check_mark.acl",
		"550 5.5.2", "450 4.5.2", "Your HELO is an address in brackets that is not yours",
		"The client calls itself by an address in brackets that is not its own." },
	{ "helo.our_name", STAGE_RCPT_SENDER, AT(helo.our_name), always, write_helo,
		"check_mark.acl", "550 5.7.1", "450 4.7.1", "Your HELO is a name of ours",
		"The client calls itself by a name of ours." },
	{ "helo.not_fqdn", STAGE_RCPT_SENDER, AT(helo.not_fqdn), always, write_helo,
		"check_mark.acl", "550 5.5.2", "450 4.5.2",
		"Your HELO is not a fully-qualified domain name",
		"The client calls itself by something that is no whole host name." },
	{ "helo.no_address", STAGE_RCPT_SENDER, AT(helo.no_address), always, write_helo,
		"check_mark.acl", "550 5.5.2", "450 4.5.2",
		"Your HELO is a name without an address in the DNS",
		"The client calls itself by a name that has no address in the DNS." },
	{ "bounces.never_send", STAGE_RCPT_SENDER, AT(bounces.forged), never_sends, write_plain,
		"check_never_send.acl", "550 5.7.1", "450 4.7.1",
		"This address never sends mail, so there is nothing to bounce",
		"A bounce comes to an address that never sends mail." },
	{ "bounces.unsigned", STAGE_RCPT_SENDER, AT(bounces.prvs.check), asks_signature, write_prvs,
		"check_prvs.acl", "550 5.7.1", "450 4.7.1",
		"Mail from this address carries a signature, and this bounce does not come back to it",
		"A bounce lacks the signature that this user's mail takes along in its return "
			"address." },
	{ "bounces.one_recipient", STAGE_RCPT_SENDER, AT(bounces.one_recipient), one_recipient,
		write_one_recipient, "check_one_recipient.acl", "550 5.5.3", "450 4.5.3",
		"A bounce has one recipient",
		"A bounce has several recipients; a genuine one has the one that had sent the "
			"mail." },
	{ "honeypot", STAGE_RCPT_SENDER, AT(honeypot.check), asks_honeypot, write_plain,
		"check_visitor.acl", "550 5.7.1", "450 4.7.1",
		"Your server has written to places that only spammers know",
		"The client has written to one of our traps before." },
	{ "ratelimit.client", STAGE_RCPT_SENDER, AT(ratelimit.check), limits_clients,
		write_client_rate, "check_ratelimit.acl", "550 5.7.1", "450 4.7.1",
		"Your server sends too many messages",
		"The client sends more messages than is allowed." },
	{ "ratelimit.sender", STAGE_RCPT_SENDER, AT(ratelimit.check), limits_senders,
		write_sender_rate, "check_ratelimit.acl", "550 5.7.1", "450 4.7.1",
		"Your sender address sends too many messages",
		"The sender sends more messages than is allowed." },
	{ "sender.verify", STAGE_RCPT_SENDER, AT(sender.verify), always, write_sender_verify,
		"check_sender_verify.acl", "550 5.1.8", "450 4.1.8",
		"Mail to your sender address could not be delivered",
		"Nothing could be sent back to the sender: its domain takes no mail." },
	{ "connect.ptr", STAGE_RCPT_SENDER, AT(connect.ptr), always, write_ptr, "check_ptr.acl",
		"550 5.7.25", "450 4.7.25", "Your server's address leads to no name of its own",
		"The client's address has no name in the DNS that leads back to it." },
	{ "spf.fail", STAGE_RCPT_SENDER, AT(spf.fail), always, write_spf, "check_spf.acl",
		"550 5.7.23", "450 4.7.23",
		"Your server is not one that your domain sends its mail by (SPF)",
		"The sender's domain says, by SPF, that its mail never comes from this client." },
	{ "spf.softfail", STAGE_RCPT_SENDER, AT(spf.softfail), always, write_spf, "check_spf.acl",
		"550 5.7.23", "450 4.7.23",
		"Your server is not one that your domain sends its mail by (SPF)",
		"The sender's domain says, by SPF, that its mail should not come from this "
			"client." },
	{ "dnswl", STAGE_RCPT_SENDER, CHECK_ROW_NO_MODE, has_dnswl, write_dnswl, "mark_dnswl.acl",
		NULL, NULL, NULL,
		"A client in a list of good servers is asked neither about DNS block lists nor "
			"about greylisting." },
	{ "dnsbl.", STAGE_RCPT_SENDER, CHECK_ROW_EACH_DNSBL, always, write_dnsbl, "check_dnsbl.acl",
		"550 5.7.1", "450 4.7.1", "Your server is in a block list",
		"The client is in this public list of servers that send spam." },
	{ "greylist", STAGE_RCPT_SENDER, AT(greylist.check), always, write_greylist,
		"check_greylist.acl", "550 5.7.1", "451 4.7.1",
		"We do not know you yet, please try again later",
		"Who is not known yet is asked to come again in a while, which a real mail "
			"server does by itself." },
	{ "sender.callout", STAGE_RCPT_SENDER, AT(sender.callout.check), asks_senders,
		write_sender_callout, "check_sender_callout.acl", "550 5.1.7", "450 4.1.7",
		"The server of your sender address does not take mail for it",
		"The mail server of the sender is asked whether it would take an answer, and "
			"says no." },
	{ "sender.unanswered", STAGE_RCPT_SENDER, AT(sender.callout.check), sender_has_to_answer,
		write_plain, "check_unanswered.acl", "451 4.4.1", "451 4.4.1",
		"The server of your sender address does not answer, please try again later",
		"The mail server of the sender does not answer whether it would take an answer." },

	{ "bounces.one_recipient", STAGE_PREDATA, AT(bounces.one_recipient), one_recipient,
		write_one_recipient, "check_one_recipient.acl", "550 5.5.3", "450 4.5.3",
		"A bounce has one recipient",
		"A bounce has several recipients; a genuine one has the one that had sent the "
			"mail." },
	{ "bounces.one_recipient", STAGE_DATA_HEADER, AT(bounces.one_recipient), one_recipient,
		write_one_recipient, "check_one_recipient.acl", "550 5.5.3", "450 4.5.3",
		"A bounce has one recipient",
		"A bounce has several recipients; a genuine one has the one that had sent the "
			"mail." },
	{ "headers.charset", STAGE_DATA_HEADER, AT(headers.charset), always, write_charset,
		"check_charset.acl", "550 5.6.0", "450 4.6.0",
		"The header is not written in a character set that we take",
		"The header is written in characters that are not allowed there." },
	{ "bounces.forged", STAGE_DATA_VERDICT, AT(bounces.forged), always, write_bounce,
		"check_bounce.acl", "550 5.7.1", "451 4.7.1", JJ_SAYS_FORGED,
		"A bounce returns mail that never left our servers." },
	{ "bounces.unverifiable", STAGE_DATA_VERDICT, AT(bounces.unverifiable), always, write_bounce,
		"check_bounce.acl", "550 5.7.1", "451 4.7.1", JJ_SAYS_UNVERIFIABLE,
		"A bounce does not show whether the mail that it returns was ours." },
	{ "bounces.unproven", STAGE_DATA_VERDICT, AT(bounces.unproven), always, write_bounce,
		"check_bounce.acl", "550 5.7.1", "451 4.7.1", JJ_SAYS_UNPROVEN,
		"A bounce returns mail that looks like ours, without the proof that all our "
			"mail takes along." },
	{ "bounces.from_secondary_mx", STAGE_DATA_VERDICT, AT(bounces.from_secondary_mx),
		from_secondary, write_secondary, "check_secondary.acl", NULL, NULL, NULL,
		"Our other mail server hands the bounce over: no more than this is done with "
			"it." },
	{ "spamassassin", STAGE_DATA_LAST, AT(spamassassin.check), always, write_spamassassin,
		"check_spamassassin.acl", "550 5.7.1", "450 4.7.1",
		"This message looks like spam",
		"SpamAssassin takes the message for spam." },
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
	struct asked asked = { .row = row, .rule = row->rule, .about = row->about, .reply = row->reply,
		.has_mode = row->check != CHECK_ROW_NO_MODE };

	if (row->check == CHECK_ROW_EACH_DNSBL) {
		asked.dns = &p->dnsbl[i];
		asked.rule = arena_printf(a, "%s%s", row->rule, lower(asked.dns->zone.s, a));
		asked.check = asked.dns->check;
		if (asked.check.at.line == 0)
			asked.check.at = asked.dns->at;
	} else if (!asked.has_mode) {
		asked.check = (struct check){ MODE_LOG, MODE_LOG, p->dnswl[0].at };
	} else {
		asked.check = *(const struct check *)(const void *)((const char *)p + row->check);
		asked.check.at = place_of(p, row);
	}
	if (row->deny != NULL)
		asked.code = asked.check.mode == MODE_DENY ? row->deny : row->defer;
	return asked;
}

struct asked_checks checks_asked(const struct policy *p, enum stage stage, struct arena *a)
{
	struct asked_checks all = { .one = arena_alloc(a, (COUNT(rows) + p->n_dnsbl) * sizeof *all.one) };

	for (size_t i = 0; i < COUNT(rows); i++)
		for (size_t k = 0; rows[i].stage == stage && rows[i].asked(p) && k < times(p, &rows[i]); k++)
			all.one[all.n++] = ask(p, &rows[i], k, a);
	return all;
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
