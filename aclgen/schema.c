/* schema.c - walks the table and the tree side by side (see schema.h).
 *
 * The recursion follows the table, not the input: it is as deep as the rows' paths.
 */
#include "schema.h"

#include <stdint.h>
#include <string.h>

#include "schema_value.h"

/* Unknown keys of one mapping after which the others are not looked at. */
enum { UNKNOWN_MAX = 50 };

struct section {
	const char *prefix; /* "" or "us." or "us.outbound[]." */
	size_t prefix_n;
	const struct node *node; /* NULL: not in the policy */
	struct where at;	 /* for what is missing in it, and for its defaults */
	unsigned char *base;	 /* what the offsets of its rows are about */
};

static void read_section(struct schema_run *run, const struct section *s);

/* Whether `row` is a key of the section itself, not of one below it. Fills in the key. */
static bool row_in(const struct row *row, const struct section *s, const char **key)
{
	if (strncmp(row->path, s->prefix, s->prefix_n) != 0)
		return false;
	*key = row->path + s->prefix_n;
	return !strpbrk(*key, ".[");
}

static struct section section_below(const struct schema_run *run, const struct row *row,
	const char *tail, const struct node *node, struct where at, unsigned char *base)
{
	const char *prefix = arena_printf(run->arena, "%s%s", row->path, tail);

	return (struct section){ prefix, strlen(prefix), node, at, base };
}

/* KEY: VALUE as the mapping {FIRST: KEY, SECOND: VALUE} of the two rows behind `row`. */
static const struct node *pair(struct schema_run *run, const struct row *row, const struct node *v)
{
	struct node *map = arena_alloc(run->arena, sizeof *map);
	struct node *half = arena_alloc(run->arena, 2 * sizeof *half);
	struct node *name = arena_alloc(run->arena, 2 * sizeof *name);

	if (v->kind == NODE_BAD)
		return v;
	for (size_t i = 0; i < 2; i++) {
		half[i] = i == 0 ? *v->key : *v;
		name[i] = *v->key;
		name[i].text = strrchr(row[i + 1].path, '.') + 1;
		half[i].key = &name[i];
		half[i].next = i == 0 ? &half[1] : NULL;
	}
	*map = (struct node){ .kind = NODE_MAP, .at = v->key->at, .n = 2, .child = half };
	return map;
}

static void read_each(
	struct schema_run *run, const struct row *row, const struct node *node, unsigned char *base)
{
	unsigned char *array = arena_alloc(run->arena, (node->n + 1) * row->size);
	size_t n = 0;

	for (const struct node *child = node->child; child; child = child->next) {
		const struct node *v = node->kind == NODE_MAP ? pair(run, row, child) : child;
		unsigned char *to = array + n * row->size;
		struct section s = section_below(run, row, "[].", v, v->at, to);

		if (v->kind == NODE_BAD)
			continue;
		if (v->kind != NODE_MAP) {
			diag_add(run->d, SEV_ERROR, v->at, AG_TYPE,
				"%s: each item is a mapping, for example {%s: %s}", row->path,
				row[1].path + s.prefix_n, row[1].item->example);
			continue;
		}
		memcpy(to + row->at_offset, &v->at, sizeof v->at);
		read_section(run, &s);
		n++;
	}
	memcpy(base + row->offset, &array, sizeof array);
	memcpy(base + row->n_offset, &n, sizeof n);
}

static const struct kind {
	enum node_kind node;
	bool or_map; /* {file: PATH} */
	schema_setter *set;
} kinds[] = {
	[ROW_SECTION] = { NODE_MAP, false, NULL },
	[ROW_EACH] = { NODE_SEQ, false, NULL },
	[ROW_VERSION] = { NODE_SCALAR, false, schema_set_version },
	[ROW_CHECK] = { NODE_SCALAR, false, schema_set_check },
	[ROW_FLAG] = { NODE_SCALAR, false, schema_set_flag },
	[ROW_TIME] = { NODE_SCALAR, false, schema_set_time },
	[ROW_RATE] = { NODE_SCALAR, false, schema_set_rate },
	[ROW_SIZE] = { NODE_SCALAR, false, schema_set_size },
	[ROW_SCORE] = { NODE_SCALAR, false, schema_set_score },
	[ROW_COUNT] = { NODE_SCALAR, false, schema_set_count },
	[ROW_SHARE] = { NODE_SCALAR, false, schema_set_share },
	[ROW_WORD] = { NODE_SCALAR, false, schema_set_word },
	[ROW_TEXT] = { NODE_SCALAR, false, schema_set_text },
	[ROW_LIST] = { NODE_SEQ, true, schema_set_list },
	[ROW_BLOCK] = { NODE_SCALAR, true, schema_set_block },
};

