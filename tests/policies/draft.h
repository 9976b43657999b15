/* draft.h - a random policy before it is text: what each row of the parser's table holds.
 *
 * Rows are chosen by the table alone, so that a new key is in the next run without a word here;
 * what holds between keys is put right afterwards (draft_fit.c).
 */
#ifndef JJ_TESTS_DRAFT_H
#define JJ_TESTS_DRAFT_H

#include "arena.h"
#include "buf.h"
#include "dice.h"
#include "policy_load.h"

/* What is told apart about a key when it is counted: each word, or one of these. */
enum {
	CHOICE_LEAST, /* of a number: the ends of its range, and what is between them */
	CHOICE_MOST,
	CHOICE_BETWEEN,
	CHOICE_INLINE = 0, /* of a list */
	CHOICE_FILE,
	CHOICE_ONE = 0, /* of a list of mappings */
	CHOICE_SEVERAL,
	CHOICES = 8, /* no row has as many words */
};

/* The number of choices of a row; 0: it is not counted. */
size_t choices(const struct row *row);

/* "deny", "least", "by file". */
const char *choice_name(const struct row *row, size_t choice);

/* One value. */
struct pick {
	bool given;
	size_t choice;
	unsigned long n, per;  /* of numbers; `per` of rates, in seconds */
	const char **item;     /* of texts and lists */
	size_t n_items;
	struct draft *element; /* of lists of mappings: n_items of them */
};

/* By the index of the row. */
struct draft {
	struct pick *pick;
};

struct file {
	const char *name, *text;
};

enum { FILES_MAX = 256, OWN_MAX = 12 };

struct inventor {
	const struct schema *schema;
	struct dice dice;
	struct arena *arena;   /* of the policy that is being made */
	unsigned long number;  /* for names that no other item has */
	unsigned density;      /* percent of the keys that are given */
	const char *own[OWN_MAX], *relayed[OWN_MAX]; /* its domains */
	size_t n_own, n_relayed;
	struct file file[FILES_MAX]; /* lists and hooks beside the policy */
	size_t n_files;
	unsigned long (*made)[CHOICES]; /* by the row: how often each choice was made so far */
};

void inventor_init(struct inventor *v, const struct schema *schema, uint64_t seed, struct arena *a);

/* The next policy. The files that it names are in v->file. All memory is of `a`. */
struct draft draft_policy(struct inventor *v, struct arena *a);

/* The same, with all keys given. */
struct draft draft_all(struct inventor *v, struct arena *a);

/* What holds between keys. */
void draft_fit(struct inventor *v, struct draft *d);

/* The key at `path`, of a draft or an element of one; NULL: there is no such key. */
struct pick *draft_at(const struct inventor *v, const struct draft *d, const char *path);

/* As YAML. */
void draft_write(struct inventor *v, const struct draft *d, struct buf *out);

/* How often each choice of each row is in it, added to `count`. */
void draft_count(const struct inventor *v, const struct draft *d, unsigned long (*count)[CHOICES]);

/* A new item for the row, valid by itself. */
const char *invent_item(struct inventor *v, const struct row *row);

/* Items for a list of that row; not the ones of its default. */
void invent_items(struct inventor *v, const struct row *row, struct pick *pick, size_t n);

/* Whether a list of this row may stand in a file: what the settings line carries may not. */
bool takes_file(const struct row *row);

/* A scalar of YAML that is this text. */
const char *yaml_scalar(struct inventor *v, const char *text);

#endif
