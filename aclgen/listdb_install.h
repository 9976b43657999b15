/* listdb_install.h - databases into the folder where Exim looks for them.
 *
 * Each is written beside the old one, synced and renamed over it: an Exim that has the old one open
 * reads on in that. A file of the same name that is not ours (LISTDB_MARK) is overwritten only with
 * `force`. Trouble is told on stderr, one line.
 */
#ifndef AG_LISTDB_INSTALL_H
#define AG_LISTDB_INSTALL_H

#include "install.h"
#include "listdb.h"

/* The folder `lists` is absolute; two levels of it are made where they are missing. What holds these
 * bytes already is left alone. INSTALL_TROUBLE: files that could be written are. */
enum install_result listdb_install(const char *lists, const struct listdb *db, size_t n, bool force,
	struct arena *a);

/* 0, or -1 where listdb_install() would refuse to overwrite a file; changes nothing. */
int listdb_may_install(
	const char *lists, const struct listdb *db, size_t n, bool force, struct arena *a);

/* Takes away databases of ours that are neither among these nor named in `kept`, the text of another
 * configuration. 0, or -1 on trouble. */
int listdb_remove_others(const char *lists, const struct listdb *db, size_t n, const char *kept,
	struct arena *a);

/* Prints a line for each database that listdb_install() and listdb_remove_others() would change. */
void listdb_diff(const char *lists, const struct listdb *db, size_t n, const char *kept, struct arena *a);

#endif
