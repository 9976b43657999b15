/* joescan_head.c - see joescan_head.h. */
#include "joescan_head.h"

#include "date.h"
#include "header.h"

bool head_next(struct span header, size_t *at, struct head_field *f)
{
	while (*at < header.n) {
		struct span rest = span(header.p + *at, header.n - *at);
		size_t name = header_name(rest), end = 1, colon = name;

		/* With its continuation lines. */
		while (end < rest.n && (rest.p[end - 1] != '\n' || rest.p[end] == ' ' ||
			rest.p[end] == '\t'))
			end++;
		*at += end;
		while (colon < end && rest.p[colon] != ':')
			colon++;
		if (name == 0 || colon == end)
			continue;
		f->name = span(rest.p, name);
		f->value = span(rest.p + colon + 1, end - colon - 1);
		return true;
	}
	return false;
}

bool head_find(struct span header, const char *name, struct span *value)
{
	struct head_field f;

	for (size_t at = 0; head_next(header, &at, &f);)
		if (span_is(f.name, name)) {
			*value = f.value;
			return true;
		}
	return false;
}

/* Offset behind the empty line that begins at `at`, 0 where none does. */
static size_t empty_line(struct span text, size_t at)
{
	if (at < text.n && text.p[at] == '\r')
		at++;
	return at < text.n && text.p[at] == '\n' ? at + 1 : 0;
}

size_t head_end(struct span text, size_t from)
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

/* ---- addresses ---- */

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

static bool has_at(struct span word)
{
	return word.n > 0 && memchr(word.p, '@', word.n);
}

static void give(struct span address, address_fn *fn, void *ctx)
{
	address = span_trim(address);
	if (has_at(address))
		fn(ctx, address);
}

static bool ends_word(unsigned char c)
{
	return jj_blank(c) || c == ',' || c == ';' || c == ':' || c == '<' || c == '>' || c == '(';
}

void head_addresses(struct span v, address_fn *fn, void *ctx)
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
		if (has_at(word))
			last = word;
		word.n = 0;
		if (c == '<') {
			angle = true;
			last.n = 0;
		} else if (c == '>' || ((c == ',' || c == ';') && (!angle || i == v.n))) {
			give(last, fn, ctx);
			last.n = 0;
			angle = false;
		}
	}
}

/* ---- the envelope sender ---- */

/* What stands for the empty sender: MTAs write <>, and MAILER-DAEMON into a postmark. Thunderbird
 * writes "-" there, Eudora "???@???", cron jobs a user name: they tell nothing. */
static enum envelope sender_of(struct span s, struct span *sender)
{
	s = span_trim(s);
	if (s.n >= 2 && s.p[0] == '<' && s.p[s.n - 1] == '>') {
		s = span_trim(span(s.p + 1, s.n - 2));
		if (s.n == 0)
			return ENVELOPE_EMPTY;
	}
	if (span_is(s, "MAILER-DAEMON"))
		return ENVELOPE_EMPTY;
	if (!has_at(s) || span_starts(s, "???@"))
		return ENVELOPE_UNKNOWN;
	*sender = s;
	return ENVELOPE_SENDER;
}

static struct span postmark_word(struct span postmark)
{
	size_t n = 0;

	if (!span_starts(postmark, "From "))
		return span(postmark.p, 0);
	postmark = span_trim(span(postmark.p + 5, postmark.n - 5));
	while (n < postmark.n && !jj_blank(postmark.p[n]))
		n++;
	return span(postmark.p, n);
}

enum envelope head_envelope(struct span header, struct span postmark, struct span *sender)
{
	enum envelope e = ENVELOPE_UNKNOWN;
	struct head_field f;

	for (size_t at = 0; head_next(header, &at, &f) && !span_is(f.name, "Received");)
		if (span_is(f.name, "Return-Path")) {
			e = sender_of(f.value, sender);
			break;
		}
	return e == ENVELOPE_UNKNOWN ? sender_of(postmark_word(postmark), sender) : e;
}

int64_t head_came(struct span header)
{
	struct head_field field;
	int64_t when;

	for (size_t at = 0; head_next(header, &at, &field);) {
		size_t semicolon = field.value.n;

		if (!span_is(field.name, "Received"))
			continue;
		while (semicolon > 0 && field.value.p[semicolon - 1] != ';')
			semicolon--;
		return date_parse(span_trim(span(field.value.p + semicolon,
					  field.value.n - semicolon)), &when)
			? when
			: 0;
	}
	return 0;
}
