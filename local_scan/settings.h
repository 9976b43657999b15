/* settings.h - who "we" are and what to do with a verdict, as one line of key=value.
 *
 * aclgen writes the line, the generated ACL puts it into $acl_m_joejob, the module reads it from
 * there; joescan writes the same line from its options. There is no other way in.
 *
 *   enforce=yes now=1795478400 forged=deny:41 unverifiable=tag:42 unproven=tag:43
 *   contact=postmaster@example.org never=sales@example.org,*@lists.example.org
 *   pattern=ticket:ours:%5EX-Ticket%3A%20.%2A-UNI%24
 *   for=* host=mx.example.org,mail.example.org net=192.0.2.0/24,2001:db8::/32 msgid=example.org
 *   queue=%5B0-9A-F%5D%7B6%2C%7D days=30 complete=yes for=dept.example.org complete=no
 *
 * Words are separated by blanks; `for` opens an entry and host, net, msgid, queue, days and
 * complete after it describe that entry. Each key but `pattern` and `dkim` comes once, of the line or of its
 * entry; several entries may have the same `for`. Names are A-labels; a trailing dot is dropped.
 * An unknown key is an error: a module older than its aclgen must not guess.
 *
 *   now      seconds since 1970; without it no date is judged
 *   dkim     a public key of our own DKIM signatures, and for how many days they prove something:
 *            DOMAIN:SELECTOR:DAYS:rsa:MODULUS:EXPONENT or DOMAIN:SELECTOR:DAYS:ed25519:KEY, the
 *            numbers in hexadecimal, big-endian; up to JJ_DKIM_KEYS times
 *   returnpath  domains to which bounces of our signed mail come, beside the From address itself;
 *            *.b for all below it
 *   never    addresses that never send: a@b, *@b, or b alone; *.b for all below it
 *   pattern  NAME:ours:REGEX or NAME:note:REGEX, matched against each field of the returned header
 *   keys     the file with the keys of our signed tokens, %XX as below; the caller reads it
 *   token    how many days a token counts
 *   keep     DAYS:FILES:FOLDER, %XX in it: where the adapter keeps copies of what is refused as forged
 *   required DOMAIN:SECONDS, ...: since when all mail of a domain (as in `for`) carries a proof
 *   queue    REGEX that the queue id of a line of ours matches as a whole
 *   days     how old a line of ours can be
 *
 * A REGEX is PCRE2's, of bytes; %XX in it is the byte XX (RFC 3986 section 2.1), so that it holds
 * no blank. Write at least blanks and % so.
 */
#ifndef JJ_SETTINGS_H
#define JJ_SETTINGS_H

#include <stdint.h>

#include "span.h"

/* A site with a thousand own networks still fits; a settings line is expanded by Exim for each
 * judged message, so it must stay small. aclgen refuses what would not fit. */
enum {
	JJ_SETTINGS_TEXT = 32768, /* bytes of the whole line */
	JJ_ENTRIES = 32,          /* `for` entries; also the bits of a jj_mask */
	JJ_ITEMS = 1024,          /* hosts, networks, domains, addresses: of the line, each kind */
	JJ_PATTERNS = 16,         /* each is tried on each field of a returned header */
	JJ_REGEX_MAX = 512,       /* bytes of one; what is longer is a list, and not a pattern's work */
	JJ_PATTERN_NAME_MAX = 32, /* it stands in log lines */
	JJ_DAYS_MAX = 36500,      /* a hundred years: all that mail can be */
	JJ_PATH_MAX = 1024,       /* of the key file, and of the folder for copies */
	JJ_TOKEN_DAYS_MAX = 60,   /* no queue keeps mail longer; then a retired key can go */
	JJ_REQUIRED = 64,         /* domains */
	JJ_DKIM_KEYS = 16,        /* of 4,096 bits each they fill half of the line */
	JJ_RSA_MIN = 1024,        /* bits: RFC 8301 section 3.2 */
	JJ_RSA_MAX = 4096,        /* more makes a verification take milliseconds */
};

enum jj_action { JJ_OFF, JJ_LOG, JJ_TAG, JJ_DEFER, JJ_DENY };

/* What the policy wants done for a verdict, and the line of the policy that says so (0: unknown). */
struct jj_rule {
	enum jj_action action;
	unsigned line;
};

/* An IP network; IPv4 is kept as its IPv4-mapped form (RFC 4291 section 2.5.5.2), 96 bits up. */
struct jj_net {
	unsigned char addr[16];
	unsigned char bits;
};

/* One bit an entry of the settings. */
typedef uint32_t jj_mask;

struct jj_item {
	struct span name; /* host or Message-ID domain */
	unsigned entry;
};

struct jj_net_item {
	struct jj_net net;
	unsigned entry;
};

struct jj_entry {
	struct span domain; /* "*", "example.org", or "*.example.org" for all below it */
	bool complete;      /* all outgoing hosts of the domain are listed: `forged` is possible */
	struct span queue;  /* regex, decoded; empty: any queue id can be */
	unsigned days;      /* 0: any date can be */
};

struct jj_pattern {
	struct span name;
	struct span regex; /* decoded */
	bool note;         /* else a match shows that the mail is ours */
};

struct jj_required {
	struct span domain; /* as in jj_entry */
	int64_t since;      /* seconds since 1970 */
};

/* Spans of hexadecimal digits in pairs. */
struct jj_dkim_key {
	struct span domain, selector;
	unsigned days;        /* how old a signature can be */
	bool ed25519;         /* else RSA */
	struct span key;      /* RSA: the modulus, JJ_RSA_MIN to JJ_RSA_MAX bits */
	struct span exponent; /* RSA */
};

