/* doc_picture.c - the way of a message, from top to bottom, so that it fits a phone and a sheet of paper.
 * Colours are classes of the page's style. See doc_page.h. */
#include <string.h>

#include "doc_page.h"

enum {
	WIDE = 360,
	TRUNK = 14,  /* x of the line that the message goes down */
	LEFT = 34,   /* of the boxes */
	STEP = 28,   /* from one box to the next */
	BOX = 22,    /* height of a box */
	TITLE = 40,  /* height of a stage's title */
	NAME_MAX = 34,
};

static bool drawn(const struct doc_line *line)
{
	return line->kind != DOC_CHECK || line->mode != MODE_OFF;
}

static unsigned height(const struct doc_stage stage[DOC_STAGES])
{
	unsigned h = TITLE / 2;

	for (size_t i = 0; i < DOC_STAGES; i++) {
		h += TITLE;
		for (size_t k = 0; k < stage[i].n; k++)
			h += drawn(&stage[i].line[k]) ? STEP : 0;
	}
	return h;
}

/* A name that has to fit; the whole one stands on the page. */
static void add_name(struct buf *b, const char *name)
{
	size_t n = strlen(name), keep = n <= NAME_MAX ? n : NAME_MAX - 1;

	while (keep < n && keep > 0 && ((unsigned char)name[keep] & 0xc0) == 0x80)
		keep--;
	doc_text(b, arena_copy(b->arena, name, keep));
	if (keep < n)
		buf_str(b, "&#8230;");
}

static void add_line(struct buf *b, const struct doc_line *line, unsigned y)
{
	struct doc_outcome o = doc_outcome(line);

	buf_printf(b, "<path class=\"way\" d=\"M%d %uH%d\"/>", TRUNK, y + BOX / 2, LEFT);
	buf_printf(b, "<rect class=\"box\" x=\"%d\" y=\"%u\" width=\"%d\" height=\"%d\" rx=\"4\"/>", LEFT, y,
		WIDE - LEFT - 1, BOX);
	buf_printf(b, "<rect class=\"%s\" x=\"%d\" y=\"%u\" width=\"5\" height=\"%d\" rx=\"2\"/>", o.class, LEFT, y,
		BOX);
	buf_printf(b, "<text x=\"%d\" y=\"%u\">", LEFT + 13, y + 15);
	add_name(b, line->name);
	buf_printf(b, "</text><text class=\"end t-%s\" x=\"%d\" y=\"%u\">%s</text>\n", o.class, WIDE - 8, y + 15,
		o.word);
}

void doc_picture(struct buf *b, const struct doc_stage stage[DOC_STAGES])
{
	unsigned h = height(stage), y = 0;

	buf_printf(b, "<svg class=\"picture\" viewBox=\"0 0 %d %u\" role=\"img\" aria-label=\"The way of a message "
		      "through the checks; the sections below say the same in words.\">\n",
		WIDE, h);
	buf_printf(b, "<path class=\"way\" d=\"M%d 18V%u\"/>\n", TRUNK, h - 4);
	for (size_t i = 0; i < DOC_STAGES; i++) {
		buf_printf(b, "<circle class=\"stop\" cx=\"%d\" cy=\"%u\" r=\"7\"/>", TRUNK, y + 18);
		buf_printf(b, "<text class=\"stage\" x=\"%d\" y=\"%u\">%s</text>\n", LEFT, y + 23, stage[i].title);
		y += TITLE;
		for (size_t k = 0; k < stage[i].n; k++)
			if (drawn(&stage[i].line[k])) {
				add_line(b, &stage[i].line[k], y);
				y += STEP;
			}
	}
	buf_str(b, "</svg>\n");
}
