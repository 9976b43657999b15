/* options.h - the command line of aclgen. */
#ifndef AG_OPTIONS_H
#define AG_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum { EXIT_DONE = 0, EXIT_POLICY = 1, EXIT_TROUBLE = 2 };

enum command {
	CMD_CHECK,
	CMD_BUILD,
	CMD_LISTS,
	CMD_TEST,
	CMD_EXPLAIN,
	CMD_STATE,
	CMD_KEY,
	CMD_INIT,
	CMD_DIFF,
	CMD_ROLLBACK,
	CMD_DOCTOR,
	CMD_REPORT,
	CMD_SCHEMA,
	CMD_DOC,
	COMMANDS
};

/* The word behind `state` and `key`. */
enum action { STATE_INIT, STATE_SHOW, STATE_EXPIRE, KEY_NEW, KEY_ROTATE, KEY_SHOW, KEY_DKIM };

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_TAP, FORMAT_JUNIT, FORMAT_HTML };

struct options {
	enum command command;
	enum action action; /* of state and key */
	bool diff, force, no_exim, auth, sql, from_dns, from_exim, json, html;
	enum format format;
	const char *policy; /* of key: the key file; of schema: NULL, policy or cases */
	const char *output, *exim, *module, *templates;
	const char *only, *from, *to, *helo, *sender, *rcpt, *message;
	const char *from_private;
	const char *since, *until, *top;
	char *const *words; /* of key dkim: a domain and a selector */
	char *const *cases; /* files; of report: logs */
	size_t n_cases;
};

/* -1: go on; otherwise the exit code: help was printed, or what is wrong, in one line. */
int options_read(struct options *o, int argc, char **argv);

/* What a pipe or a full disk did not take of stdout is trouble, whatever the work came to: returns
 * `rc`, or EXIT_TROUBLE and a line on stderr. */
int options_printed(int rc);

/* A line on stderr about wrong usage. Returns EXIT_TROUBLE. */
int options_misuse(const char *what, const char *about);

#endif
