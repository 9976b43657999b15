/* schema_value.c - the setters: a node's text is checked and stored (see schema_value.h). */
#include "schema_value.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "textfile.h"

/* More than any mail server takes as a test. */
enum { BLOCK_BYTES_MAX = 16 << 20 };

const char *const schema_modes[] = { "off", "log", "tag", "defer", "deny", NULL };

void schema_set_version(
	struct schema_run *run, const struct row *row, const struct node *node, void *to)
{
	(void)to;
	if (!node->plain || strcmp(node->text, "1") != 0)
		diag_add(run->d, SEV_ERROR, node->at, AG_VERSION,
			"%s: this aclgen reads version 1 of the %s, not %s%s%s", row->path,
			run->schema->thing, node->plain ? "" : "\"", node->text, node->plain ? "" : "\"");
}

/* The index of the node's text in the row's words; -1 and a diagnostic where it is none. */
static int word_index(struct schema_run *run, const struct row *row, const struct node *node)
{
	const char *near, *type = schema_type(row, run->arena);
	int n = 0;

	for (; row->words[n]; n++)
		if (strcmp(node->text, row->words[n]) == 0)
			return n;
	near = schema_nearest(node->text, row->words, (size_t)n);
	if (near)
		diag_add(run->d, SEV_ERROR, node->at, AG_VALUE,
			"%s takes %s, not \"%s\"; did you mean %s?", row->path, type, node->text,
			near);
	else
		diag_add(run->d, SEV_ERROR, node->at, AG_VALUE, "%s takes %s, not \"%s\"",
			row->path, type, node->text);
	return -1;
}

void schema_set_check(
	struct schema_run *run, const struct row *row, const struct node *node, void *to)
{
	struct check *check = to;
	int i = word_index(run, row, node);

	check->at = node->at;
	for (int m = 0; i >= 0 && schema_modes[m] != NULL; m++)
		if (strcmp(schema_modes[m], row->words[i]) == 0)
			check->mode = check->asked = (enum mode)m;
}

void schema_set_word(
	struct schema_run *run, const struct row *row, const struct node *node, void *to)
{
	int i = word_index(run, row, node);

	/* Every enum of the model is an unsigned int to the compiler (SCHEMA_FIELD sees to the
	 * right one); a table cannot name them all. */
	if (i >= 0)
		*(unsigned *)to = (unsigned)i;
}

void schema_set_flag(
	struct schema_run *run, const struct row *row, const struct node *node, void *to)
{
	static const struct {
		const char *word;
		bool on;
	} words[] = { { "yes", true }, { "no", false }, { "true", true }, { "false", false } };
	struct flag *flag = to;

	flag->at = node->at;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcmp(node->text, words[i].word) != 0)
			continue;
		if (!node->plain)
			diag_add(run->d, SEV_ERROR, node->at, AG_TRUTH,
				"%s: in quotes \"%s\" is a text; write %s without them", row->path,
				node->text, words[i].word);
		flag->on = words[i].on;
		return;
	}
	diag_add(run->d, SEV_ERROR, node->at, AG_VALUE, "%s takes yes or no, not \"%s\"", row->path,
		node->text);
}

const char *schema_parse_duration(const char *text, unsigned long *s)
{
	static const struct {
		char unit;
		unsigned long s;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 } };
	size_t digits = strspn(text, "0123456789");
	unsigned long n;

	if (digits > 0 && text[digits] == '\0')
		return "has no unit; write for example 30s, 5m, 24h or 7d";
	if (digits == 0 || digits > 9 || text[digits + 1] != '\0')
		return "is no duration; write a number and a unit: 30s, 5m, 24h, 7d";
	n = strtoul(text, NULL, 10);
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (text[digits] == units[i].unit) {
			*s = n * units[i].s;
			return NULL;
		}
	}
	return "has an unknown unit; there are s, m, h, d and w";
}

void schema_set_time(
	struct schema_run *run, const struct row *row, const struct node *node, void *to)
{
	struct span_of_time *t = to;
	unsigned long s = 0;
	const char *fault = schema_parse_duration(node->text, &s);

	t->at = node->at;
	if (fault)
		diag_add(run->d, SEV_ERROR, node->at, AG_DURATION, "%s: \"%s\" %s", row->path,
			node->text, fault);
	else if (s < row->min || s > row->max)
		diag_add(run->d, SEV_ERROR, node->at, AG_RANGE,
			"%s: %s is out of range; %s to %s are possible", row->path, node->text,
			schema_duration(row->min, run->arena),
			schema_duration(row->max, run->arena));
	else
		t->s = s;
}

/* YAML 1.1 reads these without quotes as something else than text. */
static bool is_truth_word(const char *s)
{
	static const char *const words[] = { "yes", "no", "true", "false", "on", "off", "null",
		"~" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcasecmp(s, words[i]) == 0)
			return true;
	return false;
}

bool schema_item(
	struct schema_run *run, const struct row *row, const struct node *node, struct str *to)
{
	const char *fault;

	if (node->kind == NODE_BAD)
		return false;
	if (node->kind != NODE_SCALAR) {
		diag_add(run->d, SEV_ERROR, node->at, AG_TYPE,
			"%s: a %s belongs here, not a %s; for example %s", row->path,
			row->item->name, node->kind == NODE_SEQ ? "list" : "mapping",
			row->item->example);
		return false;
	}
	if (node->block) {
		diag_add(run->d, SEV_ERROR, node->at, AG_CONTROL,
			"%s: this value has line breaks; write it in one line", row->path);
		return false;
	}
	if (node->plain && node->text[0] == '\0') {
		diag_add(run->d, SEV_ERROR, node->at, AG_TYPE,
			"%s: an item is missing here; for example %s", row->path,
			row->item->example);
		return false;
	}
	if (node->plain && is_truth_word(node->text)) {
		diag_add(run->d, SEV_ERROR, node->at, AG_TRUTH,
			"%s: without quotes %s is no text to YAML; write \"%s\"", row->path,
			node->text, node->text);
		return false;
	}
	fault = row->item->fault(node->text, run->arena);
	if (fault) {
		diag_add(run->d, SEV_ERROR, node->at, row->item->code, "%s: \"%s\" %s", row->path,
			node->text, fault);
		return false;
	}
	*to = (struct str){ node->text, node->at };
	return true;
}

void schema_set_text(
	struct schema_run *run, const struct row *row, const struct node *node, void *to)
{
	schema_item(run, row, node, to);
}

void schema_set_block(
	struct schema_run *run, const struct row *row, const struct node *node, void *to)
{
	struct block *b = to;
	const struct node *file;
	const char *fault, *path;
	char *text = NULL;
	size_t n = 0;

	if (node->kind == NODE_SCALAR) {
		*b = (struct block){ node->text, strlen(node->text), node->at };
		return;
	}
	file = schema_file_node(run, row, node);
	if (!file)
		return;
	path = schema_file_path(run, file);
	fault = textfile_read(path, BLOCK_BYTES_MAX, run->arena, &text, &n);
	if (fault)
		diag_add(run->d, SEV_ERROR, file->at, AG_LIST_FILE, "%s: the file %s %s", row->path,
			path, fault);
	else
		*b = (struct block){ text, n, file->at };
}
