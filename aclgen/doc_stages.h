/* doc_stages.h - a policy as what happens to a message, in order: for the page of `aclgen doc`. */
#ifndef AG_DOC_STAGES_H
#define AG_DOC_STAGES_H

#include "check_table.h"

enum doc_kind {
	DOC_PASS,  /* who is asked no further */
	DOC_CHECK, /* what may be refused */
	DOC_NOTE,  /* what is done besides */
};

struct doc_line {
	enum doc_kind kind;
	const char *name;  /* a check's rule id; otherwise a few words */
	const char *about; /* a sentence */
	enum mode mode, asked; /* of a check: in force, and as its own key says */
	const char *reply; /* of a check: code and text; NULL: it never refuses */
	struct where at;   /* line 0: a default */
	bool always;       /* whatever the policy's mode and the kill switch */
	bool soft;         /* enforce or fallback may make it tag instead */
};

struct doc_stage {
	const char *title; /* "RCPT TO" */
	const char *about; /* a sentence */
	struct doc_line *line;
	size_t n;
};

/* In the order of the conversation. */
enum { DOC_STAGES = 6 };

/* All that the generated configuration does, and the checks that are off. In `a`. */
void doc_stages(struct doc_stage stage[DOC_STAGES], const struct policy *p, struct arena *a);

#endif
