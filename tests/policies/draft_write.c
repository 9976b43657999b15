/* draft_write.c - a draft as YAML, in the styles that people write it in (see draft.h). */
#include <string.h>

#include "draft.h"
#include "schema_value.h"

static bool plain_enough(const char *s)
{
	return *s != '\0' && s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789.")] == '\0' &&
	       s[0] != '.' && s[strspn(s, "0123456789.")] != '\0' && strlen(s) > 5;
}

const char *yaml_scalar(struct inventor *v, const char *text)
{
	struct buf b = { .arena = v->arena };

	if (plain_enough(text) && dice_percent(&v->dice, 60))
		return text;
	if (dice_percent(&v->dice, 40)) {
		buf_str(&b, "'");
		for (const char *s = text; *s; s++)
			buf_printf(&b, *s == '\'' ? "''" : "%c", *s);
		buf_str(&b, "'");
		return buf_text(&b);
	}
	buf_str(&b, "\"");
	for (const char *s = text; *s; s++)
		buf_printf(&b, strchr("\"\\", *s) ? "\\%c" : "%c", *s);
	buf_str(&b, "\"");
	return buf_text(&b);
}

static const char *number_text(struct inventor *v, const struct row *row, const struct pick *p)
{
	struct arena *a = v->arena;

	switch (row->kind) {
	case ROW_TIME:
		return dice_percent(&v->dice, 20) ? arena_printf(a, "%lus", p->n)
						  : schema_duration(p->n, a);
	case ROW_RATE:
		return arena_printf(a, "%lu/%s", p->n, schema_duration(p->per, a));
	case ROW_SIZE:
		return dice_percent(&v->dice, 20) ? arena_printf(a, "%lu", p->n)
						  : schema_size(p->n, a);
	case ROW_SCORE:
		return p->n % 10 == 0 && dice_percent(&v->dice, 50)
			       ? arena_printf(a, "%lu", p->n / 10)
			       : arena_printf(a, "%lu.%lu", p->n / 10, p->n % 10);
	case ROW_SHARE:
		return arena_printf(a, "%lu.%lu%%", p->n / 10, p->n % 10);
	case ROW_COUNT:
	case ROW_SECTION:
	case ROW_EACH:
	case ROW_VERSION:
	case ROW_CHECK:
	case ROW_FLAG:
	case ROW_WORD:
	case ROW_TEXT:
	case ROW_LIST:
	case ROW_BLOCK:
		break;
	}
	return arena_printf(a, "%lu", p->n);
}

static void write_list(struct inventor *v, const struct pick *p, struct buf *out)
{
	buf_str(out, "[");
	for (size_t i = 0; i < p->n_items; i++)
		buf_printf(out, "%s%s", i == 0 ? "" : ", ", yaml_scalar(v, p->item[i]));
	buf_str(out, "]\n");
}

static void write_section(
	struct inventor *v, const struct draft *d, const char *prefix, int indent, struct buf *out);

/* Each element begins with "- " in the place of two blanks. */
static void write_each(struct inventor *v, const struct row *row, const struct pick *p, int indent,
	struct buf *out)
{
	buf_str(out, "\n");
	for (size_t i = 0; i < p->n_items; i++) {
		struct buf element = { .arena = v->arena };

		write_section(v, &p->element[i], arena_printf(v->arena, "%s[].", row->path),
			indent + 2, &element);
		element.p[indent] = '-';
		buf_str(out, buf_text(&element));
	}
}

static void write_value(struct inventor *v, const struct row *row, const struct pick *p, int indent,
	struct buf *out)
{
	buf_str(out, " ");
	if (row->kind == ROW_EACH)
		write_each(v, row, p, indent, out);
	else if (row->kind == ROW_TEXT)
		buf_printf(out, "%s\n", yaml_scalar(v, p->item[0]));
	else if (row->kind == ROW_LIST && p->choice == CHOICE_FILE)
		buf_printf(out, "{file: %s}\n", p->item[p->n_items]);
	else if (row->kind == ROW_LIST)
		write_list(v, p, out);
	else if (row->kind == ROW_CHECK || row->kind == ROW_WORD)
		buf_printf(out, "%s\n", choice_name(row, p->choice));
	else if (row->kind == ROW_FLAG)
		buf_printf(out, "%s\n",
			dice_percent(&v->dice, 50) ? choice_name(row, p->choice)
			: p->choice		   ? "true"
						   : "false");
	else
		buf_printf(out, "%s\n", number_text(v, row, p));
}

static bool given_below(const struct inventor *v, const struct draft *d, const char *path)
{
	size_t n = strlen(path);

	for (size_t i = 0; i < v->schema->n; i++)
		if (d->pick[i].given && strncmp(v->schema->row[i].path, path, n) == 0 &&
			v->schema->row[i].path[n] == '.')
			return true;
	return false;
}

static void write_section(
	struct inventor *v, const struct draft *d, const char *prefix, int indent, struct buf *out)
{
	size_t n = strlen(prefix);

	for (size_t i = 0; i < v->schema->n; i++) {
		const struct row *row = &v->schema->row[i];
		const char *key = row->path + n;

		if (strncmp(row->path, prefix, n) != 0 || strpbrk(key, ".["))
			continue;
		if (row->kind == ROW_SECTION && given_below(v, d, row->path)) {
			buf_printf(out, "%*s%s:\n", indent, "", key);
			write_section(v, d, arena_printf(v->arena, "%s.", row->path), indent + 2,
				out);
		} else if (row->kind != ROW_SECTION && d->pick[i].given) {
			buf_printf(out, "%*s%s:", indent, "", key);
			write_value(v, row, &d->pick[i], indent, out);
		}
	}
}

void draft_write(struct inventor *v, const struct draft *d, struct buf *out)
{
	buf_str(out, "joejob: 1\n");
	write_section(v, d, "", 0, out);
}
