/* schema_json.h - a table of rows as a JSON Schema, for editors and other programs.
 *
 * Draft 7: what yaml-language-server reads, and what every validator knows. Programs that read a
 * policy by YAML 1.1 see `off` as false and `yes` as true, those of YAML 1.2 as text: both pass.
 * The schema says what single values look like; that names exist, that files are there and that
 * values fit together is the business of aclgen check.
 */
#ifndef AG_SCHEMA_JSON_H
#define AG_SCHEMA_JSON_H

#include "arena.h"
#include "options.h"
#include "schema.h"

/* Prints the schema. Returns 0, or -1 where there is no memory for it. */
int schema_json_print(const struct schema *s, const char *title, struct arena *a);

/* A regular expression (ECMA 262) that every value of this kind matches; NULL: no simple one. */
const char *schema_json_pattern(const struct item_kind *item);

/* `aclgen schema [policy | cases]`. */
int schema_command(const struct options *o, struct arena *a);

#endif
