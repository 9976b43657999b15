/* detect.h - the detector: did the mail that this bounce returns ever leave our servers?
 *
 * A pure function of a message, its recipients and the settings: no I/O, no clock, no locale, no
 * global state, no exit. One pass over the bytes, in chunks of any size; where the chunks are cut
 * never changes the answer. Memory is taken by jj_new and does not grow with the message (but for
 * what nettle's GMP borrows while it verifies an RSA signature). Work is bounded by the limits of
 * bounds.h, and reaching one is never the reason for `forged`: a doubt that it leaves is
 * `unverifiable`. Only a bounce to an address of `never` is `forged` whether one was reached or not.
 *
 *	struct jj_detector *d = jj_new(&settings);
 *	jj_recipient(d, span_str("user@example.org"));
 *	while ((n = read(fd, buf, sizeof buf)) > 0 && jj_feed(d, span(buf, n)) == JJ_MORE)
 *		;
 *	const struct jj_result *r = jj_finish(d);
 */
#ifndef JJ_DETECT_H
#define JJ_DETECT_H

#include <stdint.h>

#include "settings.h"

enum jj_verdict { JJ_NOT_A_BOUNCE, JJ_UNVERIFIABLE, JJ_FORGED, JJ_OURS, JJ_VERDICTS };

/* What was found. The names (jj_evidence_name) are stable: they stand in logs. */
enum jj_evidence_kind {
	JJ_EV_TOKEN,                 /* a signed token of ours, made for this recipient */
	JJ_EV_DKIM,                  /* a DKIM signature of ours, and the conditions that make it proof */
	JJ_EV_RECEIVED_BY,           /* a by clause names a host of ours */
	JJ_EV_RECEIVED_FROM,         /* the next hop took the mail from a host or address of ours */
	JJ_EV_PATTERN,               /* a pattern of the admin says that it is ours */
	JJ_EV_MESSAGE_ID,            /* no Received line, but a Message-ID of ours (weak) */
	JJ_EV_RECEIVED_NONE,         /* Received lines, none of ours */
	JJ_EV_RECEIVED_CONTRADICTED, /* a line that names us, denied by the line above it */
	JJ_EV_RECEIVED_IMPOSSIBLE,   /* a line that names us, with a queue id or date never ours */
	JJ_EV_NEVER_SENDS,           /* a bounce to an address that never sends */
	JJ_EV_RECEIVED_HOSTLESS,     /* Received lines, none names a usable host or address */
	JJ_EV_RECEIVED_CLAIMED,      /* a peer that has or only claims a name of ours, as the line has it */
	JJ_EV_RETURNED_BOUNCE,       /* the returned message is itself a bounce, not ours */
	JJ_EV_NO_RECEIVED,           /* a returned header without Received lines */
	JJ_EV_NO_HOSTS,              /* the settings name neither hosts nor networks */
	JJ_EV_NO_ENTRY,              /* the settings say nothing about this recipient's domain */
	JJ_EV_INCOMPLETE,            /* forged, were our list of outgoing hosts complete */
	JJ_EV_TRUNCATED,             /* the returned header is cut off */
	JJ_EV_LIMIT,                 /* a limit of bounds.h was reached; the detail names it */
	JJ_EV_ENCODING,              /* broken base64 or quoted-printable, or a NUL, in a Received field */
	JJ_EV_NO_ORIGINAL,           /* built as a bounce, returns no header */
	JJ_EV_NOT_A_BOUNCE,          /* not built as a bounce, returns no header */
	JJ_EV_UNPROVEN,              /* a line of ours without the proof that our mail carries */
	JJ_EV_TOKEN_BAD,             /* a token that proves nothing: the detail says why */
	JJ_EV_DKIM_NOTE,             /* a DKIM signature that proves nothing: the detail says why */
	JJ_EV_NOTE,                  /* a pattern of the admin that only notes: never decides */
	JJ_EVIDENCE_KINDS
};

enum {
	JJ_EVIDENCE_MAX = 8, /* pieces kept; the first decided */
	JJ_VIA_MAX = 72,     /* of a host name in the log */
	JJ_DETAIL_MAX = 160, /* a host name is at most 255 octets; what is longer is cut */
};

