/* joescan_mbox.c - see joescan_mbox.h. */
#include "joescan_mbox.h"

#include <errno.h>
#include <unistd.h>

enum {
	QUOTES_MAX = 64,     /* ">" before a quoted From: one for each mbox it went through */
};

void reader_start(struct reader *r, int fd)
{
	r->fd = fd;
	r->eof = false;
	r->base = 0;
	r->at = r->n = 0;
}

int reader_fill(struct reader *r)
{
	if (r->eof || r->n - r->at >= READER_AHEAD)
		return 0;
	memmove(r->buf, r->buf + r->at, r->n - r->at);
	r->base += r->at;
	r->n -= r->at;
	r->at = 0;
	while (!r->eof && r->n < READER_AHEAD) {
		ssize_t got = read(r->fd, r->buf + r->n, sizeof r->buf - r->n);

		if (got < 0 && errno != EINTR)
			return -1;
		if (got > 0)
			r->n += (size_t)got;
		r->eof = got == 0;
	}
	return 0;
}

/* Whether " " and the pattern, in which 0 is any digit, stand somewhere in the text. */
static bool has_digits(struct span text, const char *pattern)
{
	size_t n = strlen(pattern), k;

	for (size_t i = 0; i + n < text.n; i++) {
		if (text.p[i] != ' ')
			continue;
		for (k = 0; k < n; k++)
			if (pattern[k] == '0' ? !jj_digit(text.p[i + 1 + k])
					      : text.p[i + 1 + k] != pattern[k])
				break;
		if (k == n)
			return true;
	}
	return false;
}

size_t mbox_postmark(struct span text)
{
	size_t n = text.n < POSTMARK_MAX ? text.n : POSTMARK_MAX;
	const unsigned char *lf;

	if (n < 5 || memcmp(text.p, "From ", 5) != 0)
		return 0;
	lf = memchr(text.p, '\n', n);
	if (!lf)
		return 0;
	n = (size_t)(lf - text.p) + 1;
	/* A time and a year, which every dialect of the line has and "From our point of view" has
	 * not. */
	return has_digits(span(text.p, n), "00:00") && has_digits(span(text.p, n), "0000") ? n : 0;
}

static bool is_quoted_from(struct span text)
{
	size_t quotes = 0;

	while (quotes < text.n && quotes < QUOTES_MAX && text.p[quotes] == '>')
		quotes++;
	return quotes > 0 && text.n - quotes >= 5 && !memcmp(text.p + quotes, "From ", 5);
}

struct mbox {
	struct reader *r;
	const struct message_sink *sink;
	struct message_name name;
	size_t run;   /* r->buf[run..at) waits to be handed on */
	bool wanted;  /* the sink still takes bytes of this message */
	bool midline; /* at is inside a line */
	bool blank;   /* the line before was empty */
};

static void hand_on(struct mbox *m)
{
	struct span run = span(m->r->buf + m->run, m->r->at - m->run);

	if (m->wanted && run.n > 0)
		m->wanted = m->sink->bytes(m->sink->ctx, run);
	m->run = m->r->at;
}

/* Ends the message before, if there is one, and begins the one behind the postmark. */
static bool next_message(struct mbox *m, size_t postmark)
{
	hand_on(m);
	if (m->name.number > 0 && !m->sink->end(m->sink->ctx))
		return false;
	m->name.number++;
	m->name.offset = m->r->base + m->r->at;
	m->name.postmark = span(m->r->buf + m->r->at, postmark);
	m->r->at += postmark;
	m->run = m->r->at;
	m->sink->begin(m->sink->ctx, &m->name);
	m->wanted = true;
	m->blank = m->midline = false;
	return true;
}

/* Takes a line, or as much of it as there is. */
static bool take_line(struct mbox *m)
{
	struct reader *r = m->r;
	struct span rest = span(r->buf + r->at, r->n - r->at);
	const unsigned char *lf;
	size_t n;

	if (!m->midline && (m->blank || m->name.number == 0) && rest.p[0] == 'F') {
		size_t postmark = mbox_postmark(rest);

		if (postmark > 0)
			return next_message(m, postmark);
	}
	if (!m->midline && rest.p[0] == '>' && is_quoted_from(rest)) {
		hand_on(m);
		m->run++;
	}
	lf = memchr(rest.p, '\n', rest.n);
	n = lf ? (size_t)(lf - rest.p) + 1 : rest.n;
	m->blank = !m->midline && (n == 1 || (n == 2 && rest.p[0] == '\r')) && lf;
	m->midline = !lf;
	r->at += n;
	return true;
}

bool mbox_read(struct reader *r, const char *file, const struct message_sink *sink)
{
	struct mbox m = { .r = r, .sink = sink, .name.file = file };

	for (;;) {
		if (r->n - r->at < READER_AHEAD && !r->eof) {
			hand_on(&m);
			if (reader_fill(r) != 0) {
				sink->trouble(sink->ctx, file, strerror(errno));
				return true;
			}
			m.run = r->at;
		}
		if (r->at == r->n)
			break;
		if (!take_line(&m))
			return false;
	}
	hand_on(&m);
	return sink->end(sink->ctx);
}
