/* received_rows.h - rows of Received lines and what each has to say, for the tests of received.c. */
#ifndef RECEIVED_ROWS_H
#define RECEIVED_ROWS_H

#include "received.h"

struct row {
	const char *who, *line;
	struct {
		const char *by, *helo, *name, *peer; /* "" for nothing there */
	} want;
};

extern struct received_shapes *shapes;

/* For TestSuite(): what `shapes` is from a test's beginning to its end. */
void rows_compile(void);
void rows_discard(void);

/* The row's answers for another writing of its line. */
void rows_check_line(const struct row *row, struct span line);

void rows_check(const struct row *row, size_t n);

#define CHECK(rows) rows_check(rows, sizeof(rows) / sizeof(rows)[0])

#endif
