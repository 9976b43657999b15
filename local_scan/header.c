/* header.c - see header.h. */
#include "header.h"

#include "token.h"

/* Sorted by nothing: a lookup compares lengths first, and happens once a header line. */
static const struct {
	const char *name;
	enum field_id id;
} known[] = {
	{ "Received", F_RECEIVED },
	{ "Message-ID", F_MESSAGE_ID },
	{ "From", F_FROM },
	{ "Content-Type", F_CONTENT_TYPE },
	{ "Content-Transfer-Encoding", F_ENCODING },
	{ "In-Reply-To", F_IN_REPLY_TO },
	{ "References", F_REFERENCES },
	{ "Original-Message-ID", F_ORIGINAL_MESSAGE_ID },
	{ "Auto-Submitted", F_AUTO_SUBMITTED },
	{ "X-Failed-Recipients", F_FAILED_RECIPIENTS },

	{ "Date", F_DATE },
	{ "To", F_AUTHOR },
	{ "Cc", F_AUTHOR },
	{ "Subject", F_AUTHOR },
	{ "Reply-To", F_AUTHOR },
	{ "Sender", F_AUTHOR },
	{ "MIME-Version", F_AUTHOR },
	{ "User-Agent", F_AUTHOR },
	{ "X-Mailer", F_AUTHOR },
	{ "X-Priority", F_AUTHOR },
	{ "Importance", F_AUTHOR },
	{ "Organization", F_AUTHOR },
	{ "Thread-Index", F_AUTHOR },
	{ "Thread-Topic", F_AUTHOR },

	{ TOKEN_FIELD, F_TOKEN },
	{ "Return-Path", F_RETURN_PATH },
	{ "Delivered-To", F_TRACE },
	{ "Envelope-To", F_TRACE },
	{ "X-Original-To", F_TRACE },
	{ "X-Envelope-From", F_TRACE },
	{ "X-Envelope-To", F_TRACE },
	{ "Received-SPF", F_TRACE },
	{ "DKIM-Signature", F_TRACE },
	{ "DomainKey-Signature", F_TRACE },
	{ "Authentication-Results", F_TRACE },
	{ "ARC-Seal", F_TRACE },
	{ "ARC-Message-Signature", F_TRACE },
	{ "ARC-Authentication-Results", F_TRACE },
	{ "Resent-From", F_TRACE },
	{ "Resent-To", F_TRACE },
	{ "Resent-Date", F_TRACE },
	{ "Resent-Message-ID", F_TRACE },
	{ "X-Received", F_TRACE },
	{ "X-Gm-Message-State", F_TRACE },
	{ "X-Google-DKIM-Signature", F_TRACE },
	{ "X-Virus-Scanned", F_TRACE },
	{ "X-Spam-Status", F_TRACE },
	{ "X-Originating-IP", F_TRACE },

	{ "Reporting-MTA", F_REPORT },
	{ "DSN-Gateway", F_REPORT },
	{ "Received-From-MTA", F_REPORT },
	{ "Arrival-Date", F_REPORT },
	{ "Original-Envelope-Id", F_REPORT },
	{ "Original-Recipient", F_REPORT },
	{ "Final-Recipient", F_REPORT },
	{ "Action", F_REPORT },
	{ "Status", F_REPORT },
	{ "Remote-MTA", F_REPORT },
	{ "Diagnostic-Code", F_REPORT },
	{ "Last-Attempt-Date", F_REPORT },
	{ "Final-Log-ID", F_REPORT },
	{ "Will-Retry-Until", F_REPORT },
	{ "Reporting-UA", F_REPORT },
	{ "Disposition", F_REPORT },
	{ "Feedback-Type", F_REPORT },

	{ "Content-Disposition", F_MIME },
	{ "Content-Description", F_MIME },
	{ "Content-ID", F_MIME },
	{ "Content-Language", F_MIME },
	{ "Content-Class", F_AUTHOR },
};

/* RFC 5322 section 2.2: printable ASCII but the colon; old mailers put blanks before the colon
 * (obs-optional, section 4.5.8). */
