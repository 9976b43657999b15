/* lint.c - the table of rules. See lint.h. */
#include "lint.h"

#include <stdarg.h>

#include "buf.h"

#define RFC5321(section) "RFC 5321, section " section
#define HERE(key) "joejob(5), " key
#define TALK "I Hate Spam, P. Chubb, 2009"

const struct lint_rule lint_rules[] = {
	{ AG_NO_DOMAINS, SEV_ERROR, lint_no_domains, HERE("us.domains"), { "us" } },
	{ AG_BOTH_KINDS, SEV_ERROR, lint_both_kinds, HERE("us.domains"), { "us.domains" } },
	{ AG_RELAY_UNASKED, SEV_WARNING, lint_relay_unasked, HERE("us.domains.relay_to"),
		{ "us.domains", "recipient", "mode" } },
	{ AG_CALLOUT_IDLE, SEV_WARNING, lint_callout_idle, HERE("recipient.callout"),
		{ "us.domains", "recipient", "mode" } },
	{ AG_CALLOUT_AS, SEV_ERROR, lint_callout_as, HERE("recipient.callout"), { "recipient" } },
	{ AG_CALLOUT_ALL, SEV_WARNING, lint_callout_all, "backscatterer.org, sender callouts",
		{ "sender.callout.for", "sender.callout.mode" } },
	{ AG_CALLOUT_LIST, SEV_ERROR, lint_callout_list, HERE("sender.callout"),
		{ "sender.callout.for", "sender.callout.senders", "sender.callout.mode" } },
	{ AG_SENDERS_IDLE, SEV_WARNING, lint_senders_idle, HERE("sender.callout.senders"),
		{ "sender.callout.for", "sender.callout.senders" } },
	{ AG_CALLOUT_TIMES, SEV_ERROR, lint_callout_times, HERE("sender.callout.maxwait"), { NULL } },
	{ AG_CACHE_LONG, SEV_WARNING, lint_cache_long, HERE("sender.callout.cache"),
		{ "sender.callout.cache", "recipient.callout" } },
	{ AG_COMPLETE_EMPTY, SEV_ERROR, lint_outbound_empty, HERE("us.outbound[].complete"),
		{ "us.outbound" } },
	{ AG_OUTBOUND_VIA, SEV_ERROR, lint_outbound_via, HERE("us.outbound[].via"), { "us.outbound" } },
	{ AG_OUTBOUND_TWICE, SEV_ERROR, lint_outbound_twice, HERE("us.outbound[].for"),
		{ "us.outbound" } },
	{ AG_OUTBOUND_IDLE, SEV_WARNING, lint_outbound_idle, HERE("us.outbound[].for"),
		{ "us.outbound", "us.domains" } },
	{ AG_NEVER_FORGED, SEV_WARNING, lint_never_forged, HERE("us.outbound[].complete"),
		{ "bounces", "us.outbound", "mode" } },
	{ AG_REFUSE_UNPROVEN, SEV_WARNING, lint_refuse_unproven, "RFC 6522, section 3",
		{ "bounces.unverifiable", "mode" } },
	{ AG_NULL_SENDER, SEV_WARNING, lint_null_sender, RFC5321("4.5.5"), { "bounces.senders" } },
	{ AG_POSTMASTER, SEV_WARNING, lint_postmaster, RFC5321("4.5.1"), { "exempt.recipients" } },
	{ AG_PATTERNS, SEV_ERROR, lint_patterns, HERE("bounces.patterns"), { "bounces.patterns" } },
	{ AG_DKIM_KEYS, SEV_ERROR, lint_dkim_keys, HERE("bounces.dkim"), { "bounces.dkim" } },
	{ AG_DKIM_SHORT, SEV_WARNING, lint_dkim_short, "RFC 8301, section 3.2", { "bounces.dkim" } },
	{ AG_DKIM_NOT_OURS, SEV_WARNING, lint_dkim_not_ours, HERE("us.domains"),
		{ "bounces.dkim", "bounces.return_path", "us.domains" } },
	{ AG_NEVER_IDLE, SEV_WARNING, lint_never_idle, HERE("bounces.never_send"),
		{ "bounces.never_send", "us.domains" } },

	{ AG_PRVS_ALL, SEV_WARNING, lint_prvs_all, HERE("bounces.prvs"), { "bounces.prvs" } },
	{ AG_PRVS_LIST, SEV_WARNING, lint_prvs_list, HERE("bounces.prvs_senders"),
		{ "bounces.prvs", "bounces.prvs_senders" } },
	{ AG_USE_SENDER, SEV_WARNING, lint_use_sender, HERE("recipient.callout.use_sender"),
		{ "recipient", "us.domains", "mode" } },
	{ AG_CALLOUT_POSTMASTER, SEV_WARNING, lint_callout_postmaster,
		HERE("sender.callout.postmaster"), { "sender.callout", "mode" } },
	{ AG_PATIENCE, SEV_WARNING, lint_patience, RFC5321("4.5.3.2.3"),
		{ "sender.callout", "recipient.callout", "us.domains", "mode" } },
	{ AG_DELAY_LONG, SEV_WARNING, lint_delay_long, HERE("connect.delay"), { "connect.delay" } },
	{ AG_OUTBOUND_MISSING, SEV_WARNING, lint_outbound_missing, HERE("us.outbound"),
		{ "us.outbound", "us.domains", "bounces.forged", "mode" } },
	{ AG_OUTBOUND_UNLISTED, SEV_WARNING, lint_outbound_unlisted, HERE("us.outbound[].hosts"),
		{ "us.outbound", "bounces.forged", "mode" } },
	{ AG_ONE_RECIPIENT, SEV_WARNING, lint_one_recipient, HERE("bounces.one_recipient"),
		{ "bounces.one_recipient", "mode" } },
	{ AG_PTR_REFUSED, SEV_WARNING, lint_ptr_refused, TALK, { "connect.ptr", "mode" } },
	{ AG_HELO_REFUSED, SEV_WARNING, lint_helo_refused, RFC5321("4.1.4"),
		{ "helo.no_address", "mode" } },
	{ AG_SPF_REFUSED, SEV_WARNING, lint_spf_refused, "RFC 7208, appendix D", { "spf", "mode" } },
	{ AG_CHARSET_REFUSED, SEV_WARNING, lint_charset_refused, "RFC 6532, section 3",
		{ "headers", "mode" } },
	{ AG_DNS_CODES, SEV_WARNING, lint_dns_codes, "RFC 6471, section 3.4", { "dnsbl", "dnswl" } },
	{ AG_DNS_ERROR_CODE, SEV_WARNING, lint_dns_error_code, "spamhaus.org, DNSBL usage",
		{ "dnsbl", "dnswl" } },
	{ AG_DNS_DEAD, SEV_WARNING, lint_dns_dead, "RFC 6471, section 3.4", { "dnsbl" } },
	{ AG_DNS_TWICE, SEV_ERROR, lint_dns_twice, HERE("dnsbl"), { "dnsbl", "dnswl" } },
	{ AG_GREYLIST_ALL, SEV_WARNING, lint_greylist_all, "RFC 6647, section 5",
		{ "greylist", "dnswl", "mode" } },
	{ AG_GREYLIST_EARLY, SEV_WARNING, lint_greylist_early, "RFC 6647, section 5", { "hooks" } },
	{ AG_GREYLIST_TIMES, SEV_ERROR, lint_greylist_times, HERE("greylist.window"),
		{ "greylist.delay", "greylist.window" } },
	{ AG_GREYLIST_IDLE, SEV_WARNING, lint_greylist_idle, HERE("greylist.for"), { NULL } },
	{ AG_GREYLIST_HOST, SEV_WARNING, lint_greylist_host, "RFC 6647, section 5",
		{ "greylist", "mode" } },
	{ AG_KEEP_LONG, SEV_WARNING, lint_keep_long, "exim_db(8)",
		{ "greylist", "honeypot", "mode" } },
	{ AG_TOKEN_KEYS, SEV_ERROR, lint_token_keys, HERE("bounces.token.keys"), { "bounces.token" } },
	{ AG_TOKEN_MISSING, SEV_WARNING, lint_token_missing, HERE("bounces.token.keys"),
		{ "bounces.token" } },
	{ AG_TOKEN_EARLY, SEV_WARNING, lint_token_early, HERE("bounces.token.required"),
		{ "bounces.token" } },
	{ AG_TOKEN_BACKDATED, SEV_WARNING, lint_token_backdated, HERE("us.outbound[].max_age"),
		{ "bounces.token", "us.outbound" } },
	{ AG_TOKEN_IDLE, SEV_WARNING, lint_token_idle, HERE("bounces.token.required"),
		{ "bounces.token", "us.domains" } },
	{ AG_ENFORCE_IDLE, SEV_WARNING, lint_enforce_idle, HERE("enforce"), { "enforce", "mode" } },
	{ AG_ENFORCE_NOT_OURS, SEV_WARNING, lint_enforce_not_ours, HERE("enforce.domains"),
		{ "enforce", "us.domains" } },
	{ AG_ENFORCE_PIPELINING, SEV_WARNING, lint_enforce_pipelining, HERE("connect.pipelining"),
		{ "enforce", "connect.pipelining", "mode" } },
	{ AG_FALLBACK_RULE, SEV_ERROR, lint_fallback_rule, HERE("fallback.rules"),
		{ "fallback.rules", "dnsbl" } },
	{ AG_FALLBACK_ATTACK, SEV_WARNING, lint_fallback_attack, HERE("fallback.rules"),
		{ "fallback.rules" } },
	{ AG_KEEP_IDLE, SEV_WARNING, lint_keep_idle, HERE("bounces.keep"),
		{ "bounces.keep", "bounces.forged", "mode" } },
	{ AG_KEEP_FOLDER, SEV_WARNING, lint_keep_folder, HERE("bounces.keep.dir"), { "bounces.keep" } },
	{ AG_STATE_KEY, SEV_ERROR, lint_state_keys, HERE("state"), { "state" } },
	{ AG_STATE_SHARED, SEV_ERROR, lint_state_shared, HERE("state.shared"), { "state" } },
	{ AG_STATE_SECRET, SEV_ERROR, lint_state_secret, HERE("state.password"), { "state" } },
	{ AG_STATE_IDLE, SEV_WARNING, lint_state_idle, HERE("state"),
		{ "state", "greylist", "honeypot" } },
	{ AG_HONEYPOT_BACKUP, SEV_WARNING, lint_honeypot_backup, HERE("honeypot.interface"),
		{ "honeypot", "us.secondary_mx", "mode" } },
	{ AG_HONEYPOT_OURS, SEV_WARNING, lint_honeypot_ours, HERE("honeypot.interface"),
		{ "honeypot", "us", "mode" } },
	{ AG_LISTED_ROLE, SEV_WARNING, lint_listed_role, HERE("exempt.recipients"),
		{ "exempt.recipients", "block.recipients", "honeypot.addresses",
			"bounces.never_send" } },
	{ AG_NOT_OURS, SEV_WARNING, lint_not_ours, HERE("us.domains"),
		{ "us.domains", "block.recipients", "honeypot.addresses" } },
	{ AG_NOTHING, SEV_WARNING, lint_nothing, "joejob(5), the section", { NULL } },
	{ AG_EXEMPT_OURS, SEV_WARNING, lint_exempt_ours, RFC5321("7.1"),
		{ "exempt.senders", "us.domains" } },
	{ AG_EXEMPT_FREEMAIL, SEV_WARNING, lint_exempt_freemail, HERE("exempt.senders"),
		{ "exempt.senders", "exempt.spf_white" } },
	{ AG_FROM_BLOCKED, SEV_WARNING, lint_from_blocked, RFC5321("4.5.1"),
		{ "exempt.from_blocked", "block", "mode" } },
	{ AG_BLOCK_SPARED, SEV_WARNING, lint_block_spared, HERE("block.hosts"),
		{ "block.hosts", "us.relay_from", "us.secondary_mx", "exempt" } },
	{ AG_CONTACT, SEV_WARNING, lint_contact, HERE("bounces.contact"),
		{ "bounces.contact", "exempt.recipients", "us.domains" } },
	{ AG_RELAY_WIDE, SEV_WARNING, lint_relay_wide, RFC5321("7.9"), { "us.relay_from" } },
	{ AG_WORLD_WRITABLE, SEV_WARNING, lint_world_writable, HERE("bounces.kill_switch"),
		{ "bounces.kill_switch", "bounces.module" } },
	{ AG_RATE_LOW, SEV_WARNING, lint_rate_low, HERE("ratelimit"), { "ratelimit", "mode" } },
	{ AG_RATE_REFUSED, SEV_WARNING, lint_rate_refused, HERE("ratelimit"),
		{ "ratelimit", "mode" } },
	{ AG_SPAM_SCORES, SEV_ERROR, lint_spam_scores, HERE("spamassassin.deny"),
		{ "spamassassin.tag", "spamassassin.deny" } },
	{ AG_SPAM_EARLY, SEV_WARNING, lint_spam_early, TALK, { "hooks" } },
	{ AG_HOOK_SHAPE, SEV_ERROR, lint_hook_shape, HERE("hooks"), { "hooks" } },
	{ AG_HOOK_STAGE, SEV_ERROR, lint_hook_stage, "Exim's specification, Access control lists",
		{ "hooks" } },
	{ AG_HOOK_EVERYBODY, SEV_WARNING, lint_hook_everybody, HERE("hooks"), { "hooks" } },
	{ AG_HOOK_NAMES, SEV_WARNING, lint_hook_names, HERE("hooks"), { "hooks" } },
	{ AG_INSIDE, SEV_ERROR, lint_inside, HERE("us.inside"), { "us.inside", "us.domains" } },
	{ AG_MANY_NAMES, SEV_WARNING, lint_many_names, "joejob(5), Lists",
		{ "us", "exempt", "block.hosts" } },
	{ AG_LONG_INLINE, SEV_WARNING, lint_long_inline, "joejob(5), Lists",
		{ "us", "exempt.recipients", "bounces.senders" } },
	{ AG_LAYOUT, SEV_ERROR, lint_layout_hooks, HERE("output.layout"), { "output", "honeypot" } },
	{ AG_LAYOUT_ROUTE, SEV_WARNING, lint_layout_route, HERE("us.inside"),
		{ "output", "us.domains", "us.inside" } },
};

const size_t lint_rules_n = sizeof lint_rules / sizeof lint_rules[0];

void lint_say(const struct lint *t, struct where at, const char *fmt, ...)
{
	struct buf text = { .arena = t->run->arena };
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	diag_add(t->run->d, t->rule->sev, at, t->rule->code, "%s", buf_text(&text));
}

void lint(const struct loaded *l, const struct schema_run *run)
{
	for (size_t i = 0; i < lint_rules_n; i++) {
		const struct lint t = { l, &l->p, run, &lint_rules[i] };
		bool sound = true;

		for (size_t k = 0; k < LINT_ABOUT_MAX && t.rule->about[k]; k++)
			sound = sound && !schema_bad(run, t.rule->about[k]);
		if (sound)
			t.rule->fn(&t);
	}
}
