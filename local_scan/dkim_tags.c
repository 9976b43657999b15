/* dkim_tags.c - see dkim_tags.h. */
#include "dkim_tags.h"

/* tval and the blanks between (RFC 6376 section 3.2); a line end is one only where a blank follows,
 * which is what folding is (RFC 5322 section 2.2.3). */
static bool value_byte(struct span s, size_t i)
{
	unsigned char c = s.p[i];

	if (c == '\r')
		return i + 2 < s.n && s.p[i + 1] == '\n' && (s.p[i + 2] == ' ' || s.p[i + 2] == '\t');
	if (c == '\n')
		return i > 0 && s.p[i - 1] == '\r';
	return c == ' ' || c == '\t' || (c > 32 && c < 127);
}

static bool letter(unsigned char c)
{
	c = jj_lower(c);
	return c >= 'a' && c <= 'z';
}

static bool is_tag_name(struct span s)
{
	if (s.n == 0 || !letter(s.p[0]))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!jj_alnum(s.p[i]) && s.p[i] != '_')
			return false;
	return true;
}

static const char *add_tag(struct tags *t, struct span spec)
{
	const unsigned char *eq = spec.n ? memchr(spec.p, '=', spec.n) : NULL;
	struct tag *tag = &t->tag[t->n];

	if (!eq)
		return "a tag without =";
	if (t->n == JJ_TAGS_MAX)
		return "too many tags";
	tag->name = span_trim(span(spec.p, (size_t)(eq - spec.p)));
	tag->whole = span(eq + 1, (size_t)(spec.p + spec.n - eq - 1));
	tag->value = span_trim(tag->whole);
	if (!is_tag_name(tag->name))
		return "a tag without a name";
	for (unsigned i = 0; i < t->n; i++)
		if (t->tag[i].name.n == tag->name.n &&
			memcmp(t->tag[i].name.p, tag->name.p, tag->name.n) == 0)
			return "a tag twice";
	t->n++;
	return NULL;
}

const char *tags_parse(struct tags *t, struct span text)
{
	const char *why = NULL;
	size_t start = 0, all = text.n;

	t->n = 0;
	while (text.n && jj_blank(text.p[text.n - 1]))
		text.n--;
	for (size_t i = 0; i < text.n; i++)
		if (!value_byte(text, i))
			return "a byte that no tag has";
	for (size_t i = 0; i <= text.n && !why; i++) {
		if (i < text.n && text.p[i] != ';')
			continue;
		/* A semicolon may end the list. */
		if (i == text.n && start == text.n && t->n)
			break;
		/* Blanks at the end of the field are the last tag's: with b= they are deleted. */
		why = add_tag(t, span(text.p + start, (i < text.n ? i : all) - start));
		start = i + 1;
	}
	return why;
}

const struct tag *tags_find(const struct tags *t, const char *name)
{
	size_t n = strlen(name);

	for (unsigned i = 0; i < t->n; i++)
		if (t->tag[i].name.n == n && memcmp(t->tag[i].name.p, name, n) == 0)
			return &t->tag[i];
	return NULL;
}

bool tags_item(struct span *rest, unsigned char sep, struct span *item)
{
	const unsigned char *end;

	if (!rest->p)
		return false;
	end = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
	if (!end) {
		*item = span_trim(*rest);
		*rest = span(NULL, 0);
		return true;
	}
	*item = span_trim(span(rest->p, (size_t)(end - rest->p)));
	*rest = span(end + 1, rest->n - (size_t)(end - rest->p) - 1);
	return true;
}

static int digit64(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (jj_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool tags_base64(struct span text, unsigned char *to, size_t max, size_t *n)
{
	unsigned group = 0, have = 0, pads = 0;

	*n = 0;
	for (size_t i = 0; i < text.n; i++) {
		int value = digit64(text.p[i]);

		if (jj_blank(text.p[i]))
			continue;
		if (text.p[i] == '=') {
			pads++;
			continue;
		}
		if (value < 0 || pads)
			return false;
		group = group << 6 | (unsigned)value;
		if (++have % 4 == 1)
			continue;
		if (*n == max)
			return false;
		to[(*n)++] = (unsigned char)(group >> (6 - 2 * ((have - 1) % 4)) & 0xff);
	}
	return have > 0 && (have + pads) % 4 == 0 && pads <= 2 && have % 4 != 1;
}

