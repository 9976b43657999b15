/* report_view.h - what all writers of a report show, in the same order and words. */
#ifndef AG_REPORT_VIEW_H
#define AG_REPORT_VIEW_H

#include <stdio.h>

#include "report_tally.h"

/* Names that are counted, as a table. */
struct report_section {
	const char *key;   /* in JSON */
	const char *title;
	const char *about; /* one sentence */
	const char *name;  /* what the names are */
	enum name_kind kind;
	unsigned by; /* bits of the counts that rank */
	struct {
		const char *key, *title; /* NULL: there is no such count */
	} count[TOP_COUNTS];
};

enum { REPORT_SECTIONS = NAME_KINDS };

extern const struct report_section report_sections[REPORT_SECTIONS];

/* Time, cut in pieces of the same length: hours, or as many of them as it takes to show all. */
struct report_piece {
	int64_t at; /* when it begins */
	uint64_t n[HOUR_COUNTS];
	uint64_t rule[RULES_MAX];
};

enum { PIECES_MAX = 48 };

struct report_view {
	const struct tally *t;
	size_t files, unread;
	size_t top;
	uint64_t offered; /* received, and not */
	unsigned hours;   /* of a piece */
	size_t n_pieces;
	struct report_piece piece[PIECES_MAX];
	size_t n_refusing, n_would; /* rules, the first the strongest */
	unsigned refusing[RULES_MAX], would[RULES_MAX];
	uint64_t daily[RULES_MAX][24]; /* refused and put off, by rule and hour of the day */
};

/* Prepares what is shown of `t`, which has to outlive it: `top` names of each kind, of so many files, of
 * which `unread` could not be read. */
void report_view_make(struct report_view *v, const struct tally *t, size_t files, size_t unread,
	size_t top);

/* 1,234,567 */
enum { REPORT_NUMBER = 32 };
const char *report_number(uint64_t n, char text[REPORT_NUMBER]);

/* 2065 kB */
const char *report_volume(uint64_t bytes, char text[REPORT_NUMBER]);

/* 12.3%; "" of nothing */
const char *report_percent(uint64_t n, uint64_t of, char text[REPORT_NUMBER]);

/* "2026-11-26 13:00", or the day alone where pieces are days. */
const char *report_piece_name(const struct report_view *v, size_t i, char text[REPORT_NUMBER]);

/* The writers. */
void report_text(const struct report_view *v, FILE *to);
void report_json(const struct report_view *v, FILE *to);
void report_html(const struct report_view *v, FILE *to);

#endif
