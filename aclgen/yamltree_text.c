/* yamltree_text.c - see yamltree_text.h. */
#include "yamltree_text.h"

#include <stdint.h>
#include <string.h>

#include "buf.h"
#include "utf8.h"
#include "yamltree.h"

static const struct mark {
	const char *bytes;
	size_t n;
	const char *name; /* NULL: UTF-8, and the text behind the mark can be read */
} marks[] = {
	{ "\xef\xbb\xbf", 3, NULL },
	{ "\xff\xfe", 2, "UTF-16" },
	{ "\xfe\xff", 2, "UTF-16" },
	{ "\0\0\xfe\xff", 4, "UTF-32" },
};

static const struct mark *mark_of(const char *text, size_t n)
{
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (n >= marks[i].n && memcmp(text, marks[i].bytes, marks[i].n) == 0)
			return &marks[i];
	return NULL;
}

const char *yaml_clean_text(
	const char *text, size_t n, struct arena *a, struct diags *d, size_t *clean_n)
{
	const struct mark *mark = mark_of(text, n);
	struct buf out = { .arena = a };
	struct where at = { .line = 1, .col = 1 };
	bool after_bad = false;
	unsigned bad = 0;

	if (mark) {
		diag_add(d, SEV_ERROR, at, AG_NOT_UTF8,
			mark->name
				? "the file is %s; save it as UTF-8"
				: "the file begins with a byte order mark%s; save it without one",
			mark->name ? mark->name : "");
		if (mark->name)
			return NULL;
		text += mark->n;
		n -= mark->n;
	}
	for (size_t i = 0, step; i < n; i += step) {
		uint32_t ch = 0;
		const char *code = NULL;

		step = utf8_next(text + i, n - i, &ch);
		if (step == 0) {
			code = AG_NOT_UTF8;
			step = 1;
		} else if (!utf8_shown(ch) && ch != '\t' && ch != '\n' && ch != '\r') {
			code = AG_CONTROL;
		}
		if (!code) {
			buf_add(&out, text + i, step);
		} else {
			buf_str(&out, YAML_REPLACED);
			if (!after_bad && ++bad > YAML_BAD_BYTES_MAX) {
				diag_add(d, SEV_ERROR, at, code,
					"too many characters that do not belong into a text; is "
					"this the right file?");
				return NULL;
			}
			if (!after_bad && code == AG_NOT_UTF8)
				diag_add(d, SEV_ERROR, at, code,
					"byte 0x%02x is not UTF-8; save the file as UTF-8",
					(unsigned)(unsigned char)text[i]);
			else if (!after_bad)
				diag_add(d, SEV_ERROR, at, code,
					"character U+%04X cannot be seen and has no business here; "
					"delete it",
					(unsigned)ch);
		}
		after_bad = code != NULL;
		at.col++;
		if (ch == '\n' || (ch == '\r' && (i + 1 == n || text[i + 1] != '\n'))) {
			at.line++;
			at.col = 1;
		}
	}
	*clean_n = out.n;
	return buf_text(&out);
}

bool yaml_hidden_text(const char *text, size_t n)
{
	for (size_t i = 0, step; i < n; i += step) {
		uint32_t ch = 0;

		step = utf8_next(text + i, n - i, &ch);
		if (step == 0 || !utf8_shown(ch))
			return true;
	}
	return false;
}
