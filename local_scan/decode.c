/* decode.c - see decode.h. */
#include "decode.h"

/* What a byte is worth in base64 (RFC 2045 table 1), or one of: padding, blank, garbage. */
enum { PD = 64, SP = 65, XX = 66 };

static const unsigned char ascii[128] = {
	/* clang-format off */
	XX, XX, XX, XX, XX, XX, XX, XX, XX, SP, XX, XX, XX, SP, XX, XX,
	XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX,
	SP, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, 62, XX, XX, XX, 63,
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61, XX, XX, XX, PD, XX, XX,
	XX,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, XX, XX, XX, XX, XX,
	XX, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, XX, XX, XX, XX, XX,
	/* clang-format on */
};

static inline unsigned worth(unsigned char c)
{
	return c < 128 ? ascii[c] : XX;
}

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
			unsigned a = worth(t.p[i]), b = worth(t.p[i + 1]);
			unsigned c = worth(t.p[i + 2]), e = worth(t.p[i + 3]);

			if ((a | b | c | e) > 63)
				break;
			unsigned v = a << 18 | b << 12 | c << 6 | e;

			*o++ = (unsigned char)(v >> 16);
			*o++ = (unsigned char)(v >> 8);
			*o++ = (unsigned char)v;
		}
	for (; i < t.n; i++) {
		unsigned v = worth(t.p[i]);

		if (v == SP)
			continue;
		if (v == PD) {
			/* The bits before the padding are a whole number of bytes already given
			 * out; several encoded texts may stand one after the other. */
			d->padded = true;
			d->bits = d->acc = 0;
			continue;
		}
		if (v == XX) {
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
