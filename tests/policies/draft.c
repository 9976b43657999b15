/* draft.c - chooses a value for each row (see draft.h). */
#include "draft.h"

#include <string.h>

static size_t words(const struct row *row)
{
	size_t n = 0;

	while (row->words[n])
		n++;
	return n;
}

size_t choices(const struct row *row)
{
	switch (row->kind) {
	case ROW_CHECK:
	case ROW_WORD:
		return words(row);
	case ROW_FLAG:
	case ROW_EACH:
		return 2;
	case ROW_TIME:
	case ROW_RATE:
	case ROW_SIZE:
	case ROW_SCORE:
	case ROW_COUNT:
	case ROW_SHARE:
		return 3;
	case ROW_TEXT:
		return 1;
	case ROW_LIST:
		return takes_file(row) ? 2 : 1;
	case ROW_SECTION:
	case ROW_VERSION:
	case ROW_BLOCK:
		break;
	}
	return 0;
}

const char *choice_name(const struct row *row, size_t choice)
{
	static const char *const number[] = { "least", "most", "between" };
	static const char *const list[] = { "inline", "by file" };
	static const char *const each[] = { "one", "several" };

	switch (row->kind) {
	case ROW_CHECK:
	case ROW_WORD:
		return row->words[choice];
	case ROW_FLAG:
		return choice == 0 ? "no" : "yes";
	case ROW_LIST:
		return list[choice];
	case ROW_EACH:
		return each[choice];
	case ROW_TEXT:
		return "given";
	case ROW_TIME:
	case ROW_RATE:
	case ROW_SIZE:
	case ROW_SCORE:
	case ROW_COUNT:
	case ROW_SHARE:
	case ROW_SECTION:
	case ROW_VERSION:
	case ROW_BLOCK:
		break;
	}
	return number[choice];
}

void inventor_init(struct inventor *v, const struct schema *schema, uint64_t seed, struct arena *a)
{
	*v = (struct inventor){ .schema = schema,
		.dice = { seed },
		.arena = a,
		.made = arena_alloc(a, schema->n * sizeof *v->made) };
}

/* Half of the time what was made least often so far, so that few policies have everything. */
static size_t choose(struct inventor *v, const struct row *row)
{
	unsigned long *made = v->made[row - v->schema->row];
	size_t n = choices(row), best = dice_below(&v->dice, n), first = best;

	if (dice_percent(&v->dice, 50))
		return best;
	for (size_t i = 0; i < n; i++)
		if (made[(first + i) % n] < made[best])
			best = (first + i) % n;
	return best;
}

static unsigned long number(struct inventor *v, const struct row *row, size_t choice)
{
	if (choice == CHOICE_LEAST)
		return row->min;
	if (choice == CHOICE_MOST)
		return row->max;
	return dice_between(&v->dice, row->min + (row->min < row->max), row->max);
}

static void draft_section(struct inventor *v, struct draft *d, const char *prefix);

static void draft_each(struct inventor *v, const struct row *row, struct pick *p)
{
	p->n_items = p->choice == CHOICE_ONE ? 1 : 2 + dice_below(&v->dice, 3);
	p->element = arena_alloc(v->arena, p->n_items * sizeof *p->element);
	for (size_t i = 0; i < p->n_items; i++) {
		p->element[i].pick =
			arena_alloc(v->arena, v->schema->n * sizeof *p->element[i].pick);
		draft_section(v, &p->element[i], arena_printf(v->arena, "%s[].", row->path));
	}
}

