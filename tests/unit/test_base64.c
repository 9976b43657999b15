/* test_base64.c - base64 by groups gives what base64 digit by digit gives, whatever stands where. */
#include <criterion/criterion.h>

#include "decode.h"

enum { LINE = 100, ROUNDS = 20000 };

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static size_t decode(struct decoder *d, const char *text, size_t n, unsigned char *out)
{
	return decode_line(d, &(struct line){ .text = span(text, n), .no = 1 }, out);
}

/* The same text, a digit a line: no group is ever whole. */
static size_t decode_slowly(const char *text, size_t n, unsigned char *out, bool *broken)
{
	struct decoder d;
	size_t at = 0;

	decoder_reset(&d, ENC_BASE64);
	*broken = false;
	for (size_t i = 0; i < n; i++) {
		at += decode(&d, text + i, 1, out + at);
		*broken |= d.broken;
	}
	return at;
}

Test(base64, vectors)
{
	/* RFC 4648 section 10, and what mail makes of it. */
	static const struct {
		const char *name, *in, *want;
		bool broken;
	} tab[] = {
		{ "empty", "", "", false },
		{ "one", "Zg==", "f", false },
		{ "two", "Zm8=", "fo", false },
		{ "three", "Zm9v", "foo", false },
		{ "six", "Zm9vYmFy", "foobar", false },
		{ "nine", "Zm9vYmFyZm9v", "foobarfoo", false },
		{ "ten", "Zm9vYmFyZm9vZg==", "foobarfoof", false },
		{ "no padding", "Zm9vYg", "foob", false },
		{ "blanks", "Zm9v YmFy\tZm9v", "foobarfoo", false },
		{ "garbage in the second group", "Zm9v*YmFyZm9v", "foobarfoo", true },
		{ "garbage in the first", "Z*m9vYmFyZm9v", "foobarfoo", true },
		{ "8-bit", "Zm9v\xc3YmFy", "foobar", true },
		{ "another text behind the padding", "Zg==Zm9v", "ffoo", false },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		unsigned char out[JJ_LINE_MAX + 1];
		struct decoder d;
		size_t n;

		decoder_reset(&d, ENC_BASE64);
		n = decode(&d, tab[i].in, strlen(tab[i].in), out);
		cr_expect(n == strlen(tab[i].want) && memcmp(out, tab[i].want, n) == 0, "[%s] %.*s",
			tab[i].name, (int)n, (const char *)out);
		cr_expect_eq(d.broken, tab[i].broken, "[%s] broken", tab[i].name);
	}
}

Test(base64, groups_change_nothing)
{
	unsigned seed = 1;

	for (unsigned r = 0; r < ROUNDS; r++) {
		unsigned char fast[JJ_LINE_MAX + 1], slow[JJ_LINE_MAX + 1];
		char text[LINE];
		struct decoder d;
		size_t n, got;
		bool broken;

		for (n = 0; n < r % LINE; n++) {
			seed = seed * 1103515245u + 12345u;
			unsigned x = seed >> 16;

			text[n] = x % 61 ? digits[x % 64] : "= *\r\x80"[x % 5];
		}
		decoder_reset(&d, ENC_BASE64);
		got = decode(&d, text, n, fast);
		cr_assert(got == decode_slowly(text, n, slow, &broken) && memcmp(fast, slow, got) == 0,
			"%.*s", (int)n, text);
		cr_assert_eq(d.broken, broken, "%.*s", (int)n, text);
	}
}

/* The longest line fits the room that decode.h asks for. */
Test(base64, longest_line)
{
	static char text[JJ_LINE_MAX];
	static unsigned char out[JJ_LINE_MAX + 1];
	struct decoder d;

	memset(text, 'A', sizeof text);
	decoder_reset(&d, ENC_BASE64);
	cr_expect_eq(decode(&d, text, sizeof text, out), sizeof text / 4 * 3);
	cr_expect(!d.broken);
}
