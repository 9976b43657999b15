/* printed.c - see printed.h. */
#include "printed.h"

#include <criterion/criterion.h>
#include <stdio.h>

char *printed(const struct diags *d, bool json)
{
	char *text = NULL;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	cr_assert_not_null(f);
	diags_print(d, f, json);
	fclose(f);
	return text;
}
