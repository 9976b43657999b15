/* lint.h - values that are right by themselves but do not fit each other, or that hurt honest mail.
 *
 * One function a rule, one table of them (lint.c); the functions stand in lint_*.c, by subject.
 * What a rule calls refusing is what the policy asks for, even while `mode: log` keeps it from
 * doing so: its warnings are to be read before it is let loose.
 */
#ifndef AG_LINT_H
#define AG_LINT_H

#include "policy_load_rows.h"

struct lint_rule;

/* What a rule works on. */
struct lint {
	const struct loaded *l;
	const struct policy *p;
	const struct schema_run *run;
	const struct lint_rule *rule;
};

/* Looks whether the rule is broken, and then calls lint_say(). */
typedef void lint_fn(const struct lint *t);

/* Keys that a rule is about; it keeps silent where one of them is wrong by itself. */
enum { LINT_ABOUT_MAX = 4 };

struct lint_rule {
	const char *code; /* its sentence is in diag_codes.h */
	enum severity sev;
	lint_fn *fn;
	const char *see; /* where it comes from: what aclgen(1) refers to */
	const char *about[LINT_ABOUT_MAX];
};

extern const struct lint_rule lint_rules[];
extern const size_t lint_rules_n;

/* Asks all rules, in the order of the table. */
void lint(const struct loaded *l, const struct schema_run *run);

/* Adds a diagnostic with the rule's code and severity. */
void lint_say(const struct lint *t, struct where at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The rules, each in the file of its subject. */
lint_fn lint_no_domains, lint_both_kinds, lint_inside, lint_relay_wide;
lint_fn lint_outbound_empty, lint_outbound_via, lint_outbound_twice, lint_outbound_idle,
	lint_outbound_missing, lint_outbound_unlisted;
lint_fn lint_relay_unasked, lint_callout_idle, lint_callout_as, lint_callout_all,
	lint_callout_list, lint_senders_idle, lint_callout_times, lint_cache_long, lint_use_sender,
	lint_callout_postmaster, lint_patience;
lint_fn lint_never_forged, lint_refuse_unproven, lint_patterns, lint_never_idle, lint_null_sender,
	lint_one_recipient, lint_contact, lint_world_writable;
lint_fn lint_dkim_keys, lint_dkim_short, lint_dkim_not_ours;
lint_fn lint_prvs_all, lint_prvs_list;
lint_fn lint_delay_long, lint_ptr_refused, lint_helo_refused, lint_spf_refused,
	lint_charset_refused, lint_nothing, lint_rate_low, lint_rate_refused, lint_spam_scores;
lint_fn lint_dns_codes, lint_dns_error_code, lint_dns_dead, lint_dns_twice;
lint_fn lint_greylist_all, lint_greylist_times, lint_greylist_idle, lint_greylist_host,
	lint_keep_long;
lint_fn lint_token_keys, lint_token_missing, lint_token_early, lint_token_backdated, lint_token_idle;
lint_fn lint_enforce_idle, lint_enforce_not_ours, lint_enforce_pipelining, lint_fallback_rule,
	lint_fallback_attack, lint_keep_idle, lint_keep_folder;
lint_fn lint_state_keys, lint_state_shared, lint_state_secret, lint_state_idle;
lint_fn lint_honeypot_backup, lint_honeypot_ours;
lint_fn lint_postmaster, lint_listed_role, lint_not_ours, lint_exempt_ours, lint_exempt_freemail,
	lint_from_blocked, lint_block_spared;
lint_fn lint_hook_shape, lint_hook_stage, lint_hook_everybody, lint_hook_names, lint_spam_early,
	lint_greylist_early;
lint_fn lint_many_names, lint_long_inline;
lint_fn lint_layout_hooks, lint_layout_route;

#endif
