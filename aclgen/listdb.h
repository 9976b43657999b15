/* listdb.h - long lists as constant databases (cdb) beside the generated file.
 *
 * A list by {file:}, or one of more than LISTDB_INLINE_MAX items, does not stand in the generated
 * configuration: Exim would go through it item by item, half a microsecond each. What does stand
 * there says how to look the client or address up in a file of the list's own (render_list.h), so
 * that the file can be built anew without the configuration, by `aclgen lists`.
 *
 * The lists that say who we are always stand inline: a file that is missing counts as an empty
 * list, and that must not make our own domain one that nobody may write to.
 */
#ifndef AG_LISTDB_H
#define AG_LISTDB_H

#include "buf.h"
#include "diag.h"
#include "policy.h"

enum {
	LISTDB_INLINE_MAX = 200,
	LISTDB_KEYS_MAX = 1 << 23, /* of one list; 64 MB of hosts make half of that */
	LISTDB_BYTES_MIN = 2048,   /* an empty cdb; Exim dies of less */
};

enum listdb_of { LISTDB_HOSTS, LISTDB_DOMAINS, LISTDB_ADDRESSES };

/* A list that can be a database. */
struct listdb_row {
	const char *key; /* "block.hosts", and the file's name without ".cdb" */
	enum listdb_of of;
	size_t offset; /* of the list in the policy */
	bool (*used)(const struct policy *p);
};

extern const struct listdb_row listdb_rows[];
extern const size_t listdb_rows_n;

/* The list of this row in a policy. */
const struct list *listdb_list(const struct policy *p, const struct listdb_row *row);

/* The row of a list of this policy that is a database; NULL where it stands inline. */
const struct listdb_row *listdb_find(const struct policy *p, const struct list *l);

/* Whether a list has items, or can get some without the configuration being made anew. */
bool listdb_there(const struct list *l);

/* Whether the policy uses a list that is a database. */
bool listdb_any(const struct policy *p);

/* What stands in the configuration although the list is a database: host names that Exim has to
 * look up in the DNS to compare them, and addresses like abuse@*.example.org. */
bool listdb_inline(enum listdb_of of, const char *item);
/* What is compared with the client's name: the others leave the DNS alone. */
bool listdb_named(const char *item);

/* A database in memory. */
struct listdb {
	const struct listdb_row *row;
	int fd; /* of a file without a name, open for the rest of the program */
	size_t size, keys;
};

/* Makes all databases of the policy. *db has *n of them. Returns 0, or -1 with the reason in `d`. */
int listdb_make(struct listdb **db, size_t *n, const struct policy *p, struct arena *a,
	struct diags *d);

/* The key that tells a database of ours. Under it stand the file's size, so that one cut short is told
 * as well, and which prefix lengths there are: "size=2372 v4=24;8 v6=64". No address and no name has
 * a newline in it. */
#define LISTDB_MARK "\njoejob"

#endif
