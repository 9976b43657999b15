/* block.c - see block.h. */
#include "block.h"

#include "dkim.h"

void block_reset(struct block *b, const struct us *us, bool anchored)
{
	b->state = BLOCK_SEARCH;
	b->anchored = anchored;
	b->us = us;
	header_reset(&b->header);
}

static void keep_field(void *ctx, const struct field *f)
{
	struct block *b = ctx;

	b->tried += f->id == F_RECEIVED;
	original_field(&b->original, b->us, f);
}

/* The lines of the header are kept as they stand for those who verify signatures. */
static void keep_raw(struct block *b, const struct line *line, size_t name)
{
	if (!b->us->dkim)
		return;
	if (name)
		raw_field(dkim_raw(b->us->dkim), line, name);
	else
		raw_more(dkim_raw(b->us->dkim), line);
}

static size_t quoting(struct span t)
{
	size_t n = 0;

	while (n < t.n && n < JJ_PREFIX_MAX &&
		(t.p[n] == ' ' || t.p[n] == '\t' || t.p[n] == '>' || t.p[n] == '|'))
		n++;
	return n;
}

static void begin_block(struct block *b, const struct line *line, size_t prefix, size_t name)
{
	struct line bare = *line;

	b->state = BLOCK_INSIDE;
	b->stray = 0;
	b->unquoted = false;
	b->prefix_n = prefix;
	memcpy(b->prefix, line->text.p, prefix);
	original_reset(&b->original);
	bare.text = span(line->text.p + prefix, line->text.n - prefix);
	if (b->us->dkim)
		raw_reset(dkim_raw(b->us->dkim));
	keep_raw(b, &bare, name);
	header_field(&b->header, &bare, name, keep_field, b);
}

static void search(struct block *b, const struct line *line)
{
	struct span t = line->text;
	size_t prefix, name;

	if (b->anchored) {
		if (!span_trim(t).n || span_starts(t, "From ") || span_starts(t, ">From "))
			return;
		name = t.p[0] == '>' || t.p[0] == '|' ? 0 : header_name(t);
		if (name) {
			begin_block(b, line, 0, name);
			return;
		}
		b->anchored = false;
	}
	prefix = quoting(t);
	t = span(t.p + prefix, t.n - prefix);
	name = header_name(t);
	if (name && header_is_mail(header_id(span(t.p, name))))
		begin_block(b, line, prefix, name);
}

/* Enough of a message header to be nothing else? A delivery report's own fields, or the From, To
 * and Subject that a report tells its reader, are not. */
static bool is_header(const struct block *b)
{
	const struct original *o = &b->original;

	if (b->anchored)
		return o->n_mail > 0;
	if (o->n_received)
		return o->n_fields >= 2;
	return o->has_message_id && o->n_mail >= 3 && !o->n_report;
}

/* Whether a Received field has all that it ends with: a date, and behind its time a zone. */
static bool received_whole(struct span v)
{
	size_t at = v.n;

	while (at > 0 && v.p[at - 1] != ';')
		at--;
	if (at == 0)
		return false;
	v = span(v.p + at, v.n - at);
	for (at = span_find(v, ":"); at < v.n && !jj_blank(v.p[at]);)
		at++;
	v = span_trim(span(v.p + at, v.n - at));
	return v.n > 4 || (v.n > 1 && v.p[0] != '+' && v.p[0] != '-');
}

/* Dots or stars, and no word. */
static bool ellipsis(struct span t)
{
	bool dots = span_find(t, "\xe2\x80\xa6") < t.n; /* U+2026 */

	for (size_t i = 0; i < t.n; i++)
		if (jj_alnum(t.p[i]) || (t.p[i] > 127 && !dots))
			return false;
	return dots || span_find(t, "..") < t.n || span_find(t, "**") < t.n;
}

/* Words between marks that no field has around its last words: "[3 lines removed]", "<snip>",
 * "--- cut ---". An address may be all that was wrapped of a line, and stands between brackets too. */
