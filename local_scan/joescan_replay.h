/* joescan_replay.h - what the server would have done with mail that is already here.
 *
 * The same decision as in the module (reply.h), for the messages that the server would judge.
 * Memory is constant: names are counted in tables of fixed size (joescan_count.h).
 */
#ifndef JOESCAN_REPLAY_H
#define JOESCAN_REPLAY_H

#include "joescan_options.h"
#include "joescan_recipients.h"

/* Why a message is not judged. */
enum replay_skip { SKIP_NONE, SKIP_SENDER, SKIP_ROLE, SKIPS };

enum {
	REPLAY_NAMES = 1000, /* domains and hosts counted apart */
	REPLAY_ROWS = 10,    /* of them shown */
	REPLAY_NAME = 256,   /* a name of RFC 1035 with its terminator */
	REPLAY_FROM = 160,
	REPLAY_DATE = 64, /* RFC 5322 section 3.3 needs 31 and a comment */
};

/* Columns of the recipients' domains. */
enum { IN_JUDGED, IN_REFUSED, IN_UNVERIFIABLE };

struct replay {
	const struct options *o;
	uint64_t judged, refused, sender_unknown;
	uint64_t skipped[SKIPS];
	uint64_t verdicts[JJ_VERDICTS], evidence[JJ_EVIDENCE_KINDS];
	struct counts *domains; /* of recipients */
	struct counts *hosts;   /* From of unverifiable bounces */

	/* of the message that is being read */
	char domain[REPLAY_NAME], host[REPLAY_NAME];
	char date[REPLAY_DATE], from[REPLAY_FROM];
	bool unknown;
};

/* False when memory fails. `o` outlives it; what it holds is freed by replay_free in any case. */
bool replay_start(struct replay *r, const struct options *o);
void replay_free(struct replay *r);

/* A message begins. False: the server would not judge it, and it has been counted as that. */
bool replay_begin(struct replay *r, const struct mail_head *m);

/* It ends with this result; a line on `out` if it would have been refused. */
void replay_end(struct replay *r, FILE *out, const struct message_name *name,
	const struct jj_result *result);

/* What the columns are called, where the format wants it. */
void replay_headings(const struct replay *r, FILE *out);

/* The numbers, after the last message. */
void replay_summary(const struct replay *r, FILE *out);

/* ---- for joescan_replay_print.c ---- */

/* One message that would have been refused. */
void replay_print(const struct replay *r, FILE *out, const struct message_name *name,
	const struct jj_result *result, const char *action);

#endif
