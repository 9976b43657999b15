/* diag.h - everything that is wrong with a policy, collected, then printed sorted by place.
 *
 *	policy.yaml:12:7: error: what is wrong, and what to do [AG012]
 *
 * Codes are stable: they stand in the man page, in tests, and in what people search for. All of
 * them are in diag_codes.h.
 */
#ifndef AG_DIAG_H
#define AG_DIAG_H

#include <stdbool.h>
#include <stdio.h>

#include "arena.h"
#include "diag_codes.h"
#include "policy.h"

enum severity { SEV_ERROR, SEV_WARNING };

/* Nobody reads more of them in one go, and a broken list file may have millions. */
enum { DIAG_MAX = 500 };

struct diags;

/* None yet, in the arena; `path` names the policy in them, and has to live as long. */
struct diags *diags_new(struct arena *a, const char *path);

/* `code` is one of diag_codes.h; the message is one sentence without a full stop or newline;
 * control and invisible characters and broken UTF-8 in it are shown as \xHH, and of more than a
 * thousand bytes only the two ends. Of more than DIAG_MAX only the first are kept, the rest is
 * counted and mentioned at the end. */
void diag_add(struct diags *d, enum severity sev, struct where at, const char *code,
	const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Warnings of this code are not shown: those that are there, and those to come. Says whether there
 * were any. Errors are shown whatever their code. */
bool diags_hide_warnings(struct diags *d, const char *code);

/* How many errors there are, and how many of both kinds; those beyond DIAG_MAX count. */
size_t diag_errors(const struct diags *d);
size_t diag_count(const struct diags *d);

/* All of them, sorted by line and column, those of list files behind those of the policy; with
 * `json` one array of objects {"file","line","column","severity","code","message"}, line and
 * column 0 where a diagnostic is about a whole file. */
void diags_print(const struct diags *d, FILE *out, bool json);

/* The outcome for whoever called: as text, on stderr, if there is any; as JSON, on stdout, always one
 * object {"policy","result","errors","warnings",MORE"diagnostics"}. The result is "done", "wrong" or
 * "trouble", as the exit code `rc` says; `more` is "" or members with a comma behind each. */
void diags_report(const struct diags *d, int rc, bool json, const char *more);

#endif
