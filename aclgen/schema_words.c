/* schema_words.c - words for people: what a row takes, how long a time is, which key was meant. */
#include <string.h>

#include "buf.h"
#include "schema_value.h"

/* Longer words are no typing mistakes, and the time to compare grows with the square. */
enum { WORD_MAX = 40 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Insertions, deletions, replacements and swaps of neighbours from `a` to `b`. */
static size_t distance(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b);
	size_t row[3][WORD_MAX + 1] = { { 0 } };
	size_t *before = row[0], *last = row[1], *now = row[2];

	for (size_t j = 0; j <= nb; j++)
		last[j] = j;
	for (size_t i = 1; i <= na; i++) {
		size_t *spare = before;

		now[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			now[j] = least(last[j - 1] + (a[i - 1] != b[j - 1]),
				least(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		before = last;
		last = now;
		now = spare;
	}
	return last[nb];
}

const char *schema_nearest(const char *word, const char *const *candidates, size_t n)
{
	size_t len = strlen(word), best = len < 6 ? 1 : len / 3;
	const char *found = NULL;

	if (len > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		size_t other = strlen(candidates[i]), d;

		/* The distance is at least the difference of the lengths. */
		if (other > WORD_MAX || other > len + best || len > other + best)
			continue;
		d = distance(word, candidates[i]);
		/* A word that shares nothing with the candidate is no misspelling of it. */
		if (d > best || d >= other || d >= len)
			continue;
		found = candidates[i];
		if (d == 0)
			break;
		best = d - 1;
	}
	return found;
}

bool schema_has_word(const struct row *row, const char *word)
{
	for (const char *const *w = row->words; *w; w++)
		if (strcmp(*w, word) == 0)
			return true;
	return false;
}

const char *schema_duration(unsigned long s, struct arena *a)
{
	static const struct {
		unsigned long s;
		char unit;
	} units[] = { { 86400, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (s > 0 && s % units[i].s == 0)
			return arena_printf(a, "%lu%c", s / units[i].s, units[i].unit);
	return "0s";
}

const char *schema_type(const struct row *row, struct arena *a)
{
	struct buf out = { .arena = a };

	switch (row->kind) {
	case ROW_SECTION:
		return "a mapping";
	case ROW_EACH:
		if (row->flags & ROW_PAIRS)
			return arena_printf(a, "a mapping, for example {%s: %s}",
				row[1].item->example, row[2].item->example);
		return "a list of mappings";
	case ROW_VERSION:
		return "the number 1";
	case ROW_CHECK:
	case ROW_WORD:
		for (const char *const *w = row->words; *w; w++)
			buf_printf(&out, "%s%s", w == row->words ? "" : w[1] ? ", " : " or ", *w);
		return buf_text(&out);
	case ROW_FLAG:
		return "yes or no";
	case ROW_TIME:
		return arena_printf(a, "a duration from %s to %s", schema_duration(row->min, a),
			schema_duration(row->max, a));
	case ROW_RATE:
		return "a rate, for example 100/1h";
	case ROW_SIZE:
		return arena_printf(
			a, "a size from %s to %s", schema_size(row->min, a), schema_size(row->max, a));
	case ROW_SCORE:
		return "a score, for example 5.0";
	case ROW_COUNT:
		return arena_printf(a, "a number from %lu to %lu", row->min, row->max);
	case ROW_SHARE:
		return "a share, for example 10%";
	case ROW_TEXT:
		return arena_printf(
			a, "one %s, for example %s", row->item->name, row->item->example);
	case ROW_LIST:
		return arena_printf(a, "a list of %s, for example [%s]%s", row->item->plural,
			row->item->example, row->flags & ROW_INLINE ? "" : ", or {file: PATH}");
	case ROW_BLOCK:
		return "a block of lines (key: | and the lines indented below it), or {file: PATH}";
	}
	return "nothing yet";
}
