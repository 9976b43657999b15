/* report_svg.h - the charts of a report as inline SVG: shapes alone, stretched to whatever width there
 * is; the page puts text around them. What a shape counts is its title. */
#ifndef AG_REPORT_SVG_H
#define AG_REPORT_SVG_H

#include "report_view.h"

/* One bar, cut into these parts. */
struct svg_part {
	const char *class, *name;
	uint64_t n;
};

/* Widths by the shares of their sum; nothing is drawn of a sum of 0 but the track. */
void svg_share(const struct svg_part *part, size_t n, FILE *to);

/* A bar of so much of the most. */
void svg_bar(uint64_t n, uint64_t most, const char *class, FILE *to);

/* What was taken, refused and put off in each piece of time, upon one another. `most` is the height. */
void svg_pieces(const struct report_view *v, uint64_t most, FILE *to);

/* A rule's refusals in the 24 hours of a day, darker where there are more. */
void svg_day(const uint64_t hour[24], uint64_t most, FILE *to);

#endif
