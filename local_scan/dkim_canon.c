/* dkim_canon.c - see dkim_canon.h. */
#include "dkim_canon.h"

void canon_begin(struct canon_writer *w, enum canon how, canon_fn *fn, void *ctx)
{
	w->how = how;
	w->fn = fn;
	w->ctx = ctx;
	w->name = true;
	w->blank = w->started = false;
	w->n = 0;
}

static void put(struct canon_writer *w, unsigned char c)
{
	if (w->n == CANON_OUT) {
		w->fn(w->ctx, span(w->out, w->n));
		w->n = 0;
	}
	w->out[w->n++] = c;
}

/* Names in lower case; lines unfolded; blanks made one, and none at the end or around the colon. */
static void relaxed(struct canon_writer *w, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.p[i];

		/* The CRLF of folding goes, what is between lines that are not folded stays. */
		if (c == '\r' && i + 2 < s.n && s.p[i + 1] == '\n' &&
			(s.p[i + 2] == ' ' || s.p[i + 2] == '\t')) {
			i++;
			continue;
		}
		if (c == ' ' || c == '\t') {
			w->blank = true;
			continue;
		}
		if (w->name && c == ':') {
			w->name = w->blank = false;
			put(w, ':');
			continue;
		}
		if (w->blank && (w->name || w->started))
			put(w, ' ');
		w->blank = false;
		w->started = !w->name;
		put(w, w->name ? jj_lower(c) : c);
	}
}

void canon_bytes(struct canon_writer *w, struct span bytes)
{
	if (w->how == CANON_RELAXED)
		relaxed(w, bytes);
	else if (bytes.n)
		w->fn(w->ctx, bytes);
}

void canon_end(struct canon_writer *w, bool crlf)
{
	if (w->n)
		w->fn(w->ctx, span(w->out, w->n));
	w->n = 0;
	if (crlf)
		w->fn(w->ctx, span_str("\r\n"));
}
