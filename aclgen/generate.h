/* generate.h - from a policy to all that is to be written, tried on the real Exim. */
#ifndef AG_GENERATE_H
#define AG_GENERATE_H

#include "diag.h"
#include "install.h"
#include "listdb.h"
#include "options.h"

/* What is to be written. The caller starts the texts. */
struct made {
	enum layout layout;
	struct install_text text;
	const char *lists; /* the folder of the databases */
	struct listdb *db;
	size_t n_db;
	unsigned conversations; /* with the real Exim */
};

/* -1: it is made; otherwise the exit code, and the reasons are in `d`. */
int generate(struct made *m, const struct options *o, struct diags *d);

/* On a terminal, a line on stderr. */
void progress(const char *line);

#endif
