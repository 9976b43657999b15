/* decode.c - see decode.h. */
#include "decode.h"

#include <endian.h>
#include <stdint.h>

/* What each of the four digits of a base64 group adds to its 24 bits (RFC 2045 table 1), and a bit
 * that says that it is a digit: a group's sum tells at once whether all four are. */
#define B64(c, v, s, f) [(unsigned char)(c)] = (f) | (v) << (s)
#define B64_DIGITS(s, f) \
	B64('A', 0u, s, f), B64('B', 1u, s, f), B64('C', 2u, s, f), B64('D', 3u, s, f), \
	B64('E', 4u, s, f), B64('F', 5u, s, f), B64('G', 6u, s, f), B64('H', 7u, s, f), \
	B64('I', 8u, s, f), B64('J', 9u, s, f), B64('K', 10u, s, f), B64('L', 11u, s, f), \
	B64('M', 12u, s, f), B64('N', 13u, s, f), B64('O', 14u, s, f), B64('P', 15u, s, f), \
	B64('Q', 16u, s, f), B64('R', 17u, s, f), B64('S', 18u, s, f), B64('T', 19u, s, f), \
	B64('U', 20u, s, f), B64('V', 21u, s, f), B64('W', 22u, s, f), B64('X', 23u, s, f), \
	B64('Y', 24u, s, f), B64('Z', 25u, s, f), B64('a', 26u, s, f), B64('b', 27u, s, f), \
	B64('c', 28u, s, f), B64('d', 29u, s, f), B64('e', 30u, s, f), B64('f', 31u, s, f), \
	B64('g', 32u, s, f), B64('h', 33u, s, f), B64('i', 34u, s, f), B64('j', 35u, s, f), \
	B64('k', 36u, s, f), B64('l', 37u, s, f), B64('m', 38u, s, f), B64('n', 39u, s, f), \
	B64('o', 40u, s, f), B64('p', 41u, s, f), B64('q', 42u, s, f), B64('r', 43u, s, f), \
	B64('s', 44u, s, f), B64('t', 45u, s, f), B64('u', 46u, s, f), B64('v', 47u, s, f), \
	B64('w', 48u, s, f), B64('x', 49u, s, f), B64('y', 50u, s, f), B64('z', 51u, s, f), \
	B64('0', 52u, s, f), B64('1', 53u, s, f), B64('2', 54u, s, f), B64('3', 55u, s, f), \
	B64('4', 56u, s, f), B64('5', 57u, s, f), B64('6', 58u, s, f), B64('7', 59u, s, f), \
	B64('8', 60u, s, f), B64('9', 61u, s, f), B64('+', 62u, s, f), B64('/', 63u, s, f)

enum { PLACES = 4, FIRST_FLAG = 24, ALL_FLAGS = 15 };

/* clang-format off */
static const uint32_t base64_digit[PLACES][256] = {
	{ B64_DIGITS(18, 1u << FIRST_FLAG) },
	{ B64_DIGITS(12, 2u << FIRST_FLAG) },
	{ B64_DIGITS(6, 4u << FIRST_FLAG) },
	{ B64_DIGITS(0, 8u << FIRST_FLAG) },
};
/* clang-format on */

enum encoding encoding_of(struct span value)
{
	value = span_trim(value);
	if (value.n && value.p[0] == '"')
		value = span(value.p + 1, value.n - 1);
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] == ';' || value.p[i] == '(' || value.p[i] == '"' || jj_blank(value.p[i]))
			value.n = i;
	if (span_is(value, "base64"))
		return ENC_BASE64;
	if (span_is(value, "quoted-printable"))
		return ENC_QP;
	return ENC_IDENTITY;
}

void decoder_reset(struct decoder *d, enum encoding e)
{
	*d = (struct decoder){ .encoding = e };
}

static inline uint32_t base64_group(const unsigned char *p)
{
	return base64_digit[0][p[0]] | base64_digit[1][p[1]] | base64_digit[2][p[2]] |
		base64_digit[3][p[3]];
}

/* Whole groups as long as all are digits, which is nearly all of every line, two at a time. That
 * store writes two bytes more than it gives out; the room is there, since eight digits were.
 * Returns how many digits it took. */
static size_t base64_groups(struct span t, unsigned char *o)
{
	const unsigned char *p = t.p, *end = t.p + t.n;

	for (; end - p >= 2 * PLACES; p += 2 * PLACES, o += 6) {
		uint32_t high = base64_group(p), low = base64_group(p + PLACES);
		uint64_t v;

		if ((high & low) >> FIRST_FLAG != ALL_FLAGS)
			break;
		v = htobe64((uint64_t)high << 40 | (uint64_t)(low & 0xffffff) << 16);
		memcpy(o, &v, sizeof v);
	}
	if (end - p >= PLACES) {
		uint32_t v = base64_group(p);

		if (v >> FIRST_FLAG == ALL_FLAGS) {
			*o++ = (unsigned char)(v >> 16);
			*o++ = (unsigned char)(v >> 8);
			*o++ = (unsigned char)v;
			p += PLACES;
		}
	}
	return (size_t)(p - t.p);
}

static size_t base64_line(struct decoder *d, struct span t, unsigned char *out)
{
	size_t i = d->bits || d->padded ? 0 : base64_groups(t, out);
	unsigned char *o = out + i / PLACES * 3;

	for (; i < t.n; i++) {
		uint32_t v = base64_digit[PLACES - 1][t.p[i]];

		if (jj_blank(t.p[i]))
			continue;
		if (t.p[i] == '=') {
			/* The bits before the padding are a whole number of bytes already given
			 * out; several encoded texts may stand one after the other. */
			d->padded = true;
			d->bits = d->acc = 0;
			continue;
		}
		if (!v) {
			d->broken = true;
			continue;
		}
		d->padded = false;
		d->acc = (d->acc << 6 | (v & 63)) & 0xfff;
		d->bits += 6;
		if (d->bits >= 8) {
			d->bits -= 8;
			*o++ = (unsigned char)(d->acc >> d->bits);
			if (!d->bits)
				d->acc = 0;
		}
	}
	return (size_t)(o - out);
}

static size_t qp_line(struct decoder *d, struct span t, unsigned char *out)
{
	unsigned char *o = out;

	while (t.n && (t.p[t.n - 1] == ' ' || t.p[t.n - 1] == '\t'))
		t.n--;
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] != '=') {
			*o++ = t.p[i];
			continue;
		}
		if (i + 1 == t.n)
			return (size_t)(o - out);
		int hi = jj_hex(t.p[i + 1]), lo = i + 2 < t.n ? jj_hex(t.p[i + 2]) : -1;

		if (hi < 0 || lo < 0) {
			d->broken = true;
			*o++ = '=';
			continue;
		}
		*o++ = (unsigned char)(hi << 4 | lo);
		i += 2;
	}
	*o++ = '\n';
	return (size_t)(o - out);
}

size_t decode_line(struct decoder *d, const struct line *line, unsigned char *out)
{
	d->broken = line->cut;
	return d->encoding == ENC_QP ? qp_line(d, line->text, out) :
		base64_line(d, line->text, out);
}
