/* test_case.h - one case from its first connection to what is wrong with it. */
#ifndef AG_TEST_CASE_H
#define AG_TEST_CASE_H

#include "cases.h"
#include "check_site.h"

enum verdict { CASE_PASSES, CASE_FAILS, CASE_TROUBLE };

struct outcome {
	enum verdict verdict;
	const char *what;     /* one line; "" where it passes */
	const char *dialogue; /* lines for people */
	const char *log;      /* Exim's, as far as it belongs to the case */
	double seconds;
};

struct case_options {
	const struct site *site;
	const struct world *world;
	const char *dir;    /* the case's own folder, with a spool */
	const char *spamd;  /* as in spamd_address; NULL: the policy asks none */
	const char *client; /* where a client without `from` comes from */
	const char *client6;
};

/* Plays it. Changes the process's network: for a child that does nothing else. */
struct outcome case_play(const struct test_case *c, const struct case_options *o, struct arena *a);

/* Whether -bh does not show what the case is about. */
bool case_needs_live(const struct test_case *c);

/* A message as it is sent: CRLF, doubled dots, and the end. */
void case_add_message(struct buf *out, const struct block *message);

#endif
