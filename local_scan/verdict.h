/* verdict.h - from what was found to one of four verdicts: the table of the product, as code. */
#ifndef JJ_VERDICT_H
#define JJ_VERDICT_H

#include "original.h"

/* What the whole message told, returned header apart. */
struct message {
	bool dsn;               /* built as a delivery report */
	bool from_daemon;       /* From is a mailer-daemon's or postmaster's, or it lists failed recipients */
	bool sends;             /* a recipient that may have sent something */
	const char *never;      /* a recipient that never sends, or NULL */
	bool stranger;          /* a recipient for whom the settings have no entry */
	bool auto_replied;      /* RFC 3834: an automatic answer, which is no bounce */
	struct find reference;  /* In-Reply-To, References or Original-Message-ID of its own header, in a
				 * domain of ours */
	struct find receipt;    /* the same of a receipt's Original-Message-ID: counts only where no
				 * header is returned, which would be the better witness */
	const char *limit;      /* the limit that left parts unread, or NULL */
	const char *us;         /* `for` of the entries that judge, or "-" */
};

/* Fills all of it but `bytes`. `o` is the returned header, NULL when there is none; `where` is
 * static text that says in which part it stood. */
void verdict_decide(struct jj_result *r, const struct us *us, const struct message *m,
	const struct original *o, const char *where);

#endif
