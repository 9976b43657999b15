/* pattern.c - see pattern.h. */
#include "pattern.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "bounds.h"

/* Bytes, whatever they are: a header need not be UTF-8, and a pattern cannot ask for it. */
enum { OPTIONS = PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT };

struct regex {
	pcre2_code *code; /* NULL: none */
	bool spent;
};

struct patterns {
	struct regex field[JJ_PATTERNS], queue[JJ_ENTRIES];
	pcre2_match_data *match;
	pcre2_match_context *limits;
	size_t at;          /* where in the subject the last step was */
	unsigned long left; /* steps of this message */
};

/* At each item of a regex that is tried. What PCRE2 walked over since then is paid as well. */
static int step(pcre2_callout_block *block, void *ctx)
{
	struct patterns *p = ctx;
	size_t at = block->current_position;
	unsigned long cost = at > p->at ? 1 + (at - p->at) / JJ_STEP_BYTES : 1;

	p->at = at;
	p->left = cost < p->left ? p->left - cost : 0;
	return p->left ? 0 : PCRE2_ERROR_MATCHLIMIT;
}

static pcre2_code *compile(struct span text, uint32_t options, int *error, PCRE2_SIZE *at)
{
	return pcre2_compile(text.p, text.n, OPTIONS | options, error, at, NULL);
}

const char *jj_regex_fault(struct span regex, char *buf, size_t size)
{
	PCRE2_UCHAR text[160];
	PCRE2_SIZE at;
	int error;

	if (regex.n == 0)
		return "is empty";
	if (regex.n > JJ_REGEX_MAX)
		return "is too long a regex";
	pcre2_code *code = compile(regex, 0, &error, &at);

	if (code) {
		pcre2_code_free(code);
		return NULL;
	}
	pcre2_get_error_message(error, text, sizeof text);
	snprintf(buf, size, "is no PCRE2 regex: %s at offset %zu", (const char *)text, (size_t)at);
	return buf;
}

static bool regex_ready(struct regex *r, struct span text, uint32_t options)
{
	PCRE2_SIZE at;
	int error;

	if (text.n)
		r->code = compile(text, options, &error, &at);
	return r->code || !text.n;
}

struct patterns *patterns_new(const struct jj_settings *s)
{
	struct patterns *p = calloc(1, sizeof *p);
	bool all = true;

	if (!p)
		return NULL;
	p->match = pcre2_match_data_create(1, NULL);
	p->limits = pcre2_match_context_create(NULL);
	for (unsigned i = 0; i < s->n_patterns; i++)
		all &= regex_ready(&p->field[i], s->pattern[i].regex, 0);
	for (unsigned i = 0; i < s->n_entries; i++)
		all &= regex_ready(&p->queue[i], s->entry[i].queue, PCRE2_ANCHORED | PCRE2_ENDANCHORED);
	if (!p->match || !p->limits || !all) {
		patterns_free(p);
		return NULL;
	}
	pcre2_set_match_limit(p->limits, JJ_MATCH_LIMIT);
	pcre2_set_depth_limit(p->limits, JJ_MATCH_LIMIT);
	pcre2_set_heap_limit(p->limits, JJ_HEAP_LIMIT);
	pcre2_set_callout(p->limits, step, p);
	patterns_reset(p);
	return p;
}

void patterns_free(struct patterns *p)
{
	if (!p)
		return;
	for (unsigned i = 0; i < JJ_PATTERNS; i++)
		pcre2_code_free(p->field[i].code);
	for (unsigned i = 0; i < JJ_ENTRIES; i++)
		pcre2_code_free(p->queue[i].code);
	pcre2_match_data_free(p->match);
	pcre2_match_context_free(p->limits);
	free(p);
}

void patterns_reset(struct patterns *p)
{
	p->left = JJ_PATTERN_STEPS;
	for (unsigned i = 0; i < JJ_PATTERNS; i++)
		p->field[i].spent = false;
	for (unsigned i = 0; i < JJ_ENTRIES; i++)
		p->queue[i].spent = false;
}

static enum pattern_answer ask(struct patterns *p, struct regex *r, struct span subject)
{
	int rc;

	if (r->spent)
		return PATTERN_SPENT;
	p->at = 0;
	rc = pcre2_match(r->code, subject.p, subject.n, 0, 0, p->match, p->limits);
	if (rc >= 0)
		return PATTERN_YES;
	if (rc == PCRE2_ERROR_NOMATCH)
		return PATTERN_NO;
	r->spent = true;
	return PATTERN_LIMIT;
}

enum pattern_answer patterns_field(struct patterns *p, unsigned i, struct span field)
{
	return ask(p, &p->field[i], field);
}

enum pattern_answer patterns_queue(struct patterns *p, unsigned entry, struct span id)
{
	return p->queue[entry].code ? ask(p, &p->queue[entry], id) : PATTERN_YES;
}
