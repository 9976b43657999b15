/* schema_json.c - see schema_json.h. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "cases.h"
#include "policy_load.h"
#include "schema_json.h"

#define DURATION "[0-9]{1,9}[smhdw]"

struct writing {
	const struct schema *schema;
	struct arena *a;
};

static json_t *object_below(const struct writing *w, const char *prefix);

/* {"type": "string", "pattern": PATTERN} */
static json_t *text(const char *pattern)
{
	json_t *j = json_pack("{s:s}", "type", "string");

	if (pattern != NULL)
		json_object_set_new(j, "pattern", json_string(pattern));
	return j;
}

/* A number and the text that the parser takes for it as well: quotes make no difference there. */
static json_t *number_or(const char *type, double least, double most, const char *pattern)
{
	json_t *number = json_pack("{s:s}", "type", type);
	bool whole = strcmp(type, "integer") == 0;

	json_object_set_new(number, "minimum",
		whole ? json_integer((json_int_t)least) : json_real(least));
	json_object_set_new(number, "maximum",
		whole ? json_integer((json_int_t)most) : json_real(most));
	return json_pack("{s:[o,o]}", "anyOf", number, text(pattern));
}

static json_t *words(const struct row *row)
{
	json_t *list = json_array();

	for (const char *const *word = row->words; *word != NULL; word++)
		json_array_append_new(list, json_string(*word));
	if (schema_has_word(row, "off"))
		json_array_append_new(list, json_false());
	return json_pack("{s:o}", "enum", list);
}

/* Editors see a number in what looks like one; the item itself knows whether it can. */
static bool may_be_number(const struct item_kind *item, struct arena *a)
{
	static const char *const numbers[] = { "1", "25", "550", "2026", "7.5" };

	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		if (item->fault(numbers[i], a) == NULL)
			return true;
	return false;
}

static json_t *item_of(const struct writing *w, const struct row *row)
{
	json_t *j = text(schema_json_pattern(row->item));

	if (may_be_number(row->item, w->a))
		json_object_set_new(j, "type", json_pack("[s,s]", "string", "number"));
	json_object_set_new(j, "description",
		json_string(arena_printf(w->a, "one %s, for example %s", row->item->name,
			row->item->example)));
	return j;
}

static json_t *file_form(void)
{
	return json_pack("{s:s, s:{s:{s:s, s:i, s:s}}, s:[s], s:b}", "type", "object", "properties",
		"file", "type", "string", "minLength", 1, "description",
		"a file with one item a line", "required", "file", "additionalProperties", 0);
}

static json_t *list_of(const struct writing *w, const struct row *row)
{
	json_t *forms = json_array();

	json_array_append_new(
		forms, json_pack("{s:s, s:o}", "type", "array", "items", item_of(w, row)));
	if (!(row->flags & ROW_INLINE))
		json_array_append_new(forms, file_form());
	if (row->flags & ROW_ONE)
		json_array_append_new(forms, item_of(w, row));
	return json_pack("{s:o}", "anyOf", forms);
}

static json_t *each_of(const struct writing *w, const struct row *row)
{
	json_t *list = json_pack("{s:s, s:o}", "type", "array", "items",
		object_below(w, arena_printf(w->a, "%s[].", row->path)));

	if (!(row->flags & ROW_PAIRS))
		return list;
	return json_pack("{s:[o, {s:s, s:o, s:o}]}", "anyOf", list, "type", "object",
		"propertyNames", text(schema_json_pattern(row[1].item)), "additionalProperties",
		item_of(w, &row[2]));
}

static json_t *value_of(const struct writing *w, const struct row *row)
{
	switch (row->kind) {
	case ROW_SECTION:
		return object_below(w, arena_printf(w->a, "%s.", row->path));
	case ROW_EACH:
		return each_of(w, row);
	case ROW_VERSION:
		return json_pack("{s:i}", "const", 1);
	case ROW_CHECK:
	case ROW_WORD:
		return words(row);
	case ROW_FLAG:
		return json_pack("{s:[b,b,s,s]}", "enum", 1, 0, "yes", "no");
	case ROW_TIME:
		return text("^" DURATION "$");
	case ROW_RATE:
		return text("^[0-9]{1,9}/" DURATION "$");
	case ROW_SIZE:
		return number_or("integer", (double)row->min, (double)row->max, "^[0-9]{1,9}[kKmM]?$");
	case ROW_SCORE:
		return number_or("number", (double)row->min / 10, (double)row->max / 10,
			"^[0-9]{1,9}(\\.[0-9])?$");
	case ROW_SHARE:
		return text("^[0-9]{1,9}(\\.[0-9])?%$");
	case ROW_COUNT:
		return number_or("integer", (double)row->min, (double)row->max, "^[0-9]{1,9}$");
	case ROW_TEXT:
		return item_of(w, row);
	case ROW_LIST:
		return list_of(w, row);
	case ROW_BLOCK:
		return json_pack("{s:[o,o]}", "anyOf", text(NULL), file_form());
	}
	return json_true();
}

