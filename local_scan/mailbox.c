/* mailbox.c - see mailbox.h. */
#include "mailbox.h"

static bool atext(unsigned char c)
{
	return jj_alnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

/* Atoms with single dots between them. */
static bool dot_atom(struct span s, bool (*is)(unsigned char))
{
	size_t atom = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.' && atom == 0)
			return false;
		atom = s.p[i] == '.' ? 0 : atom + 1;
		if (s.p[i] != '.' && !is(s.p[i]))
			return false;
	}
	return atom > 0;
}

static bool name_byte(unsigned char c)
{
	return jj_alnum(c) || c == '-' || c == '_';
}

bool mailbox_read(struct span address, struct mailbox *m)
{
	const unsigned char *at = address.n ? memchr(address.p, '@', address.n) : NULL;

	if (!at)
		return false;
	m->local = span(address.p, (size_t)(at - address.p));
	m->domain = span_undotted(span(at + 1, address.n - m->local.n - 1));
	return dot_atom(m->local, atext) && dot_atom(m->domain, name_byte);
}

/* Skips a quoted string that begins at s.p[i]; s.n where it has no end. */
static size_t behind_quoted(struct span s, size_t i)
{
	for (i++; i < s.n && s.p[i] != '"'; i++)
		if (s.p[i] == '\\')
			i++;
	return i < s.n ? i + 1 : s.n;
}

/* Where the display name ends; s.n where it has what no name has. */
static size_t name_end(struct span s)
{
	size_t i = 0;

	while (i < s.n && s.p[i] != '<') {
		if (s.p[i] == '"')
			i = behind_quoted(s, i);
		else if (memchr("()>[]:;@\\,", s.p[i], 10))
			return s.n;
		else
			i++;
	}
	return i;
}

bool mailbox_from(struct span value, struct mailbox *m)
{
	size_t open;

	value = span_trim(value);
	if (mailbox_read(value, m))
		return true;
	open = name_end(value);
	if (open == value.n || value.p[value.n - 1] != '>')
		return false;
	return mailbox_read(span(value.p + open + 1, value.n - open - 2), m);
}

struct span mailbox_unsigned(struct span address)
{
	size_t tag = sizeof "prvs=" - 1, i = tag;

	if (!span_starts(address, "prvs="))
		return address;
	while (i < address.n && jj_alnum(address.p[i]))
		i++;
	if (i == tag || i + 1 >= address.n || address.p[i] != '=' || address.p[i + 1] == '@')
		return address;
	return span(address.p + i + 1, address.n - i - 1);
}

struct mailbox mailbox_bare(struct mailbox m)
{
	const unsigned char *plus;

	m.local = mailbox_unsigned(m.local);
	plus = m.local.n ? memchr(m.local.p, '+', m.local.n) : NULL;
	if (plus && plus > m.local.p)
		m.local.n = (size_t)(plus - m.local.p);
	return m;
}

bool mailbox_same(struct mailbox a, struct mailbox b)
{
	return span_eq(a.local, b.local) && span_eq(a.domain, b.domain);
}
