/* test_keyset.c - a set of strings that does not care about case, at any size. */
#include <criterion/criterion.h>
#include <string.h>

#include "keyset.h"

Test(keyset, knows_what_it_has)
{
	struct arena *a = arena_new();
	struct keyset k = { .arena = a };

	cr_expect_not(keyset_has(&k, "", 0));
	cr_expect(keyset_add(&k, "Example.org"));
	cr_expect_not(keyset_add(&k, "example.ORG"));
	cr_expect(keyset_add(&k, "example.or"));
	cr_expect(keyset_add(&k, ""));
	cr_expect(keyset_has(&k, "example.org.uk", 11));
	cr_expect_not(keyset_has(&k, "example.org.uk", 12));
	cr_expect_not(keyset_has(&k, "example.o", 9));
	cr_expect(keyset_has(&k, "", 0));
	cr_expect_str_eq(keyset_add_copy(&k, "*.Example.ORG"), "*.example.org");
	cr_expect_null(keyset_add_copy(&k, "*.eXample.org"));
	cr_expect_eq(k.n, 4);
	cr_expect_str_eq(k.key[0], "Example.org", "the first one stays");
	arena_free(a);
}

Test(keyset, grows)
{
	struct arena *a = arena_new();
	struct keyset k = { .arena = a };

	for (int i = 0; i < 50000; i++)
		cr_assert(keyset_add(&k, arena_printf(a, "host%d.example", i)));
	for (int i = 0; i < 50000; i++) {
		const char *s = arena_printf(a, "HOST%d.example", i);

		cr_assert_not(keyset_add(&k, s));
		cr_assert(keyset_has(&k, s, strlen(s)));
	}
	cr_expect_not(keyset_has(&k, "host50000.example", 17));
	cr_expect_eq(k.n, 50000);
	cr_expect_str_eq(k.key[49999], "host49999.example");
	arena_free(a);
}
