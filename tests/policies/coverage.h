/* coverage.h - what the policies of a run had in them. */
#ifndef JJ_TESTS_COVERAGE_H
#define JJ_TESTS_COVERAGE_H

#include "draft.h"

/* Prints one line a key, each choice with its count, as remarks of TAP. Returns how many of the
 * choices are below `least`, the key's default not among them. */
unsigned coverage_print(
	const struct schema *schema, unsigned long (*count)[CHOICES], unsigned long least);

#endif
