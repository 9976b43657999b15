/* yamltree.h - YAML text into a tree of nodes with places, for the schema.
 *
 * The strict part of YAML that a policy needs: mappings with unique plain keys, sequences, and
 * scalars. Anchors, aliases, merge keys, tags, directives and a second document are errors, and so
 * are characters that nobody can see. Scalars stay text: what a plain `no` means is said by the
 * schema's row, not here.
 */
#ifndef AG_YAMLTREE_H
#define AG_YAMLTREE_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "diag.h"

enum {
	/* The deepest policy has 5 levels. libyaml's work grows with the square of the depth. */
	YAML_DEPTH_MAX = 32,
	/* A list of this length belongs into a file of its own. Every key and value counts. */
	YAML_NODES_MAX = 65536,
	/* Broken bytes after which the file is taken for something else than text. */
	YAML_BAD_BYTES_MAX = 20,
};

/* NODE_BAD: was there and is already reported; whoever meets one says nothing more about it. */
enum node_kind { NODE_SCALAR, NODE_SEQ, NODE_MAP, NODE_BAD };

struct node {
	enum node_kind kind;
	bool plain; /* a scalar without quotes */
	bool block; /* a literal block (|) with its line ends and tabs, of yaml_read_blocks() */
	struct where at;
	const char *text; /* of a scalar, without control characters */
	size_t n;         /* children */
	struct node *child, *next;
	struct node *key; /* of a value in a mapping; always a scalar */
};

struct yaml {
	struct node *root; /* NULL: nothing could be read; an error unless the text was empty */
	bool whole;        /* false: reading stopped at an error, there may be more behind it */
};

/* Reads all of `text`; what is wrong is added to `d`. */
struct yaml yaml_read(const char *text, size_t n, struct arena *a, struct diags *d);

/* The same for files in which messages stand: a literal block keeps its lines. */
struct yaml yaml_read_blocks(const char *text, size_t n, struct arena *a, struct diags *d);

#endif
