/* settings_dkim.h - the keys `dkim` and `returnpath` of the settings line. For settings.c alone. */
#ifndef JJ_SETTINGS_DKIM_H
#define JJ_SETTINGS_DKIM_H

#include "settings.h"

/* Whether it is a host or domain name, and no address. */
bool settings_is_name(struct span name);

/* Adds a key. NULL, or a phrase that completes `dkim "WORD" ...`, with *word what it is about. */
const char *settings_dkim_key(struct jj_settings *s, struct span value, struct span *word);

/* Adds a domain: NULL, or the phrase. */
const char *settings_return_path(struct jj_settings *s, struct span domain);

#endif
