/* schema_value.h - the setters of schema.c: one node into one member. For schema*.c alone. */
#ifndef AG_SCHEMA_VALUE_H
#define AG_SCHEMA_VALUE_H

#include "schema.h"

/* `to` is the member; `node` is of a kind that the row takes, and not NODE_BAD. */
typedef void schema_setter(
	struct schema_run *run, const struct row *row, const struct node *node, void *to);

schema_setter schema_set_version, schema_set_check, schema_set_flag, schema_set_time,
	schema_set_rate, schema_set_size, schema_set_score, schema_set_count, schema_set_share, schema_set_word,
	schema_set_text, schema_set_list, schema_set_block;

/* A scalar as an item of the row's kind. Returns whether it is one; reported if not. */
bool schema_item(struct schema_run *run, const struct row *row, const struct node *node,
	struct str *to);

/* Reads the items of a list from a file, one a line, `#` begins a comment. */
void schema_list_file(struct schema_run *run, const struct row *row, const struct node *file,
	struct list *to);

/* {file: PATH} and nothing else. Returns the PATH node; NULL, and reported, where it is not. */
const struct node *schema_file_node(
	struct schema_run *run, const struct row *row, const struct node *map);

/* PATH as aclgen opens it. */
const char *schema_file_path(const struct schema_run *run, const struct node *file);

/* The candidate that `word` is probably a typing mistake of, or NULL. */
const char *schema_nearest(const char *word, const char *const *candidates, size_t n);

/* Digits and one unit: NULL, or a phrase completing "VALUE ...". */
const char *schema_parse_duration(const char *text, unsigned long *s);

/* Seconds as the policy writes them: 604800 is "7d". */
const char *schema_duration(unsigned long s, struct arena *a);

/* Bytes as the policy writes them: 524288 is "512k". */
const char *schema_size(unsigned long bytes, struct arena *a);

#endif
