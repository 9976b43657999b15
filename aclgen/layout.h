/* layout.h - which files each output.layout consists of.
 *
 * One file holds all that a policy makes, so that one rename is the whole change, in every layout.
 * What Debian's configuration needs beside it are stubs: files of a line or two that say where that
 * one is, and that no policy changes.
 */
#ifndef AG_LAYOUT_H
#define AG_LAYOUT_H

#include "arena.h"
#include "policy.h"

enum { LAYOUT_STUBS = 7 };

/* The words of output.layout, in the order of the enum, and a NULL. */
extern const char *const layout_names[];

/* The generated file's path below the folder that -o names. */
const char *layout_file(enum layout l);

/* The same of the file with a server's password, and its name beside the generated file. */
const char *layout_secret(enum layout l);
const char *layout_secret_name(void);

/* The folder of the lists that are databases, below the same folder. */
const char *layout_lists(enum layout l);

/* The paths of the stubs, below the same folder, of all layouts; each is written in this order. */
extern const char *const layout_stubs[LAYOUT_STUBS];

/* What is in the stub, for the folder `dir` (absolute); NULL: the layout has no such stub. */
const char *layout_stub(enum layout l, unsigned stub, const char *dir, struct arena *a);

/* A folder below `dir` that has to be there already, or NULL. */
const char *layout_needs(enum layout l);

/* Whether Debian's update-exim4.conf makes the configuration. */
bool layout_is_debian(enum layout l);

/* NULL, or a phrase that completes "the folder ..." and says why Exim could not include a file from
 * it: macros are replaced in the lines that do. Layouts that name no path take any. */
const char *layout_dir_fault(enum layout l, const char *dir);

#endif