struct jj_evidence {
	enum jj_evidence_kind kind;
	const char *where; /* "message/rfc822", "text/plain", ...: static text */
	unsigned line;     /* of the message, from 1; 0 where no line is meant */
	char detail[JJ_DETAIL_MAX]; /* printable ASCII, other bytes as '?', NUL-terminated */
};

struct jj_result {
	enum jj_verdict verdict;
	unsigned n_evidence; /* at least 1 */
	struct jj_evidence evidence[JJ_EVIDENCE_MAX];
	uint64_t bytes;  /* that were fed before the verdict was certain */
	char us[72];     /* `for` of the entry that judged; "-" when none did; printable ASCII */
	struct {
		unsigned line;       /* of the returned header's first field; 0: none was found */
		unsigned n_received; /* its Received lines */
		bool whole;          /* nothing of it is missing or unreadable */
		char message_id[JJ_DETAIL_MAX]; /* as in a detail; empty: none */
		/* Where it left: our host or address that a Received line shows; else who took it first,
		 * by the lowest line. Without blanks; empty: nobody. */
		char via[JJ_VIA_MAX];
	} returned;
};

enum jj_more {
	JJ_MORE, /* feed on */
	JJ_DONE, /* the verdict can no longer change; more may be fed and is ignored */
};

struct jj_detector;

/* A detector for these settings, which stay the caller's and must outlive it.
 * NULL when memory or PCRE2 fail. The caller frees it with jj_free, which takes NULL as well. */
struct jj_detector *jj_new(const struct jj_settings *settings);
void jj_free(struct jj_detector *d);

/* Starts another message on the same detector, recipients included. Not needed after jj_new. */
void jj_reset(struct jj_detector *d);

/* When this message came, in seconds since 1970, for those who read old ones: what proofs are judged
 * by in place of the settings' `now`, until the next jj_reset; 0: nobody knows. Dates of Received
 * lines go on being judged by `now`. Before the first jj_feed. */
void jj_came(struct jj_detector *d, int64_t now);

/* An envelope recipient of the message, copied; before the first jj_feed. Several recipients of one bounce
 * are judged together: what shows any of their entries is ours, and `forged` needs all of them
 * complete. No recipient at all: the entries of `for=*`. */
void jj_recipient(struct jj_detector *d, struct span address);

/* The keys of our tokens, which stay the caller's and are read until jj_finish; NULL, as at first,
 * when there are none: then a token is a field like any other, and no proof is missed. Before the
 * first jj_feed; holds until it is called again. */
struct token_keys;
void jj_keys(struct jj_detector *d, const struct token_keys *keys);

/* The next bytes of the message: header lines, an empty line, the body. CRLF, LF, or both mixed. They
 * need not outlive the call. It cannot fail. */
enum jj_more jj_feed(struct jj_detector *d, struct span bytes);

/* The message is over: the verdict, never NULL. It is the detector's, valid until the next jj_reset or
 * jj_free. */
const struct jj_result *jj_finish(struct jj_detector *d);

/* Called for each step of the reasoning while the message is fed: a line number (0: none) and a
 * sentence, printable ASCII, valid during the call. For `joescan --explain`; NULL turns it off. */
typedef void jj_explain_fn(void *ctx, unsigned line, const char *sentence);
void jj_explain(struct jj_detector *d, jj_explain_fn *fn, void *ctx);

/* Called with each Received line that may be of a returned header, from the top: its line number,
 * and what received.h says of it; both valid during the call. Several blocks may look like that
 * header before one is chosen: `returned` of the result says which lines were its own. A detector
 * that stops early gives no more. For `joescan --learn`; NULL turns it off. */
struct received;
typedef void jj_received_fn(void *ctx, unsigned line, const struct received *r);
void jj_received(struct jj_detector *d, jj_received_fn *fn, void *ctx);

/* "ours", "forged", "unverifiable", "not-a-bounce"; "received-by", ... */
extern const char *const jj_verdict_name[JJ_VERDICTS];
extern const char *const jj_evidence_name[JJ_EVIDENCE_KINDS];

/* The stable log fields of a result, without a newline:
 *	verdict=forged evidence=received-none bytes=2048 us=* via=mx.example.net
 * and, where a proof was found that proves nothing, ` token=expired` or ` dkim=...` behind evidence.
 * Writes at most `size` bytes with the terminator; returns the length written. */
size_t jj_result_fields(const struct jj_result *r, char *buf, size_t size);

#endif
