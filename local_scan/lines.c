/* lines.c - see lines.h. A line that lies whole within a chunk is never copied. */
#include "lines.h"

void lines_reset(struct lines *l)
{
	l->no = 0;
	l->n = 0;
	l->open = l->cut = false;
}

static void keep(struct lines *l, const unsigned char *p, size_t n)
{
	size_t room = sizeof l->buf - l->n;

	l->open = true;
	if (n > room) {
		/* Carriage returns before the line end are not the line's, wherever they stand. */
		for (size_t i = room; i < n && !l->cut; i++)
			l->cut = p[i] != '\r';
		n = room;
	}
	if (n)
		memcpy(l->buf + l->n, p, n);
	l->n += n;
}

static bool give(struct lines *l, struct span text, bool cut, bool unended, line_fn *fn, void *ctx)
{
	while (!cut && text.n && text.p[text.n - 1] == '\r')
		text.n--;
	if (text.n > JJ_LINE_MAX) {
		text.n = JJ_LINE_MAX;
		cut = true;
	}
	l->no++;
	return fn(ctx, &(struct line){ text, l->no, cut, unended, false });
}

static bool give_kept(struct lines *l, bool unended, line_fn *fn, void *ctx)
{
	struct span text = span(l->buf, l->n);
	bool cut = l->cut;

	l->n = 0;
	l->open = l->cut = false;
	return give(l, text, cut, unended, fn, ctx);
}

bool lines_feed(struct lines *l, struct span chunk, line_fn *fn, void *ctx)
{
	const unsigned char *p = chunk.p, *end = chunk.p + chunk.n;

	while (p < end) {
		const unsigned char *nl = memchr(p, '\n', (size_t)(end - p));

		if (!nl) {
			keep(l, p, (size_t)(end - p));
			return true;
		}
		bool more;

		if (l->open) {
			keep(l, p, (size_t)(nl - p));
			more = give_kept(l, false, fn, ctx);
		} else {
			more = give(l, span(p, (size_t)(nl - p)), false, false, fn, ctx);
		}
		if (!more)
			return false;
		p = nl + 1;
	}
	return true;
}

bool lines_end(struct lines *l, line_fn *fn, void *ctx)
{
	return !l->open || give_kept(l, true, fn, ctx);
}
