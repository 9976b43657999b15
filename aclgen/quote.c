/* quote.c - the writers of single values; quote_list.c has those of lists. See quote.h. */
#include <ctype.h>
#include <string.h>

#include "quote.h"

/* Bytes that may mean something to the configuration reader or to the expander: found by feeding
 * Exim thousands of hostile texts. Capitals are among them since every macro's name has some. */
static bool is_active(unsigned char c)
{
	return c != '\0' && (strchr("\\${}\"#", c) != NULL || (c >= 'A' && c <= 'Z'));
}

static bool is_control(unsigned char c)
{
	return c < 0x20 || c == 0x7f;
}

static bool all_of(const char *s, const char *also)
{
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && strchr(also, c) == NULL)
			return false;
	}
	return true;
}

static void add_escaped(struct buf *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if (is_control(c))
			c = ' ';
		/* A blank at either end would be trimmed with the line. */
		if (is_active(c) || (c == ' ' && (i == 0 || i == n - 1)))
			buf_printf(out, "\\x%02x", c);
		else
			buf_add(out, &c, 1);
	}
}

const char *quote_text(struct buf *out, const char *s)
{
	add_escaped(out, s, strlen(s));
	return NULL;
}

const char *quote_reply(struct buf *out, const char *s)
{
	/* The pattern of "550 5.7.1 x": d a digit, anything else itself. */
	static const char form[] = "ddd d.d.d ";

	if (s[0] != '4' && s[0] != '5')
		return "does not start with a 4xx or 5xx code";
	for (size_t i = 0; form[i] != '\0'; i++)
		if (form[i] == 'd' ? !isdigit((unsigned char)s[i]) : s[i] != form[i])
			return "does not start with a reply code such as \"550 5.7.1 \"";
	if (s[4] != s[0])
		return "starts with two codes that contradict each other";
	return quote_text(out, s);
}

const char *quote_header(struct buf *out, const char *s)
{
	for (const char *p = s; *p != '\0'; p++)
		if ((unsigned char)*p >= 0x80)
			return "is not US-ASCII, which a header line has to be";
	return quote_text(out, s);
}

const char *quote_comment(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++) {
		bool plain = !is_control((unsigned char)*s) && *s != '\\';
		buf_add(out, plain ? s : "?", 1);
	}
	return NULL;
}

const char *quote_word(struct buf *out, const char *s)
{
	if (*s == '\0' || !all_of(s, "._-"))
		return "is not a plain word";
	buf_str(out, s);
	return NULL;
}

const char *quote_macro(struct buf *out, const char *s)
{
	size_t n = strlen(s);

	if (n == 0 || s[0] == ' ' || s[n - 1] == ' ')
		return "is empty or has a blank at an end";
	if (!all_of(s, " ._/@-"))
		return "has characters other than a-z, 0-9, \" ._/@-\"";
	buf_str(out, s);
	return NULL;
}

static const char *path_fault(const char *s)
{
	if (s[0] != '/')
		return "is not an absolute path";
	for (const char *p = s; *p != '\0'; p++) {
		if (is_control((unsigned char)*p))
			return "has a control character in it";
		if (strchr(" {}$\\\"", *p) != NULL)
			return "has a blank, brace, quote, dollar or backslash in it";
		if (*p == '/' && p[1] == '.' && p[2] == '.' && (p[3] == '/' || p[3] == '\0'))
			return "has \"..\" in it";
	}
	return NULL;
}

const char *quote_path(struct buf *out, const char *s)
{
	const char *fault = path_fault(s);

	return fault != NULL ? fault : quote_text(out, s);
}

const char *quote_path_option(struct buf *out, const char *s)
{
	const char *fault = path_fault(s);

	if (fault != NULL)
		return fault;
	quote_option(out, s);
	return NULL;
}

/* Only inside quotes is \xHH understood where nothing is expanded. */
void quote_option(struct buf *out, const char *s)
{
	buf_str(out, "\"");
	add_escaped(out, s, strlen(s));
	buf_str(out, "\"");
}

void quote_time(struct buf *out, unsigned long seconds)
{
	static const struct {
		unsigned long s;
		char unit;
	} units[] = { { 604800, 'w' }, { 86400, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };

	if (seconds == 0)
		buf_str(out, "0s");
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (seconds >= units[i].s)
			buf_printf(out, "%lu%c", seconds / units[i].s, units[i].unit);
		seconds %= units[i].s;
	}
}
