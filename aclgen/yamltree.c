/* yamltree.c - libyaml's events become nodes (see yamltree.h). No recursion. */
#include "yamltree.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "utf8.h"
#include "yamltree_text.h"

/* A container that is being read. */
struct frame {
	struct node *in;
	struct node **tail; /* where its next child goes */
	struct node *key;   /* in a mapping: the key whose value comes next */
};

struct reader {
	struct arena *arena;
	struct diags *d;
	struct node *root;
	struct frame stack[YAML_DEPTH_MAX];
	struct node *last; /* the newest scalar */
	size_t depth, nodes, documents;
	bool stop; /* no sense in reading on */
	bool blocks;
};

static struct where place(const yaml_mark_t *m)
{
	return (struct where){ .line = (unsigned)m->line + 1, .col = (unsigned)m->column + 1 };
}

/* What people do most often, said in their words. The first row that fits speaks. */
static const struct advice {
	const char *problem; /* a part of what libyaml says */
	char at;	     /* the character at the error; 0: any */
	bool began; /* the mistake is where libyaml began, not where it gave up */
	const char *text;
} advices[] = {
	{ "cannot start any token", '\t', false, "a tab; YAML indents with blanks" },
	{ "cannot start any token", '@', false, "a value that begins with @ needs quotes" },
	{ "cannot start any token", '`', false, "a value that begins with ` needs quotes" },
	{ "cannot start any token", '%', false, "a value that begins with % needs quotes" },
	{ "expected alphabetic or numeric character", 0, false,
		"a value that begins with * or & needs quotes, for example \"*@example.org\"" },
	{ "mapping values are not allowed", 0, false,
		"a colon where no key can be; a value with a colon and a blank in it needs quotes, "
		"and keys of one mapping are indented alike" },
	{ "could not find expected ':'", 0, false,
		"a key without a colon; or the line is indented less than the value it continues" },
	{ "expected ',' or ']'", 0, true, "the list in [ ] is not closed, or a comma is missing" },
	{ "expected ',' or '}'", 0, true,
		"the mapping in { } is not closed, or a comma is missing" },
	{ "expected key", 0, false, "the indentation does not fit the lines above" },
	{ "expected '-' indicator", 0, false, "the indentation does not fit the list items above" },
	{ "block sequence entries are not allowed", 0, false,
		"a list item cannot stand here; begin the list on a line of its own" },
	{ "expected node content", ':', false,
		"an IPv6 address that begins with a colon needs quotes" },
	{ "expected node content", 0, false, "a value is missing, or a bracket is not closed" },
	{ "unexpected end of stream", 0, true, "a quote is not closed" },
	{ "unexpected document indicator", 0, true, "a quote is not closed" },
	{ "unknown escape character", 0, false,
		"an unknown escape after the backslash; in '...' a backslash is just a backslash" },
	{ "expected <document start>", 0, false,
		"the file goes on behind its end; one mapping is all of it" },
};

/* libyaml counts characters, not bytes. */
static char char_at(const char *text, size_t n, size_t index)
{
	uint32_t ch;
	size_t i = 0;

	while (i < n && index-- > 0)
		i += utf8_next(text + i, n - i, &ch);
	return i < n ? text[i] : '\0';
}

static void syntax_error(struct reader *r, const yaml_parser_t *p, const char *text, size_t n)
{
	const char *problem = p->problem;
	char at;

	if (p->error == YAML_MEMORY_ERROR || !problem)
		out_of_memory();
	at = char_at(text, n, p->problem_mark.index);
	for (size_t i = 0; i < sizeof advices / sizeof advices[0]; i++) {
		const struct advice *v = &advices[i];

		if (!strstr(problem, v->problem) || (v->at && v->at != at))
			continue;
		diag_add(r->d, SEV_ERROR, place(v->began ? &p->context_mark : &p->problem_mark),
			AG_SYNTAX, "not YAML: %s", v->text);
		return;
	}
	diag_add(r->d, SEV_ERROR, place(&p->problem_mark), AG_SYNTAX, "not YAML: %s%s%s",
		p->context ? p->context : "", p->context ? " " : "", problem);
}

static struct node *node_new(struct reader *r, enum node_kind kind, const yaml_event_t *e)
{
	struct node *v = arena_alloc(r->arena, sizeof *v);

