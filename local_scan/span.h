/* span.h - a range of bytes that somebody else owns.
 * NUL is data, nothing is terminated. All comparisons are ASCII and locale-free, because
 * RFC 5322 field names and DNS names are. Nothing here fails or allocates; a span that is returned
 * points into the one that was given.
 */
#ifndef JJ_SPAN_H
#define JJ_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
	const unsigned char *p;
	size_t n;
};

/* Bytes: a letter in lower case; blank, line ends included; decimal digit; letter or digit; what a
 * hexadecimal digit counts, or -1. */
static inline unsigned char jj_lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

static inline bool jj_blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static inline bool jj_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static inline bool jj_alnum(unsigned char c)
{
	return jj_digit(c) || (jj_lower(c) >= 'a' && jj_lower(c) <= 'z');
}

static inline int jj_hex(unsigned char c)
{
	if (jj_digit(c))
		return c - '0';
	c = jj_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* `n` bytes at `p`, which has to outlive it; of a string without its NUL. */
static inline struct span span(const void *p, size_t n)
{
	return (struct span){ p, n };
}

static inline struct span span_str(const char *s)
{
	return span(s, strlen(s));
}

/* Without the blanks around it. */
static inline struct span span_trim(struct span s)
{
	while (s.n && jj_blank(s.p[0]))
		s.p++, s.n--;
	while (s.n && jj_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* A domain without the root's dot. */
static inline struct span span_undotted(struct span s)
{
	if (s.n > 1 && s.p[s.n - 1] == '.')
		s.n--;
	return s;
}

/* Whether they are the same, are this string, or begin with it; without regard to case. */
static inline bool span_eq(struct span a, struct span b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (jj_lower(a.p[i]) != jj_lower(b.p[i]))
			return false;
	return true;
}

static inline bool span_is(struct span a, const char *s)
{
	return span_eq(a, span_str(s));
}

static inline bool span_starts(struct span a, const char *s)
{
	size_t n = strlen(s);

	return a.n >= n && span_eq(span(a.p, n), span(s, n));
}

/* Whether a domain is `parent` or one below it. */
static inline bool span_within(struct span domain, struct span parent)
{
	size_t above;

	if (domain.n < parent.n || parent.n == 0)
		return false;
	above = domain.n - parent.n;
	return (above == 0 || domain.p[above - 1] == '.') &&
		span_eq(span(domain.p + above, parent.n), parent);
}

/* Offset of the first caseless occurrence, or a.n. */
static inline size_t span_find(struct span a, const char *s)
{
	size_t n = strlen(s);

	for (size_t i = 0; n <= a.n && i <= a.n - n; i++)
		if (jj_lower(a.p[i]) == jj_lower((unsigned char)s[0]) &&
			span_eq(span(a.p + i, n), span(s, n)))
			return i;
	return a.n;
}

/* A number of one to `digits` decimal digits, at most 18 of which fit, and nothing else. */
static inline bool span_number(struct span a, size_t digits, int64_t *n)
{
	*n = 0;
	if (a.n == 0 || a.n > digits)
		return false;
	for (size_t i = 0; i < a.n; i++) {
		if (!jj_digit(a.p[i]))
			return false;
		*n = *n * 10 + (a.p[i] - '0');
	}
	return true;
}

#endif