/* Copies of what is refused as forged. */
struct jj_keep {
	unsigned days, files;	      /* how long, and how many */
	char folder[JJ_PATH_MAX + 1]; /* absolute path; "": none are kept */
};

struct jj_settings {
	enum jj_action enforce; /* what a refusal may do: JJ_DENY all of it; JJ_TAG where it is not
	                           enforced yet; JJ_LOG with the kill switch on */
	struct jj_rule forged, unverifiable, unproven;
	struct span contact; /* whom a refused sender may ask; may be empty */
	int64_t now;         /* 0: not known */
	unsigned n_entries, n_hosts, n_nets, n_msgids, n_never, n_patterns;
	struct jj_entry entry[JJ_ENTRIES];
	struct jj_item host[JJ_ITEMS], msgid[JJ_ITEMS];
	struct jj_net_item net[JJ_ITEMS];
	struct span never[JJ_ITEMS];
	struct jj_pattern pattern[JJ_PATTERNS];
	unsigned n_dkim, n_return_paths;
	struct jj_dkim_key dkim[JJ_DKIM_KEYS];
	struct span return_path[JJ_ITEMS];
	size_t used;
	char keys[JJ_PATH_MAX + 1]; /* absolute path; "": tokens are not known here */
	struct jj_keep keep;
	unsigned token_days;        /* 0: a token does not expire */
	unsigned n_required;
	struct jj_required required[JJ_REQUIRED];
	char text[JJ_SETTINGS_TEXT]; /* what the spans above point into, but for regexes: */
	char queue_text[JJ_ENTRIES][JJ_REGEX_MAX];
	char pattern_text[JJ_PATTERNS][JJ_REGEX_MAX];
};

/* Reads a settings line. Defaults: enforce=yes, every action off, complete=no.
 *   s     filled completely on success, in an unspecified state on failure
 *   text  n bytes, copied; needs no terminator
 *   err   on failure a phrase with the offending word, printable ASCII, NUL-terminated
 * Returns 0, or -1 with err filled. Allocates nothing. */
int jj_settings_parse(struct jj_settings *s, struct span text, char *err, size_t errsize);

/* The entries that speak for the bounce of `recipient` (an address or a bare domain): those of
 * the most specific `for` that matches its domain, exact before `*.parent` before `*`.
 * 0: none, nothing is known about that domain. */
jj_mask jj_settings_for(const struct jj_settings *s, struct span recipient);

/* Entries that list this host name. A host is ours when it equals an item or ends in "." and the
 * item, without regard to case or a trailing dot. */
jj_mask jj_settings_host(const struct jj_settings *s, struct span host);

/* The same rule for the right-hand side of a Message-ID. */
jj_mask jj_settings_msgid(const struct jj_settings *s, struct span domain);

/* Entries that have a network with this address. */
jj_mask jj_settings_addr(const struct jj_settings *s, const unsigned char addr[16]);

/* Whether any of the entries in `m` names hosts or networks; without them Received lines neither
 * prove nor condemn. */
bool jj_settings_has_hosts(const struct jj_settings *s, jj_mask m);

/* Whether any of the entries in `m` names networks of this address's family: only then can the
 * address contradict. Whoever lists his IPv4 networks alone may send by IPv6 as well. */
bool jj_settings_has_nets(const struct jj_settings *s, jj_mask m, const unsigned char addr[16]);

/* Whether the address is one that never sends. */
bool jj_settings_never(const struct jj_settings *s, struct span recipient);

/* Since when all mail of this recipient carries a proof, in seconds since 1970; 0: it need not. */
int64_t jj_settings_required(const struct jj_settings *s, struct span recipient);

/* Whether bounces of our signed mail may be addressed to this domain, whoever it is from. */
bool jj_settings_return_path(const struct jj_settings *s, struct span recipient);

/* Whether PCRE2 takes this as a regex of the settings: NULL, or a phrase in `buf` that completes
 * `REGEX ...` and says what is wrong and where. */
const char *jj_regex_fault(struct span regex, char *buf, size_t size);

/* Reads an IPv4 or IPv6 address in any notation of RFC 4291 section 2.2 into 16 bytes.
 * No brackets, no "IPv6:" tag, no zone, no leading zeros in IPv4. Returns 0 or -1. */
int jj_addr_parse(struct span text, unsigned char addr[16]);

/* Reads an address or CIDR network; host bits may be set and are ignored. Returns 0 or -1. */
int jj_net_parse(struct span text, struct jj_net *net);

/* Writes the address as text, IPv4-mapped ones as IPv4; returns its length. */
enum { JJ_ADDR_TEXT = 46 };
size_t jj_addr_print(const unsigned char addr[16], char text[JJ_ADDR_TEXT]);

/* Whether the address lies in the network. */
bool jj_net_has(const struct jj_net *net, const unsigned char addr[16]);

/* What a refused client is told was found: the same words at every door. */
#define JJ_SAYS_FORGED "This bounce returns a message that never passed through our mail servers"
#define JJ_SAYS_UNVERIFIABLE \
	"This bounce returns too little of the message to show that it left our mail servers"
#define JJ_SAYS_UNPROVEN "This bounce returns a message without the proof that ours carry"

/* "off", "log", "tag", "defer", "deny". */
extern const char *const jj_action_name[JJ_DENY + 1];

#endif
