/* test_report.h - what came of the cases: for people, as TAP, as JUnit XML. */
#ifndef AG_TEST_REPORT_H
#define AG_TEST_REPORT_H

#include <stdio.h>

#include "options.h"
#include "test_case.h"

/* The cases of one file that were played. */
struct report {
	const char *file;
	const struct test_case **one;
	const struct outcome **out;
	size_t n;
	size_t failed, trouble;
};

/* All of it on `to`. What Exim said is shown without characters that would do something. */
void report_print(const struct report *r, size_t n, enum format format, FILE *to, struct arena *a);

/* `text` as the content of an XML element or attribute. */
const char *report_xml(const char *text, struct arena *a);

#endif
