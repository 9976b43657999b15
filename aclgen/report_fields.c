/* report_fields.c - see report_fields.h. */
#include "report_fields.h"

struct span log_behind(struct span s, size_t n)
{
	return n < s.n ? span(s.p + n, s.n - n) : span(s.p + s.n, 0);
}

bool log_begins(struct span s, const char *with)
{
	size_t n = strlen(with);

	return s.n >= n && memcmp(s.p, with, n) == 0;
}

/* Lines are short and full of blanks, so the byte behind one is looked for: with
 * memmem() a report took half as long again. */
size_t log_find(struct span s, const char *what)
{
	size_t n = strlen(what), at = what[0] == ' ' && n > 1;

	if (s.n < n)
		return s.n;
	const unsigned char *p = s.p + at, *end = s.p + s.n - (n - 1 - at);

	for (; p < end && (p = memchr(p, what[at], (size_t)(end - p))) != NULL; p++)
		if (memcmp(p - at, what, n) == 0)
			return (size_t)(p - at - s.p);
	return s.n;
}

size_t log_find_last(struct span s, const char *what)
{
	size_t n = strlen(what), left = s.n < n ? 0 : s.n - n + 1;
	const unsigned char *p;

	for (; left > 0 && (p = memrchr(s.p, what[0], left)) != NULL; left = (size_t)(p - s.p))
		if (memcmp(p, what, n) == 0)
			return (size_t)(p - s.p);
	return s.n;
}

struct span log_until(struct span s, const char *end)
{
	return span(s.p, log_find(s, end));
}

struct span log_field(struct span s, const char *name, const char *end)
{
	size_t at = log_find(s, name);

	return at == s.n ? span(NULL, 0) : log_until(log_behind(s, at + strlen(name)), end);
}

struct log_client log_client(struct span s)
{
	struct log_client c = { { s.p, 0 }, { s.p, 0 } };
	size_t at = log_begins(s, "H=") ? 0 : log_find(s, " H=") + 1;

	if (at >= s.n)
		return c;
	s = log_behind(s, at + 2);
	s = log_until(log_until(log_until(s, " F=<"), " I=["), " P=");
	at = log_find_last(s, " [");
	if (at == s.n && log_begins(s, "["))
		at = 0;
	else if (at == s.n)
		return c;
	c.address = log_until(log_behind(s, at + (s.p[at] == ' ' ? 2 : 1)), "]");
	for (size_t i = 0; i < c.address.n; i++)
		if (!jj_alnum(c.address.p[i]) && c.address.p[i] != ':' && c.address.p[i] != '.')
			return (struct log_client){ { s.p, 0 }, { s.p, 0 } };
	if (at > 0 && s.p[0] != '(')
		c.name = log_until(span(s.p, at), " ");
	return c;
}

struct span log_domain(struct span address)
{
	size_t n = address.n;

	if (n == 0)
		return address;
	while (n > 0 && address.p[n - 1] != '@')
		n--;
	return log_behind(address, n);
}

uint64_t log_number(struct span s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s.n && i < 15 && jj_digit(s.p[i]); i++)
		n = n * 10 + (uint64_t)(s.p[i] - '0');
	return n;
}

struct span log_behind_client(struct span text, const struct log_client *c)
{
	size_t at = c->address.n > 0 ? (size_t)(c->address.p + c->address.n - text.p) : 0;

	return log_behind(text, at);
}
