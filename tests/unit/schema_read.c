/* schema_read.c - see schema_read.h. */
#include "schema_read.h"

#include <criterion/criterion.h>
#include <string.h>

#include "printed.h"

char *schema_filled(struct schema_run *run, const struct schema *schema, void *out,
	const char *text, const char *folder)
{
	struct yaml y;

	*run = (struct schema_run){
		.schema = schema, .arena = arena_new(), .out = out, .folder = folder
	};
	run->d = diags_new(run->arena, "p");
	y = yaml_read(text, strlen(text), run->arena, run->d);
	cr_assert_not_null(y.root, "[%s]", text);
	schema_read(run, y);
	return printed(run->d, false);
}
