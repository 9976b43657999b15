/* test_joescan_count.c - names counted in a table of fixed size. */
#include <criterion/criterion.h>
#include <stdio.h>

/* joescan is a program: its parts are in no library. */
#include "joescan_count.c"

static void add(struct counts *c, const char *key, unsigned times)
{
	while (times-- > 0)
		counts_add(c, 0, span_str(key), 0);
}

static uint64_t seen(const struct counts *c, const char *key)
{
	for (const struct count *k = NULL; (k = counts_next(c, 0, 0, k));)
		if (!strcmp(k->key, key))
			return k->seen[0];
	return 0;
}

Test(joescan_count, order)
{
	static const char *const want[] = { "c.example", "a.example", "b.example" };
	struct counts *c = counts_new(10);
	const struct count *k = NULL;

	add(c, "b.example", 1);
	add(c, "A.example", 1);
	add(c, "c.example", 2);
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
		k = counts_next(c, 0, 0, k);
		cr_assert(k, "%zu", i);
		cr_expect_str_eq(k->key, want[i]);
	}
	cr_expect(!counts_next(c, 0, 0, k));
	cr_expect(!counts_overflowed(c));
	counts_free(c);
}

Test(joescan_count, one_name_one_place)
{
	struct counts *c = counts_new(10);
	char long_key[COUNT_KEY + 20];

	add(c, "Host.Example", 1);
	add(c, "hOST.eXAMPLE", 2);
	cr_expect_eq(seen(c, "host.example"), 3, "whatever the case");

	counts_add(c, 0, span("a\0b", 3), 0);
	counts_add(c, 0, span("a\0c", 3), 0);
	cr_expect_eq(seen(c, "a"), 2, "a NUL ends a name");

	memset(long_key, 'x', sizeof long_key);
	counts_add(c, 0, span(long_key, sizeof long_key), 0);
	counts_add(c, 0, span(long_key, sizeof long_key - 1), 0);
	cr_expect_eq(counts_next(c, 0, 0, NULL)->seen[0], 3);
	cr_expect(counts_has(c, 0, span(long_key, sizeof long_key)), "a long one is cut");
	counts_add(c, 0, span("", 0), 0);
	cr_expect(counts_has(c, 0, span("", 0)), "an empty one is a name as well");
	counts_free(c);
}

Test(joescan_count, columns_and_owners)
{
	struct counts *c = counts_new(10);

	counts_add(c, 1, span_str("a"), 0);
	counts_add(c, 1, span_str("a"), 2);
	counts_add(c, 2, span_str("a"), 2);
	cr_expect_eq(counts_next(c, 1, 0, NULL)->seen[2], 1);
	cr_expect(!counts_next(c, 2, 0, NULL), "nothing in that column");
	cr_expect(!counts_has(c, 3, span_str("a")));
	counts_free(c);
}

/* A million names that come once each cannot push out what comes often, wherever it comes. */
Test(joescan_count, a_million_names)
{
	struct counts *c = counts_new(100);
	char key[32];
	const struct count *k = NULL;
	size_t n = 0;

	for (unsigned i = 0; i < 1000000; i++) {
		snprintf(key, sizeof key, "h%u.example", i);
		add(c, key, 1);
		if (i % 50 == 49)
			add(c, "ours.example", 1);
	}
	cr_expect(counts_overflowed(c));
	cr_expect(seen(c, "ours.example") > 19000, "%llu",
		(unsigned long long)seen(c, "ours.example"));
	cr_expect(seen(c, "ours.example") <= 20000, "a lower bound");
	while ((k = counts_next(c, 0, 0, k)))
		n++;
	cr_expect_eq(n, 100);
	counts_free(c);
}

Test(joescan_count, a_table_of_one)
{
	struct counts *c = counts_new(1);

	add(c, "a", 1);
	add(c, "b", 1);
	cr_expect(!counts_has(c, 0, span_str("a")));
	cr_expect_eq(seen(c, "b"), 1);
	add(c, "a", 1);
	cr_expect_eq(seen(c, "a"), 1);
	cr_expect(!counts_has(c, 0, span_str("b")));
	counts_free(c);
}
