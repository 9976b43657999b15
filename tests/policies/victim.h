/* victim.h - a policy that has every key, and one or more of its texts replaced by others. */
#ifndef JJ_TESTS_VICTIM_H
#define JJ_TESTS_VICTIM_H

#include "draft.h"
#include "render.h"

/* A text of the policy: a row, or its list in a file. */
struct place {
	size_t row;
	bool by_file;
};

struct victim {
	struct inventor v;
	struct draft d;
	const char *dir; /* its files are in there */
	struct templates templates;
};

/* Every key is given, every check refuses, no list is in a file. */
void victim_make(struct victim *t, uint64_t seed, const char *dir, struct arena *a);

/* Whether the row holds text that can be tried. The domain of a server inside cannot: it has to be one
 * of us.domains.relay_to. */
bool victim_has_text(const struct victim *t, size_t row);

/* Sets the items of a row; of lists of mappings, in the first of them. */
void victim_set(struct victim *t, size_t row, const char **item, size_t n);

/* The key at `path`; of lists of mappings, in the first of them. */
struct pick *victim_pick(const struct victim *t, const char *path);

/* Gives and takes keys of state, so that `key` is used: with the backend sqlite where that is its
 * file, with pgsql otherwise. */
void victim_suit_state(struct victim *t, const char *key);

/* The policy as YAML with `bytes` in one place, which is then in *at. For a list by file that is the
 * name of a file, with `bytes` in it. */
const char *victim_text(struct victim *t, struct place place, const char *bytes, size_t n,
	struct where *at, struct arena *a);

/* The file of that. */
const char *victim_list_file(const struct victim *t, struct arena *a);

/* Loads and renders. Returns 0, or 1 when it was refused; the reasons are in *said, in either case.
 * `p` is valid for as long as the arena. */
int victim_render(struct victim *t, const char *yaml, struct policy *p, struct buf *out,
	const char **said, struct arena *a);

/* What the loaded policy has for that row: a text, or the items of a list. */
struct list victim_stored(const struct victim *t, const struct policy *p, size_t row);

/* The statements of a configuration: comments dropped, lines joined as Exim joins them, blanks taken
 * out, since they mean nothing between words; one statement a line. */
const char *statements(const char *text, struct arena *a);

/* The beginning of each statement, up to the value. */
const char *skeleton(const char *statements, struct arena *a);

#endif
