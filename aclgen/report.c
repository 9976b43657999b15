/* report.c - see report.h: which logs, how much of them, and which writer. */
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report_lines.h"
#include "report_read.h"
#include "report_view.h"
#include "shown.h"

enum {
	TOP_USUAL = 10,
	TOP_MOST = 1000,
	STEP = 64 << 20, /* bytes between two words of progress */
};

struct run {
	struct tally tally;
	struct log_clock clock;
	uint64_t size, read, told;
};

static void on_line(void *ctx, struct span line)
{
	struct run *r = ctx;

	r->tally.bytes += line.n + 1;
	report_line(&r->tally, &r->clock, line);
}

/* To people only. */
static void on_read(void *ctx, uint64_t bytes)
{
	struct run *r = ctx;

	r->read += bytes;
	if (r->read - r->told < STEP || r->size == 0)
		return;
	r->told = r->read;
	fprintf(stderr, "\raclgen: %3.0f%% of %.1f GB read", 100.0 * (double)r->read / (double)r->size,
		(double)r->size / 1e9);
}

static int read_date(const char *option, const char *text, int64_t *at)
{
	if (text == NULL || log_date_read(text, at))
		return -1;
	fprintf(stderr, "aclgen: --%s takes a date, 2026-11-26 or \"2026-11-26 13:00\"\n", option);
	return EXIT_TROUBLE;
}

static int read_top(const char *text, size_t *top)
{
	char *end;
	unsigned long n;

	*top = TOP_USUAL;
	if (text == NULL)
		return -1;
	n = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0' || n < 1 || n > TOP_MOST)
		return options_misuse("--top takes a number from 1 to 1000", "");
	*top = n;
	return -1;
}

int report_command(const struct options *o, struct arena *a)
{
	static void (*const write[])(const struct report_view *v, FILE *to) = {
		[FORMAT_TEXT] = report_text,
		[FORMAT_JSON] = report_json,
		[FORMAT_HTML] = report_html,
	};
	struct run *r = arena_alloc(a, sizeof *r);
	struct log_files files;
	size_t top;
	int rc;

	tally_init(&r->tally, a);
	if ((rc = read_date("since", o->since, &r->tally.since)) >= 0 ||
		(rc = read_date("until", o->until, &r->tally.until)) >= 0 ||
		(rc = read_top(o->top, &top)) >= 0)
		return rc;
	unsigned bad = log_files_find(&files, o->cases, o->n_cases, a);
	const struct log_reader reader = { r, on_line, isatty(STDERR_FILENO) ? on_read : NULL };

	r->size = files.size;
	for (size_t i = 0; i < files.n; i++) {
		const char *why = log_file_read(&files, i, &reader, a);

		if (why == NULL)
			continue;
		fprintf(stderr, "aclgen: %s: %s; what comes before that is counted\n",
			shown(files.file[i].path, a), why);
		bad++;
	}
	if (r->told > 0)
		fputs("\r\033[K", stderr);
	if (files.n == 0)
		return EXIT_TROUBLE;
	struct report_view v;

	report_view_make(&v, &r->tally, files.n, bad, top);
	write[o->format](&v, stdout);
	return bad > 0 ? EXIT_TROUBLE : EXIT_DONE;
}
