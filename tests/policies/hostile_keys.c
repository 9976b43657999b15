/* hostile_keys.c - hostile strings in every key that holds text: the loader or the writers refuse
 * them with their place, or the policy has them as they were, and the configuration has the same
 * statements as with a harmless text. What Exim makes of those is tried in hostile_policies.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hostile.h"
#include "policy_load_items.h"
#include "victim.h"

enum { SHOWN_MAX = 10 };

struct tally {
	struct victim *t;
	struct place place;
	const char *skeleton; /* with a harmless text; "": whatever it is */
	struct hostile_pool *pool;
	struct arena *arena; /* of what is in the pool */
	unsigned long refused, taken, wrong;
	unsigned shown;
};

static void wrong(struct tally *y, const char *what, const char *bytes, size_t n, const char *said)
{
	y->wrong++;
	if (y->shown++ >= SHOWN_MAX)
		return;
	printf("# %s%s: \"", y->t->v.schema->row[y->place.row].path,
		y->place.by_file ? " by file" : "");
	for (size_t i = 0; i < n && i < 100; i++)
		printf(bytes[i] < ' ' || bytes[i] > '~' ? "\\x%02x" : "%c",
			(unsigned char)bytes[i]);
	printf("\": %s\n# %.*s\n", what, (int)strcspn(said, "\n"), said);
}

/* Whether an error names the place: the value's, or that of one of its `n` bytes. */
static bool placed(
	const char *said, const char *path, const struct where *at, size_t n, struct arena *a)
{
	const char *head = arena_printf(a, "%s:%u:", path, at->line);
	size_t length = strlen(head);

	for (; *said; said += strcspn(said, "\n") + 1) {
		char *end;
		unsigned long col;

		if (strncmp(said, head, length) != 0)
			continue;
		col = strtoul(said + length, &end, 10);
		/* An escape has four characters, and "{file: " some more. */
		if (strncmp(end, ": error:", 8) == 0 && col >= at->col && col <= at->col + 4 * n + 8)
			return true;
	}
	return false;
}

/* What is wrong with the stanzas of a hook has its place there. */
static bool placed_in_hook(const struct tally *y, const char *said, const char *bytes)
{
	return y->t->v.schema->row[y->place.row].item == &item_hook && *bytes == '/' &&
	       strstr(said, bytes);
}

/* A list file has comments, and blanks around an item. */
static bool is_as_it_was(const struct tally *y, const struct list *l, const char *bytes, size_t n)
{
	if (y->place.by_file)
		return l->n == 0 ||
		       (l->n == 1 && memmem(bytes, n, l->item[0].s, strlen(l->item[0].s)));
	return l->n == 1 && strlen(l->item[0].s) == n && memcmp(l->item[0].s, bytes, n) == 0;
}

/* For those who try it on Exim. Hooks are files, not texts. */
static void keep(struct tally *y, const char *bytes, size_t n)
{
	struct hostile_pool *pool = &y->pool[y->place.row];

	if (!y->place.by_file && pool->n < HOSTILE_POOL_MAX &&
		y->t->v.schema->row[y->place.row].item != &item_hook)
		pool->item[pool->n++] = arena_copy(y->arena, bytes, n);
}

static void try_one(struct tally *y, const char *bytes, size_t n)
{
	struct arena *a = arena_new();
	struct buf out = { .arena = a };
	struct policy p;
	struct where at;
	const char *said, *yaml = victim_text(y->t, y->place, bytes, n, &at, a);
	const char *path = arena_printf(a, "%s/p.yaml", y->t->dir);
	const struct where first_line = { .line = 1, .col = 1 };

	if (victim_render(y->t, yaml, &p, &out, &said, a) != 0) {
		y->refused++;
		if (!placed(said, path, &at, n, a) && !placed_in_hook(y, said, bytes) &&
			!(y->place.by_file &&
				placed(said, victim_list_file(y->t, a), &first_line, n, a)))
			wrong(y, "is refused without its place", bytes, n, said);
	} else {
		struct list stored = victim_stored(y->t, &p, y->place.row);

		y->taken++;
		keep(y, bytes, n);
		if (!is_as_it_was(y, &stored, bytes, n))
			wrong(y, "is another text in the policy", bytes, n,
				stored.n ? stored.item[0].s : "");
		else if (stored.n > 0 && *y->skeleton &&
			 strcmp(skeleton(statements(buf_text(&out), a), a), y->skeleton) != 0)
			wrong(y, "makes other statements", bytes, n, "");
	}
	arena_free(a);
}

/* The key's own example has to be taken, or the test would test nothing. */
static bool try_harmless(struct tally *y, struct arena *a)
{
	const struct row *row = &y->t->v.schema->row[y->place.row];
	struct buf out = { .arena = a };
	struct policy p;
	struct where at;
	const char *said, *item = invent_item(&y->t->v, row);
	const char *yaml = victim_text(y->t, y->place, item, strlen(item), &at, a);

	/* A hook has to exist, and is whatever its file has. */
	for (size_t i = 0; i < y->t->v.n_files; i++)
		if (strcmp(y->t->v.file[i].name, item) == 0)
			return true;
	if (victim_render(y->t, yaml, &p, &out, &said, a) != 0) {
		wrong(y, "the harmless text is refused", item, strlen(item), said);
		return false;
	}
	y->skeleton = skeleton(statements(buf_text(&out), a), a);
	return true;
}

static void try_place(struct tally *y, struct dice *d, unsigned long n)
{
	struct arena *a = arena_new();

	y->skeleton = "";
	if (try_harmless(y, a))
		for (unsigned long i = 0; i < n; i++) {
			size_t length;
			const char *s = hostile_item(d, i, &length, a);

			if (y->place.by_file && memchr(s, '\n', length))
				continue;
			try_one(y, s, length);
		}
	arena_free(a);
}

int hostile_keys(uint64_t seed, unsigned long n, unsigned *point, struct hostile_pool *pool,
	struct arena *pool_arena)
{
	char dir[] = "/tmp/hostile.XXXXXX", command[64];
	struct arena *a = arena_new();
	struct dice d = { seed };
	struct victim t;
	struct tally sum = { 0 };
	unsigned long keys = 0;
	int failed;

	if (!mkdtemp(dir))
		return 1;
	victim_make(&t, seed, dir, a);
	for (size_t i = 0; i < t.v.schema->n; i++)
		for (int by_file = 0; by_file < 2 && victim_has_text(&t, i); by_file++) {
			struct tally y = { .t = &t,
				.place = { i, by_file },
				.pool = pool,
				.arena = pool_arena };

			if (by_file && choices(&t.v.schema->row[i]) < 2)
				continue;
			try_place(&y, &d, n);
			printf("# %-38s %s refused %lu, taken %lu\n", t.v.schema->row[i].path,
				by_file ? "by file" : "inline ", y.refused, y.taken);
			sum.refused += y.refused;
			sum.taken += y.taken;
			sum.wrong += y.wrong;
			keys++;
		}
	failed = hostile_point(point, sum.wrong == 0,
		arena_printf(a,
			"hostile strings in %lu places: %lu refused with their place, %lu taken as "
			"they are, %lu wrong",
			keys, sum.refused, sum.taken, sum.wrong));
	snprintf(command, sizeof command, "rm -rf %s", dir);
	if (system(command) != 0)
		failed++;
	arena_free(a);
	return failed;
}
