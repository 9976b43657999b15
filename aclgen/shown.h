/* shown.h - text of others, as it may be shown to people and written into XML and JSON. */
#ifndef AG_SHOWN_H
#define AG_SHOWN_H

#include "arena.h"

/* `text` with \xHH for controls, what cannot be seen, and broken UTF-8; newlines stay, tabs become
 * blanks. */
const char *shown(const char *text, struct arena *a);

/* The same as a JSON string, with its quotes. */
const char *shown_json(const char *text, struct arena *a);

#endif
