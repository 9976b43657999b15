/* policy_load_rows.c - the keys of a policy, in the order of the manual. */
#include "policy_load.h"

#include "policy_load_items.h"
#include "policy_load_rows.h"

#define TOP(T, member) SCHEMA_FIELD(loaded, T, member)
#define OUT(T, member) SCHEMA_FIELD(outbound, T, member)
#define PAT(T, member) SCHEMA_FIELD(bounce_pattern, T, member)

#define SECTION(name, at, about)                                                                   \
	{                                                                                          \
		.path = name, .kind = ROW_SECTION, .offset = at, .doc = about                      \
	}
#define CHECK(name, field, preset, about)                                                          \
	{                                                                                          \
		.path = name, .kind = ROW_CHECK, .offset = TOP(struct check, field),               \
		.def = preset, .doc = about, .words = schema_modes, .flags = ROW_IF_GIVEN          \
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
#define LATER(name, about)                                                                         \
	{                                                                                          \
		.path = name, .kind = ROW_LATER, .offset = SCHEMA_NOWHERE, .doc = about            \
	}

/* In the order of the enums of policy.h. */
static const char *const callout_for[] = { "off", "listed", "all", NULL };
static const char *const doors[] = { "local_scan", "acl", NULL };
static const char *const pattern_is[] = { "ours", "note", NULL };
static const char *const layouts[] = { "include", NULL };
static const char *const later_layouts[] = { "debian-split", "debian-hooks", "whole", NULL };

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
	LIST("us.outbound[].hosts", OUT(struct list, hosts), item_host_name, NULL,
		"names of the outgoing servers; names below them count as well"),
	LIST("us.outbound[].networks", OUT(struct list, networks), item_network, NULL,
		"addresses of the outgoing servers"),
	LIST("us.outbound[].message_ids", OUT(struct list, message_ids), item_host_name, NULL,
		"domains of the Message-IDs we make; without it the hosts and the domain"),
	FLAG("us.outbound[].complete", OUT(struct flag, complete), "no",
		"whether no mail of the domain leaves otherwise; without it nothing is called "
		"forged"),
	TEXT("us.outbound[].queue_id", OUT(struct str, queue_id), item_regex, NULL,
		"the queue ids that these servers give: exim, postfix, or what they match as a "
		"whole; a line of ours with another one is not ours"),
	{ .path = "us.outbound[].max_age",
		.kind = ROW_TIME,
		.offset = OUT(struct span_of_time, max_age),
		.min = DAY,
		.max = AGE_MAX,
		.doc = "how old a line of ours can be when its bounce comes back, in whole days" },
	LATER("us.outbound[].via", "smarthosts that strip Received lines"),
	LATER("us.outbound[].dkim", "selectors of our DKIM keys"),

	SECTION("exempt", SCHEMA_NOWHERE, "whom no check refuses"),
	LIST("exempt.recipients", TOP(struct list, p.exempt.recipients), item_local_part,
		"[postmaster, abuse]", "local parts that everybody can write to"),
	LATER("exempt.hosts", "hosts that are not filtered"),
	LATER("exempt.mailing_lists", "list servers that are tagged, never refused"),
	LATER("exempt.spf_white", "domains trusted where SPF passes"),
	LATER("exempt.senders", "senders that are not filtered"),

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
	LIST("bounces.senders", TOP(struct list, p.bounces.senders), item_bounce_sender, "[\"\"]",
		"envelope senders whose messages are judged; \"\" is the empty one"),
	LIST("bounces.never_send", TOP(struct list, p.bounces.never_send), item_address, NULL,
		"addresses that never send: a bounce to them is forged, unless it shows that it is "
		"ours"),
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
	LATER("bounces.token", "signed tokens in our outgoing mail"),
	LATER("bounces.dkim", "keys of our own DKIM signatures"),
	LATER("bounces.prvs", "signed return paths"),
	LATER("bounces.one_recipient", "bounces to more than one recipient"),
	LATER("bounces.from_secondary_mx", "bounces that a secondary MX hands over"),

	SECTION("output", SCHEMA_NOWHERE, "what aclgen writes"),
	{ .path = "output.layout",
		.kind = ROW_WORD,
		.offset = TOP(enum layout, p.output.layout),
		.def = "include",
		.words = layouts,
		.later = later_layouts,
		.doc = "one file that exim.conf includes" },

	LATER("block", "hosts and senders that are always refused"),
	LATER("connect", "checks of the connection"),
	LATER("helo", "checks of the HELO name"),
	LATER("headers", "checks of the header"),
	LATER("dnsbl", "DNS block lists"),
	LATER("greylist", "greylisting"),
	LATER("honeypot", "an MX that only spammers use"),
	LATER("spamassassin", "SpamAssassin"),
	LATER("ratelimit", "limits of the rate of mail"),
	LATER("state", "where state is kept"),
	LATER("hooks", "stanzas of your own"),
};

const struct schema policy_schema = { rows, sizeof rows / sizeof rows[0] };
