/* explain_print.h - an explanation, for people and as JSON. */
#ifndef AG_EXPLAIN_PRINT_H
#define AG_EXPLAIN_PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include "explain_trace.h"

/* A command and its answer. */
struct said {
	const char *stage; /* as ACLs are called: connect, helo, mail, rcpt, predata, data */
	const char *say;   /* without its line end */
	const char *reply; /* NULL: none */
};

struct explanation {
	const char *policy, *from;
	const struct said *said;
	size_t n_said;
	const struct asked *asked;
	size_t n_asked;
};

/* As one JSON object, or as lines for people. */
void explain_print(const struct explanation *e, bool json, FILE *to, struct arena *a);

#endif
