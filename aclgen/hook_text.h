/* hook_text.h - a hook's text taken apart as Exim does it: stanzas of a verb and its items. */
#ifndef AG_HOOK_TEXT_H
#define AG_HOOK_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum hook_line {
	HOOK_END,
	HOOK_BLANK,	/* nothing, or a comment */
	HOOK_DIRECTIVE, /* .ifdef, .include, or a macro's definition */
	HOOK_VERB,	/* a stanza begins; `item` is the rest of the line */
	HOOK_LABEL,	/* "name:" begins an ACL, "begin" a section */
	HOOK_ITEM,	/* a condition or modifier of the stanza */
};

/* A line with its continuations: what the last call of hook_next() found. */
struct hook_cursor {
	const char *next;  /* the caller sets this to the text */
	const char *word;  /* of a verb, label, directive or item, without a "!" */
	size_t n;	   /* its length */
	const char *item;  /* the first word of an item behind a verb; NULL: none */
	size_t item_n;
	unsigned line;	   /* counted from 1; the caller sets it to 0 */
	unsigned lines;	   /* for hook_next() alone: how many the last one had */
	bool open;	   /* the text ends in a continuation */
};

/* The next line, into `c`, whose words point into the text; HOOK_END: there is none. */
enum hook_line hook_next(struct hook_cursor *c);

/* Whether the `n` bytes at `word` are `s`. */
bool hook_is(const char *word, size_t n, const char *s);

/* Whether an item is a condition: what is none changes or says something. */
bool hook_is_condition(const char *item, size_t n);

#endif
