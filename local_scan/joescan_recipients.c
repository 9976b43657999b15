/* joescan_recipients.c - see joescan_recipients.h. */
#include "joescan_recipients.h"

#include "header.h"

/* In this order; To and Cc count together. */
static const struct {
	const char *name;
	unsigned rank;
} fields[] = {
	{ "Envelope-To", 0 },
	{ "X-Envelope-To", 1 },
	{ "X-Original-To", 2 },
	{ "Delivered-To", 3 },
	{ "To", 4 },
	{ "Cc", 4 },
};

enum { FIELDS = sizeof fields / sizeof fields[0], RANKS = 5 };

struct finder {
	recipient_fn *fn;
	void *ctx;
	size_t found;
};

/* Offset after the comment or quoted string that begins at `at`. */
static size_t skip(struct span v, size_t at)
{
	bool comment = v.p[at] == '(';
	unsigned depth = 1;

	while (++at < v.n && depth > 0) {
		if (v.p[at] == '\\')
			at++;
		else if (comment && v.p[at] == '(')
			depth++;
		else if (v.p[at] == (comment ? ')' : '"'))
			depth--;
	}
	return at < v.n ? at : v.n;
}

static void give(struct finder *f, struct span address)
{
	address = span_trim(address);
	if (address.n == 0 || span_find(address, "@") == address.n)
		return;
	f->found++;
	f->fn(f->ctx, address);
}

static bool ends_word(unsigned char c)
{
	return jj_blank(c) || c == ',' || c == ';' || c == ':' || c == '<' || c == '>' || c == '(';
}

/* An address list (RFC 5322 section 3.4), read loosely: the last word with an @ of each item, or
 * what stands in its angle brackets. */
static void addresses(struct finder *f, struct span v)
{
	struct span word = { v.p, 0 }, last = { v.p, 0 };
	bool angle = false;

	for (size_t i = 0, next; i <= v.n; i = next) {
		unsigned char c = i < v.n ? v.p[i] : ',';

		next = c == '"' || c == '(' ? skip(v, i) : i + 1;
		if (!ends_word(c)) {
			if (word.n == 0)
				word.p = v.p + i;
			word.n = (size_t)(v.p + next - word.p);
			continue;
		}
		if (word.n > 0 && span_find(word, "@") < word.n)
			last = word;
		word.n = 0;
		if (c == '<') {
			angle = true;
			last.n = 0;
		} else if (c == '>' || ((c == ',' || c == ';') && (!angle || i == v.n))) {
			give(f, last);
			last.n = 0;
			angle = false;
		}
	}
}

void recipients_find(struct span header, recipient_fn *fn, void *ctx)
{
	struct finder f = { fn, ctx, 0 };

	for (unsigned rank = 0; rank < RANKS && f.found == 0; rank++) {
		for (size_t at = 0, end; at < header.n; at = end) {
			size_t name = header_name(span(header.p + at, header.n - at)), colon, i = 0;

			/* The field with its continuation lines. */
			for (end = at + 1; end < header.n; end++)
				if (header.p[end - 1] == '\n' && header.p[end] != ' ' &&
					header.p[end] != '\t')
					break;
			while (i < FIELDS && (fields[i].rank != rank ||
				!span_is(span(header.p + at, name), fields[i].name)))
				i++;
			if (name == 0 || i == FIELDS)
				continue;
			colon = at + name;
			while (colon < end && header.p[colon] != ':')
				colon++;
			if (colon < end)
				addresses(&f, span(header.p + colon + 1, end - colon - 1));
		}
	}
}

/* Offset behind the empty line that begins at `at`, 0 where none does. */
static size_t empty_line(struct span text, size_t at)
{
	if (at < text.n && text.p[at] == '\r')
		at++;
	return at < text.n && text.p[at] == '\n' ? at + 1 : 0;
}

size_t recipients_header_end(struct span text, size_t from)
{
	size_t end = from == 0 ? empty_line(text, 0) : 0;

	for (size_t at = from; end == 0 && at < text.n; at++) {
		const unsigned char *lf = memchr(text.p + at, '\n', text.n - at);

		if (!lf)
			break;
		at = (size_t)(lf - text.p);
		end = empty_line(text, at + 1);
	}
	return end;
}
