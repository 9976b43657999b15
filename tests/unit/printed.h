/* printed.h - diagnostics as text, for the tests of whatever makes some. */
#ifndef AG_TESTS_PRINTED_H
#define AG_TESTS_PRINTED_H

#include "diag.h"

/* What diags_print() writes of them; of malloc, never NULL. */
char *printed(const struct diags *d, bool json);

#endif
