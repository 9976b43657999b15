/* victim.c - see victim.h. */
#include "victim.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Stands for the hostile bytes until they are written. */
#define MARK "@@HERE@@"
#define LIST_NAME "hostile.txt"

static bool put(const char *dir, const char *name, const char *text, size_t n)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "w");
	return f && fwrite(text, 1, n, f) == n && fclose(f) == 0;
}

static size_t words(const struct row *row)
{
	size_t n = 0;

	while (row->words[n])
		n++;
	return n;
}

/* The strongest word of checks; what the texts need of other keys to be used at all. */
static void strengthen(struct victim *t, struct draft *d)
{
	static const struct {
		const char *path;
		size_t choice;
	} wanted[] = { { "sender.callout.for", 1 }, { "bounces.door", 1 }, { "exempt.from_blocked", 0 },
		{ "output.layout", 0 }, { "state.shared", 0 }, { "state.backend", STATE_PGSQL } };

	for (size_t i = 0; i < t->v.schema->n; i++) {
		const struct row *row = &t->v.schema->row[i];
		struct pick *p = &d->pick[i];

		if (!p->given)
			continue;
		if (row->kind == ROW_CHECK)
			p->choice = words(row) - 1;
		for (size_t k = 0; k < sizeof wanted / sizeof wanted[0]; k++)
			if (strcmp(row->path, wanted[k].path) == 0)
				p->choice = wanted[k].choice;
		if (row->kind == ROW_LIST)
			p->choice = CHOICE_INLINE;
		for (size_t k = 0; p->element && k < p->n_items; k++)
			strengthen(t, &p->element[k]);
	}
}

void victim_make(struct victim *t, uint64_t seed, const char *dir, struct arena *a)
{
	struct diags *d = diags_new(a, "templates");

	*t = (struct victim){ .dir = dir };
	inventor_init(&t->v, &policy_schema, seed, a);
	if (templates_load(&t->templates, NULL, a, d) != 0)
		exit(2);
	t->d = draft_all(&t->v, a);
	*draft_at(&t->v, &t->d, "mode") = (struct pick){ 0 };
	strengthen(t, &t->d);
	draft_fit(&t->v, &t->d);
	for (size_t i = 0; i < t->v.n_files; i++)
		if (!put(dir, t->v.file[i].name, t->v.file[i].text, strlen(t->v.file[i].text)))
			exit(2);
}

bool victim_has_text(const struct victim *t, size_t row)
{
	const struct row *r = &t->v.schema->row[row];

	return (r->kind == ROW_TEXT || r->kind == ROW_LIST) && r->item &&
	       strcmp(r->path, "us.inside[].for") != 0;
}

/* The key's own pick, or that of the first mapping of its list. */
static struct pick *pick_of(const struct victim *t, size_t row)
{
	const char *path = t->v.schema->row[row].path, *cut = strstr(path, "[]");

	if (!cut)
		return &t->d.pick[row];
	return &draft_at(&t->v, &t->d, arena_printf(t->v.arena, "%.*s", (int)(cut - path), path))
			->element[0]
			.pick[row];
}

struct pick *victim_pick(const struct victim *t, const char *path)
{
	return pick_of(t, (size_t)(draft_at(&t->v, &t->d, path) - t->d.pick));
}

void victim_set(struct victim *t, size_t row, const char **item, size_t n)
{
	struct pick *p = pick_of(t, row);

	p->given = true;
	p->choice = CHOICE_INLINE;
	p->item = item;
	p->n_items = n;
}

/* A double-quoted scalar of YAML; what is no UTF-8 stays what it is. */
static void quote(struct buf *out, const char *bytes, size_t n)
{
	buf_str(out, "\"");
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c < ' ' || c == 0x7f)
			buf_printf(out, "\\x%02x", c);
		else if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", c);
		else
			buf_add(out, &c, 1);
	}
	buf_str(out, "\"");
}

static struct where where_is(const char *text, const char *spot)
{
	struct where at = { .line = 1, .col = 1 };

	for (; text < spot; text++) {
		at.line += *text == '\n';
		/* Characters, not bytes. */
		at.col = *text == '\n' ? 1 : at.col + ((unsigned char)(*text & 0xc0) != 0x80);
	}
	return at;
}

const char *victim_list_file(const struct victim *t, struct arena *a)
{
	return arena_printf(a, "%s/%s", t->dir, LIST_NAME);
}

/* A draft whose backend was another one has no item for it yet. */
static void give_state(struct victim *t, const char *key, bool wanted)
{
	struct pick *p = draft_at(&t->v, &t->d, key);

	if (wanted && !p->item)
		invent_items(&t->v, &t->v.schema->row[p - t->d.pick], p, 1);
	p->given = wanted;
}

