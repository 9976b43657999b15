/* generation.h - the configuration that was in force before the last build, to go back to.
 *
 * It stands in the folder `previous` beside the generated file: that file and the one with a server's
 * password, under their own names, and the word of their layout. install() makes it of what it
 * replaces, so that going back is installing it, and going back twice goes forward again.
 *
 * It is put together in `previous.new`, which becomes `previous` when the new configuration is in
 * its place. Who finds a `previous.new` knows that a build was killed, and settles it: where the file
 * in force is the one in there, nothing had changed yet; otherwise it is the generation before.
 * Trouble is told on stderr, one line. `dir` is the folder that -o names, absolute.
 */
#ifndef AG_GENERATION_H
#define AG_GENERATION_H

#include "install.h"

struct generation {
	enum layout layout;
	struct install_text text;
	const char *folder; /* where it stands */
};

/* Reads it. Returns NULL, or a phrase that completes "DIR ...". */
const char *generation_read(struct generation *g, const char *dir, struct arena *a);

/* Of the generation that stands beside the layout's file, the generated file's text; "": there is none. */
const char *generation_text(const char *dir, enum layout l, struct arena *a);

/* What a build that was killed has left. 0, or -1 on trouble. */
int generation_settle(const char *dir, enum layout l, struct arena *a);

/* The three steps of install(): copies what is in force; what was copied is the generation to go back
 * to; or is in force again, since the build failed. Where nothing is in force, they do nothing. */
int generation_keep(const char *dir, enum layout l, struct arena *a);
int generation_kept(const char *dir, enum layout l, struct arena *a);
void generation_restore(const char *dir, enum layout l, struct arena *a);

#endif
