/* mime.c - see mime.h. */
#include "mime.h"

static const struct {
	const char *type;
	enum media media;
} types[] = {
	{ "message/rfc822", MEDIA_ORIGINAL },
	{ "text/rfc822-headers", MEDIA_ORIGINAL },
	{ "message/rfc822-headers", MEDIA_ORIGINAL },
	{ "text/rfc822-header", MEDIA_ORIGINAL },
	{ "text/rfc822", MEDIA_ORIGINAL },
	{ "message/global", MEDIA_ORIGINAL },
	{ "message/global-headers", MEDIA_ORIGINAL },
	{ "message/partial", MEDIA_ORIGINAL },
	{ "message/news", MEDIA_ORIGINAL },
	{ "message/delivery-status", MEDIA_REPORT },
	{ "message/global-delivery-status", MEDIA_REPORT },
	{ "message/disposition-notification", MEDIA_REPORT },
	{ "message/global-disposition-notification", MEDIA_REPORT },
	{ "message/feedback-report", MEDIA_REPORT },
	{ "text/plain", MEDIA_TEXT },
	{ "text/html", MEDIA_TEXT },
};

void mime_reset(struct mime *m, const struct mime_sink *sink, void *ctx)
{
	m->sink = sink;
	m->ctx = ctx;
	m->state = MIME_HEADER;
	m->entity = (struct entity){ .type = "text/plain", .outermost = true };
	m->child.n = 0;
	m->child.digest = false;
	m->depth = m->parts = m->stray = 0;
	m->likely_n = 0;
	header_reset(&m->header);
}

/* ---- Content-Type ---- */

/* The value of a parameter (RFC 2045 section 5.1), without its quotes; empty when absent. Quoted
 * pairs stay as they are: nobody puts them into a boundary. */
static struct span parameter(struct span v, const char *name)
{
	size_t i = 0;

	while (i < v.n) {
		bool quoted = false;
		size_t start, eq;

		for (; i < v.n && (v.p[i] != ';' || quoted); i++)
			if (v.p[i] == '"')
				quoted = !quoted;
		while (i < v.n && (v.p[i] == ';' || jj_blank(v.p[i])))
			i++;
		for (eq = i; eq < v.n && v.p[eq] != '=' && v.p[eq] != ';';)
			eq++;
		if (eq == v.n || v.p[eq] != '=')
			continue;
		if (!span_is(span_trim(span(v.p + i, eq - i)), name)) {
			i = eq;
			continue;
		}
		for (i = eq + 1; i < v.n && jj_blank(v.p[i]);)
			i++;
		quoted = i < v.n && v.p[i] == '"';
		start = i += quoted;
		while (i < v.n && (quoted ? v.p[i] != '"' : v.p[i] != ';' && !jj_blank(v.p[i])))
			i++;
		return span(v.p + start, i - start);
	}
	return span(NULL, 0);
}

/* The types with nothing in them to read. What is no type at all is plain text (RFC 2045 section
 * 5.2), and who writes plain/text means it. */
static enum media media_of(struct span type)
{
	static const char *const binary[] = { "application/", "image/", "audio/", "video/", "model/",
		"font/" };

	for (size_t i = 0; i < sizeof binary / sizeof binary[0]; i++)
		if (span_starts(type, binary[i]))
			return MEDIA_OTHER;
	return MEDIA_TEXT;
}

/* Gateways that know no message/rfc822, or may not pass it, return the original as a file. */
static bool named_as_text(struct span type, struct span name)
{
	if (!span_is(type, "application/octet-stream") || name.n < 4)
		return false;
	name = span(name.p + name.n - 4, 4);
	return span_is(name, ".eml") || span_is(name, ".txt");
}

