/* yamltree_text.h - the bytes of a policy before libyaml sees them. For yamltree.c alone. */
#ifndef AG_YAMLTREE_TEXT_H
#define AG_YAMLTREE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "diag.h"

/* A copy of `text` in which every character that must not be there is U+FFFD, so that libyaml,
 * which would stop at the first one, can go on to the errors behind it. Each is reported.
 * Returns NULL where the text is no UTF-8 text at all. */
const char *yaml_clean_text(
	const char *text, size_t n, struct arena *a, struct diags *d, size_t *clean_n);

/* Whether there is a character that must not be there. */
bool yaml_hidden_text(const char *text, size_t n);

#define YAML_REPLACED "\xef\xbf\xbd" /* U+FFFD */

#endif
