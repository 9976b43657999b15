/* policy.h - a policy as typed C: structs and enums, no code.
 *
 * Filled by policy_load() from YAML, read by lint, render and check. All memory belongs to the
 * arena it was loaded into. Strings are UTF-8 without control characters, NUL-terminated; `at` is
 * where the value (or, where it was left out, its nearest parent) stands, for diagnostics and for
 * the "# policy.yaml:12" comments of the generated files.
 */
#ifndef AG_POLICY_H
#define AG_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "dkim_key.h"

/* 1-based; line 0: a default, and not even its section is in the policy. `col` counts characters.
 * Items of a list by file stand in that file: `file` is its path, for diagnostics; NULL for all
 * that stands in the policy itself. */
struct where {
	unsigned line, col;
	const char *file;
};

/* In this order: each does more to the mail than the one before. */
enum mode { MODE_OFF, MODE_LOG, MODE_TAG, MODE_DEFER, MODE_DENY };

struct str {
	const char *s; /* NULL: not given and without a default */
	struct where at;
};

/* Inline items, or a file of items, one a line. */
struct list {
	struct str *item;
	size_t n;
	struct str file;  /* as written, relative to the policy's folder; .s NULL: inline */
	const char *path; /* the same file as aclgen opens it; NULL: inline */
	struct where at;
};

/* A check that can be switched. `mode` is limited by the policy's top-level `mode` and by what the
 * check can do; `asked` is what its own key says. */
struct check {
	enum mode mode, asked;
	struct where at;
};

struct flag {
	bool on;
	struct where at;
};

/* Seconds. */
struct span_of_time {
	unsigned long s;
	struct where at;
};

/* At most `n` messages in `s` seconds; n 0: no limit. */
struct rate {
	unsigned long n, s;
	struct where at;
};

/* Bytes, tenths of a point, or a plain count. */
struct amount {
	unsigned long n;
	struct where at;
};

/* A server inside that takes the mail of a relayed domain. */
struct inside {
	struct str for_domain;
	struct list hosts;
	struct where at;
};

/* A list in the DNS that tells about a client's address. */
struct dns_list {
	struct str zone;
	struct list codes; /* answers that count; none: any */
	struct check check; /* not used by lists of good hosts */
	struct where at;
};

struct outbound {
	struct str for_domain;  /* "*", a domain, or "*.domain" */
	struct list hosts;      /* names */
	struct list networks;   /* CIDR */
	struct list message_ids; /* domains; default: the hosts and for_domain where it is a name */
	struct list via;        /* smarthosts that strip Received lines */
	struct flag complete;   /* default no: then nothing is ever called forged */
	struct str queue_id;    /* PCRE2, or "exim" or "postfix"; .s NULL: any */
	struct span_of_time max_age; /* of a line of ours; 0: any */
	struct where at;
};

enum pattern_is { PATTERN_IS_OURS, PATTERN_IS_NOTE };

struct bounce_pattern {
	struct str name;
	struct str match; /* PCRE2 */
	enum pattern_is is;
	struct where at;
};

/* A key that our mail is signed with. */
struct dkim_signer {
	struct str domain, selector;
	struct str file;     /* of the public key, as written */
	struct amount days;  /* for how long a signature proves something */
	struct dkim_key key; /* what the file holds */
	struct where at;
};

/* A domain all of whose mail carries a proof from a day on. */
struct required {
	struct str for_domain; /* "*", a domain, or "*.domain" */
	struct str since;      /* 2027-01-31 */
	long long epoch;       /* the beginning of that day, UTC */
	struct where at;
};

enum callout_for { CALLOUT_OFF, CALLOUT_LISTED, CALLOUT_ALL };
enum prvs_for { PRVS_OFF, PRVS_LISTED, PRVS_ALL };
enum callout_as { CALLOUT_AS_NULL, CALLOUT_AS_SENDER, CALLOUT_AS_POSTMASTER };
enum door { DOOR_LOCAL_SCAN, DOOR_ACL };
enum charset { CHARSET_UTF8, CHARSET_ASCII };
enum greylist_for { GREYLIST_SUSPICIOUS, GREYLIST_ALL };
enum state_backend { STATE_EXIM, STATE_SQLITE, STATE_PGSQL, STATE_REDIS };
enum layout { LAYOUT_INCLUDE, LAYOUT_WHOLE, LAYOUT_DEBIAN_SPLIT, LAYOUT_DEBIAN_HOOKS };

/* Where the admin's own stanzas go, in the order in which they are asked. */
enum hook {
	HOOK_CONNECT,
	HOOK_HELO,
	HOOK_MAIL,
	HOOK_RCPT_BEFORE,
	HOOK_RCPT_AFTER,
	HOOK_DATA_BEFORE,
	HOOK_DATA_AFTER,
	HOOKS
};

struct policy {
	const char *path; /* as given to aclgen */
	const char *name; /* its last component: what comments and logs show */
	enum mode mode;   /* the top-level `mode`, MODE_DENY when absent: no limit */