static bool remark(struct span t)
{
	static const char open[] = "[<{-*=_~#", close[] = "]>}-*=_~#";
	bool word = false;

	t = span_trim(t);
	const char *mark = t.n > 4 && t.p[0] ? strchr(open, t.p[0]) : NULL;

	if (!mark || t.p[t.n - 1] != (unsigned char)close[mark - open] || (mark - open > 2 && t.p[1] != t.p[0]))
		return false;
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] == '@' || (t.p[i] == ':' && !jj_blank(t.p[i + 1])))
			return false;
		word |= jj_alnum(t.p[i]) && !jj_digit(t.p[i]);
	}
	return word;
}

/* Whether a line that is not of a field says that lines were left out here, rather than being the
 * rest of a line that somebody wrapped: it has no words, or none but a remark, or what stands above
 * needs no more. */
static bool left_out(const struct block *b, struct span t)
{
	const struct header *h = &b->header;
	bool folded = jj_blank(t.p[0]);

	if (!folded && remark(t))
		return true;
	if (h->id != F_RECEIVED)
		return !folded && ellipsis(t);
	return ellipsis(t) || (!folded && t.p[0] != '(' && !span_starts(t, "From ") &&
		!span_starts(t, ">From ") &&
		received_whole(span(h->buf + h->value, h->n - h->value)));
}

static void more(struct block *b, const struct line *line)
{
	if (left_out(b, line->text))
		original_gap(&b->original, b->us, line->no);
	header_more(&b->header, line);
	keep_raw(b, line, 0);
}

static void finish(struct block *b, bool ended)
{
	header_flush(&b->header, keep_field, b);
	b->original.ended = ended;
	b->state = is_header(b) ? BLOCK_FOUND : BLOCK_SEARCH;
	/* What Received lines have shown needs no other proof. */
	if (b->state == BLOCK_FOUND && b->us->dkim && !original_settled(&b->original, b->us))
		dkim_judge(b->us->dkim, b->us, &b->original);
}

/* Takes the quoting off. False: the line does not carry it, the quotation is over. */
static bool unquote(const struct block *b, struct span *t)
{
	struct span quote = span_trim(span(b->prefix, b->prefix_n));

	if (t->n >= b->prefix_n && memcmp(t->p, b->prefix, b->prefix_n) == 0) {
		*t = span(t->p + b->prefix_n, t->n - b->prefix_n);
		return true;
	}
	/* The blanks of an empty quoted line are often lost. */
	if (span_eq(span_trim(*t), quote)) {
		t->n = 0;
		return true;
	}
	return false;
}

/* A field that was wrapped or folded behind its quotation mark goes on without one. */
static bool unquoted_rest(struct block *b, const struct line *line)
{
	struct span t = line->text;

	if (!span_trim(t).n || header_name_strict(span_trim(t)) || b->stray >= JJ_STRAY_MAX)
		return false;
	b->unquoted = true;
	return true;
}

/* A line behind the first one of a header. */
static void go_on(struct block *b, const struct line *line)
{
	struct line bare = *line;
	size_t name;

	if (!unquote(b, &bare.text) && !unquoted_rest(b, line)) {
		/* An empty line ends quotation and header; another one only the quotation. */
		finish(b, !line->unended && !b->unquoted && !span_trim(line->text).n);
		if (b->state == BLOCK_SEARCH)
			search(b, line);
		return;
	}
	if (!span_trim(bare.text).n) {
		finish(b, !bare.text.n && !line->unended);
	} else if (jj_blank(bare.text.p[0])) {
		more(b, &bare);
	} else if ((name = header_name_strict(bare.text)) != 0) {
		b->stray = 0;
		b->unquoted = false;
		keep_raw(b, &bare, name);
		header_field(&b->header, &bare, name, keep_field, b);
	} else if (++b->stray <= JJ_STRAY_MAX) {
		more(b, &bare);
	} else {
		finish(b, false);
	}
}

bool block_line(struct block *b, const struct line *line)
{
	if (b->state == BLOCK_SEARCH) {
		search(b, line);
		return b->state != BLOCK_SEARCH;
	}
	if (b->state == BLOCK_INSIDE)
		go_on(b, line);
	return true;
}

void block_end(struct block *b, bool ended)
{
	if (b->state == BLOCK_INSIDE)
		finish(b, ended);
}
