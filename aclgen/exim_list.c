/* exim_list.c - see exim_list.h (Exim's specification, section "List construction"). */
#include <ctype.h>
#include <string.h>

#include "buf.h"
#include "exim_list.h"

static const char *skip_blanks(const char *s)
{
	while (isspace((unsigned char)*s))
		s++;
	return s;
}

/* "<;" or "<\n": how it changes the separator, once. */
static const char *change_separator(const char *s, char *separator)
{
	if (s[0] != '<' || !ispunct((unsigned char)s[1]))
		return s;
	*separator = s[1];
	return s + 2;
}

const char *exim_list_next(const char **list, char *separator, struct arena *a)
{
	struct buf item = { .arena = a };
	const char *s = skip_blanks(*list);

	if (*separator == '\0') {
		*separator = ':';
		s = skip_blanks(change_separator(s, separator));
	}
	if (*s == '\0')
		return NULL;
	for (; *s != '\0'; s++) {
		if (*s == *separator && s[1] != *separator)
			break;
		s += *s == *separator;
		buf_add(&item, s, 1);
	}
	*list = s + (*s != '\0');
	while (item.n > 0 && isspace((unsigned char)item.p[item.n - 1]))
		item.p[--item.n] = '\0';
	return buf_text(&item);
}