static bool is_nothing(const struct node *v)
{
	return v->kind == NODE_SCALAR && v->plain && v->text[0] == '\0';
}

static void wrong_type(struct schema_run *run, const struct row *row, const struct node *v)
{
	static const char *const name[] = {
		[NODE_SCALAR] = "a single value",
		[NODE_SEQ] = "a list",
		[NODE_MAP] = "a mapping",
		[NODE_BAD] = "",
	};
	const char *want = schema_type(row, run->arena);

	if (is_nothing(v))
		diag_add(run->d, SEV_ERROR, v->key ? v->key->at : v->at, AG_TYPE,
			"%s: nothing follows; write %s%s", row->path, want,
			row->flags & ROW_REQUIRED ? "" : ", or leave the key out");
	else
		diag_add(run->d, SEV_ERROR, v->at, AG_TYPE, "%s: this is %s; write %s", row->path,
			name[v->kind], want);
}

static bool takes_kind(const struct row *row, enum node_kind kind)
{
	const struct kind *k = &kinds[row->kind];

	return kind == k->node || ((k->or_map || (row->flags & ROW_PAIRS)) && kind == NODE_MAP) ||
	       ((row->flags & ROW_ONE) && kind == NODE_SCALAR);
}

static void read_value(struct schema_run *run, const struct row *row, const struct node *v,
	const struct section *in)
{
	const struct kind *k = &kinds[row->kind];
	unsigned char *to = row->offset == SCHEMA_NOWHERE ? NULL : in->base + row->offset;
	struct where *given = &run->given[row - run->schema->row];

	*given = row->kind == ROW_SECTION ? v->key->at : v->at;
	if (v->kind == NODE_BAD)
		return;
	if (is_nothing(v) || !takes_kind(row, v->kind)) {
		wrong_type(run, row, v);
		return;
	}
	if (row->kind == ROW_SECTION) {
		struct section s = section_below(run, row, ".", v, v->key->at, in->base);

		if (to)
			memcpy(to, &v->key->at, sizeof v->key->at);
		read_section(run, &s);
	} else if (row->kind == ROW_EACH) {
		read_each(run, row, v, in->base);
	} else {
		k->set(run, row, v, to);
	}
}

/* A default goes through the same setter as a value: there is one syntax. */
static void read_default(struct schema_run *run, const struct row *row, const struct section *in)
{
	struct yaml y;

	if ((row->flags & ROW_REQUIRED) && in->node && run->whole)
		diag_add(run->d, SEV_ERROR, in->at, AG_MISSING, "%s is missing: %s", row->path,
			row->doc);
	if (row->kind == ROW_SECTION) {
		struct section s =
			section_below(run, row, ".", NULL, (struct where){ 0 }, in->base);

		read_section(run, &s);
		return;
	}
	if (!row->def || ((row->flags & ROW_IF_GIVEN) && !in->node))
		return;
	y = yaml_read(row->def, strlen(row->def), run->arena, run->d);
	if (!y.root)
		return;
	y.root->at = in->at;
	for (struct node *v = y.root->child; v; v = v->next)
		v->at = in->at;
	kinds[row->kind].set(run, row, y.root, in->base + row->offset);
}

