/* listdb_make.c - the keys of a list, and the cdb that has them. See listdb.h.
 *
 * Hosts are cut up to few prefix lengths (net_split.h). An exact name or address is a key as it
 * stands, `*@name` is the key `name`. For `*.name` Exim is asked by its partial lookups, which try
 * "*.name" for name itself, too; that it does not match is the key "!.name", which is asked for
 * first. It is left out where something else in the list matches the name.
 */
#include <cdb.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keyset.h"
#include "listdb.h"
#include "net_split.h"

struct making {
	const struct listdb_row *row;
	const struct list *list;
	struct arena *a;
	struct keyset keys;
	struct keyset wild; /* the names behind "*." */
};

static void add_net(const char *key, void *arg)
{
	struct making *m = arg;

	keyset_add_copy(&m->keys, key);
}

static void add_name(struct making *m, const char *name)
{
	const char *key = keyset_add_copy(&m->keys, name);

	if (key != NULL && listdb_named(name))
		keyset_add(&m->wild, key + 2);
}

static void add_item(struct making *m, const char *item)
{
	if (listdb_inline(m->row->of, item))
		return;
	if (m->row->of == LISTDB_HOSTS && net_split(item, add_net, m))
		return;
	add_name(m, strncmp(item, "*@", 2) == 0 ? item + 2 : item);
}

/* Whether `*.parent` of some parent matches the name. */
static bool has_parent(const struct keyset *wild, const char *name)
{
	for (const char *dot = strchr(name, '.'); dot != NULL; dot = strchr(dot + 1, '.'))
		if (keyset_has(wild, dot + 1, strlen(dot + 1)))
			return true;
	return false;
}

static void add_exceptions(struct making *m)
{
	for (size_t i = 0; i < m->wild.n; i++) {
		const char *name = m->wild.key[i];

		if (!has_parent(&m->wild, name) && !keyset_has(&m->keys, name, strlen(name)))
			keyset_add(&m->keys, arena_printf(m->a, "!.%s", name));
	}
}

/* The size as it stands under the mark is a part of the size. A record takes 8 bytes and its key and
 * value, and two slots of 8 bytes in a table. */
static size_t size_with_mark(const struct keyset *keys, char value[24])
{
	size_t n = LISTDB_BYTES_MIN + 24 * (keys->n + 1) + strlen(LISTDB_MARK), size = n;

	for (size_t i = 0; i < keys->n; i++)
		n += strlen(keys->key[i]);
	do
		size = n + (size_t)snprintf(value, 24, "%zu", size);
	while (size != n + (size_t)snprintf(value, 24, "%zu", size));
	return size;
}

static int write_cdb(struct listdb *db, const struct keyset *keys)
{
	struct cdb_make cdb;
	struct stat st;
	char value[24];

	db->keys = keys->n;
	db->size = size_with_mark(keys, value);
	db->fd = memfd_create(db->row->key, MFD_CLOEXEC);
	if (db->fd < 0 || cdb_make_start(&cdb, db->fd) != 0)
		return -1;
	/* The mark comes first, so that it can be found in a file that has lost its end. */
	int rc = cdb_make_add(&cdb, LISTDB_MARK, strlen(LISTDB_MARK), value,
		(unsigned)strlen(value));
	for (size_t i = 0; i < keys->n && rc == 0; i++)
		rc = cdb_make_add(&cdb, keys->key[i], (unsigned)strlen(keys->key[i]), "", 0);
	/* Frees what it has allocated in any case. */
	if (cdb_make_finish(&cdb) != 0 || rc != 0)
		return -1;
	if (fstat(db->fd, &st) != 0)
		return -1;
	errno = EPROTO;
	return (size_t)st.st_size == db->size ? 0 : -1;
}

static int make(struct listdb *db, const struct policy *p, struct arena *a, struct diags *d)
{
	struct making m = { .row = db->row,
		.list = listdb_list(p, db->row),
		.a = a,
		.keys = { .arena = a },
		.wild = { .arena = a } };

	for (size_t i = 0; i < m.list->n && m.keys.n <= LISTDB_KEYS_MAX; i++)
		add_item(&m, m.list->item[i].s);
	add_exceptions(&m);
	if (m.keys.n > LISTDB_KEYS_MAX) {
		diag_add(d, SEV_ERROR, m.list->at, AG_LIST_FILE,
			"%s: these networks and names are more than %d keys of a database; a network "
			"counts for up to 8, or 128 where its prefix is shorter than 8",
			db->row->key, LISTDB_KEYS_MAX);
		return -1;
	}
	if (write_cdb(db, &m.keys) == 0)
		return 0;
	diag_add(d, SEV_ERROR, m.list->at, AG_LIST_FILE, "%s: no database can be made: %s",
		db->row->key, strerror(errno));
	return -1;
}

int listdb_make(
	struct listdb **db, size_t *n, const struct policy *p, struct arena *a, struct diags *d)
{
	*db = arena_alloc(a, listdb_rows_n * sizeof **db);
	*n = 0;
	for (size_t i = 0; i < listdb_rows_n; i++) {
		const struct list *l = listdb_list(p, &listdb_rows[i]);

		if (listdb_find(p, l) == NULL || !listdb_rows[i].used(p))
			continue;
		(*db)[*n] = (struct listdb){ .row = &listdb_rows[i], .fd = -1 };
		if (make(&(*db)[*n], p, a, d) != 0)
			return -1;
		++*n;
	}
	return 0;
}
