/* policy-keys - every key of the policy that this version takes, one a line, with what it takes and its default
 * behind tabs, as the parser's own table has them; with an argument, of a file of cases.
 * tests/repo/docs.t compares joejob(5) and joejob-cases(5) with it.
 */
#include <stdio.h>

#include "arena.h"
#include "cases.h"
#include "policy_load.h"
#include "schema.h"

static void print(const struct row *row, void *arg)
{
	printf("%s\t%s\t%s\t%s\n", row->path, schema_type(row, arg), row->def ? row->def : "",
		row->doc ? row->doc : "");
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();

	(void)argv;
	schema_each(argc > 1 ? &cases_schema : &policy_schema, print, a);
	arena_free(a);
	return 0;
}
