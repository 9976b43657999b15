/* fuzz_token.c - a token's value and a recipient (first line and the rest), or a key file. Whatever
 * stands there, nothing but what token_make has made counts; what it makes counts for its address,
 * in capitals and with blanks; a key file that is taken is the same when it is written and read.
 */
#include "fuzz.h"
#include "token.h"

enum { AS_VALUE, AS_PATH, AS_KEYS, FORMS };

static const char key_file[] =
	"joejob-keys 1\n"
	"a7 1795000000 - 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"
	"b2 1790000000 1795000000 100102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";

enum { NOW = 1795478400, DAYS = 14 };

/* A copy of its own, so that ASan sees what is read beyond it. */
static struct span copy(struct span s, unsigned char **block)
{
	*block = malloc(s.n + 1);
	CHECK(*block);
	if (s.n)
		memcpy(*block, s.p, s.n);
	return span(*block, s.n);
}

static void check_value(const struct token_keys *keys, struct span value, struct span to)
{
	struct token_value t, again;
	enum token_answer a = token_check(&t, keys, value, &to, 1, NOW, DAYS);

	CHECK(a <= TOKEN_RETIRED && token_answer_text[a]);
	CHECK(a == TOKEN_MALFORMED || a == TOKEN_OTHER_VERSION ||
		(strlen(t.key) == TOKEN_KEY_ID && strlen(t.queue_id) <= TOKEN_QUEUE_ID_MAX));
	/* Without the key nobody makes one; seeds and corpora have some of ours. */
	CHECK(token_check(&again, keys, value, &to, 0, NOW, DAYS) != TOKEN_GOOD);
	CHECK(token_check(&again, keys, value, &to, 1, NOW, DAYS) == a);
}

static void check_path(const struct token_keys *keys, struct span path, struct span rest)
{
	char value[TOKEN_TEXT], shouted[2 * TOKEN_TEXT];
	struct token_value t;
	size_t n = 0;

	if (token_make(value, keys, path, rest, NOW)) {
		CHECK(!value[0]);
		return;
	}
	CHECK(token_check(&t, keys, span_str(value), &path, 1, NOW, DAYS) == TOKEN_GOOD);
	for (const char *p = value; *p; p++) {
		shouted[n++] = *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;
		shouted[n++] = p[0] == '.' ? '\n' : ' ';
	}
	CHECK(token_check(&t, keys, span(shouted, n), &path, 1, NOW, DAYS) == TOKEN_GOOD);
	value[0] ^= 1;
	CHECK(token_check(&t, keys, span_str(value), &path, 1, NOW, DAYS) != TOKEN_GOOD);
}

static void check_keys(struct span text)
{
	struct token_keys keys, again;
	char printed[TOKEN_FILE_MAX];
	const char *why = token_keys_parse(&keys, text);

	if (why) {
		CHECK(keys.n == 0 && fuzz_printable(why, 200));
		return;
	}
	CHECK(keys.n > 0 && keys.n <= TOKEN_KEYS_MAX && keys.key[0].retired == 0);
	CHECK(!token_keys_parse(&again, span(printed, token_keys_print(&keys, printed))));
	CHECK(memcmp(&keys, &again, sizeof keys) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char big[FUZZ_MOST];
	struct span in = span(data, size), first, rest;
	unsigned form = fuzz_choice(&in) % FORMS;
	unsigned char *one, *two;
	struct token_keys keys;
	size_t n = 0;

	in = fuzz_expand(in, big);
	while (n < in.n && in.p[n] != '\n')
		n++;
	first = copy(span(in.p, n), &one);
	rest = copy(n < in.n ? span(in.p + n + 1, in.n - n - 1) : span(NULL, 0), &two);
	CHECK(!token_keys_parse(&keys, span_str(key_file)));
	switch (form) {
	case AS_VALUE:
		check_value(&keys, first, span_trim(rest));
		check_value(&keys, rest, first);
		break;
	case AS_PATH:
		check_path(&keys, first, span_trim(rest));
		break;
	case AS_KEYS:
		check_keys(in);
		break;
	default:
		break;
	}
	free(one);
	free(two);
	return 0;
}
