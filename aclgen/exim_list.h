/* exim_list.h - an Exim list as its configuration file has it, taken apart. */
#ifndef AG_EXIM_LIST_H
#define AG_EXIM_LIST_H

#include "arena.h"

/* The next item of the list that *list points into, without blanks around it, and with doubled
 * separators made single; NULL at the end. *separator is '\0' at the beginning; a
 * "<;" in front of the list sets it. For lists that are not expanded, as they stand. */
const char *exim_list_next(const char **list, char *separator, struct arena *a);

#endif
