/* settings_read.h - what the setters of the settings line share; for settings.c and settings_*.c. */
#ifndef JJ_SETTINGS_READ_H
#define JJ_SETTINGS_READ_H

#include "settings.h"

enum { FAULT_MAX_LEN = 200 }; /* a sentence of PCRE2 */

struct parser {
	struct jj_settings *s;
	struct span word; /* what the phrase of a failed setter is about */
	unsigned seen; /* rows of the table that had a value, entry rows since `for` */
	char fault[FAULT_MAX_LEN]; /* for a phrase that is not a constant */
};

/* A setter takes the value of a key, an adder the item p->word of one; both return NULL or a phrase
 * that completes `KEY "WORD" ...`. */
typedef const char *setter(struct parser *p, struct span value);
typedef const char *adder(struct parser *p);

/* What stands before the first `c`; all of it where there is none. */
static inline struct span until(struct span s, unsigned char c)
{
	size_t n = 0;

	while (n < s.n && s.p[n] != c)
		n++;
	return span(s.p, n);
}

/* What follows the byte at which until() stopped. */
static inline struct span behind(struct span s, struct span head)
{
	size_t n = head.n < s.n ? head.n + 1 : s.n;

	return span(s.p + n, s.n - n);
}

/* Letters, digits, hyphens and underscores in labels; an address has all of that, too, and is kept
 * apart because it would never match as a name. */
bool is_name(struct span name);

/* Decodes %XX into `to`. NULL or a phrase. */
const char *read_coded(struct span value, char *to, size_t size, size_t *n);

/* settings_token.c */
setter set_keys, set_token;
adder add_required;

/* settings_keep.c */
setter set_keep;

/* settings_dkim.c */
setter set_dkim;
adder add_return_path;

#endif