size_t header_name(struct span line)
{
	size_t n = 0, colon;

	/* Prose has none, and is most of what is asked about. */
	if (!line.n || !memchr(line.p, ':', line.n))
		return 0;
	while (n < line.n && n <= JJ_NAME_MAX && line.p[n] > 32 && line.p[n] < 127 && line.p[n] != ':')
		n++;
	if (n == 0 || n > JJ_NAME_MAX)
		return 0;
	for (colon = n; colon < line.n && (line.p[colon] == ' ' || line.p[colon] == '\t');)
		colon++;
	return colon < line.n && line.p[colon] == ':' ? n : 0;
}

size_t header_name_strict(struct span line)
{
	size_t n = header_name(line);

	for (size_t i = 0; i < n; i++)
		if (!(jj_alnum(line.p[i]) || line.p[i] == '-' || line.p[i] == '_' || line.p[i] == '.'))
			return 0;
	return n && !jj_digit(line.p[0]) ? n : 0;
}

enum field_id header_id(struct span name)
{
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (span_is(name, known[i].name))
			return known[i].id;
	return F_OTHER;
}

bool header_is_mail(enum field_id id)
{
	return id != F_OTHER && id != F_REPORT && id != F_MIME && id != F_CONTENT_TYPE &&
		id != F_ENCODING && id != F_ORIGINAL_MESSAGE_ID;
}

static bool is_read(enum field_id id)
{
	return id >= F_RECEIVED && id <= F_RETURN_PATH;
}

void header_reset(struct header *h)
{
	h->open = false;
}

/* U+00A0 in UTF-8 or ISO 8859, and U+3000: what is copied from a web page is folded with them. */
static void plain_blanks(unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i + 1 < n && memcmp(p + i, "\xc2\xa0", 2) == 0)
			p[i] = p[i + 1] = ' ';
		else if (i + 2 < n && memcmp(p + i, "\xe3\x80\x80", 3) == 0)
			p[i] = p[i + 1] = p[i + 2] = ' ';
		else if (p[i] == 0xa0 && (i == 0 || p[i - 1] < 128))
			p[i] = ' ';
	}
}

static void append(struct header *h, const struct line *line, struct span text)
{
	h->cut |= line->cut;
	h->unended |= line->unended;
	/* Nobody knows what a NUL stands in the place of. */
	h->broken |= line->broken ||
		(h->id == F_RECEIVED && text.n && memchr(text.p, '\0', text.n) != NULL);
	if (!h->keep)
		return;
	if (text.n > JJ_FIELD_MAX - (h->n - h->value)) {
		text.n = JJ_FIELD_MAX - (h->n - h->value);
		h->cut = true;
	}
	memcpy(h->buf + h->n, text.p, text.n);
	if (h->id == F_RECEIVED)
		plain_blanks(h->buf + h->n, text.n);
	h->n += text.n;
}

void header_field(struct header *h, const struct line *line, size_t name, field_fn *fn, void *ctx)
{
	size_t at = name;

	header_flush(h, fn, ctx);
	while (line->text.p[at] != ':')
		at++;
	at++;
	h->open = true;
	h->cut = h->unended = h->broken = false;
	h->id = header_id(span(line->text.p, name));
	h->keep = h->all || is_read(h->id);
	h->line = line->no;
	memcpy(h->buf, line->text.p, name);
	memcpy(h->buf + name, ": ", 2);
	h->n = h->value = name + 2;
	append(h, line, span(line->text.p + at, line->text.n - at));
}

void header_more(struct header *h, const struct line *line)
{
	bool flush_left = line->text.n && !jj_blank(line->text.p[0]);

	/* A soft line break of quoted-printable (RFC 2045 section 6.7), in a part that no longer says
	 * that it is encoded, may stand within a word. A field that a mail program wrapped without
	 * indenting it still has its words apart. */
	if (flush_left && h->keep && h->n > h->value && h->buf[h->n - 1] == '=')
		h->n--;
	else if (flush_left)
		append(h, line, span(" ", 1));
	append(h, line, line->text);
}

void header_flush(struct header *h, field_fn *fn, void *ctx)
{
	if (!h->open)
		return;
	h->open = false;
	struct span value = span_trim(span(h->buf + h->value, h->keep ? h->n - h->value : 0));
	struct span whole = span(h->buf, h->keep ? h->value + value.n : 0);

	/* One blank behind the colon, however many there were or however it was folded. */
	if (value.n)
		memmove(h->buf + h->value, value.p, value.n);
	value.p = h->buf + h->value;
	fn(ctx, &(struct field){ h->id, value, whole, h->line, h->cut, h->unended,
		h->broken });
}
