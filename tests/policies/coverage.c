/* coverage.c - see coverage.h. */
#include "coverage.h"

#include <stdio.h>
#include <string.h>

/* A word that the key has anyway when it is left out. */
static bool is_default(const struct row *row, size_t choice)
{
	const char *word = choice_name(row, choice);

	if (row->kind == ROW_FLAG || row->kind == ROW_CHECK || row->kind == ROW_WORD)
		return row->def && strcmp(row->def, word) == 0;
	return false;
}

/* Of a key with one word alone, that word has to do. */
static bool counts(const struct row *row, size_t choice)
{
	return choices(row) == 1 || !is_default(row, choice);
}

unsigned coverage_print(
	const struct schema *schema, unsigned long (*count)[CHOICES], unsigned long least)
{
	unsigned under = 0;

	for (size_t i = 0; i < schema->n; i++) {
		const struct row *row = &schema->row[i];

		if (choices(row) == 0)
			continue;
		printf("# %-38s", row->path);
		for (size_t k = 0; k < choices(row); k++) {
			bool low = counts(row, k) && count[i][k] < least;

			under += low;
			printf(" %s %lu%s", choice_name(row, k), count[i][k], low ? " (!)" : "");
		}
		printf("\n");
	}
	return under;
}
