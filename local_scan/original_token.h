/* original_token.h - the signed token of a returned header, and whether its mail had to carry one. */
#ifndef JJ_ORIGINAL_TOKEN_H
#define JJ_ORIGINAL_TOKEN_H

#include "original.h"

/* A field of the name TOKEN_FIELD. */
void original_token(struct original *o, const struct us *us, const struct field *f);

/* Keeps when the message was sent: the date of a line of ours, or of its Date field. */
void original_line_date(struct original *o, const struct us *us, struct span date);
void original_author_date(struct original *o, const struct us *us, struct span date);

/* Whether a token proves that it is ours. */
bool original_token_proves(const struct original *o);

/* Whether all mail of the recipients carried a proof when it was sent. No where nobody knows when. */
bool original_proof_due(const struct original *o, const struct us *us);

#endif