/* Says what the key was meant to be: a neighbour, or one that belongs into another section. */
static void unknown_key(struct schema_run *run, const struct section *s, const struct node *key)
{
	const char **own = arena_alloc(run->arena, run->schema->n * sizeof *own);
	const char **all = arena_alloc(run->arena, run->schema->n * sizeof *all);
	const char *near, *far;
	size_t n = 0, i;

	for (i = 0; i < run->schema->n; i++) {
		const char *path = run->schema->row[i].path, *dot = strrchr(path, '.'), *word;

		all[i] = dot ? dot + 1 : path;
		if (row_in(&run->schema->row[i], s, &word))
			own[n++] = word;
	}
	near = schema_nearest(key->text, own, n);
	far = schema_nearest(key->text, all, i);
	/* The right word in the wrong section is likelier than a misspelt neighbour. */
	if (near && far && strcmp(far, key->text) == 0)
		near = NULL;
	while (far && all[--i] != far)
		;
	if (near || far)
		diag_add(run->d, SEV_ERROR, key->at, AG_UNKNOWN_KEY,
			"unknown key \"%s%s\"; did you mean %s%s?", s->prefix, key->text,
			near ? s->prefix : "", near ? near : run->schema->row[i].path);
	else
		diag_add(run->d, SEV_ERROR, key->at, AG_UNKNOWN_KEY, "unknown key \"%s%s\"",
			s->prefix, key->text);
}

static const struct row *row_for(
	const struct schema_run *run, const struct section *s, const char *word)
{
	const char *key;

	for (size_t i = 0; i < run->schema->n; i++)
		if (row_in(&run->schema->row[i], s, &key) && strcmp(key, word) == 0)
			return &run->schema->row[i];
	return NULL;
}

static void read_section(struct schema_run *run, const struct section *s)
{
	const char *key;
	size_t errors, unknown = 0;

	for (const struct node *v = s->node ? s->node->child : NULL; v; v = v->next) {
		if (row_for(run, s, v->key->text))
			continue;
		if (unknown++ == UNKNOWN_MAX) {
			diag_add(run->d, SEV_ERROR, v->key->at, AG_UNKNOWN_KEY,
				"more unknown keys follow here; is this the right file?");
			break;
		}
		unknown_key(run, s, v->key);
	}
	for (size_t i = 0; i < run->schema->n; i++) {
		const struct row *row = &run->schema->row[i];
		const struct node *v = s->node ? s->node->child : NULL;

		if (!row_in(row, s, &key))
			continue;
		while (v && strcmp(v->key->text, key) != 0)
			v = v->next;
		errors = diag_errors(run->d);
		if (v)
			read_value(run, row, v, s);
		else
			read_default(run, row, s);
		/* The keys of a mapping answer for themselves. */
		if (row->kind == ROW_SECTION && v && v->kind == NODE_MAP)
			continue;
		if (diag_errors(run->d) != errors || (v && v->kind == NODE_BAD))
			run->bad[i] = true;
	}
}

void schema_read(struct schema_run *run, struct yaml y)
{
	struct section top = { "", 0, y.root, { 0 }, run->out };

	run->given = arena_alloc(run->arena, run->schema->n * sizeof *run->given);
	run->bad = arena_alloc(run->arena, run->schema->n * sizeof *run->bad);
	run->whole = y.whole;
	if (y.root->kind != NODE_MAP) {
		if (y.root->kind != NODE_BAD)
			diag_add(run->d, SEV_ERROR, y.root->at, AG_TYPE,
				"a %s is a mapping and begins with \"%s\"; this is %s",
				run->schema->thing, run->schema->begin,
				y.root->kind == NODE_SEQ ? "a list" : "a single value");
		return;
	}
	read_section(run, &top);
}

struct where schema_where(const struct schema_run *run, const char *path)
{
	for (size_t i = 0; i < run->schema->n; i++)
		if (strcmp(run->schema->row[i].path, path) == 0)
			return run->given[i];
	return (struct where){ 0 };
}

/* Whether `path` is `above` or a key below it. */
static bool is_below(const char *path, const char *above)
{
	size_t n = strlen(above);

	return strncmp(path, above, n) == 0 &&
	       (path[n] == '\0' || path[n] == '.' || path[n] == '[');
}

bool schema_bad(const struct schema_run *run, const char *path)
{
	for (size_t i = 0; i < run->schema->n; i++) {
		const char *row = run->schema->row[i].path;

		if (run->bad[i] && (is_below(row, path) || is_below(path, row)))
			return true;
	}
	return false;
}

void schema_each(const struct schema *s, void (*fn)(const struct row *row, void *arg), void *arg)
{
	for (size_t i = 0; i < s->n; i++)
		fn(&s->row[i], arg);
}
