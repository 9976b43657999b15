/* test_report_top.c - who comes often is found, in bounded memory. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "report_top.h"

Test(report_top, counts_and_ranks)
{
	struct arena *a = arena_new();
	struct top t = { .arena = a };
	struct top_row *row;

	top_add(&t, span_str("B.example"), 0);
	top_add(&t, span_str("b.EXAMPLE"), 2);
	top_add(&t, span_str("a.example"), 0);
	top_add(&t, span("x\0y", 3), 1);
	top_add(&t, span_str(""), 1);
	cr_assert_eq(top_rows(&t, 5, 10, &row), 2);
	cr_expect_str_eq(row[0].name, "b.example");
	cr_expect_eq(row[0].n[0] + row[0].n[2], 2);
	cr_expect_str_eq(row[1].name, "a.example");
	cr_assert_eq(top_rows(&t, 2, 10, &row), 2);
	cr_expect_str_eq(row[0].name, "");
	cr_expect_str_eq(row[1].name, "x?y");
	cr_expect_eq(top_rows(&t, 7, 1, &row), 1);
	cr_expect_eq(t.lost, 0);
	arena_free(a);
}

/* A crowd ten times as large as the table, and a few among it who come again and again. */
Test(report_top, a_crowd)
{
	struct arena *a = arena_new();
	struct top t = { .arena = a };
	struct top_row *row;
	char name[200];

	for (unsigned i = 0; i < 10 * TOP_MAX; i++) {
		top_add(&t, span(name, (size_t)snprintf(name, sizeof name, "crowd%u", i)), 0);
		if (i % 100 == 0)
			top_add(&t, span(name, (size_t)snprintf(name, sizeof name, "often%u", i / 100 % 5)), 0);
	}
	cr_assert_eq(top_rows(&t, 1, 5, &row), 5);
	for (unsigned i = 0; i < 5; i++) {
		cr_expect_eq(strncmp(row[i].name, "often", 5), 0, "%s", row[i].name);
		cr_expect_leq(row[i].n[0], 10 * TOP_MAX / 500 + 1);
		cr_expect_geq(row[i].n[0] + t.lost, 10 * TOP_MAX / 500);
	}
	cr_expect_eq(t.sum[0], 10 * TOP_MAX + 10 * TOP_MAX / 100 + 1);
	cr_expect_leq(t.n, TOP_MAX);
	cr_expect_gt(t.lost, 0);
	arena_free(a);
}

Test(report_top, long_names_are_cut)
{
	struct arena *a = arena_new();
	struct top t = { .arena = a };
	struct top_row *row;
	char name[1000];

	memset(name, 'x', sizeof name);
	top_add(&t, span(name, sizeof name), 0);
	cr_assert_eq(top_rows(&t, 1, 5, &row), 1);
	cr_expect_eq(strlen(row[0].name), TOP_NAME);
	arena_free(a);
}
