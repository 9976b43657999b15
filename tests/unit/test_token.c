/* The signed token: a value that another program made, what it is bound to, and what breaks it. */
#include "token.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define SECRET "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define OTHER "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define FILE_OF(lines) "joejob-keys 1\n" lines
#define LIVE "a7 1795000000 - " SECRET "\n"
#define NEWER "b2 1795478400 - " OTHER "\n"
#define RETIRED "a7 1795000000 1795478400 " SECRET "\n"
#define MADE 1795478400

/* By Python's hmac and base64, for user@example.org. */
#define VALUE "1a7bvqju4a.1xvcmp-00003j-1y.ck4zlq6bu2gvc6kfbyntbjkt"

static struct token_keys keys;

static void use(const char *text)
{
	const char *why = token_keys_parse(&keys, span_str(text));

	cr_assert_null(why, "%s", why);
}

static enum token_answer check(const char *value, const char *recipient, int64_t now, unsigned days)
{
	struct span to = span_str(recipient);
	struct token_value t;

	return token_check(&t, &keys, span_str(value), &to, 1, now, days);
}

static const char *made_for(const char *path, const char *id, int64_t now)
{
	static char value[TOKEN_TEXT];
	const char *why = token_make(value, &keys, span_str(path), span_str(id), now);

	return why ? why : value;
}

Test(token, made_and_checked_as_by_another_program)
{
	struct span to = span_str("user@example.org");
	struct token_value t;

	use(FILE_OF(LIVE));
	cr_expect_str_eq(made_for("User@EXAMPLE.org", "1xVcmP-00003j-1Y", MADE), VALUE);
	cr_expect_eq(token_check(&t, &keys, span_str(VALUE), &to, 1, MADE, 14), TOKEN_GOOD);
	cr_expect_str_eq(t.key, "a7");
	cr_expect_str_eq(t.queue_id, "1xvcmp-00003j-1y");
	cr_expect_eq(t.made, MADE);
}

Test(token, a_line_that_nobody_folds)
{
	use(FILE_OF(LIVE));
	const char *value = made_for("user@example.org", "1xVcmP-00000003j0k-1Yab", MADE);

	cr_expect_leq(strlen(TOKEN_FIELD ": ") + strlen(value), 76, "%s", value);
	cr_expect_eq(check(value, "user@example.org", MADE, 14), TOKEN_GOOD);
}

Test(token, folded_shouted_and_spaced)
{
	static const char *const forms[] = {
		"1A7BVQJU4A.1XVCMP-00003J-1Y.CK4ZLQ6BU2GVC6KFBYNTBJKT",
		"  \t" VALUE " ",
		"1a7bvqju4a.\r\n 1xvcmp-00003j-1y.\r\n\tck4zlq6bu2gvc6kfbyntbjkt",
		"1 a 7 b v q j u 4 a . 1 x v c m p - 0 0 0 0 3 j - 1 y . ck4zlq6bu2gvc6kfbyntbjkt",
	};

	use(FILE_OF(LIVE));
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		cr_expect_eq(check(forms[i], "user@example.org", MADE, 14), TOKEN_GOOD, "[%s]", forms[i]);
}

Test(token, bound_to_the_recipient)
{
	static const struct {
		const char *path, *recipient;
		bool good;
	} tab[] = {
		{ "user@example.org", "user@example.org", true },
		{ "user@example.org", "USER@example.ORG", true },
		{ "user@example.org", "prvs=07879de645=user@example.org", true },
		{ "prvs=07879de645=user@example.org", "user@example.org", true },
		{ "prvs=07879de645=user@example.org", "prvs=1234567890=user@example.org", true },
		{ "user@example.org", "user+news@example.org", true },
		{ "user@example.org", "prvs=07879de645=user+news@example.org", true },
		{ "user+news@example.org", "user+news@example.org", true },
		{ "user+news@example.org", "user@example.org", false },
		{ "user+news@example.org", "user+other@example.org", false },
		{ "user@example.org", "anna@example.org", false },
		{ "user@example.org", "user@example.net", false },
		{ "user@example.org", "user@example.org.example.net", false },
		{ "user@example.org", "auser@example.org", false },
		{ "user@example.org", "prvs==user@example.org", false },
		{ "user@example.org", "prvs=x=@example.org", false },
		{ "user@example.org", "prvs=x=anna@example.org", false },
		{ "user@example.org", "srs=07879de645=user@example.org", false },
		{ "user@example.org", "+user@example.org", false },
		{ "user@example.org", "user", false },
		{ "user@example.org", "", false },
		{ "\"a b\"@example.org", "\"A b\"@example.org", true },
		{ "j\xc3\xb6rg@example.org", "j\xc3\xb6rg@example.org", true },
	};

	use(FILE_OF(LIVE));
	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		const char *value = made_for(tab[i].path, "1xVcmP-00003j-1Y", MADE);

		cr_expect_eq(check(value, tab[i].recipient, MADE, 14),
			tab[i].good ? TOKEN_GOOD : TOKEN_WRONG, "[%s] for [%s]", tab[i].path,
			tab[i].recipient);
	}
}

