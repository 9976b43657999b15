/* test_report.c - see test_report.h. */
#include <string.h>

#include "buf.h"
#include "shown.h"
#include "test_report.h"

const char *report_xml(const char *text, struct arena *a)
{
	static const struct {
		char c;
		const char *as;
	} escapes[] = {
		{ '&', "&amp;" },
		{ '<', "&lt;" },
		{ '>', "&gt;" },
		{ '"', "&quot;" },
		{ '\n', "&#10;" },
	};
	struct buf b = { .arena = a };

	for (const char *s = shown(text, a); *s != '\0'; s++) {
		const char *as = NULL;
		for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++)
			if (*s == escapes[i].c)
				as = escapes[i].as;
		if (as != NULL)
			buf_str(&b, as);
		else
			buf_add(&b, s, 1);
	}
	return buf_text(&b);
}

/* Each line of `text` with something in front of it. */
static void print_lines(const char *text, const char *front, FILE *to)
{
	for (size_t n; *text != '\0'; text += n) {
		n = strcspn(text, "\n");
		fprintf(to, "%s%.*s\n", front, (int)n, text);
		n += text[n] == '\n';
	}
}

static const char *why(const struct outcome *o, struct arena *a)
{
	return shown(arena_printf(a, "%s\n%s%s%s", o->what, o->dialogue,
			     *o->log != '\0' ? "Exim's log:\n" : "", o->log),
		a);
}

static const char *cases(size_t n)
{
	return n == 1 ? "case" : "cases";
}

static void print_text(const struct report *r, FILE *to, struct arena *a)
{
	for (size_t i = 0; i < r->n; i++) {
		if (r->out[i]->verdict == CASE_PASSES)
			continue;
		fprintf(to, "%s:%u: %s: %s\n", r->file, r->one[i]->at.line,
			r->out[i]->verdict == CASE_FAILS ? "FAIL" : "trouble",
			shown(r->one[i]->name.s, a));
		print_lines(why(r->out[i], a), "    ", to);
	}
	fprintf(to, "%s: %zu %s, ", r->file, r->n, cases(r->n));
	if (r->failed + r->trouble == 0)
		fprintf(to, "all as expected\n");
	else
		fprintf(to, "%zu failed, %zu could not be played\n", r->failed, r->trouble);
}

static void print_tap(const struct report *r, size_t *number, FILE *to, struct arena *a)
{
	for (size_t i = 0; i < r->n; i++) {
		bool ok = r->out[i]->verdict == CASE_PASSES;
		/* A # in the name would begin a directive. */
		char *name = arena_printf(a, "%s", shown(r->one[i]->name.s, a));
		for (char *s = name; (s = strchr(s, '#')) != NULL;)
			*s = ' ';
		fprintf(to, "%sok %zu - %s\n", ok ? "" : "not ", ++*number, name);
		if (!ok)
			print_lines(why(r->out[i], a), "# ", to);
	}
}

static void print_junit(const struct report *r, FILE *to, struct arena *a)
{
	double seconds = 0;

	for (size_t i = 0; i < r->n; i++)
		seconds += r->out[i]->seconds;
	fprintf(to,
		" <testsuite name=\"%s\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
		"time=\"%.3f\">\n",
		report_xml(r->file, a), r->n, r->failed, r->trouble, seconds);
	for (size_t i = 0; i < r->n; i++) {
		const struct outcome *o = r->out[i];
		const char *tag = o->verdict == CASE_FAILS ? "failure" : "error";
		fprintf(to, "  <testcase classname=\"%s\" name=\"%s\" time=\"%.3f\"",
			report_xml(r->file, a), report_xml(r->one[i]->name.s, a), o->seconds);
		if (o->verdict == CASE_PASSES)
			fprintf(to, "/>\n");
		else
			fprintf(to, ">\n   <%s message=\"%s\">%s</%s>\n  </testcase>\n", tag,
				report_xml(o->what, a), report_xml(why(o, a), a), tag);
	}
	fprintf(to, " </testsuite>\n");
}

void report_print(const struct report *r, size_t n, enum format format, FILE *to, struct arena *a)
{
	size_t number = 0;

	if (format == FORMAT_JUNIT)
		fprintf(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
	for (size_t i = 0; i < n; i++) {
		if (format == FORMAT_JUNIT)
			print_junit(&r[i], to, a);
		else if (format == FORMAT_TAP)
			print_tap(&r[i], &number, to, a);
		else
			print_text(&r[i], to, a);
	}
	if (format == FORMAT_JUNIT)
		fprintf(to, "</testsuites>\n");
	if (format == FORMAT_TAP)
		fprintf(to, "1..%zu\n", number);
}
