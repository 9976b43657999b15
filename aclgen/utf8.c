/* utf8.c - see utf8.h. */
#include "utf8.h"

size_t utf8_next(const char *p, size_t n, uint32_t *ch)
{
	static const struct {
		unsigned char mask, lead;
		uint32_t least; /* anything below is overlong */
	} form[] = {
		{ 0x80, 0x00, 0 },
		{ 0xe0, 0xc0, 0x80 },
		{ 0xf0, 0xe0, 0x800 },
		{ 0xf8, 0xf0, 0x10000 },
	};
	const unsigned char *u = (const unsigned char *)p;

	for (size_t f = 0; f < sizeof form / sizeof form[0]; f++) {
		uint32_t c = u[0] & (unsigned char)~form[f].mask;

		if ((u[0] & form[f].mask) != form[f].lead)
			continue;
		if (f >= n)
			return 0;
		for (size_t i = 1; i <= f; i++) {
			if ((u[i] & 0xc0) != 0x80)
				return 0;
			c = c << 6 | (u[i] & 0x3f);
		}
		if (c < form[f].least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
			return 0;
		*ch = c;
		return f + 1;
	}
	return 0;
}

bool utf8_shown(uint32_t ch)
{
	static const struct {
		uint32_t from, to;
	} hidden[] = {
		{ 0x00, 0x1f },
		{ 0x7f, 0x9f },
		{ 0xad, 0xad },     /* soft hyphen */
		{ 0x200b, 0x200f }, /* zero width, direction marks */
		{ 0x2028, 0x202e }, /* line separators, direction overrides */
		{ 0x2060, 0x206f },
		{ 0xfeff, 0xfeff }, /* byte order mark */
		{ 0xfff0, 0xffff }, /* also U+FFFD: what a conversion could not read */
		{ 0xe0000, 0x10ffff }, /* tags, private planes */
	};

	if (ch >= ' ' && ch <= '~')
		return true;
	for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
		if (ch >= hidden[i].from && ch <= hidden[i].to)
			return false;
	return true;
}