Test(token, any_of_several_recipients)
{
	struct span to[] = { span_str("anna@example.org"), span_str("user@example.org") };
	struct token_value t;

	use(FILE_OF(LIVE));
	cr_expect_eq(token_check(&t, &keys, span_str(VALUE), to, 2, MADE, 14), TOKEN_GOOD);
	cr_expect_eq(token_check(&t, &keys, span_str(VALUE), to, 1, MADE, 14), TOKEN_WRONG);
	cr_expect_eq(token_check(&t, &keys, span_str(VALUE), to, 0, MADE, 14), TOKEN_WRONG);
}

/* Every byte of it matters, and so does each bit that base32 gives. */
Test(token, tampered)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	char value[] = VALUE;

	use(FILE_OF(LIVE));
	for (size_t i = 0; i < sizeof value - 1; i++) {
		char was = value[i];

		for (size_t k = 0; k < 32; k++) {
			value[i] = digits[k];
			if (value[i] != was)
				cr_expect_neq(check(value, "user@example.org", 0, 0), TOKEN_GOOD, "[%s]",
					value);
		}
		value[i] = was;
	}
	use(FILE_OF("a7 1795000000 - " OTHER "\n"));
	cr_expect_eq(check(VALUE, "user@example.org", 0, 0), TOKEN_WRONG);
}

Test(token, what_is_wrong_with_it)
{
	static const struct {
		const char *keys, *value;
		int64_t now;
		unsigned days;
		enum token_answer want;
	} tab[] = {
		{ LIVE, VALUE, MADE + 14 * 86400, 14, TOKEN_GOOD },
		{ LIVE, VALUE, MADE + 14 * 86400 + 1, 14, TOKEN_EXPIRED },
		{ LIVE, VALUE, MADE + 14 * 86400 + 1, 0, TOKEN_GOOD },
		{ LIVE, VALUE, 0, 14, TOKEN_GOOD },
		{ LIVE, VALUE, MADE - 2 * 86400, 14, TOKEN_GOOD },
		{ LIVE, VALUE, MADE - 2 * 86400 - 1, 14, TOKEN_AHEAD },
		{ NEWER RETIRED, VALUE, MADE, 14, TOKEN_GOOD },
		{ NEWER "a7 1795000000 1795474800 " SECRET "\n", VALUE, MADE, 14, TOKEN_GOOD },
		{ NEWER "a7 1795000000 1795474799 " SECRET "\n", VALUE, MADE, 14, TOKEN_RETIRED },
		{ NEWER, VALUE, MADE, 14, TOKEN_KEY_UNKNOWN },
		{ LIVE, "2a7bvqju4a.1xvcmp-00003j-1y.ck4zlq6bu2gvc6kfbyntbjkt", MADE, 14,
			TOKEN_OTHER_VERSION },
		{ LIVE, "", MADE, 14, TOKEN_MALFORMED },
		{ LIVE, "1", MADE, 14, TOKEN_MALFORMED },
		{ LIVE, "1a7bvqju4a", MADE, 14, TOKEN_MALFORMED },
		{ LIVE, "1a7bvqju4a.", MADE, 14, TOKEN_MALFORMED },
		{ LIVE, "1a7bvqju4a..ck4zlq6bu2gvc6kfbyntbjkt", MADE, 14, TOKEN_MALFORMED },
		{ LIVE, "1a7bvqju4a.1xvcmp-00003j-1y.ck4zlq6bu2gvc6kfbyntbjk", MADE, 14, TOKEN_MALFORMED },
		{ LIVE, VALUE "x", MADE, 14, TOKEN_MALFORMED },
		{ LIVE, "1a7bvqju4a.1xvcmp-00003j-1yaaaaaaaa.ck4zlq6bu2gvc6kfbyntbjkt", MADE, 14,
			TOKEN_MALFORMED },
		{ LIVE, "1a1bvqju4a.1xvcmp-00003j-1y.ck4zlq6bu2gvc6kfbyntbjkt", MADE, 14,
			TOKEN_MALFORMED },
		{ LIVE, "1a7bvqju4a.1xvcmp_00003j-1y.ck4zlq6bu2gvc6kfbyntbjkt", MADE, 14,
			TOKEN_MALFORMED },
		{ LIVE, VALUE VALUE, MADE, 14, TOKEN_MALFORMED },
	};
	char text[512];

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		snprintf(text, sizeof text, "joejob-keys 1\n%s", tab[i].keys);
		use(text);
		cr_expect_eq(check(tab[i].value, "user@example.org", tab[i].now, tab[i].days),
			tab[i].want, "row %zu [%s]", i, tab[i].value);
	}
}

