/* schema.h - from YAML nodes to a typed struct by a table of rows.
 *
 * One row a key: where it stands, what it may hold, where it goes, its default, what it is for.
 * The table is the only place that knows: reading and the JSON Schema come from it, and the manual
 * is compared with it (tests/repo/docs.t).
 */
#ifndef AG_SCHEMA_H
#define AG_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "diag.h"
#include "policy.h"
#include "yamltree.h"

enum row_kind {
	ROW_SECTION, /* a mapping; its keys have rows of their own */
	ROW_EACH,    /* a sequence of mappings; their keys have rows with PATH[]. in front */
	ROW_VERSION, /* the number 1 */
	ROW_CHECK,   /* struct check: a mode */
	ROW_FLAG,    /* struct flag: yes, no */
	ROW_TIME,    /* struct span_of_time: 30s, 5m, 24h, 7d */
	ROW_RATE,    /* struct rate: 100/1h */
	ROW_SIZE,    /* struct amount: bytes; 512k, 10m */
	ROW_SCORE,   /* struct amount: tenths; 5.0 */
	ROW_COUNT,   /* struct amount: a whole number */
	ROW_SHARE,   /* struct amount: tenths of a percent; 10%, 0.5% */
	ROW_WORD,    /* an enum: one of `words` */
	ROW_TEXT,    /* struct str: one item */
	ROW_LIST,    /* struct list: items, or {file: PATH} */
	ROW_BLOCK,   /* struct block: lines, or {file: PATH} */
};

/* Text of many lines, as it stands in the YAML or in the file. */
struct block {
	const char *s; /* NULL: not given */
	size_t n;
	struct where at;
};

/* The syntax of an item. */
struct item_kind {
	const char *name;    /* "domain" */
	const char *plural;  /* "domains" */
	const char *example; /* an item, quoted where YAML wants it */
	const char *code;
	/* NULL, or a phrase completing "VALUE ..." that says what is wrong and what to write. */
	const char *(*fault)(const char *value, struct arena *a);
};

enum row_flag {
	ROW_REQUIRED = 1,
	ROW_IF_GIVEN = 2, /* the default holds only where the section is in the policy */
	ROW_ONE = 4,      /* ROW_LIST: a single item needs no brackets */
	ROW_PAIRS = 8,    /* ROW_EACH: KEY: VALUE may stand for a mapping of the next two rows */
	ROW_INLINE = 16,  /* ROW_LIST: a file is refused, by who knows why */
};

/* offsetof a member of struct BASE; does not compile where the member is no T. */
#define SCHEMA_FIELD(BASE, T, member) \
	(offsetof(struct BASE, member) + \
		0 * sizeof(_Generic(((struct BASE *)0)->member, T : 0)))

/* A section that has no `struct where` to fill. */
#define SCHEMA_NOWHERE ((size_t)-1)

struct row {
	const char *path; /* "us.hostname", "us.outbound[].for" */
	enum row_kind kind;
	size_t offset;             /* in the whole struct; behind [] in the element */
	const char *def;           /* the default, as YAML; NULL: none */
	const char *doc;           /* one sentence */
	unsigned flags;            /* enum row_flag */
	const struct item_kind *item;
	const char *const *words;  /* ROW_WORD: NULL-terminated, in the order of the enum;
	                              ROW_CHECK: those of schema_modes that it can have */
	unsigned long min, max;    /* ROW_TIME: seconds; ROW_RATE: messages; ROW_SIZE to ROW_COUNT */
	size_t size, n_offset, at_offset; /* ROW_EACH: element, its count, its struct where */
};

struct schema {
	const struct row *row;
	size_t n;
	const char *thing; /* "policy": what the table is about */
	const char *begin; /* "joejob: 1" */
};

/* One reading. The caller fills in the first five members. */
struct schema_run {
	const struct schema *schema;
	struct arena *arena;
	struct diags *d;
	const char *folder; /* what list files are relative to */
	void *out;          /* zeroed struct that the rows' offsets are about */
	struct where *given; /* per row: where its value stands; line 0: not in the policy */
	bool *bad;           /* per row: its value is wrong or missing */
	bool whole;          /* false: what is missing may stand behind the syntax error */
};

/* Fills *run->out with what `y` says and with the defaults; adds what is wrong to run->d. */
void schema_read(struct schema_run *run, struct yaml y);

/* Where the value of the key at `path` stands; line 0: not in the policy. */
struct where schema_where(const struct schema_run *run, const char *path);

/* Whether something is wrong at `path`, above or below it, so that nothing follows from it. */
bool schema_bad(const struct schema_run *run, const char *path);

/* All rows in the order of the manual: fn(row, arg) for each. */
void schema_each(const struct schema *s, void (*fn)(const struct row *row, void *arg), void *arg);

/* "a list of domains", "yes or no": for messages and the manual. */
const char *schema_type(const struct row *row, struct arena *a);

/* Whether the row takes this word (ROW_CHECK, ROW_WORD). */
bool schema_has_word(const struct row *row, const char *word);

/* off, log, tag, defer, deny: NULL-terminated, in the order of enum mode. */
extern const char *const schema_modes[];

#endif
