/* schema_read.h - reads YAML by a schema, for the tests of the table interpreter. */
#ifndef AG_TESTS_SCHEMA_READ_H
#define AG_TESTS_SCHEMA_READ_H

#include "schema.h"

/* What YAML of these bytes fills into `out`, a struct of the schema's; files are looked for in
 * `folder`. *run has an arena of its own, which is the caller's to free. Returns what was said, of
 * malloc. */
char *schema_filled(struct schema_run *run, const struct schema *schema, void *out,
	const char *text, const char *folder);

#endif
