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

/* A check that can be switched. Its mode is already limited by the policy's top-level `mode`. */
struct check {
	enum mode mode;
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

struct outbound {
	struct str for_domain;  /* "*", a domain, or "*.domain" */
	struct list hosts;      /* names */
	struct list networks;   /* CIDR */
	struct list message_ids; /* domains; default: the hosts and for_domain where it is a name */
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

enum callout_for { CALLOUT_OFF, CALLOUT_LISTED, CALLOUT_ALL };
enum callout_as { CALLOUT_AS_NULL, CALLOUT_AS_SENDER, CALLOUT_AS_POSTMASTER };
enum door { DOOR_LOCAL_SCAN, DOOR_ACL };
enum layout { LAYOUT_INCLUDE };

struct policy {
	const char *path; /* as given to aclgen */
	const char *name; /* its last component: what comments and logs show */
	enum mode mode;   /* the top-level `mode`, MODE_DENY when absent: no limit */

	struct {
		struct str hostname;
		struct list local, relay_to; /* domains */
		struct list relay_from;      /* hosts: never filtered, may relay */
		struct list secondary_mx;    /* hosts: never refused, never filtered */
		struct outbound *outbound;
		size_t n_outbound;
		struct where at;
	} us;

	struct {
		struct list recipients; /* local parts; default postmaster, abuse */
	} exempt;

	struct {
		struct check verify;
		struct {
			struct check check;
			enum callout_for who;
			struct list senders; /* addresses, for CALLOUT_LISTED */
			struct span_of_time timeout, connect, maxwait;
			struct flag defer_ok, random;
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
		struct list senders;    /* "" and addresses; default: "" alone */
		struct list never_send; /* addresses */
		struct bounce_pattern *patterns;
		size_t n_patterns;
		struct str module;      /* path of local_scan.so */
		struct str kill_switch; /* a file; while it exists nothing is refused */
		struct str contact;     /* whom refused senders may write to */
		struct where at;
	} bounces;

	struct {
		enum layout layout;
	} output;
};

#endif