static json_t *plain_value(const struct row *row, const struct node *v)
{
	const char *s = v->text;
	bool number = row->kind == ROW_COUNT || row->kind == ROW_SCORE ||
		      (row->kind == ROW_LIST && v->plain);

	if (row->kind == ROW_FLAG)
		return json_boolean(strcmp(s, "yes") == 0 || strcmp(s, "true") == 0);
	if (number && s[0] != '\0' && s[strspn(s, "0123456789")] == '\0')
		return json_loads(s, JSON_DECODE_ANY, NULL);
	if (row->kind == ROW_SCORE)
		return json_loads(s, JSON_DECODE_ANY, NULL);
	return json_string(s);
}

/* A default is YAML, as a value is. */
static json_t *default_of(const struct writing *w, const struct row *row)
{
	struct diags *d = diags_new(w->a, row->path);
	struct yaml y = yaml_read(row->def, strlen(row->def), w->a, d);
	json_t *list;

	if (y.root == NULL)
		return NULL;
	if (y.root->kind == NODE_SCALAR)
		return plain_value(row, y.root);
	list = json_array();
	for (const struct node *v = y.root->child; v != NULL; v = v->next)
		json_array_append_new(list, plain_value(row, v));
	return list;
}

static json_t *property(const struct writing *w, const struct row *row)
{
	json_t *j = value_of(w, row);
	const char *about = row->doc != NULL ? row->doc : row->path;

	json_object_set_new(j, "description",
		json_string(row->kind == ROW_SECTION
				    ? about
				    : arena_printf(w->a, "%s (%s)", about, schema_type(row, w->a))));
	if (row->def != NULL)
		json_object_set_new(j, "default", default_of(w, row));
	return j;
}

/* The mapping whose keys' paths begin with `prefix`. */
static json_t *object_below(const struct writing *w, const char *prefix)
{
	json_t *properties = json_object(), *required = json_array();
	size_t n = strlen(prefix);
	json_t *j = json_pack("{s:s, s:o}", "type", "object", "properties", properties);

	for (size_t i = 0; i < w->schema->n; i++) {
		const struct row *row = &w->schema->row[i];
		const char *key = row->path + n;

		if (strncmp(row->path, prefix, n) != 0 || strpbrk(key, ".[") != NULL)
			continue;
		json_object_set_new(properties, key, property(w, row));
		if (row->flags & ROW_REQUIRED)
			json_array_append_new(required, json_string(key));
	}
	if (json_array_size(required) > 0)
		json_object_set(j, "required", required);
	json_decref(required);
	json_object_set_new(j, "additionalProperties", json_false());
	return j;
}

int schema_json_print(const struct schema *s, const char *title, struct arena *a)
{
	struct writing w = { .schema = s, .a = a };
	json_t *j = json_pack("{s:s, s:s}", "$schema", "http://json-schema.org/draft-07/schema#",
		"title", title);
	json_t *top = object_below(&w, "");
	int rc;

	json_object_update(j, top);
	json_decref(top);
	rc = json_dumpf(j, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(10));
	json_decref(j);
	putchar('\n');
	return rc;
}

int schema_command(const struct options *o, struct arena *a)
{
	bool cases = o->policy != NULL && strcmp(o->policy, "cases") == 0;

	if (o->policy != NULL && !cases && strcmp(o->policy, "policy") != 0)
		return options_misuse("schema is of policy or cases, not of ", o->policy);
	if (schema_json_print(cases ? &cases_schema : &policy_schema,
		    cases ? "joejob cases" : "joejob policy", a) != 0)
		return EXIT_TROUBLE;
	return EXIT_DONE;
}