	v->kind = kind;
	v->at = place(&e->start_mark);
	if (++r->nodes > YAML_NODES_MAX) {
		diag_add(r->d, SEV_ERROR, v->at, AG_TOO_MUCH,
			"more than %d keys and values; long lists belong into files: {file: PATH}",
			YAML_NODES_MAX);
		r->root = NULL;
		r->stop = true;
	}
	return v;
}

/* Puts a finished or just opened node where it belongs. */
static void place_node(struct reader *r, struct node *v)
{
	struct frame *f;

	if (r->depth == 0) {
		r->root = v;
		return;
	}
	f = &r->stack[r->depth - 1];
	if (f->in->kind == NODE_MAP) {
		if (!f->key) {
			f->key = v;
			if (v->kind == NODE_SCALAR && v->plain && strcmp(v->text, "<<") == 0) {
				diag_add(r->d, SEV_ERROR, v->at, AG_ALIAS,
					"merge keys are not taken here; write the keys out");
				v->kind = NODE_BAD;
			} else if (v->kind == NODE_SEQ || v->kind == NODE_MAP) {
				diag_add(r->d, SEV_ERROR, v->at, AG_KEY_KIND,
					"a key is a word, not a %s; a value that begins with [ or "
					"{ needs quotes",
					v->kind == NODE_SEQ ? "list" : "mapping");
			}
			return;
		}
		v->key = f->key;
		f->key = NULL;
		if (v->key->kind != NODE_SCALAR)
			return;
	}
	*f->tail = v;
	f->tail = &v->next;
	f->in->n++;
}

static int by_key(const void *va, const void *vb)
{
	const struct node *a = *(struct node *const *)va, *b = *(struct node *const *)vb;
	int order = strcmp(a->key->text, b->key->text);

	if (order != 0)
		return order;
	if (a->key->at.line != b->key->at.line)
		return a->key->at.line < b->key->at.line ? -1 : 1;
	return a->key->at.col < b->key->at.col ? -1 : 1;
}

/* Reports keys that stand twice; the first one is kept. */
static void check_unique(struct reader *r, struct node *map)
{
	struct node **sorted, *v, **link;
	size_t i = 0;

	if (map->n < 2)
		return;
	sorted = arena_alloc(r->arena, map->n * sizeof *sorted);
	for (v = map->child; v; v = v->next)
		sorted[i++] = v;
	qsort(sorted, map->n, sizeof *sorted, by_key);
	for (size_t first = 0, k = 1; k < i; k++) {
		if (strcmp(sorted[k]->key->text, sorted[first]->key->text) != 0) {
			first = k;
			continue;
		}
		diag_add(r->d, SEV_ERROR, sorted[k]->key->at, AG_DUPLICATE,
			"\"%s\" stands here a second time; the first is in line %u",
			sorted[k]->key->text, sorted[first]->key->at.line);
		sorted[k]->key = NULL;
	}
	for (link = &map->child; (v = *link);) {
		if (v->key) {
			link = &v->next;
			continue;
		}
		*link = v->next;
		map->n--;
	}
}

static void open_container(struct reader *r, enum node_kind kind, const yaml_event_t *e)
{
	struct node *v = node_new(r, kind, e);

	if (r->depth == YAML_DEPTH_MAX) {
		diag_add(r->d, SEV_ERROR, v->at, AG_TOO_MUCH, "nested more than %d levels deep",
			YAML_DEPTH_MAX);
		r->root = NULL;
		r->stop = true;
	}
	if (r->stop)
		return;
	place_node(r, v);
	r->stack[r->depth++] = (struct frame){ .in = v, .tail = &v->child };
}

static void close_container(struct reader *r)
{
	struct node *v = r->stack[--r->depth].in;

	if (v->kind == NODE_MAP)
		check_unique(r, v);
}

static void refuse(struct reader *r, const yaml_event_t *e, const yaml_char_t *name, char sign,
	const char *what)
{
	if (name)
		diag_add(r->d, SEV_ERROR, place(&e->start_mark), AG_ALIAS,
			"%s are not taken here; a value that begins with %c needs quotes", what,
			sign);
}

