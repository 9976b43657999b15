/* received_rows.c - see received_rows.h. */
#include "received_rows.h"

#include <criterion/criterion.h>

#include "settings.h"

struct received_shapes *shapes;

void rows_compile(void)
{
	shapes = received_shapes_new();
	cr_assert_not_null(shapes);
}

void rows_discard(void)
{
	received_shapes_free(shapes);
}

static void same(const char *who, const char *what, struct span got, const char *want)
{
	cr_expect(got.n == strlen(want) &&
			  memcmp(got.p ? got.p : (const unsigned char *)"", want, got.n) == 0,
		"[%s] %s: got \"%.*s\", wanted \"%s\"", who, what, (int)got.n,
		got.p ? (const char *)got.p : "", want);
}

void rows_check_line(const struct row *row, struct span line)
{
	struct received r;
	char text[JJ_ADDR_TEXT];
	size_t n = 0;

	cr_assert(received_parse(shapes, line, &r), "[%s]", row->who);
	if (r.peer.has)
		n = jj_addr_print(r.peer.a, text);
	same(row->who, "by", r.by, row->want.by);
	same(row->who, "helo", r.helo, row->want.helo);
	same(row->who, "name", r.name, row->want.name);
	same(row->who, "peer", span(text, n), row->want.peer);
}

void rows_check(const struct row *row, size_t n)
{
	for (size_t i = 0; i < n; i++)
		rows_check_line(&row[i], span_str(row[i].line));
}
