/* joescan_options.h - the command line of joescan, and the settings it stands for.
 *
 * --our-* become one `for=*` entry, --policy what aclgen would hand to the module: either way the
 * detector gets a settings line, so that joescan cannot judge by other rules than the MX.
 */
#ifndef JOESCAN_OPTIONS_H
#define JOESCAN_OPTIONS_H

#include "keyfile.h"
#include "joescan_output.h"
#include "policy.h"
#include "settings.h"

enum job { JOB_SCAN, JOB_REPLAY, JOB_LEARN };

struct options {
	enum job job;
	enum format format;
	bool explain;
	const char **recipient; /* of --recipient; they replace those of the messages */
	size_t n_recipients;
	char **input; /* operands, at least one */
	size_t n_inputs;
	struct jj_settings settings;
	struct token_keys keys;
	bool has_keys; /* else no token is checked */
	const struct policy *policy; /* of --policy; NULL: none */
	const char **learn;          /* domains of --learn; none: those that the mail shows */
	size_t n_learn;
	struct arena *arena;
};

enum options_result {
	OPTIONS_RUN,
	OPTIONS_DONE,  /* --help or --version was answered on stdout */
	OPTIONS_WRONG, /* and the reason is on stderr */
};

/* Fills `o`; what it points to lives as long as argv or until options_free. */
enum options_result options_read(struct options *o, int argc, char **argv);

/* Frees what options_read made, and wipes the keys. */
void options_free(struct options *o);

#endif
