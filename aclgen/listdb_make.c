/* listdb_make.c - the keys of a list, and the cdb that has them. See listdb.h.
 *
 * Hosts are cut up to few prefix lengths (net_split.h). An exact name or address is a key as it
 * stands, `*@name` is the key `name`. For `*.name` Exim is asked by its partial lookups, which try
 * "*.name" for name itself, too; that it does not match is the key "!.name", which is asked for
 * first. It is left out where something else in the list matches the name. A key that comes twice,
 * as where one network holds another, does no harm: Exim takes the first.
 */
#include <cdb.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keyset.h"
#include "listdb.h"
#include "net_split.h"

struct strings {
	const char **s;
	size_t n, cap;
};

struct making {
	const struct listdb_row *row;
	const struct list *list;
	struct arena *a;
	struct strings keys, wild; /* all; the names behind "*." */
	struct keyset names, wild_set; /* the same, but for networks, to be asked for */
	bool v4[129], v6[129]; /* the prefix lengths of the networks */
};

static void append(struct strings *to, const char *s, struct arena *a)
{
	to->s = arena_room(a, to->s, to->n, &to->cap, sizeof *to->s);
	to->s[to->n++] = s;
}

/* A key of IPv4 has at most 15 characters before the slash, one of IPv6 always 39. */
static void add_net(const char *key, void *arg)
{
	struct making *m = arg;
	const char *slash = strchr(key, '/');

	if (slash != NULL)
		(slash - key > 15 ? m->v6 : m->v4)[strtoul(slash + 1, NULL, 10)] = true;
	append(&m->keys, arena_copy(m->a, key, strlen(key)), m->a);
}

static void add_name(struct making *m, const char *name)
{
	const char *key = keyset_add(&m->names, name);

	if (key == NULL)
		return;
	append(&m->keys, key, m->a);
	if (listdb_named(key) && keyset_add(&m->wild_set, key + 2) != NULL)
		append(&m->wild, key + 2, m->a);
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
		if (keyset_has(wild, dot + 1))
			return true;
	return false;
}

static void add_exceptions(struct making *m)
{
	for (size_t i = 0; i < m->wild.n; i++) {
		const char *name = m->wild.s[i];

		if (!has_parent(&m->wild_set, name) && !keyset_has(&m->names, name))
			append(&m->keys, arena_printf(m->a, "!.%s", name), m->a);
	}
}

/* Nothing where there are none: Exim would take the next word for the value. */
static void add_lengths(struct buf *b, const char *name, const bool there[129])
{
	bool any = false;

	for (unsigned bits = 128; bits > 0; bits--) {
		if (!there[bits])
			continue;
		if (any)
			buf_printf(b, ";%u", bits);
		else
			buf_printf(b, " %s=%u", name, bits);
		any = true;
	}
}

/* The size as it stands under the mark is a part of the size. A record takes 8 bytes and its key and
 * value, and two slots of 8 bytes in a table. */
static const char *write_mark(struct listdb *db, const struct making *m)
{
	struct buf lengths = { .arena = m->a };
	size_t n = LISTDB_BYTES_MIN + 24 * (m->keys.n + 1) + strlen(LISTDB_MARK);
	const char *mark;

	add_lengths(&lengths, "v4", m->v4);
	add_lengths(&lengths, "v6", m->v6);
	for (size_t i = 0; i < m->keys.n; i++)
		n += strlen(m->keys.s[i]);
	for (db->size = n;; db->size = n + strlen(mark)) {
		mark = arena_printf(m->a, "size=%zu%s", db->size, buf_text(&lengths));
		if (db->size == n + strlen(mark))
			return mark;
	}
}

static int write_cdb(struct listdb *db, const struct making *m)
{
	struct cdb_make cdb;
	struct stat st;
	const char *mark = write_mark(db, m);

	db->keys = m->keys.n;
	db->fd = memfd_create(db->row->key, MFD_CLOEXEC);
	if (db->fd < 0 || cdb_make_start(&cdb, db->fd) != 0)
		return -1;
	/* The mark comes first, so that it can be found in a file that has lost its end. */
	int rc = cdb_make_add(
		&cdb, LISTDB_MARK, strlen(LISTDB_MARK), mark, (unsigned)strlen(mark));
	for (size_t i = 0; i < m->keys.n && rc == 0; i++)
		rc = cdb_make_add(&cdb, m->keys.s[i], (unsigned)strlen(m->keys.s[i]), "", 0);
	int why = rc != 0 ? errno : 0;
	/* Frees what it has allocated in any case. What it cannot allocate it calls ENOENT, which a file
	 * that is open cannot be. */
	if (cdb_make_finish(&cdb) != 0 || rc != 0) {
		errno = why ? why : errno == ENOENT ? ENOMEM : errno;
		return -1;
	}
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
		.names = { .arena = a },
		.wild_set = { .arena = a } };

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
	if (write_cdb(db, &m) == 0)
		return 0;
	if (errno == ENOMEM)
		out_of_memory();
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