	struct {
		struct str hostname;
		struct list local, relay_to; /* domains */
		struct list relay_from;      /* hosts: never filtered, may relay */
		struct list secondary_mx;    /* hosts: never refused, never filtered */
		struct inside *inside;
		size_t n_inside;
		struct outbound *outbound;
		size_t n_outbound;
		struct where at;
	} us;

	struct {
		struct list recipients; /* local parts; default postmaster, abuse */
		struct flag from_blocked; /* recipients are reachable for blocked clients, too */
		struct list hosts;
		struct list mailing_lists; /* hosts: tagged, never refused */
		struct list senders;
		struct list spf_white; /* domains, where SPF passes */
	} exempt;

	struct {
		struct check check;
		struct list hosts, senders, recipients;
	} block;

	struct {
		struct check pipelining, ptr;
		struct span_of_time delay;
		struct list submission_ports;
	} connect;

	struct {
		struct check bare_ip, literal, our_name, not_fqdn, no_address;
	} helo;

	struct {
		struct check verify;
		struct {
			struct check check;
			enum callout_for who;
			struct list senders; /* addresses, for CALLOUT_LISTED */
			struct span_of_time timeout, connect, maxwait;
			struct flag defer_ok, random, postmaster;
			struct rate per_domain, in_all;
			struct span_of_time cache_positive, cache_negative;
			struct span_of_time cache_domain_positive, cache_domain_negative;
		} callout;
	} sender;

	struct {
		struct {
			struct check check;
			struct span_of_time timeout, connect, maxwait;
			struct flag defer_ok, cache;
			enum callout_as as;
		} callout;
	} recipient;

	struct {
		enum door door;
		struct where door_at;
		struct check forged, unverifiable, unproven;
		struct check one_recipient;
		struct check from_secondary_mx; /* the most that the three above do there */
		struct list senders;    /* "" and addresses; default: "" alone */
		struct list never_send; /* addresses */
		struct {
			enum prvs_for who;
			struct where at;
			struct list senders; /* addresses of ours, for PRVS_LISTED */
			struct str key;      /* a file that Exim's user can read */
			struct list except;  /* domains to which the sender stays as it is */
			struct check check;  /* bounces to one of these without a signature */
		} prvs;
		struct bounce_pattern *patterns;
		size_t n_patterns;
		struct dkim_signer *dkim;
		size_t n_dkim;
		struct list return_path; /* domains */
		struct str module;      /* path of local_scan.so */
		struct str kill_switch; /* a file; while it exists nothing is refused */
		struct str contact;     /* whom refused senders may write to */
		struct {
			struct str keys;  /* as written; .s NULL: outgoing mail is not signed */
			const char *file; /* the same file, absolute */
			struct amount days;
			struct required *required;
			size_t n_required;
			struct where at;
		} token;
		struct {
			struct str dir; /* .s NULL: nothing is kept */
			struct amount days, max;
			struct where at;
		} keep; /* copies of what is refused as forged */
		struct where at;
	} bounces;

	struct {
		struct check charset;
		enum charset takes;
		struct flag authentication_results;
	} headers;

	struct {
		struct check fail, softfail;
	} spf;

	struct dns_list *dnsbl, *dnswl;
	size_t n_dnsbl, n_dnswl;

	struct {
		struct check check;
		enum greylist_for who;
		struct span_of_time delay, window, keep;
		struct amount ipv4, ipv6; /* prefix lengths: neighbours share an entry */
	} greylist;

	struct {
		struct check check;
		struct str interface;  /* an address of this machine */
		struct list addresses; /* that nobody knows but who harvests */
		struct span_of_time block, grace;
	} honeypot;

	struct {
		struct check check;
		struct str server, user;
		struct span_of_time timeout;
		struct amount tag, deny; /* tenths of a point; 0: never */
		struct amount max_size;	 /* bytes */
	} spamassassin;

	struct {
		struct check check;
		struct rate client, sender;
	} ratelimit;

	struct {
		struct amount share; /* tenths of a percent; 0: all messages */
		struct list domains; /* of recipients; none: all */
		struct where at;
	} enforce; /* where refusals refuse; elsewhere they tag */

	struct {
		struct rate after; /* refusals of one rule; n 0: never */
		struct list rules; /* or their sections */
		struct where at;
	} fallback; /* rules that tag while they refuse too much */

	struct {
		enum state_backend backend;
		struct where at;        /* of the backend */
		struct flag shared;     /* several MXs remember as one */
		struct str file;        /* sqlite */
		struct str server;      /* pgsql, redis: host, host:port, a socket's path, or "site" */
		struct str database;    /* pgsql: a name; redis: a number */
		struct str user;        /* pgsql */
		struct str password;    /* a file, as written; .s NULL: none */
		const char *password_file; /* the same file as aclgen opens it */
		const char *secret;     /* its first line; NULL: none */
		struct span_of_time wait; /* for an answer; then the mail passes */
	} state;

	struct {
		struct str path;  /* as written; .s NULL: none */
		const char *file; /* the same file as aclgen opens it */
		const char *text; /* of the file, ending in a newline */
	} hook[HOOKS];

	struct list acknowledge; /* codes of warnings that are not shown */

	struct {
		enum layout layout;
		struct where at;
	} output;
};

#endif
