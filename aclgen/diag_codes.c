/* diag_codes.c - the constants and the table of diag_codes.h. */
#include "diag_codes.h"

#define X(name, code, summary) const char name[sizeof code] = code;
DIAG_CODES(X)
#undef X

const struct diag_code diag_codes[] = {
#define X(name, code, summary) { code, #name, summary },
	DIAG_CODES(X)
#undef X
};

const size_t diag_codes_n = sizeof diag_codes / sizeof diag_codes[0];
