/* test_run.h - all cases of a file, some at the same time. */
#ifndef AG_TEST_RUN_H
#define AG_TEST_RUN_H

#include "test_case.h"

struct run_options {
	const struct site *site; /* entered and written */
	const struct cases *cases;
	const char *only; /* NULL, or a part of the name: other cases are not played */
	const char *client, *client6;
	void (*progress)(const struct test_case *c, const struct outcome *o); /* NULL: none */
};

/* Whether `only` lets the case be played. */
bool case_chosen(const struct test_case *c, const char *only);

/* Fills out[i] for the i-th case of the file; those that were not chosen stay as they are. */
void run_cases(struct outcome *out, const struct run_options *o, struct arena *a);

#endif
