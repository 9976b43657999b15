/* policy_load_rows.c - the keys of a policy, in the order of the manual. */
#include "policy_load.h"

#include "layout.h"
#include "policy_load_items.h"
#include "policy_load_rows.h"

#define TOP(T, member) SCHEMA_FIELD(loaded, T, member)
#define OUT(T, member) SCHEMA_FIELD(outbound, T, member)
#define PAT(T, member) SCHEMA_FIELD(bounce_pattern, T, member)
#define INS(T, member) SCHEMA_FIELD(inside, T, member)
#define SIG(T, member) SCHEMA_FIELD(dkim_signer, T, member)
#define REQ(T, member) SCHEMA_FIELD(required, T, member)
#define DNS(T, member) SCHEMA_FIELD(dns_list, T, member)

#define SECTION(name, at, about)                                                                   \
	{                                                                                          \
		.path = name, .kind = ROW_SECTION, .offset = at, .doc = about                      \
	}
#define CHECK(name, field, preset, about)                                                          \
	{                                                                                          \
		.path = name, .kind = ROW_CHECK, .offset = TOP(struct check, field),               \
		.def = preset, .doc = about, .words = schema_modes, .flags = ROW_IF_GIVEN          \
	}
/* A check that cannot do all that others do: its words are a list of its own. */
#define CHECK_OF(name, field, can, preset, about)                                                  \
	{                                                                                          \
		.path = name, .kind = ROW_CHECK, .offset = TOP(struct check, field),               \
		.def = preset, .doc = about, .words = can, .flags = ROW_IF_GIVEN                   \
	}
#define FLAG(name, at, preset, about)                                                              \
	{                                                                                          \
		.path = name, .kind = ROW_FLAG, .offset = at, .def = preset, .doc = about          \
	}
#define TIME(name, field, preset, least, most, about)                                              \
	{                                                                                          \
		.path = name, .kind = ROW_TIME, .offset = TOP(struct span_of_time, field),         \
		.def = preset, .doc = about, .min = least, .max = most                             \
	}
#define TEXT(name, at, kind_of, preset, about)                                                     \
	{                                                                                          \
		.path = name, .kind = ROW_TEXT, .offset = at, .item = &(kind_of), .def = preset,   \
		.doc = about                                                                       \
	}
#define LIST(name, at, kind_of, preset, about)                                                     \
	{                                                                                          \
		.path = name, .kind = ROW_LIST, .offset = at, .item = &(kind_of), .def = preset,   \
		.doc = about                                                                       \
	}
/* It travels with each judged message, and so cannot be a file. */
#define LIST_INLINE(name, at, kind_of, about)                                                      \
	{                                                                                          \
		.path = name, .kind = ROW_LIST, .offset = at, .item = &(kind_of),                  \
		.flags = ROW_INLINE, .doc = about                                                  \
	}
#define RATE(name, field, preset, least, about)                                                    \
	{                                                                                          \
		.path = name, .kind = ROW_RATE, .offset = TOP(struct rate, field), .def = preset,  \
		.doc = about, .min = least, .max = RATE_MAX                                        \
	}
#define AMOUNT(name, what, field, preset, least, most, about)                                      \
	{                                                                                          \
		.path = name, .kind = what, .offset = TOP(struct amount, field), .def = preset,    \
		.doc = about, .min = least, .max = most                                            \
	}
#define HOOK(name, which, about)                                                                   \
	{                                                                                          \
		.path = name, .kind = ROW_TEXT, .offset = TOP(struct str, p.hook[which].path),     \
		.item = &item_hook, .doc = about                                                   \
	}
/* In the order of the enums of policy.h. */
static const char *const prvs_for[] = { "off", "listed", "all", NULL };
static const char *const callout_for[] = { "off", "listed", "all", NULL };
static const char *const doors[] = { "local_scan", "acl", NULL };
static const char *const pattern_is[] = { "ours", "note", NULL };
static const char *const charsets[] = { "utf-8", "ascii", NULL };
static const char *const greylist_for[] = { "suspicious", "all", NULL };
static const char *const backends[] = { "exim", "sqlite", "pgsql", "redis", NULL };

/* What a check can do where not all modes make sense. */
static const char *const off_or_deny[] = { "off", "deny", NULL };
static const char *const off_log_tag[] = { "off", "log", "tag", NULL };
static const char *const off_log_defer[] = { "off", "log", "defer", NULL };