/* Whether all lines of a literal block can be shown. */
static bool is_block(const char *text, size_t n)
{
	while (n > 0) {
		size_t end = 0;

		while (end < n && text[end] != '\n' && text[end] != '\t')
			end++;
		if (yaml_hidden_text(text, end))
			return false;
		end += end < n;
		text += end;
		n -= end;
	}
	return true;
}

static void scalar(struct reader *r, const yaml_event_t *e)
{
	const char *text = (const char *)e->data.scalar.value;
	size_t n = e->data.scalar.length;
	struct node *v = node_new(r, NODE_SCALAR, e);

	v->plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	v->block = r->blocks && e->data.scalar.style == YAML_LITERAL_SCALAR_STYLE &&
		   is_block(text, n);
	if (memmem(text, n, YAML_REPLACED, strlen(YAML_REPLACED)) && diag_count(r->d) > 0) {
		v->kind = NODE_BAD; /* reported when the text was cleaned */
	} else if (!v->block && yaml_hidden_text(text, n)) {
		diag_add(r->d, SEV_ERROR, v->at, AG_CONTROL,
			"this value has a line break, a control or an invisible character; write "
			"it as plain text in one line");
		v->kind = NODE_BAD;
	}
	v->text = arena_copy(r->arena, text, n);
	r->last = v;
	place_node(r, v);
}

static void document(struct reader *r, const yaml_event_t *e)
{
	if (++r->documents > 1) {
		diag_add(r->d, SEV_ERROR, place(&e->start_mark), AG_DOCUMENTS,
			"a second document begins; one is all that is read");
		r->stop = true;
	}
	if (e->data.document_start.version_directive ||
		e->data.document_start.tag_directives.start !=
			e->data.document_start.tag_directives.end)
		diag_add(r->d, SEV_ERROR, place(&e->start_mark), AG_ALIAS,
			"directives (%%YAML, %%TAG) are not taken here; leave the line out");
}

static void event(struct reader *r, const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_DOCUMENT_START_EVENT:
		document(r, e);
		break;
	case YAML_ALIAS_EVENT:
		refuse(r, e, e->data.alias.anchor, '*', "aliases");
		place_node(r, node_new(r, NODE_BAD, e));
		break;
	case YAML_SCALAR_EVENT:
		refuse(r, e, e->data.scalar.anchor, '&', "anchors");
		refuse(r, e, e->data.scalar.tag, '!', "tags");
		scalar(r, e);
		break;
	case YAML_SEQUENCE_START_EVENT:
		refuse(r, e, e->data.sequence_start.anchor, '&', "anchors");
		refuse(r, e, e->data.sequence_start.tag, '!', "tags");
		open_container(r, NODE_SEQ, e);
		break;
	case YAML_MAPPING_START_EVENT:
		refuse(r, e, e->data.mapping_start.anchor, '&', "anchors");
		refuse(r, e, e->data.mapping_start.tag, '!', "tags");
		open_container(r, NODE_MAP, e);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		close_container(r);
		break;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
}

static struct yaml read_all(
	const char *text, size_t n, bool blocks, struct arena *a, struct diags *d)
{
	struct reader r = { .arena = a, .d = d, .blocks = blocks };
	struct yaml out = { .whole = false };
	yaml_parser_t parser;

	text = yaml_clean_text(text, n, a, d, &n);
	if (!text)
		return out;
	if (!yaml_parser_initialize(&parser))
		out_of_memory();
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
	while (!r.stop && !out.whole) {
		yaml_event_t e;

		if (!yaml_parser_parse(&parser, &e)) {
			syntax_error(&r, &parser, text, n);
			/* Where a bracket or colon is wrong, so is the value in front of it. */
			if (r.last)
				r.last->kind = NODE_BAD;
			break;
		}
		event(&r, &e);
		out.whole = e.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&e);
	}
	yaml_parser_delete(&parser);
	/* What a syntax error left open has still to be looked at for keys that stand twice. */
	while (r.depth > 0)
		close_container(&r);
	out.root = r.root;
	return out;
}

struct yaml yaml_read(const char *text, size_t n, struct arena *a, struct diags *d)
{
	return read_all(text, n, false, a, d);
}

struct yaml yaml_read_blocks(const char *text, size_t n, struct arena *a, struct diags *d)
{
	return read_all(text, n, true, a, d);
}
