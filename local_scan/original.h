/* original.h - what the header of one returned message shows about us.
 *
 * Fed with the fields of that header from the top, that is from its last hop to its first. Keeps
 * the first evidence that counts, and what a doubter would ask for. Says nothing about verdicts.
 */
#ifndef JJ_ORIGINAL_H
#define JJ_ORIGINAL_H

#include "detect.h"
#include "header.h"
#include "pattern.h"
#include "received.h"
#include "recipients.h"

struct token_keys;

/* Who is asking: the settings' entries that speak for this bounce. */
struct us {
	const struct jj_settings *settings;
	int64_t now; /* what proofs are judged by; 0: not known */
	jj_mask mask;
	bool hosts; /* hosts or networks are named: Received lines can prove or condemn */
	struct received_shapes *shapes;
	struct patterns *patterns;
	struct dkim *dkim; /* NULL: no keys of ours are known */
	jj_explain_fn *explain;
	void *explain_ctx;
	const struct recipients *recipients;
	const struct token_keys *keys; /* NULL: tokens are not judged */
	int64_t proof_since;           /* since when all mail carries a proof; 0: it need not */
	jj_received_fn *received;
	void *received_ctx;
};

struct find {
	bool found;
	enum jj_evidence_kind kind;
	unsigned line;
	char detail[JJ_DETAIL_MAX];
};

struct original {
	unsigned line;         /* of its first field */
	unsigned n_fields;
	unsigned n_mail;       /* fields that only a message header has */
	unsigned n_received;
	unsigned n_author;     /* fields of the author below the last Received field */
	unsigned n_report;     /* fields of a delivery report among them */
	unsigned first_received;
	bool usable;           /* a Received line names a host or a public address */
	bool is_bounce;        /* its Return-Path is empty, or it is a report or an automatic reply */
	bool from_daemon;      /* its From is a mailer-daemon's, or empty */
	bool has_sender;       /* its Return-Path is that of somebody else */
	bool has_from;
	bool ended;            /* by an empty line or by the end of its part; else it may be cut */
	const char *limit;     /* the limit that was reached, or NULL */
	bool broken;           /* a Received field is in broken base64 or quoted-printable, or has a NUL */
	bool cut;              /* the message stops within a Received field, or before its end; or
	                        * Received fields may have been left out */
	bool gap;              /* a line says that others were left out */
	struct find ours;      /* received-by or received-from */
	struct find denied;    /* received-contradicted or received-impossible */
	struct find claimed;   /* a peer that may be ours or may only say so */
	struct find foreign;   /* the topmost line that is not ours, for the explanation */
	struct find dkim;      /* a signature of ours that proves it */
	struct find dkim_note; /* one that does not, and why */
	bool has_message_id;
	struct find message_id; /* found: it is ours */
	struct find pattern;    /* of the admin, found: it is ours */
	unsigned noted[JJ_PATTERNS]; /* lines where his other patterns matched; 0: none */
	unsigned n_tokens;
	struct find token;     /* JJ_EV_TOKEN or JJ_EV_TOKEN_BAD */
	int64_t line_date, author_date; /* when it was sent; 0: unknown */
	char via[JJ_VIA_MAX]; /* the host of ours, or the by of the lowest Received line so far */
	char message_id_text[JJ_DETAIL_MAX]; /* tells two copies from two messages */
	struct {
		bool outside; /* its peer is a public address that is not ours */
		unsigned line;
		unsigned char peer[16];
	} above; /* the Received line before the one being read */
};

/* Another header, of which nothing is known. */
void original_reset(struct original *o);

/* Its next field, from the top; copied as far as it matters. */
void original_field(struct original *o, const struct us *us, const struct field *f);

/* Lines were left out of the header where `line` stands. */
void original_gap(struct original *o, const struct us *us, unsigned line);

/* Whether something in it shows that it is ours; Message-IDs apart, which are weak. */
bool original_proved(const struct original *o);

/* Whether nothing stronger is asked for: the rest of the header cannot change the verdict. */
bool original_settled(const struct original *o, const struct us *us);

/* Whether a From value is that of a mailer-daemon or postmaster. */
bool original_from_daemon(struct span from);

/* Whether a Message-ID value (with or without angle brackets) is in a domain of ours. */
bool original_message_id_ours(const struct us *us, struct span value);

/* Copies bytes as a detail: printable ASCII, other bytes as '?', cut to size, NUL-terminated. */
void detail_copy(char *to, size_t size, struct span from);

/* Gives the explanation callback, if there is one, a sentence. */
void explain(const struct us *us, unsigned line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