static void content_type(struct mime *m, struct span v)
{
	struct entity *e = &m->entity;
	struct span type = v, boundary;

	if (type.n && type.p[0] == '"')
		type = span(type.p + 1, type.n - 1);
	for (size_t i = 0; i < type.n; i++)
		if (type.p[i] == ';' || jj_blank(type.p[i]) || type.p[i] == '(' || type.p[i] == '"')
			type.n = i;
	e->dsn = span_is(type, "message/delivery-status") ||
		span_is(type, "message/global-delivery-status");
	if (span_starts(type, "multipart/") || span_is(type, "multipart")) {
		e->media = MEDIA_MULTIPART;
		e->type = "multipart";
		e->dsn = span_is(type, "multipart/report") &&
			span_is(parameter(v, "report-type"), "delivery-status");
		m->child.digest = span_is(type, "multipart/digest");
		m->child.seen = false;
		boundary = span_trim(parameter(v, "boundary"));
		if (boundary.n > JJ_BOUNDARY_MAX) {
			m->sink->limit(m->ctx, "boundary");
			boundary.n = 0;
		}
		m->child.n = boundary.n;
		if (boundary.n)
			memcpy(m->child.boundary, boundary.p, boundary.n);
		return;
	}
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (span_is(type, types[i].type)) {
			e->media = types[i].media;
			e->type = types[i].type;
			return;
		}
	e->media = named_as_text(type, parameter(v, "name")) ? MEDIA_TEXT : media_of(type);
	e->type = e->media == MEDIA_TEXT ? "text" : "other";
}

static void entity_field(void *ctx, const struct field *f)
{
	struct mime *m = ctx;

	if (f->id == F_CONTENT_TYPE)
		content_type(m, f->value);
	else if (f->id == F_ENCODING)
		m->entity.encoding = encoding_of(f->value);
	m->sink->field(m->ctx, m->entity.outermost, f);
}

/* ---- entities ---- */

static void begin_part(struct mime *m)
{
	bool digest = m->frame[m->depth - 1].digest;

	m->entity = (struct entity){ .media = digest ? MEDIA_ORIGINAL : MEDIA_TEXT,
		.type = digest ? "message/rfc822" : "text/plain" };
	m->child.n = 0;
	m->child.digest = false;
	header_reset(&m->header);
	m->state = MIME_HEADER;
	if (++m->parts > JJ_PARTS_MAX) {
		m->sink->limit(m->ctx, "parts");
		m->state = MIME_OVER;
	}
}

static void push(struct mime *m)
{
	if (m->depth == JJ_DEPTH_MAX) {
		m->sink->limit(m->ctx, "depth");
		m->state = MIME_SKIP;
		return;
	}
	m->frame[m->depth] = m->child;
	m->frame[m->depth].seen = false;
	m->depth++;
	m->likely_n = 0;

	/* A sender whose boundary never comes has put everything before it. */
	struct entity before = { .media = MEDIA_TEXT, .type = "text/plain", .preamble = true };

	m->state = m->sink->begin(m->ctx, &before) ? MIME_CONTENT : MIME_SKIP;
	decoder_reset(&m->decoder, ENC_IDENTITY);
}

static void header_over(struct mime *m)
{
	header_flush(&m->header, entity_field, m);
	decoder_reset(&m->decoder, m->entity.encoding);
	lines_reset(&m->decoded);
	m->broken = false;
	m->state = m->sink->begin(m->ctx, &m->entity) ? MIME_CONTENT : MIME_SKIP;
	if (m->entity.media == MEDIA_MULTIPART)
		push(m);
}

static bool on_decoded(void *ctx, const struct line *line)
{
	struct mime *m = ctx;
	struct line l = *line;

	l.no = m->line_no;
	l.broken = m->broken;
	return m->sink->line(m->ctx, &l);
}

static void content_over(struct mime *m, bool ended)
{
	if (m->state == MIME_HEADER)
		header_over(m);
	if (m->state != MIME_CONTENT)
		return;
	if (m->decoder.encoding == ENC_IDENTITY || lines_end(&m->decoded, on_decoded, m))
		m->sink->end(m->ctx, ended);
	m->state = MIME_SKIP;
}

