/* test_arena.c - arena, growing text, UTF-8. */
#include <criterion/criterion.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "buf.h"
#include "utf8.h"

Test(arena, gives_zeroed_aligned_memory_of_every_size)
{
	static const size_t sizes[] = { 0, 1, 7, 16, 17, 1000, 16384, 16385, 65536, 1000000 };
	struct arena *a = arena_new();
	unsigned char *last = NULL;
	size_t last_size = 0;

	for (unsigned round = 0; round < 20; round++) {
		for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
			unsigned char *p = arena_alloc(a, sizes[i]);

			cr_assert_not_null(p);
			cr_expect_eq((uintptr_t)p % alignof(max_align_t), 0, "[%zu]", sizes[i]);
			for (size_t k = 0; k < sizes[i]; k++)
				cr_assert_eq(p[k], 0, "[%zu at %zu]", sizes[i], k);
			memset(p, 0xff, sizes[i]);
			for (size_t k = 0; k < last_size; k++)
				cr_assert_eq(last[k], 0xff);
			last = p;
			last_size = sizes[i];
		}
	}
	arena_free(a);
	arena_free(NULL);
}

Test(arena, copies_and_prints)
{
	struct arena *a = arena_new();

	cr_expect_str_eq(arena_copy(a, "abcdef", 3), "abc");
	cr_expect_str_eq(arena_copy(a, NULL, 0), "");
	cr_expect_eq(memcmp(arena_copy(a, "a\0b", 3), "a\0b", 4), 0);
	cr_expect_str_eq(arena_printf(a, "%s-%d", "x", 42), "x-42");
	cr_expect_str_eq(arena_printf(a, "%s", ""), "");
	arena_free(a);
}

Test(arena, makes_room_in_an_array_and_keeps_what_is_in_it)
{
	struct arena *a = arena_new();
	unsigned *p = NULL, copies = 0;
	size_t cap = 0;

	for (size_t n = 0; n < 100000; n++) {
		unsigned *more = arena_room(a, p, n, &cap, sizeof *p);

		cr_assert(cap > n, "room for %zu at %zu", cap, n);
		for (size_t i = n; i < cap && more != p; i++)
			cr_assert_eq(more[i], 0, "[%zu]", i);
		copies += more != p;
		p = more;
		p[n] = (unsigned)n;
	}
	cr_expect_leq(copies, 14, "%u copies", copies);
	for (size_t n = 0; n < 100000; n++)
		cr_assert_eq(p[n], n);
	arena_free(a);
}

Test(arena, an_array_larger_than_memory_ends_the_program, .exit_code = 2)
{
	size_t cap = SIZE_MAX / 8;

	arena_room(NULL, NULL, cap, &cap, 16);
}

Test(buf, grows_the_same_whole_and_byte_by_byte)
{
	struct arena *a = arena_new();
	struct buf whole = { .arena = a }, bytes = { .arena = a };
	char text[1000];

	cr_expect_str_eq(buf_text(&whole), "");
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (char)('a' + i % 26);
	buf_add(&whole, text, sizeof text);
	for (size_t i = 0; i < sizeof text; i++) {
		buf_add(&bytes, text + i, 1);
		cr_assert_eq(bytes.p[bytes.n], '\0');
	}
	cr_expect_eq(whole.n, sizeof text);
	cr_expect_eq(bytes.n, sizeof text);
	cr_expect_str_eq(buf_text(&whole), buf_text(&bytes));
	buf_printf(&whole, "%0*d", 3000, 7);
	buf_str(&whole, "!");
	cr_expect_eq(whole.n, sizeof text + 3001);
	cr_expect_str_eq(buf_text(&whole) + sizeof text + 2999, "7!");
	buf_add(&whole, NULL, 0);
	cr_expect_eq(whole.n, sizeof text + 3001);
	arena_free(a);
}

Test(utf8, reads_characters_and_refuses_the_rest)
{
	static const struct {
		const char *bytes;
		size_t n, want;
		uint32_t ch;
	} tab[] = {
		{ "a", 1, 1, 'a' },
		{ "\0", 1, 1, 0 },
		{ "\xc3\xbc", 2, 2, 0xfc },
		{ "\xe2\x82\xac", 3, 3, 0x20ac },
		{ "\xf0\x9f\x93\xab", 4, 4, 0x1f4eb },
		{ "\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff },
		{ "\xc3", 1, 0, 0 },		 /* cut off */
		{ "\xe2\x82", 2, 0, 0 },	 /* cut off */
		{ "\xc3(", 2, 0, 0 },		 /* no continuation */
		{ "\xbc", 1, 0, 0 },		 /* a continuation alone */
		{ "\xc0\x80", 2, 0, 0 },	 /* overlong NUL */
		{ "\xc1\xbf", 2, 0, 0 },	 /* overlong */
		{ "\xe0\x9f\xbf", 3, 0, 0 },	 /* overlong */
		{ "\xf0\x8f\xbf\xbf", 4, 0, 0 }, /* overlong */
		{ "\xed\xa0\x80", 3, 0, 0 },	 /* surrogate */
		{ "\xf4\x90\x80\x80", 4, 0, 0 }, /* over U+10FFFF */
		{ "\xf8\x88\x80\x80\x80", 5, 0, 0 },
		{ "\xff", 1, 0, 0 },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		uint32_t ch = 0;

		cr_expect_eq(utf8_next(tab[i].bytes, tab[i].n, &ch), tab[i].want, "[%zu]", i);
		if (tab[i].want)
			cr_expect_eq(ch, tab[i].ch, "[%zu]", i);
	}
}

Test(utf8, knows_what_can_be_seen)
{
	static const uint32_t seen[] = { ' ', '~', 0xa0, 0xfc, 0x20ac, 0xffef, 0x1f4eb };
	static const uint32_t hidden[] = { 0, '\t', '\n', 0x1b, 0x7f, 0x85, 0xad, 0x200b, 0x2028,
		0x202e, 0x2066, 0xfeff, 0xfffd, 0xe0041, 0x10ffff };

	for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++)
		cr_expect(utf8_shown(seen[i]), "[U+%04X]", (unsigned)seen[i]);
	for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
		cr_expect_not(utf8_shown(hidden[i]), "[U+%04X]", (unsigned)hidden[i]);
}