enum {
	SECOND = 1,
	MINUTE = 60,
	DAY = 86400,
	/* A client gives up on RCPT after five minutes (RFC 5321 section 4.5.3.2.3). */
	CALLOUT_MAX = 4 * MINUTE,
	/* Nobody's users change that slowly. */
	CACHE_MAX = 90 * DAY,
	/* Mail that was under way for longer is nobody's. */
	AGE_MAX = 3650 * DAY,
	/* The greeting has to come within five minutes (RFC 5321 section 4.5.3.2.1), and a delay
	 * holds one of smtp_accept_max connections. */
	DELAY_MAX = MINUTE,
	/* Fewer messages hit everybody. */
	RATE_MIN = 10,
	RATE_MAX = 1000000,
	/* No queue keeps mail longer, and a retired key is dropped then (JJ_TOKEN_DAYS_MAX). */
	TOKEN_DAYS_MAX = 60,
	HOUR = 60 * MINUTE,
	KILO = 1 << 10,
	MEGA = 1 << 20,
};

static const struct row rows[] = {
	{ .path = "joejob",
		.kind = ROW_VERSION,
		.offset = SCHEMA_NOWHERE,
		.flags = ROW_REQUIRED,
		.doc = "the version of the policy's format: 1" },
	CHECK("mode", top, NULL,
		"the most that any check does; log runs the whole policy in the shadow"),

	{ .path = "us",
		.kind = ROW_SECTION,
		.offset = TOP(struct where, p.us.at),
		.flags = ROW_REQUIRED,
		.doc = "who we are" },
	{ .path = "us.hostname",
		.kind = ROW_TEXT,
		.offset = TOP(struct str, p.us.hostname),
		.flags = ROW_REQUIRED,
		.item = &item_fqdn,
		.doc = "the name this server greets with" },
	SECTION("us.domains", SCHEMA_NOWHERE, "the domains we take mail for"),
	LIST("us.domains.local", TOP(struct list, p.us.local), item_domain, NULL,
		"domains whose mail is delivered here"),
	LIST("us.domains.relay_to", TOP(struct list, p.us.relay_to), item_domain, NULL,
		"domains whose mail is passed on to a server inside"),
	LIST("us.relay_from", TOP(struct list, p.us.relay_from), item_host, NULL,
		"hosts that may send through us and are never filtered"),
	LIST("us.secondary_mx", TOP(struct list, p.us.secondary_mx), item_host, NULL,
		"hosts that queue mail for us and are never refused or filtered"),
	{ .path = "us.inside",
		.kind = ROW_EACH,
		.offset = TOP(struct inside *, p.us.inside),
		.size = sizeof(struct inside),
		.n_offset = TOP(size_t, p.us.n_inside),
		.at_offset = INS(struct where, at),
		.doc = "the servers inside that relayed domains are passed on to" },
	{ .path = "us.inside[].for",
		.kind = ROW_TEXT,
		.offset = INS(struct str, for_domain),
		.flags = ROW_REQUIRED,
		.item = &item_domain,
		.doc = "the relayed domain, or *.domain" },
	{ .path = "us.inside[].hosts",
		.kind = ROW_LIST,
		.offset = INS(struct list, hosts),
		.flags = ROW_REQUIRED,
		.item = &item_inside_host,
		.doc = "its servers, in the order in which they are tried" },
	{ .path = "us.outbound",
		.kind = ROW_EACH,
		.offset = TOP(struct outbound *, p.us.outbound),
		.size = sizeof(struct outbound),
		.n_offset = TOP(size_t, p.us.n_outbound),
		.at_offset = OUT(struct where, at),
		.doc = "by which servers the mail of a domain leaves; what a genuine bounce "
		       "shows" },
	{ .path = "us.outbound[].for",
		.kind = ROW_TEXT,
		.offset = OUT(struct str, for_domain),
		.flags = ROW_REQUIRED,
		.item = &item_outbound_for,
		.doc = "the domain, *.domain, or * for all that have no entry of their own" },
	LIST_INLINE("us.outbound[].hosts", OUT(struct list, hosts), item_host_name,
		"names of the outgoing servers; names below them count as well"),
	LIST_INLINE("us.outbound[].networks", OUT(struct list, networks), item_network,
		"addresses of the outgoing servers"),
	LIST_INLINE("us.outbound[].message_ids", OUT(struct list, message_ids), item_host_name,
		"domains of the Message-IDs we make; without it the hosts and the domain"),
	FLAG("us.outbound[].complete", OUT(struct flag, complete), "no",
		"whether no mail of the domain leaves otherwise; without it nothing is called "
		"forged"),
	LIST("us.outbound[].via", OUT(struct list, via), item_host_name, NULL,
		"smarthosts on the way out that strip Received lines: bounces cannot show ours, so "
		"that the entry is not complete"),
	TEXT("us.outbound[].queue_id", OUT(struct str, queue_id), item_regex, NULL,
		"the queue ids that these servers give: exim, postfix, or what they match as a "
		"whole; a line of ours with another one is not ours"),
	{ .path = "us.outbound[].max_age",
		.kind = ROW_TIME,
		.offset = OUT(struct span_of_time, max_age),
		.min = DAY,
		.max = AGE_MAX,
		.doc = "how old a line of ours can be when its bounce comes back, in whole days" },

	SECTION("exempt", SCHEMA_NOWHERE, "whom no check refuses"),
	LIST("exempt.recipients", TOP(struct list, p.exempt.recipients), item_local_part,
		"[postmaster, abuse]", "local parts that everybody can write to"),
	FLAG("exempt.from_blocked", TOP(struct flag, p.exempt.from_blocked), "yes",
		"whether the exempt recipients can be reached from blocked hosts and senders, too"),
	LIST("exempt.hosts", TOP(struct list, p.exempt.hosts), item_host, NULL,
		"clients that no check refuses"),
	LIST("exempt.mailing_lists", TOP(struct list, p.exempt.mailing_lists), item_host, NULL,
		"servers of mailing lists: their mail is tagged, never refused"),
	LIST("exempt.senders", TOP(struct list, p.exempt.senders), item_address, NULL,
		"envelope senders that no check refuses"),
	LIST("exempt.spf_white", TOP(struct list, p.exempt.spf_white), item_domain, NULL,
		"sender domains that no check refuses where SPF passes"),

	SECTION("block", SCHEMA_NOWHERE, "who is always refused"),
	CHECK("block.mode", p.block.check, "deny", "what is done about them"),
	LIST("block.hosts", TOP(struct list, p.block.hosts), item_host, NULL,
		"clients whose mail is not taken"),
	LIST("block.senders", TOP(struct list, p.block.senders), item_address, NULL,
		"envelope senders whose mail is not taken"),
	LIST("block.recipients", TOP(struct list, p.block.recipients), item_address, NULL,
		"addresses of ours that strangers cannot write to"),

	SECTION("connect", SCHEMA_NOWHERE, "checks of the connection"),
	CHECK_OF("connect.pipelining", p.connect.pipelining, off_or_deny, NULL,
		"clients that talk before their turn, though pipelining is not offered"),
	CHECK("connect.ptr", p.connect.ptr, NULL,
		"clients without a name in the DNS, or with one that does not lead back to them"),
	TIME("connect.delay", p.connect.delay, NULL, SECOND, DELAY_MAX,
		"how long the greeting waits, to see who does not"),
	LIST("connect.submission_ports", TOP(struct list, p.connect.submission_ports), item_port,
		"[465, 587]", "ports of our own users, where nobody waits"),

	SECTION("helo", SCHEMA_NOWHERE, "checks of the HELO name, judged at RCPT"),
	CHECK("helo.bare_ip", p.helo.bare_ip, NULL, "an address that is no literal in brackets"),
	CHECK("helo.literal", p.helo.literal, NULL,
		"an address literal that is malformed or not the client's own"),
	CHECK("helo.our_name", p.helo.our_name, NULL, "the name of this server or a domain of ours"),
	CHECK("helo.not_fqdn", p.helo.not_fqdn, NULL, "what is not a fully-qualified domain name"),
	CHECK("helo.no_address", p.helo.no_address, NULL, "a name without an address in the DNS"),

	SECTION("sender", SCHEMA_NOWHERE, "checks of the envelope sender"),
	CHECK("sender.verify", p.sender.verify, NULL,
		"senders whose domain does not exist: a refusal could not be returned"),
	SECTION("sender.callout", SCHEMA_NOWHERE,
		"ask the sender's server whether the sender exists"),
	CHECK("sender.callout.mode", p.sender.callout.check, "deny",
		"senders that their own server does not know"),
	{ .path = "sender.callout.for",
		.kind = ROW_WORD,
		.offset = TOP(enum callout_for, p.sender.callout.who),
		.def = "listed",
		.words = callout_for,
		.flags = ROW_IF_GIVEN,
		.doc = "whom to ask about: the listed senders, or all" },
	LIST("sender.callout.senders", TOP(struct list, p.sender.callout.senders), item_address,
		NULL, "the senders to ask about"),
	TIME("sender.callout.timeout", p.sender.callout.timeout, "30s", SECOND, CALLOUT_MAX,
		"how long one command may take"),
	TIME("sender.callout.connect", p.sender.callout.connect, "5s", SECOND, CALLOUT_MAX,
		"how long connecting may take"),
	TIME("sender.callout.maxwait", p.sender.callout.maxwait, "60s", SECOND, CALLOUT_MAX,
		"how long all of it may take; not less than timeout"),
	FLAG("sender.callout.defer_ok", TOP(struct flag, p.sender.callout.defer_ok), "yes",
		"take the mail while the sender's server or its DNS does not answer"),
	FLAG("sender.callout.random", TOP(struct flag, p.sender.callout.random), "no",
		"ask for a made-up address first; a domain that takes it is not asked again"),
	FLAG("sender.callout.postmaster", TOP(struct flag, p.sender.callout.postmaster), "no",
		"ask for the domain's postmaster as well, and refuse where there is none"),
	RATE("sender.callout.per_domain", p.sender.callout.per_domain, "20/1h", 1,
		"how many senders of one domain are asked about; the mail of the others passes"),
	RATE("sender.callout.in_all", p.sender.callout.in_all, "200/1h", 1,
		"how many senders are asked about in all"),
	SECTION("sender.callout.cache", SCHEMA_NOWHERE,
		"how long answers are kept; recipient callouts share it"),
	TIME("sender.callout.cache.positive", p.sender.callout.cache_positive, "24h", MINUTE,
		CACHE_MAX, "how long an address counts as existing"),
	TIME("sender.callout.cache.negative", p.sender.callout.cache_negative, "2h", MINUTE,
		CACHE_MAX, "how long an address counts as unknown"),
	TIME("sender.callout.cache.domain_positive", p.sender.callout.cache_domain_positive, "7d",
		MINUTE, CACHE_MAX, "how long a domain counts as answering callouts"),
	TIME("sender.callout.cache.domain_negative", p.sender.callout.cache_domain_negative, "3h",
		MINUTE, CACHE_MAX, "how long a domain counts as refusing callouts"),

	SECTION("recipient", SCHEMA_NOWHERE, "checks of the recipient"),
	SECTION("recipient.callout", SCHEMA_NOWHERE,
		"ask the server inside whether a recipient of a relayed domain exists"),
	CHECK("recipient.callout.mode", p.recipient.callout.check, "deny",
		"recipients that the server inside does not know"),
	TIME("recipient.callout.timeout", p.recipient.callout.timeout, "30s", SECOND, CALLOUT_MAX,
		"how long one command may take"),
	TIME("recipient.callout.connect", p.recipient.callout.connect, "5s", SECOND, CALLOUT_MAX,
		"how long connecting may take"),
	TIME("recipient.callout.maxwait", p.recipient.callout.maxwait, "60s", SECOND, CALLOUT_MAX,
		"how long all of it may take; not less than timeout"),
	FLAG("recipient.callout.defer_ok", TOP(struct flag, p.recipient.callout.defer_ok), "yes",
		"take the mail while the server inside does not answer"),
	FLAG("recipient.callout.cache", TOP(struct flag, p.recipient.callout.cache), "yes",
		"keep answers as long as sender.callout.cache says; a deleted user is taken as "
		"long"),
	FLAG("recipient.callout.use_sender", TOP(struct flag, use_sender), "no",
		"ask with the message's own sender; answers are kept for each pair"),
	FLAG("recipient.callout.use_postmaster", TOP(struct flag, use_postmaster), "no",
		"ask with our postmaster as the sender"),

	SECTION("bounces", TOP(struct where, p.bounces.at),
		"what is done with bounces of messages that we did not send"),
	{ .path = "bounces.door",
		.kind = ROW_WORD,
		.offset = TOP(enum door, p.bounces.door),
		.def = "local_scan",
		.words = doors,
		.doc = "how the detector gets into Exim: as local_scan, or from the DATA ACL" },
	CHECK("bounces.forged", p.bounces.forged, "log",
		"bounces that return a header which was never near us"),
	CHECK("bounces.unverifiable", p.bounces.unverifiable, "tag",
		"bounces that return nothing to judge by"),
	CHECK("bounces.unproven", p.bounces.unproven, "tag",
		"bounces that lack a proof which all our mail carries"),
	CHECK("bounces.one_recipient", p.bounces.one_recipient, NULL,
		"bounces to more than one recipient"),
	CHECK_OF("bounces.from_secondary_mx", p.bounces.from_secondary_mx, off_log_tag, NULL,
		"the most that is done about bounces that a secondary MX hands over"),
	LIST("bounces.senders", TOP(struct list, p.bounces.senders), item_bounce_sender, "[\"\"]",
		"envelope senders whose messages are judged; \"\" is the empty one"),
	LIST_INLINE("bounces.never_send", TOP(struct list, p.bounces.never_send), item_address,
		"addresses that never send: a bounce to them is forged, unless it shows that it is "
		"ours"),
	{ .path = "bounces.prvs",
		.kind = ROW_WORD,
		.offset = TOP(enum prvs_for, p.bounces.prvs.who),
		.def = "off",
		.words = prvs_for,
		.doc = "whose envelope senders are signed on their way out (BATV), so that bounces "
		       "that return nothing can be told" },
	LIST("bounces.prvs_senders", TOP(struct list, p.bounces.prvs.senders), item_address, NULL,
		"for listed: addresses of ours"),
	TEXT("bounces.prvs_key", TOP(struct str, p.bounces.prvs.key), item_state_file,
		"/etc/exim4/joejob-prvs.key", "a file whose first line is the key; Exim's user reads it"),
	LIST("bounces.prvs_except", TOP(struct list, p.bounces.prvs.except), item_domain, NULL,
		"domains that go by the envelope sender, such as mailing lists: it stays as it is there"),
	CHECK("bounces.unsigned", p.bounces.prvs.check, "log",
		"bounces to such a sender without a signature, or with one that is not ours"),
	{ .path = "bounces.patterns",
		.kind = ROW_EACH,
		.offset = TOP(struct bounce_pattern *, p.bounces.patterns),
		.size = sizeof(struct bounce_pattern),
		.n_offset = TOP(size_t, p.bounces.n_patterns),
		.at_offset = PAT(struct where, at),
		.doc = "what fields of a returned header tell about it" },
	{ .path = "bounces.patterns[].name",
		.kind = ROW_TEXT,
		.offset = PAT(struct str, name),
		.flags = ROW_REQUIRED,
		.item = &item_pattern_name,
		.doc = "what the log calls it" },
	{ .path = "bounces.patterns[].match",
		.kind = ROW_TEXT,
		.offset = PAT(struct str, match),
		.flags = ROW_REQUIRED,
		.item = &item_regex,
		.doc = "matched against each field, as in '^X-Ticket: .*-UNI$'; with regard to case, "
		       "unless it begins with (?i)" },
	{ .path = "bounces.patterns[].is",
		.kind = ROW_WORD,
		.offset = PAT(enum pattern_is, is),
		.flags = ROW_REQUIRED,
		.words = pattern_is,
		.doc = "whether a match shows that the message is ours, or is only noted" },
	TEXT("bounces.module", TOP(struct str, p.bounces.module), item_file,
		"/usr/lib/exim4/local_scan.so", "where the detector is installed"),
	TEXT("bounces.kill_switch", TOP(struct str, p.bounces.kill_switch), item_file,
		"/etc/exim4/joejob.off", "while this file exists no check refuses anything"),
	TEXT("bounces.contact", TOP(struct str, p.bounces.contact), item_mailbox, NULL,
		"whom a refused sender may ask; without it postmaster at our first domain"),
	SECTION("bounces.keep", TOP(struct where, p.bounces.keep.at),
		"copies of what forged refuses, so that a wrong verdict can be made good"),
	{ .path = "bounces.keep.dir",
		.kind = ROW_TEXT,
		.offset = TOP(struct str, p.bounces.keep.dir),
		.flags = ROW_REQUIRED,
		.item = &item_file,
		.doc = "the folder, which is Exim's alone" },
	AMOUNT("bounces.keep.days", ROW_COUNT, p.bounces.keep.days, "7", 1, 90, "how long"),
	AMOUNT("bounces.keep.max", ROW_COUNT, p.bounces.keep.max, "1000", 1, 5000,
		"how many at most, each of 1 MB at most; more is refused without a copy"),
	SECTION("bounces.token", TOP(struct where, p.bounces.token.at),
		"signed tokens in our outgoing mail, which prove that a bounce is of ours"),
	{ .path = "bounces.token.keys",
		.kind = ROW_TEXT,
		.offset = TOP(struct str, p.bounces.token.keys),
		.flags = ROW_REQUIRED,
		.item = &item_key_file,
		.doc = "the key file, which aclgen key new makes; only Exim may be able to read it" },
	AMOUNT("bounces.token.days", ROW_COUNT, p.bounces.token.days, "14", 1, TOKEN_DAYS_MAX,
		"how many days a token counts"),
	{ .path = "bounces.token.required",
		.kind = ROW_EACH,
		.offset = TOP(struct required *, p.bounces.token.required),
		.flags = ROW_PAIRS,
		.size = sizeof(struct required),
		.n_offset = TOP(size_t, p.bounces.token.n_required),
		.at_offset = REQ(struct where, at),
		.doc = "domains all of whose mail carries a proof, and since when: bounces of later "
		       "mail that lack it are the business of bounces.unproven" },
	{ .path = "bounces.token.required[].for",
		.kind = ROW_TEXT,
		.offset = REQ(struct str, for_domain),
		.flags = ROW_REQUIRED,
		.item = &item_outbound_for,
		.doc = "the domain, *.domain, or * for all that have no entry of their own" },
	{ .path = "bounces.token.required[].since",
		.kind = ROW_TEXT,
		.offset = REQ(struct str, since),
		.flags = ROW_REQUIRED,
		.item = &item_date,
		.doc = "the first day (UTC)" },
	{ .path = "bounces.dkim",
		.kind = ROW_EACH,
		.offset = TOP(struct dkim_signer *, p.bounces.dkim),
		.size = sizeof(struct dkim_signer),
		.n_offset = TOP(size_t, p.bounces.n_dkim),
		.at_offset = SIG(struct where, at),
		.doc = "the keys of our DKIM signatures: one that a returned header carries proves "
		       "that it is ours" },
	{ .path = "bounces.dkim[].domain",
		.kind = ROW_TEXT,
		.offset = SIG(struct str, domain),
		.flags = ROW_REQUIRED,
		.item = &item_fqdn,
		.doc = "the signer's domain, d=; From has to be in it or below" },
	{ .path = "bounces.dkim[].selector",
		.kind = ROW_TEXT,
		.offset = SIG(struct str, selector),
		.flags = ROW_REQUIRED,
		.item = &item_selector,
		.doc = "the selector, s=" },
	{ .path = "bounces.dkim[].key",
		.kind = ROW_TEXT,
		.offset = SIG(struct str, file),
		.flags = ROW_REQUIRED,
		.item = &item_dkim_key,
		.doc = "a file with the public key, as aclgen key dkim makes it" },
	{ .path = "bounces.dkim[].days",
		.kind = ROW_COUNT,
		.offset = SIG(struct amount, days),
		.def = "14",
		.min = 1,
		.max = 365,
		.doc = "how old a signature can be when it comes back" },
	LIST_INLINE("bounces.return_path", TOP(struct list, p.bounces.return_path), item_domain,
		"domains to which bounces of our mail are addressed, beside that of its From"),

	SECTION("headers", SCHEMA_NOWHERE, "checks and marks of the header"),
	{ .path = "headers.charset",
		.kind = ROW_WORD,
		.offset = TOP(enum charset, p.headers.takes),
		.words = charsets,
		.doc = "what the header may be written in; without it nothing is checked" },
	CHECK("headers.mode", p.headers.charset, "tag", "headers in another character set"),
	FLAG("headers.authentication_results", TOP(struct flag, p.headers.authentication_results),
		"no", "add Authentication-Results, and drop those that carry our name"),

	SECTION("spf", SCHEMA_NOWHERE, "the client against the SPF record of the sender's domain"),
	CHECK("spf.fail", p.spf.fail, NULL, "clients that the domain says are not its own"),
	CHECK("spf.softfail", p.spf.softfail, NULL, "clients that are probably not its own"),

	{ .path = "dnsbl",
		.kind = ROW_EACH,
		.offset = TOP(struct dns_list *, p.dnsbl),
		.size = sizeof(struct dns_list),
		.n_offset = TOP(size_t, p.n_dnsbl),
		.at_offset = DNS(struct where, at),
		.doc = "DNS block lists, asked in this order" },
	{ .path = "dnsbl[].zone",
		.kind = ROW_TEXT,
		.offset = DNS(struct str, zone),
		.flags = ROW_REQUIRED,
		.item = &item_fqdn,
		.doc = "the list's domain" },
	LIST("dnsbl[].codes", DNS(struct list, codes), item_dns_code, NULL,
		"the answers that count as listed; without it every answer does"),
	{ .path = "dnsbl[].mode",
		.kind = ROW_CHECK,
		.offset = DNS(struct check, check),
		.def = "tag",
		.words = schema_modes,
		.doc = "what is done about a listed client" },
	{ .path = "dnswl",
		.kind = ROW_EACH,
		.offset = TOP(struct dns_list *, p.dnswl),
		.size = sizeof(struct dns_list),
		.n_offset = TOP(size_t, p.n_dnswl),
		.at_offset = DNS(struct where, at),
		.doc = "DNS lists of good hosts: neither block lists nor greylisting apply to those, and "
		       "the honeypot does not remember them" },
	{ .path = "dnswl[].zone",
		.kind = ROW_TEXT,
		.offset = DNS(struct str, zone),
		.flags = ROW_REQUIRED,
		.item = &item_fqdn,
		.doc = "the list's domain" },
	LIST("dnswl[].codes", DNS(struct list, codes), item_dns_code, NULL,
		"the answers that count as listed; without it every answer does"),

	SECTION("greylist", SCHEMA_NOWHERE, "unknown senders are asked to come back"),
	CHECK_OF("greylist.mode", p.greylist.check, off_log_defer, "defer",
		"what is done about a first attempt"),
	{ .path = "greylist.for",
		.kind = ROW_WORD,
		.offset = TOP(enum greylist_for, p.greylist.who),
		.def = "suspicious",
		.words = greylist_for,
		.doc = "those that another check has tagged, or all" },
	TIME("greylist.delay", p.greylist.delay, "5m", SECOND, DAY,
		"how long after the first attempt the next one passes"),
	TIME("greylist.window", p.greylist.window, "24h", HOUR, 30 * DAY,
		"how long after the first attempt the next one still counts"),
	TIME("greylist.keep", p.greylist.keep, "30d", DAY, CACHE_MAX,
		"how long a network that has come back once is known"),
	AMOUNT("greylist.ipv4", ROW_COUNT, p.greylist.ipv4, "24", 8, 32,
		"prefix length of the networks that count as one client"),
	AMOUNT("greylist.ipv6", ROW_COUNT, p.greylist.ipv6, "64", 16, 128, "the same for IPv6"),

	SECTION("honeypot", SCHEMA_NOWHERE, "places that only spammers write to"),
	CHECK("honeypot.mode", p.honeypot.check, "deny", "clients that have been there"),
	TEXT("honeypot.interface", TOP(struct str, p.honeypot.interface), item_ip, NULL,
		"an address of this machine that stands in the DNS as an MX of high number"),
	LIST("honeypot.addresses", TOP(struct list, p.honeypot.addresses), item_mailbox, NULL,
		"addresses that nobody uses"),
	TIME("honeypot.block", p.honeypot.block, "14d", HOUR, CACHE_MAX,
		"how long a visitor is remembered"),
	TIME("honeypot.grace", p.honeypot.grace, "24h", HOUR, 7 * DAY,
		"how long a client that we put off may try elsewhere without being remembered"),

	SECTION("spamassassin", SCHEMA_NOWHERE, "asks SpamAssassin, last of all"),
	CHECK("spamassassin.mode", p.spamassassin.check, "deny",
		"messages that reach the score of deny"),
	TEXT("spamassassin.server", TOP(struct str, p.spamassassin.server), item_spamd,
		"127.0.0.1 783", "address and port of spamd, or its socket"),
	TEXT("spamassassin.user", TOP(struct str, p.spamassassin.user), item_user, "nobody",
		"the user whose preferences spamd takes"),
	TIME("spamassassin.timeout", p.spamassassin.timeout, "30s", SECOND, CALLOUT_MAX,
		"how long spamd may take; then the message passes"),
	AMOUNT("spamassassin.tag", ROW_SCORE, p.spamassassin.tag, "5.0", 1, 10000,
		"from this score the message is marked as spam"),
	AMOUNT("spamassassin.deny", ROW_SCORE, p.spamassassin.deny, NULL, 1, 10000,
		"from this score it is refused; without it none is"),
	AMOUNT("spamassassin.max_size", ROW_SIZE, p.spamassassin.max_size, "512k", KILO,
		100 * MEGA, "larger messages are not shown to SpamAssassin"),

	SECTION("ratelimit", SCHEMA_NOWHERE, "limits of the rate of mail from strangers"),
	CHECK("ratelimit.mode", p.ratelimit.check, "defer", "messages beyond the limit"),
	RATE("ratelimit.client", p.ratelimit.client, NULL, RATE_MIN, "messages from one client"),
	RATE("ratelimit.sender", p.ratelimit.sender, NULL, RATE_MIN,
		"messages from one envelope sender"),

	SECTION("enforce", TOP(struct where, p.enforce.at),
		"where what would refuse does; elsewhere it tags"),
	AMOUNT("enforce.share", ROW_SHARE, p.enforce.share, NULL, 1, 1000,
		"of the pairs of client and sender; without it all"),
	LIST("enforce.domains", TOP(struct list, p.enforce.domains), item_domain, NULL,
		"of the recipients; without it all"),

	SECTION("fallback", TOP(struct where, p.fallback.at),
		"a rule that refuses more than this only tags for as long"),
	{ .path = "fallback.after",
		.kind = ROW_RATE,
		.offset = TOP(struct rate, p.fallback.after),
		.flags = ROW_REQUIRED,
		.min = RATE_MIN,
		.max = RATE_MAX,
		.doc = "refusals of one rule" },
	LIST("fallback.rules", TOP(struct list, p.fallback.rules), item_rule, NULL,
		"rules, or sections with all their rules; without it those that go by what others say"),

	SECTION("state", SCHEMA_NOWHERE, "where greylisting and the honeypot remember"),
	{ .path = "state.backend",
		.kind = ROW_WORD,
		.offset = TOP(enum state_backend, p.state.backend),
		.def = "exim",
		.words = backends,
		.doc = "exim: its hints; sqlite: a file; both of this machine alone. pgsql, redis: a "
		       "server, for one MX or several" },
	FLAG("state.shared", TOP(struct flag, p.state.shared), "no",
		"whether several MXs remember as one"),
	TEXT("state.file", TOP(struct str, p.state.file), item_state_file, NULL,
		"of sqlite: the database; default /var/lib/joejob/state.db"),
	TEXT("state.server", TOP(struct str, p.state.server), item_state_server, NULL,
		"of pgsql and redis: host, host:port or the path of a socket; site: the "
		"pgsql_servers or redis_servers that the site's own configuration sets"),
	TEXT("state.database", TOP(struct str, p.state.database), item_state_name, NULL,
		"of pgsql: its name, default joejob; of redis: its number, default 0"),
	TEXT("state.user", TOP(struct str, p.state.user), item_state_name, NULL,
		"of pgsql: who asks; default joejob"),
	SECTION("state.password", SCHEMA_NOWHERE, "of pgsql and redis"),
	TEXT("state.password.file", TOP(struct str, p.state.password), item_hook, NULL,
		"a file whose first line is the password; others must not be able to read it"),
	TIME("state.wait", p.state.wait, "2s", 2 * SECOND, 30 * SECOND,
		"how long an answer may take; then the mail passes"),

	SECTION("hooks", SCHEMA_NOWHERE, "files with stanzas of your own"),
	HOOK("hooks.connect", HOOK_CONNECT, "when a stranger connects"),
	HOOK("hooks.helo", HOOK_HELO, "when a stranger says HELO"),
	HOOK("hooks.mail", HOOK_MAIL, "at MAIL"),
	HOOK("hooks.rcpt_before", HOOK_RCPT_BEFORE, "at RCPT, before the checks of strangers"),
	HOOK("hooks.rcpt_after", HOOK_RCPT_AFTER, "at RCPT, behind them"),
	HOOK("hooks.data_before", HOOK_DATA_BEFORE, "after the message, before its checks"),
	HOOK("hooks.data_after", HOOK_DATA_AFTER, "after the message, behind SpamAssassin"),

	LIST("acknowledge", TOP(struct list, p.acknowledge), item_diag_code, NULL,
		"codes of warnings that you know of"),

	SECTION("output", SCHEMA_NOWHERE, "what aclgen writes"),
	{ .path = "output.layout",
		.kind = ROW_WORD,
		.offset = TOP(enum layout, p.output.layout),
		.def = "include",
		.words = layout_names,
		.doc = "a file that exim.conf includes, a whole exim.conf, or files for Debian's "
		       "configuration" },
};

const struct schema policy_schema = { rows, sizeof rows / sizeof rows[0], "policy", "joejob: 1" };
