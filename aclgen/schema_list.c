/* schema_list.c - lists: inline, or from a file (see schema_value.h).
 *
 * A file is read to its end and each line is checked like an inline item; what is wrong in it is
 * reported with its own name, line and column.
 */
#include <stdlib.h>
#include <string.h>

#include "keyset.h"
#include "schema_value.h"
#include "textfile.h"
#include "yamltree_text.h"

enum {
	/* A million hosts are about 16 MB. */
	LIST_BYTES_MAX = 64 << 20,
	/* The longest address of RFC 5321 has 254 characters; the rest may be a comment. */
	LIST_LINE_MAX = 1024,
	/* After these the wrong file was named, and the other diagnostics would drown. */
	LIST_FAULTS_MAX = 20,
	/* Lists that are put together from others have thousands. */
	LIST_TWICE_MAX = 20,
};

/* In the order in which they stand, the later one of two each time. */
static void warn_twice(struct schema_run *run, const struct row *row, const struct list *list)
{
	struct keyset seen = { .arena = run->arena };
	unsigned found = 0;

	for (size_t i = 0; i < list->n && found <= LIST_TWICE_MAX; i++) {
		const struct str *item = &list->item[i];

		if (keyset_add(&seen, item->s))
			continue;
		if (found++ < LIST_TWICE_MAX)
			diag_add(run->d, SEV_WARNING, item->at, AG_TWICE,
				"%s: \"%s\" stands in the list twice", row->path, item->s);
		else
			diag_add(run->d, SEV_WARNING, item->at, AG_TWICE,
				"%s: more items stand in the list twice, which does no harm",
				row->path);
	}
}

const struct node *schema_file_node(
	struct schema_run *run, const struct row *row, const struct node *map)
{
	const struct node *file = NULL;
	size_t odd = 0;

	for (const struct node *v = map->child; v; v = v->next) {
		if (strcmp(v->key->text, "file") == 0)
			file = v;
		else
			odd++;
	}
	if (file && file->kind == NODE_BAD)
		return NULL;
	if (file && odd == 0 && file->kind == NODE_SCALAR && file->text[0] != '\0')
		return file;
	diag_add(run->d, SEV_ERROR, map->at, AG_TYPE, "%s: this is a mapping; write %s", row->path,
		schema_type(row, run->arena));
	return NULL;
}

const char *schema_file_path(const struct schema_run *run, const struct node *file)
{
	return file->text[0] == '/' || strcmp(run->folder, ".") == 0
		       ? file->text
		       : arena_printf(run->arena, "%s/%s", run->folder, file->text);
}

void schema_set_list(
	struct schema_run *run, const struct row *row, const struct node *node, void *to)
{
	struct list *list = to;

	list->at = node->at;
	if (node->kind == NODE_MAP) {
		const struct node *file = schema_file_node(run, row, node);

		if (file)
			schema_list_file(run, row, file, list);
		return;
	}
	list->item = arena_alloc(run->arena, (node->n + 1) * sizeof *list->item);
	if (node->kind == NODE_SCALAR) {
		list->n = schema_item(run, row, node, &list->item[0]);
		return;
	}
	for (const struct node *v = node->child; v; v = v->next)
		if (schema_item(run, row, v, &list->item[list->n]))
			list->n++;
	warn_twice(run, row, list);
}

struct list_file {
	struct schema_run *run;
	const struct row *row;
	struct list *to;
	size_t cap;
	unsigned faults;
};

static void list_fault(struct list_file *f, struct where at, const char *code, const char *shown,
	const char *fault)
{
	if (f->faults == LIST_FAULTS_MAX)
		diag_add(f->run->d, SEV_ERROR, at, code,
			"%s: more lines of this file are wrong; is it the right file?",
			f->row->path);
	else if (f->faults < LIST_FAULTS_MAX)
		diag_add(f->run->d, SEV_ERROR, at, code, "%s: \"%s\" %s", f->row->path, shown,
			fault);
	f->faults++;
}

static void keep(struct list_file *f, const char *s, struct where at)
{
	struct list *to = f->to;

	to->item = arena_room(f->run->arena, to->item, to->n, &f->cap, sizeof *to->item);
	to->item[to->n++] = (struct str){ s, at };
}

/* One line, without its newline, NUL-terminated in place. */
static void list_line(struct list_file *f, char *line, size_t n, struct where at)
{
	size_t blanks, end;
	const char *fault;

	if (n > 0 && line[n - 1] == '\r')
		n--;
	if (n > LIST_LINE_MAX) {
		list_fault(f, at, AG_LIST_FILE, "(...)",
			"is too long for a line; one item stands in each");
		return;
	}
	line[n] = '\0';
	if (memchr(line, '\0', n)) {
		list_fault(f, at, AG_CONTROL, line, "is cut off by a NUL; delete it");
		return;
	}
	blanks = strspn(line, " \t");
	for (end = blanks; end < n; end++)
		if (line[end] == '#' && (end == blanks || strchr(" \t", line[end - 1])))
			break;
	while (end > blanks && strchr(" \t", line[end - 1]))
		end--;
	line[end] = '\0';
	line += blanks;
	end -= blanks;
	at.col += (unsigned)blanks;
	if (end == 0)
		return;
	if (yaml_hidden_text(line, end)) {
		list_fault(f, at, AG_CONTROL, line,
			"has a control or invisible character, or is not UTF-8");
		return;
	}
	fault = f->row->item->fault(line, f->run->arena);
	if (fault)
		list_fault(f, at, f->row->item->code, line, fault);
	else
		keep(f, line, at);
}

void schema_list_file(
	struct schema_run *run, const struct row *row, const struct node *file, struct list *to)
{
	struct list_file f = { .run = run, .row = row, .to = to };
	const char *fault;
	struct where at = { .line = 1, .col = 1 };
	char *text = NULL, *end;
	size_t n = 0;

	to->file = (struct str){ file->text, file->at };
	to->path = schema_file_path(run, file);
	fault = textfile_read(to->path, LIST_BYTES_MAX, run->arena, &text, &n);
	if (fault) {
		diag_add(run->d, SEV_ERROR, file->at, AG_LIST_FILE, "%s: the list file %s %s",
			row->path, to->path, fault);
		return;
	}
	at.file = to->path;
	/* Editors leave this mark at the front; Exim never sees the file itself. */
	if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		n -= 3;
	}
	for (; n > 0; at.line++) {
		size_t len;

		end = memchr(text, '\n', n);
		len = end ? (size_t)(end - text) : n;
		list_line(&f, text, len, at);
		text += len;
		n -= len;
		if (end) {
			text++;
			n--;
		}
	}
	warn_twice(run, row, to);
}