void victim_suit_state(struct victim *t, const char *key)
{
	static const char *const of_pgsql[] = { "state.server", "state.database", "state.user" };
	bool sqlite = strcmp(key, "state.file") == 0;

	draft_at(&t->v, &t->d, "state.backend")->given = true;
	draft_at(&t->v, &t->d, "state.backend")->choice = sqlite ? STATE_SQLITE : STATE_PGSQL;
	give_state(t, "state.file", sqlite);
	for (size_t i = 0; i < sizeof of_pgsql / sizeof of_pgsql[0]; i++)
		give_state(t, of_pgsql[i], !sqlite);
	give_state(t, "state.password.file", strcmp(key, "state.password.file") == 0);
}

const char *victim_text(struct victim *t, struct place place, const char *bytes, size_t n,
	struct where *at, struct arena *a)
{
	static const char *mark[] = { MARK, LIST_NAME };
	struct pick *p = pick_of(t, place.row), kept = *p;
	struct pick *inside = draft_at(&t->v, &t->d, "us.inside"), kept_inside = *inside;
	struct buf text = { .arena = a }, out = { .arena = a };
	const char *spot;

	victim_suit_state(t, t->v.schema->row[place.row].path);
	p->choice = place.by_file ? CHOICE_FILE : CHOICE_INLINE;
	p->item = mark;
	p->n_items = 1;
	/* An entry there is for one of the domains that may be replaced. */
	inside->given = strncmp(t->v.schema->row[place.row].path, "us.inside", 9) == 0;
	draft_write(&t->v, &t->d, &text);
	*inside = kept_inside;
	*p = kept;
	if (place.by_file) {
		if (!put(t->dir, LIST_NAME, bytes, n))
			exit(2);
		*at = where_is(buf_text(&text), strstr(buf_text(&text), "{file: " LIST_NAME));
		return buf_text(&text);
	}
	/* Always in quotes, of whatever kind. */
	spot = strstr(buf_text(&text), MARK) - 1;
	*at = where_is(buf_text(&text), spot);
	buf_add(&out, text.p, (size_t)(spot - text.p));
	quote(&out, bytes, n);
	buf_str(&out, spot + strlen(MARK) + 2);
	return buf_text(&out);
}

int victim_render(struct victim *t, const char *yaml, struct policy *p, struct buf *out,
	const char **said, struct arena *a)
{
	const char *path = arena_printf(a, "%s/p.yaml", t->dir);
	const struct render_options o = { .templates = &t->templates, .module_proved = true };
	struct diags *d = diags_new(a, path);
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	int rc = policy_load_text(p, path, yaml, strlen(yaml), a, d) != 0 ||
		 render(out, p, &o, d) != 0;

	diags_print(d, f, false);
	fclose(f);
	*said = arena_copy(a, text, size);
	free(text);
	return rc;
}

struct list victim_stored(const struct victim *t, const struct policy *p, size_t row)
{
	const struct row *r = &t->v.schema->row[row];
	const char *cut = strstr(r->path, "[]");
	const char *base = (const char *)p;

	for (size_t i = 0; cut && i < t->v.schema->n; i++) {
		const struct row *each = &t->v.schema->row[i];

		if (strlen(each->path) == (size_t)(cut - r->path) &&
			strncmp(each->path, r->path, strlen(each->path)) == 0) {
			memcpy(&base, (const char *)p + each->offset, sizeof base);
			break;
		}
	}
	if (r->kind == ROW_LIST)
		return *(const struct list *)(const void *)(base + r->offset);
	struct str *one = arena_alloc(t->v.arena, sizeof *one);
	*one = *(const struct str *)(const void *)(base + r->offset);
	return (struct list){ .item = one, .n = 1 };
}

/* Without blanks; a backslash at the end of a line joins it to the next. */
const char *statements(const char *text, struct arena *a)
{
	struct buf out = { .arena = a };

	while (*text) {
		size_t n = strcspn(text, "\n"), skip = strspn(text, " \t"), end = n;
		bool more;

		while (end > skip && isspace((unsigned char)text[end - 1]))
			end--;
		more = end > skip && text[end - 1] == '\\';
		if (skip < n && text[skip] != '#') {
			for (size_t i = skip; i < end - more; i++)
				if (!isspace((unsigned char)text[i]))
					buf_add(&out, text + i, 1);
			if (!more)
				buf_str(&out, "\n");
		}
		text += n + (text[n] == '\n');
	}
	return buf_text(&out);
}

const char *skeleton(const char *s, struct arena *a)
{
	struct buf out = { .arena = a };

	for (; *s; s += strcspn(s, "\n") + 1) {
		size_t line = strcspn(s, "\n"), n = strcspn(s, "=\n");

		buf_printf(&out, "%.*s\n", (int)(n < line ? n : line > 12 ? 12 : line), s);
		if (s[line] == '\0')
			break;
	}
	return buf_text(&out);
}
