/* decode.c - see decode.h. */
#include "decode.h"

enum { PAD = 64, SKIP = 65, BAD = 66 };

#define B64_ROW(c) \
	((c) >= 'A' && (c) <= 'Z' ? (c) - 'A' : \
	(c) >= 'a' && (c) <= 'z' ? (c) - 'a' + 26 : \
	(c) >= '0' && (c) <= '9' ? (c) - '0' + 52 : \
	(c) == '+' ? 62 : \
	(c) == '/' ? 63 : \
	(c) == '=' ? PAD : \
	(c) == ' ' || (c) == '\t' || (c) == '\r' ? SKIP : BAD)
#define B64_4(c) B64_ROW(c), B64_ROW(c + 1), B64_ROW(c + 2), B64_ROW(c + 3)
#define B64_16(c) B64_4(c), B64_4(c + 4), B64_4(c + 8), B64_4(c + 12)
#define B64_64(c) B64_16(c), B64_16(c + 16), B64_16(c + 32), B64_16(c + 48)

static const unsigned char b64[256] = { B64_64(0), B64_64(64), B64_64(128), B64_64(192) };

enum encoding encoding_of(struct span value)
{
	value = span_trim(value);
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] == ';' || value.p[i] == '(' || jj_blank(value.p[i]))
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

static size_t base64_line(struct decoder *d, struct span t, unsigned char *out)
{
	unsigned char *o = out;
	size_t i = 0;

	/* Whole groups of clean text, which is nearly all of it. */
	if (!d->bits && !d->padded)
		for (; i + 4 <= t.n; i += 4) {
			unsigned a = b64[t.p[i]], b = b64[t.p[i + 1]];
			unsigned c = b64[t.p[i + 2]], e = b64[t.p[i + 3]];

			if ((a | b | c | e) > 63)
				break;
			unsigned v = a << 18 | b << 12 | c << 6 | e;

			*o++ = (unsigned char)(v >> 16);
			*o++ = (unsigned char)(v >> 8);
			*o++ = (unsigned char)v;
		}
	for (; i < t.n; i++) {
		unsigned v = b64[t.p[i]];

		if (v == SKIP)
			continue;
		if (v == PAD) {
			/* The bits before the padding are a whole number of bytes already given
			 * out; several encoded texts may stand one after the other. */
			d->padded = true;
			d->bits = d->acc = 0;
			continue;
		}
		if (v == BAD) {
			d->broken = true;
			continue;
		}
		d->padded = false;
		d->acc = (d->acc << 6 | v) & 0xfff;
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

static int hex(unsigned char c)
{
	if (jj_digit(c))
		return c - '0';
	c = jj_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
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
		int hi = hex(t.p[i + 1]), lo = i + 2 < t.n ? hex(t.p[i + 2]) : -1;

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