static void content(struct mime *m, const struct line *line)
{
	bool more;

	m->line_no = line->no;
	if (m->decoder.encoding == ENC_IDENTITY) {
		more = m->sink->line(m->ctx, line);
	} else {
		size_t n = decode_line(&m->decoder, line, m->out);

		m->broken |= m->decoder.broken;
		more = lines_feed(&m->decoded, span(m->out, n), on_decoded, m);
		m->broken &= m->decoded.open;
	}
	if (!more)
		m->state = MIME_SKIP;
}

/* ---- boundaries ---- */

/* RFC 2046 section 5.1.1: the boundary, "--" at the last one, and nothing but blanks after it. */
static bool matches(const struct frame *f, struct span t, bool *last)
{
	struct span rest;

	if (!f->n || t.n < f->n + 2 || memcmp(t.p + 2, f->boundary, f->n) != 0)
		return false;
	rest = span(t.p + 2 + f->n, t.n - 2 - f->n);
	*last = rest.n >= 2 && rest.p[0] == '-' && rest.p[1] == '-';
	if (*last)
		rest = span(rest.p + 2, rest.n - 2);
	return !span_trim(rest).n;
}

static bool at_boundary(struct mime *m, struct span t)
{
	bool last;

	for (unsigned i = m->depth; i-- > 0;) {
		if (!matches(&m->frame[i], t, &last))
			continue;
		content_over(m, true);
		m->depth = i + 1;
		m->frame[i].seen = true;
		if (!last) {
			begin_part(m);
		} else {
			m->depth = i;
			m->state = m->depth ? MIME_SKIP : MIME_OVER;
		}
		return true;
	}
	return false;
}

/* A multipart that names no boundary: the first "--" line with a Content field below it is one. */
static void take_likely(struct mime *m, const struct line *line)
{
	struct frame *f = &m->frame[m->depth - 1];

	if (m->likely_n && span_starts(line->text, "Content-") && header_name(line->text)) {
		content_over(m, true);
		f->n = m->likely_n;
		f->seen = true;
		memcpy(f->boundary, m->likely, f->n);
		begin_part(m);
	}
	m->likely_n = 0;
	if (span_starts(line->text, "--") && line->text.n > 2 && line->text.n - 2 <= JJ_BOUNDARY_MAX) {
		m->likely_n = line->text.n - 2;
		memcpy(m->likely, line->text.p + 2, m->likely_n);
	}
}

static void part_header_line(struct mime *m, const struct line *line)
{
	size_t name;

	/* Empty lines, or the line of an mbox, before a message. */
	if (!m->header.open && m->entity.outermost &&
		(!span_trim(line->text).n || span_starts(line->text, "From ")))
		return;
	if (!span_trim(line->text).n) {
		header_over(m);
	} else if (jj_blank(line->text.p[0])) {
		if (m->header.open)
			header_more(&m->header, line);
	} else if ((name = header_name(line->text)) != 0) {
		m->stray = 0;
		header_field(&m->header, line, name, entity_field, m);
	} else if (m->header.open && m->entity.outermost && !span_starts(line->text, "--") &&
		++m->stray <= JJ_STRAY_MAX) {
		/* Were the header over here, the rest of it would look like a returned one. */
		header_more(&m->header, line);
	} else {
		header_over(m);
		if (m->state == MIME_CONTENT)
			content(m, line);
	}
}

bool mime_line(struct mime *m, const struct line *line)
{
	struct span t = line->text;

	if (m->depth) {
		if (t.n > 2 && t.p[0] == '-' && t.p[1] == '-' && at_boundary(m, t))
			return m->state != MIME_OVER;
		if (!m->frame[m->depth - 1].n)
			take_likely(m, line);
	}
	if (m->state == MIME_HEADER)
		part_header_line(m, line);
	else if (m->state == MIME_CONTENT)
		content(m, line);
	return m->state != MIME_OVER;
}

void mime_end(struct mime *m)
{
	content_over(m, false);
	m->state = MIME_OVER;
}
