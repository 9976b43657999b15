/* test_keyset.c - a set of strings that does not care about case, at any size. */
#include <criterion/criterion.h>

#include "keyset.h"

Test(keyset, knows_what_it_has)
{
	struct arena *a = arena_new();
	struct keyset k = { .arena = a };

	cr_expect_not(keyset_has(&k, ""));
	cr_expect_str_eq(keyset_add(&k, "Example.org"), "example.org");
	cr_expect_null(keyset_add(&k, "example.ORG"));
	cr_expect(keyset_add(&k, "example.or"));
	cr_expect(keyset_add(&k, ""));
	cr_expect(keyset_has(&k, "example.org"));
	cr_expect_not(keyset_has(&k, "example.org."));
	cr_expect_not(keyset_has(&k, "example.o"));
	cr_expect(keyset_has(&k, ""));
	arena_free(a);
}

Test(keyset, grows)
{
	struct arena *a = arena_new();
	struct keyset k = { .arena = a };

	for (int i = 0; i < 50000; i++)
		cr_assert(keyset_add(&k, arena_printf(a, "host%d.example", i)));
	for (int i = 0; i < 50000; i++) {
		cr_assert_null(keyset_add(&k, arena_printf(a, "HOST%d.example", i)));
		cr_assert(keyset_has(&k, arena_printf(a, "host%d.example", i)));
	}
	cr_expect_not(keyset_has(&k, "host50000.example"));
	arena_free(a);
}
