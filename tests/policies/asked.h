/* asked.h - many questions to `exim -be` at once, each with the answer that it has to have. */
#ifndef JJ_TESTS_ASKED_H
#define JJ_TESTS_ASKED_H

#include <stdbool.h>

#include "buf.h"

struct questions {
	struct buf questions; /* one a line */
	const char **about, **answer;
	unsigned long n, cap;
};

void asked_init(struct questions *q, unsigned long cap, struct arena *a);

/* `question` is one line of text that Exim expands, as it would in a configuration. */
void asked_add(struct questions *q, const char *about, const char *question, const char *answer);

/* Asks the Exim of that configuration, from a folder of ours. Prints the first wrong answers; returns
 * how many there are, all of them when there are too few or too many. */
unsigned long asked_all(struct questions *q, const char *conf, const char *dir);

/* Runs a command of the shell and returns what it has printed. */
const char *output_of(const char *command, struct arena *a);

/* `s` as text of an expansion: nothing in it is more than itself. Not by quote.h, which is tried. */
const char *inert(const char *s, struct arena *a);

#endif
