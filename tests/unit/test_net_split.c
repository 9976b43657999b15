/* test_net_split.c - networks cut up to the rungs that Exim is asked for. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "net_split.h"

enum { TEXT_MAX = 128 * NET_KEY_MAX };

struct keys {
	char text[TEXT_MAX];
	size_t n;
};

static void collect(const char *key, void *arg)
{
	struct keys *k = arg;

	if (k->n++ > 0)
		strcat(k->text, " ");
	strcat(k->text, key);
}

#define Z3 ".0000.0000.0000"
#define Z6 Z3 Z3

Test(net_split, keys)
{
	static const struct {
		const char *item, *keys;
	} rows[] = {
		{ "192.0.2.1", "192.0.2.1" },
		{ "192.0.2.1/32", "192.0.2.1" },
		{ "192.0.2.1/31", "192.0.2.0 192.0.2.1" },
		{ "192.0.2.0/30", "192.0.2.0 192.0.2.1 192.0.2.2 192.0.2.3" },
		{ "192.0.2.255/28", "192.0.2.240/28" },
		{ "192.0.2.0/27", "192.0.2.0/28 192.0.2.16/28" },
		{ "192.0.2.77/24", "192.0.2.0/24" },
		{ "192.0.2.0/23", "192.0.2.0/24 192.0.3.0/24" },
		{ "192.0.2.0/22", "192.0.0.0/24 192.0.1.0/24 192.0.2.0/24 192.0.3.0/24" },
		{ "10.0.0.0/8", "10.0.0.0/8" },
		{ "10.0.0.0/7", "10.0.0.0/8 11.0.0.0/8" },
		{ "10.200.0.0/9",
			"10.128.0.0/12 10.144.0.0/12 10.160.0.0/12 10.176.0.0/12 10.192.0.0/12 "
			"10.208.0.0/12 10.224.0.0/12 10.240.0.0/12" },
		{ "2001:DB8::2", "2001.0db8.0000" Z3 ".0000.0002" },
		{ "2001:db8::2/128", "2001.0db8.0000" Z3 ".0000.0002" },
		{ "2001:db8::3/127", "2001.0db8.0000" Z3 ".0000.0002 2001.0db8.0000" Z3 ".0000.0003" },
		{ "2001:db8::ff/124", "2001.0db8.0000" Z3 ".0000.00f0/124" },
		{ "2001:db8:5:77::1/48", "2001.0db8.0005" Z3 ".0000.0000/48" },
		{ "2001:db8:4::/47",
			"2001.0db8.0004" Z3 ".0000.0000/48 2001.0db8.0005" Z3 ".0000.0000/48" },
		{ "2000::/8", "2000" Z6 ".0000/8" },
		{ "2000::/7", "2000" Z6 ".0000/8 2100" Z6 ".0000/8" },
		{ "192.0.2.1/33", "" },
		{ "::/129", "" },
		{ "mx.example.org", "" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct keys k = { .n = 0 };
		bool split = net_split(rows[i].item, collect, &k);

		cr_expect_str_eq(k.text, rows[i].keys, "[%s] %s", rows[i].item, k.text);
		cr_expect_eq(split, rows[i].keys[0] != '\0', "[%s]", rows[i].item);
	}
}

Test(net_split, wide)
{
	static const struct {
		const char *item, *last;
		size_t n;
	} rows[] = {
		{ "0.0.0.0/0", "255.0.0.0/8", 256 },
		{ "128.0.0.0/1", "255.0.0.0/8", 128 },
		{ "0.0.0.0/1", "127.0.0.0/8", 128 },
		{ "8000::/1", "ff00" Z6 ".0000/8", 128 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		static struct keys k;

		memset(&k, 0, sizeof k);
		/* The first entry has 256 short keys, which just fit. */
		cr_assert(net_split(rows[i].item, collect, &k));
		cr_expect_eq(k.n, rows[i].n, "[%s] %zu", rows[i].item, k.n);
		cr_expect_str_eq(strrchr(k.text, ' ') + 1, rows[i].last, "[%s]", rows[i].item);
	}
}
