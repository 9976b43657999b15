/* joescan_output.h - a verdict as text, JSON or tab-separated values.
 *
 * File names may hold any bytes. Text and TSV show backslashes, controls and what is not UTF-8 as
 * C escapes, so that a line stays a line and no terminal obeys a file name; JSON replaces what is
 * not UTF-8 by U+FFFD, because it has no way to hold it.
 */
#ifndef JOESCAN_OUTPUT_H
#define JOESCAN_OUTPUT_H

#include <stdio.h>

#include "detect.h"
#include "joescan_input.h"

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_TSV, FORMATS };

extern const char *const format_name[FORMATS];

enum {
	STEPS_MAX = 400, /* some are written for each returned header line; nobody reads more */
	STEPS_TEXT = 64 * 1024,
};

/* The reasoning behind one verdict, as jj_explain told it. */
struct steps {
	unsigned n, lost;
	size_t used;
	struct {
		unsigned line;
		size_t text;
	} step[STEPS_MAX];
	char text[STEPS_TEXT];
};

/* None yet; one more, copied. What does not fit is counted in `lost`. */
void steps_clear(struct steps *s);
void steps_add(struct steps *s, unsigned line, const char *sentence);

/* A string as text or TSV, and as JSON, escaped as said above. */
void output_text(FILE *out, const char *s);
void output_json(FILE *out, const char *s);

/* The name of a message: FILE, or FILE:NUMBER. */
void output_name(FILE *out, const struct message_name *name);

/* What stands before the first result: nothing, but for TSV. */
void output_begin(FILE *out, enum format format);

/* `steps` NULL: without the reasoning; TSV never has it. */
void output_result(FILE *out, enum format format, const struct message_name *name,
	const struct jj_result *r, const struct steps *steps);

/* "joescan: FILE: REASON" */
void output_trouble(FILE *err, const char *file, const char *reason);

#endif
