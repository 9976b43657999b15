/* test_judge.h - whether an answer is the expected one. No I/O. */
#ifndef AG_TEST_JUDGE_H
#define AG_TEST_JUDGE_H

#include "arena.h"
#include "cases.h"

/* What is wrong with a reply that came after `seconds`, in words that complete "the answer is
 * ...", or NULL. */
const char *answer_fault(
	const struct answer *want, const char *reply, double seconds, struct arena *a);

/* What is wrong with a message's header, all its lines in one text, or NULL. */
const char *header_fault(const struct answer *want, const char *header, struct arena *a);

/* What is missing in the log of a conversation, or must not be in it; NULL: nothing. The rules of
 * the steps stand there in the order of the steps. */
const char *log_fault(const struct step *step, size_t n, const char *log, struct arena *a);

#endif
