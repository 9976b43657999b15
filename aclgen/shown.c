/* shown.c - see shown.h. */
#include <stdint.h>
#include <string.h>

#include "buf.h"
#include "shown.h"
#include "utf8.h"

const char *shown(const char *text, struct arena *a)
{
	struct buf b = { .arena = a };
	size_t left = strlen(text);

	while (left > 0) {
		uint32_t ch = 0;
		size_t n = utf8_next(text, left, &ch);
		if (n > 0 && (utf8_shown(ch) || ch == '\n'))
			buf_add(&b, text, n);
		else if (n == 1 && ch == '\t')
			buf_str(&b, " ");
		else
			for (size_t i = 0; i < (n > 0 ? n : 1); i++)
				buf_printf(&b, "\\x%02x", (unsigned)(unsigned char)text[i]);
		n = n > 0 ? n : 1;
		text += n;
		left -= n;
	}
	return buf_text(&b);
}

const char *shown_json(const char *text, struct arena *a)
{
	struct buf b = { .arena = a };

	buf_str(&b, "\"");
	for (const char *s = shown(text, a); *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			buf_str(&b, "\\");
		if (*s == '\n')
			buf_str(&b, "\\n");
		else
			buf_add(&b, s, 1);
	}
	buf_str(&b, "\"");
	return buf_text(&b);
}
