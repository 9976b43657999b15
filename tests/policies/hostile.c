/* hostile.c - see hostile.h. */
#include "hostile.h"

#include <stdio.h>
#include <string.h>

#define TEXT(s) { s, sizeof(s) - 1 }

static const struct {
	const char *s;
	size_t n;
} fixed[] = {
	/* lines and their ends */
	TEXT("\\"), TEXT("a\\"), TEXT("\\\\"), TEXT("a \\ "), TEXT("a\nb"), TEXT("a\r\nb"), TEXT("\n"),
	TEXT("a\n  accept\n"), TEXT(" a"), TEXT("a "), TEXT("  "), TEXT(""), TEXT("\ta\t"),
	TEXT("# a"), TEXT("a # b"), TEXT(".include /etc/passwd"), TEXT(".ifdef X"), TEXT("begin acl"),
	TEXT("accept"), TEXT("%if x"), TEXT("%end"), TEXT("{{x}}"), TEXT("{{kill_switch}}"),
	/* expansions */
	TEXT("$"), TEXT("$$"), TEXT("$1"), TEXT("$h_subject:"), TEXT("${"), TEXT("${if"), TEXT("}"),
	TEXT("{"), TEXT("}}{"), TEXT("${run{/bin/false}}"), TEXT("${readfile{/etc/passwd}}"),
	TEXT("${lookup{x}lsearch{/etc/passwd}}"), TEXT("a${sender_address}b"), TEXT("\\x41"),
	TEXT("\\n"), TEXT("\\N^a$\\N"), TEXT("\\N"), TEXT("\\"
							   "$"),
	/* macros */
	TEXT("JJTEST"), TEXT("aJJTESTb"), TEXT("CONFDIR"), TEXT("/CONFDIR/x"), TEXT("_JJTEST_"),
	TEXT("AB"), TEXT("XX"), TEXT("JOEJOB_INSIDE"), TEXT("JJ_TRY_DELAY"), TEXT("A = B"),
	/* quotes and replies */
	TEXT("\"a\""), TEXT("\""), TEXT("'a'"), TEXT("'"), TEXT("250 fake"), TEXT("550 5.7.1 fake"),
	TEXT("250-a"),
	/* lists */
	TEXT("*"), TEXT("@"), TEXT("@[]"), TEXT("@mx_any"), TEXT("!a"), TEXT("!"), TEXT("+jj_ours"),
	TEXT("+a"), TEXT("/etc/passwd"), TEXT("/a"), TEXT("a:b"), TEXT("a : b"), TEXT("a;b"),
	TEXT("<; a ; b"), TEXT("<, a"), TEXT("a,b"), TEXT("a=b"), TEXT("^a"), TEXT("^.*$"),
	TEXT("lsearch;/etc/passwd"), TEXT("partial-lsearch;/etc/passwd"), TEXT("net-lsearch;/a"),
	TEXT("::1"), TEXT("[192.0.2.1]"), TEXT("192.0.2.0/33"), TEXT("-a"), TEXT("a-"), TEXT("a..b"),
	TEXT(".a"), TEXT("a."), TEXT("a|b"), TEXT("| pipe"), TEXT("a/b"), TEXT("a?b"), TEXT("a`b"),
	TEXT("a%b"), TEXT("a&b"), TEXT("a~b"), TEXT("a+b"), TEXT("a^b"), TEXT("a!b"), TEXT("../../a"),
	/* bytes */
	TEXT("a\0b"), TEXT("\x01"), TEXT("a\x7f"), TEXT("\x1b[31m"), TEXT("caf\xc3\xa9"),
	TEXT("\xe2\x80\xae"), TEXT("\xf0\x9f\x98\x80"), TEXT("\xff\xfe"), TEXT("\xc3"),
	TEXT("yes"), TEXT("null"), TEXT("~"), TEXT("&a"), TEXT("- a"), TEXT("a: b"), TEXT("? a"),
};

const unsigned long hostile_fixed = sizeof fixed / sizeof fixed[0] + 2;

/* Half of the bytes are those that mean something to somebody. */
static const char *invent(struct dice *d, size_t *n, struct arena *a)
{
	static const char active[] = "\\\\\\${}\"#_ \t\n:;AB<>|'%@!+^0,/*JX";
	char *s;

	*n = 1 + dice_below(d, dice_percent(d, 10) ? 200 : dice_percent(d, 50) ? 3 : 12);
	s = arena_alloc(a, *n + 1);
	for (size_t i = 0; i < *n; i++)
		s[i] = dice_percent(d, 50) ? active[dice_below(d, sizeof active - 1)]
		       : dice_percent(d, 5) ? (char)dice_below(d, 256)
					    : (char)(' ' + dice_below(d, 95));
	return s;
}

static const char *long_one(size_t *n, size_t length, struct arena *a)
{
	char *s = arena_alloc(a, length + 1);

	*n = length;
	for (size_t i = 0; i < length; i++)
		s[i] = i % 60 == 59 ? '.' : 'a';
	return s;
}

const char *hostile_bytes(struct dice *d, unsigned long i, size_t *n, struct arena *a)
{
	size_t count = sizeof fixed / sizeof fixed[0];

	if (i < count) {
		*n = fixed[i].n;
		return fixed[i].s;
	}
	if (i < hostile_fixed)
		return long_one(n, i == count ? 250 : 5000, a);
	return invent(d, n, a);
}

/* Words around a hostile text that make a name, an address or a path of it. */
static const char *shaped(struct dice *d, const char *s, size_t *n, struct arena *a)
{
	static const struct {
		const char *before, *after;
	} shapes[] = { { "", "" }, { "", "" }, { "", "@example.org" }, { "user@", ".example.org" },
		{ "", ".example.org" }, { "*@", ".example.org" }, { "*.", ".example.org" },
		{ "/etc/", "x" }, { "/etc/x", "" }, { "127.0.0.", "" }, { "^x", "x" }, { "x", "@*" },
		{ "192.0.2.", "/32" }, { "192.0.2.", " 783" }, { "x", "x" } };
	size_t i = dice_below(d, sizeof shapes / sizeof shapes[0]);
	size_t before = strlen(shapes[i].before), after = strlen(shapes[i].after);
	char *out = arena_alloc(a, before + *n + after + 1);

	memcpy(out, shapes[i].before, before);
	memcpy(out + before, s, *n);
	memcpy(out + before + *n, shapes[i].after, after);
	*n += before + after;
	return out;
}

const char *hostile_item(struct dice *d, unsigned long i, size_t *n, struct arena *a)
{
	const char *s;

	if (i < hostile_fixed)
		return hostile_bytes(d, i, n, a);
	s = hostile_bytes(d, dice_percent(d, 50) ? dice_below(d, hostile_fixed) : i, n, a);
	return shaped(d, s, n, a);
}

int hostile_point(unsigned *point, int ok, const char *what)
{
	printf("%s %u - %s\n", ok ? "ok" : "not ok", ++*point, what);
	return ok ? 0 : 1;
}