static void draft_value(struct inventor *v, const struct row *row, struct pick *p)
{
	p->given = true;
	p->choice = choose(v, row);
	switch (row->kind) {
	case ROW_EACH:
		draft_each(v, row, p);
		break;
	case ROW_RATE:
		p->per = dice_between(&v->dice, 1, 30UL * 86400);
		p->n = number(v, row, p->choice);
		break;
	case ROW_TIME:
	case ROW_SIZE:
	case ROW_SCORE:
	case ROW_COUNT:
	case ROW_SHARE:
		p->n = number(v, row, p->choice);
		break;
	case ROW_TEXT:
		invent_items(v, row, p, 1);
		break;
	case ROW_LIST:
		invent_items(v, row, p, 1 + dice_below(&v->dice, dice_percent(&v->dice, 10) ? 40 : 5));
		break;
	case ROW_CHECK:
	case ROW_WORD:
	case ROW_FLAG:
	case ROW_SECTION:
	case ROW_VERSION:
	case ROW_BLOCK:
		break;
	}
}

/* The mode at the top would switch off all others if it were given as often, and Debian's layouts
 * take longer to try than all the rest. */
static unsigned share(const struct inventor *v, const struct row *row)
{
	if (strcmp(row->path, "mode") == 0)
		return 40;
	if (strcmp(row->path, "output.layout") == 0)
		return 20;
	return row->flags & ROW_REQUIRED ? 100 : v->density;
}

/* The rows behind the prefix, but for those in lists of mappings, which have drafts of their own. */
static void draft_section(struct inventor *v, struct draft *d, const char *prefix)
{
	size_t n = strlen(prefix);

	for (size_t i = 0; i < v->schema->n; i++) {
		const struct row *row = &v->schema->row[i];

		if (strncmp(row->path, prefix, n) == 0 && !strchr(row->path + n, '[') &&
			choices(row) > 0 && dice_percent(&v->dice, share(v, row)))
			draft_value(v, row, &d->pick[i]);
	}
}

struct pick *draft_at(const struct inventor *v, const struct draft *d, const char *path)
{
	for (size_t i = 0; i < v->schema->n; i++)
		if (strcmp(v->schema->row[i].path, path) == 0)
			return &d->pick[i];
	return NULL;
}

/* The words of a number's place in its range follow from the number, since some were changed. */
static size_t choice_of(const struct row *row, const struct pick *p)
{
	switch (row->kind) {
	case ROW_TIME:
	case ROW_RATE:
	case ROW_SIZE:
	case ROW_SCORE:
	case ROW_COUNT:
	case ROW_SHARE:
		return p->n == row->min ? CHOICE_LEAST : p->n == row->max ? CHOICE_MOST
									  : CHOICE_BETWEEN;
	case ROW_EACH:
		return p->n_items == 1 ? CHOICE_ONE : CHOICE_SEVERAL;
	case ROW_SECTION:
	case ROW_VERSION:
	case ROW_CHECK:
	case ROW_FLAG:
	case ROW_WORD:
	case ROW_TEXT:
	case ROW_LIST:
	case ROW_BLOCK:
		break;
	}
	return p->choice;
}

void draft_count(const struct inventor *v, const struct draft *d, unsigned long (*count)[CHOICES])
{
	for (size_t i = 0; i < v->schema->n; i++) {
		const struct pick *p = &d->pick[i];

		if (!p->given)
			continue;
		count[i][choice_of(&v->schema->row[i], p)]++;
		for (size_t k = 0; p->element && k < p->n_items; k++)
			draft_count(v, &p->element[k], count);
	}
}

static struct draft draft_dense(struct inventor *v, unsigned density, struct arena *a)
{
	struct draft d = { .pick = arena_alloc(a, v->schema->n * sizeof *d.pick) };

	v->arena = a;
	v->density = density;
	v->n_own = v->n_relayed = v->n_files = 0;
	draft_section(v, &d, "");
	draft_fit(v, &d);
	draft_count(v, &d, v->made);
	return d;
}

struct draft draft_policy(struct inventor *v, struct arena *a)
{
	static const unsigned densities[] = { 8, 25, 50, 50, 90 };

	return draft_dense(v, dice_of(&v->dice, densities), a);
}

struct draft draft_all(struct inventor *v, struct arena *a)
{
	return draft_dense(v, 100, a);
}
