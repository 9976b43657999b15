/* pattern.h - the regexes of the settings, compiled: the admin's patterns and the queue ids.
 *
 * They are his, what they are matched against is anybody's: each match has PCRE2's limits, and all
 * of a message together a budget of steps. A regex that reaches one says nothing about the rest of
 * the message. Knows neither fields nor verdicts.
 */
#ifndef JJ_PATTERN_H
#define JJ_PATTERN_H

#include "settings.h"

enum pattern_answer {
	PATTERN_NO,
	PATTERN_YES,
	PATTERN_LIMIT, /* a limit was reached just now */
	PATTERN_SPENT, /* one was reached before, and this regex was not asked */
};

struct patterns;

/* Compiles what the settings hold, which must outlive it. NULL when memory or PCRE2 fail. The caller
 * frees it with patterns_free, which takes NULL as well. */
struct patterns *patterns_new(const struct jj_settings *s);
void patterns_free(struct patterns *p);

/* Another message: all regexes are asked again. */
void patterns_reset(struct patterns *p);

/* Whether pattern `i` of the settings matches anywhere in the field. */
enum pattern_answer patterns_field(struct patterns *p, unsigned i, struct span field);

/* Whether the id is, as a whole, one that the entry's servers give; yes where nothing is said. */
enum pattern_answer patterns_queue(struct patterns *p, unsigned entry, struct span id);

#endif