Test(token, not_made)
{
	static const struct {
		const char *path, *id;
		int64_t now;
		const char *why;
	} tab[] = {
		{ "", "1xVcmP-00003j-1Y", MADE, "the return path is no address" },
		{ "user", "1xVcmP-00003j-1Y", MADE, "the return path is no address" },
		{ "@example.org", "1xVcmP-00003j-1Y", MADE, "the return path is no address" },
		{ "user@", "1xVcmP-00003j-1Y", MADE, "the return path is no address" },
		{ "us\ner@example.org", "1xVcmP-00003j-1Y", MADE, "the return path is no address" },
		{ "user@example.org", "", MADE, "the queue id is not one of Exim's" },
		{ "user@example.org", "1xVcmP.00003j-1Y", MADE, "the queue id is not one of Exim's" },
		{ "user@example.org", "1xVcmP-00000003j0k-1Yabc", MADE,
			"the queue id is not one of Exim's" },
		{ "user@example.org", "1xVcmP-00003j-1Y", 0, "the time is none" },
		{ "user@example.org", "1xVcmP-00003j-1Y", (int64_t)1 << 35, "the time is none" },
	};

	use(FILE_OF(LIVE));
	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++)
		cr_expect_str_eq(made_for(tab[i].path, tab[i].id, tab[i].now), tab[i].why);
	keys.n = 0;
	cr_expect_str_eq(made_for("user@example.org", "1xVcmP-00003j-1Y", MADE), "there is no key");
}

Test(token, key_file_and_back)
{
	char text[TOKEN_FILE_MAX];
	struct token_keys again;

	use("\n# mine\r\n" FILE_OF("  " NEWER "# the old one\n" "a7\t1795000000  1795478400 " SECRET));
	cr_expect_eq(keys.n, 2);
	cr_expect_str_eq(keys.key[1].id, "a7");
	cr_expect_eq(keys.key[0].retired, 0);
	cr_expect_eq(keys.key[1].retired, MADE);
	cr_expect_eq(keys.key[1].secret[31], 31);
	size_t n = token_keys_print(&keys, text);

	cr_assert_null(token_keys_parse(&again, span(text, n)));
	cr_expect_eq(memcmp(&keys, &again, sizeof keys), 0);
	token_keys_wipe(&again);
	cr_expect_eq(again.n + again.key[1].secret[31], 0);
}

Test(token, a_full_key_file_fits)
{
	struct token_keys full = { .n = TOKEN_KEYS_MAX }, again;
	char text[TOKEN_FILE_MAX];

	for (unsigned i = 0; i < TOKEN_KEYS_MAX; i++) {
		token_key_id(full.key[i].id, 1000 + i);
		full.key[i].made = 999999999998;
		full.key[i].retired = i ? 999999999999 : 0;
	}
	cr_expect_lt(token_keys_print(&full, text), TOKEN_FILE_MAX);
	cr_expect_null(token_keys_parse(&again, span_str(text)));
	cr_expect_eq(memcmp(&full, &again, sizeof full), 0);
}

Test(token, key_files_refused)
{
	static const struct {
		const char *text, *why;
	} tab[] = {
		{ "", "has no keys" },
		{ "# nothing\n", "has no keys" },
		{ "joejob-keys 1\n", "has no keys" },
		{ LIVE, "does not begin with \"joejob-keys 1\"" },
		{ "joejob-keys 2\n" LIVE, "is of a version that this joejob does not know" },
		{ FILE_OF("a 1795000000 - " SECRET), "has a key whose id is not two of a-z and 2-7" },
		{ FILE_OF("a1 1795000000 - " SECRET), "has a key whose id is not two of a-z and 2-7" },
		{ FILE_OF("a7 x - " SECRET), "has a key that was not made at a number of seconds" },
		{ FILE_OF("a7 5 4 " SECRET),
			"has a key that is retired at neither - nor a time since it was made" },
		{ FILE_OF("a7 5 - 00"),
			"has a key whose secret is not 64 hexadecimal digits at the end of its line" },
		{ FILE_OF("a7 5 - g" SECRET),
			"has a key whose secret is not 64 hexadecimal digits at the end of its line" },
		{ FILE_OF("a7 5 - " SECRET " x"),
			"has a key whose secret is not 64 hexadecimal digits at the end of its line" },
		{ FILE_OF(LIVE LIVE), "has two keys of one id" },
		{ FILE_OF(RETIRED NEWER), "begins with a key that is retired; the first one signs" },
		{ FILE_OF("aa 1 - " SECRET "\nab 1 - " SECRET "\nac 1 - " SECRET "\nad 1 - " SECRET
			"\nae 1 - " SECRET "\naf 1 - " SECRET "\nag 1 - " SECRET "\nah 1 - " SECRET
			"\nai 1 - " SECRET), "has more than eight keys" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		cr_expect_str_eq(token_keys_parse(&keys, span_str(tab[i].text)), tab[i].why, "row %zu", i);
		for (size_t b = 0; b < sizeof keys; b++)
			cr_assert_eq(((unsigned char *)&keys)[b], 0, "row %zu leaves a key", i);
	}
}
