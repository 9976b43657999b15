/* diag.h - everything that is wrong with a policy, collected, then printed sorted by place.
 *
 *	policy.yaml:12:7: error: what is wrong, and what to do [AG012]
 *
 * Codes are stable: they stand in the man page, in tests, and in what people search for.
 */
#ifndef AG_DIAG_H
#define AG_DIAG_H

#include <stdio.h>

#include "arena.h"
#include "policy.h"

enum severity { SEV_ERROR, SEV_WARNING };

struct diags;

struct diags *diags_new(struct arena *a, const char *path);

/* `code` is static text such as "AG012"; the message is one sentence without a full stop or
 * newline; control characters and broken UTF-8 in it are shown as \xHH. */
void diag_add(struct diags *d, enum severity sev, struct where at, const char *code,
	const char *fmt, ...) __attribute__((format(printf, 5, 6)));

size_t diag_errors(const struct diags *d);
size_t diag_count(const struct diags *d);

/* All of them, sorted by line and column; with `json` one array of objects
 * {"file","line","column","severity","code","message"}. */
void diags_print(const struct diags *d, FILE *out, bool json);

#endif
