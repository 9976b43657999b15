/* raw.c - see raw.h. */
#include "raw.h"

void raw_reset(struct raw *r)
{
	r->limit = NULL;
	r->open = false;
	r->n = 0;
	r->n_fields = 0;
}

static void keep_bytes(struct raw *r, struct span text)
{
	if (text.n > sizeof r->bytes - r->n) {
		r->limit = "is too long";
		return;
	}
	if (text.n)
		memcpy(r->bytes + r->n, text.p, text.n);
	r->n += text.n;
	r->field[r->n_fields - 1].n += text.n;
}

static void keep_line(struct raw *r, const struct line *line)
{
	if (line->cut)
		r->limit = "has a line that is too long";
	else
		keep_bytes(r, line->text);
}

void raw_field(struct raw *r, const struct line *line, size_t name)
{
	if (r->limit)
		return;
	if (r->n_fields == JJ_RAW_FIELDS) {
		r->limit = "has too many fields";
		return;
	}
	r->field[r->n_fields].at = r->n;
	r->field[r->n_fields].n = 0;
	r->field[r->n_fields].name = name;
	r->field[r->n_fields].line = line->no;
	r->n_fields++;
	keep_line(r, line);
	r->open = true;
}

void raw_more(struct raw *r, const struct line *line)
{
	if (r->limit || !r->open)
		return;
	keep_bytes(r, span_str("\r\n"));
	if (!r->limit)
		keep_line(r, line);
}

struct span raw_text(const struct raw *r, unsigned i)
{
	return span(r->bytes + r->field[i].at, r->field[i].n);
}

struct span raw_name(const struct raw *r, unsigned i)
{
	return span(r->bytes + r->field[i].at, r->field[i].name);
}

struct span raw_value(const struct raw *r, unsigned i)
{
	struct span t = raw_text(r, i);
	const unsigned char *colon = memchr(t.p + r->field[i].name, ':', t.n - r->field[i].name);

	return colon ? span(colon + 1, (size_t)(t.p + t.n - colon - 1)) : span(t.p + t.n, 0);
}
