/* Base64 and quoted-printable, clean and broken, line by line. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "decode.h"

static unsigned char out[JJ_LINE_MAX + 1];

/* Decodes the lines of `in`, and says at which line something was broken ('B') or not ('.'). */
static void run(enum encoding e, const char *in, char *got, char *broken)
{
	struct decoder d;
	size_t n = 0, lines = 0;

	decoder_reset(&d, e);
	for (const char *p = in; *p; lines++) {
		size_t len = strcspn(p, "\n");
		size_t made = decode_line(&d, &(struct line){ .text = span(p, len) }, out);

		memcpy(got + n, out, made);
		n += made;
		broken[lines] = d.broken ? 'B' : '.';
		p += len + (p[len] == '\n');
	}
	got[n] = broken[lines] = '\0';
}

struct row {
	const char *in, *want, *broken;
};

static void check(enum encoding e, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char got[300], broken[40];

		run(e, rows[i].in, got, broken);
		cr_expect_str_eq(got, rows[i].want, "[%s] got [%s]", rows[i].in, got);
		cr_expect_str_eq(broken, rows[i].broken, "[%s] %s", rows[i].in, broken);
	}
}

Test(decode, base64)
{
	static const struct row rows[] = {
		{ "", "", "" },
		{ "UmVjZWl2ZWQ6", "Received:", "." },
		{ "UmVjZWl2ZWQ6IA==", "Received: ", "." },
		{ "UmVj\nZWl2\nZWQ6", "Received:", "..." },
		{ "UmV\njZWl\n2ZWQ6", "Received:", "..." },
		{ "U\nm\nV\nj", "Rec", "...." },
		{ "  UmVj ZWl2\tZWQ6  ", "Received:", "." },
		{ "UmVj\r", "Rec", "." },
		{ "UmV*j", "Rec", "B" },
		{ "****\nUmVj", "Rec", "B." },
		{ "UmVjZQ==UmVj", "ReceRec", "." },
		{ "UmVjZQ==\nUmVj", "ReceRec", ".." },
		{ "UmVjZQ=\nUmVj", "ReceRec", ".." },
		{ "Um", "R", "." },
		{ "U", "", "." },
		{ "====", "", "." },
		{ "\377\200", "", "B" },
	};

	check(ENC_BASE64, rows, sizeof rows / sizeof rows[0]);
}

Test(decode, quoted_printable)
{
	static const struct row rows[] = {
		{ "Received: x", "Received: x\n", "." },
		{ "a=3Db", "a=b\n", "." },
		{ "a=3db", "a=b\n", "." },
		{ "Rece=\nived:", "Received:\n", ".." },
		{ "Rece=  \nived:", "Received:\n", ".." },
		{ "a  \nb", "a\nb\n", ".." },
		{ "a=20 \nb", "a \nb\n", ".." },
		{ "a=0Ab", "a\nb\n", "." },
		{ "helo=mx", "helo=mx\n", "B" },
		{ "a=", "a", "." },
		{ "a=4", "a=4\n", "B" },
		{ "a==\nb", "a=b\n", "B." },
		{ "=_b\nc", "=_b\nc\n", "B." },
		{ "\n", "\n", "." },
	};

	check(ENC_QP, rows, sizeof rows / sizeof rows[0]);
}

Test(decode, names)
{
	static const struct {
		const char *value;
		enum encoding want;
	} tab[] = {
		{ "base64", ENC_BASE64 },
		{ " BASE64 ", ENC_BASE64 },
		{ "base64; x=y", ENC_BASE64 },
		{ "Base64 (comment)", ENC_BASE64 },
		{ "quoted-printable", ENC_QP },
		{ "Quoted-Printable\r", ENC_QP },
		{ "7bit", ENC_IDENTITY },
		{ "8bit", ENC_IDENTITY },
		{ "binary", ENC_IDENTITY },
		{ "base", ENC_IDENTITY },
		{ "base644", ENC_IDENTITY },
		{ "", ENC_IDENTITY },
		{ "x-uuencode", ENC_IDENTITY },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++)
		cr_expect_eq(
			encoding_of(span_str(tab[i].value)), tab[i].want, "[%s]", tab[i].value);
}

/* No line decodes to more than the buffer holds. */
Test(decode, longest_lines)
{
	static unsigned char in[JJ_LINE_MAX];
	static const char fill[] = { 'A', '=', '*', 'x', ' ', '\0', '\377' };

	for (size_t i = 0; i < sizeof fill; i++)
		for (int e = ENC_BASE64; e <= ENC_QP; e++) {
			struct decoder d;

			memset(in, fill[i], sizeof in);
			decoder_reset(&d, (enum encoding)e);
			cr_expect_leq(
				decode_line(&d, &(struct line){ .text = span(in, sizeof in) }, out),
				sizeof out);
		}
}

Test(decode, a_cut_line_is_broken)
{
	struct decoder d;

	for (int e = ENC_BASE64; e <= ENC_QP; e++) {
		decoder_reset(&d, (enum encoding)e);
		decode_line(&d, &(struct line){ .text = span_str("UmVj"), .cut = true }, out);
		cr_expect(d.broken);
		decode_line(&d, &(struct line){ .text = span_str("UmVj") }, out);
		cr_expect_not(d.broken);
	}
}
