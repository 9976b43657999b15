/* hook_text.c - see hook_text.h. */
#include "hook_text.h"

#include <ctype.h>
#include <string.h>

#define WORD "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

bool hook_is(const char *word, size_t n, const char *s)
{
	return strlen(s) == n && strncmp(word, s, n) == 0;
}

static bool is_one_of(const char *word, size_t n, const char *const *words)
{
	for (; *words; words++)
		if (hook_is(word, n, *words))
			return true;
	return false;
}

bool hook_is_condition(const char *item, size_t n)
{
	static const char *const modifiers[] = { "add_header", "continue", "control", "delay",
		"endpass", "log_message", "log_reject_target", "logwrite", "message", "queue",
		"remove_header", "set", "udpsend", NULL };

	return !is_one_of(item, n, modifiers);
}

static const char *skip(const char *s)
{
	return s + strspn(s, " \t");
}

/* The end of the physical line, at its newline or at the end of the text. */
static const char *line_end(const char *s)
{
	return s + strcspn(s, "\n");
}

/* Exim takes a backslash before trailing blanks for a continuation, too. */
static bool goes_on(const char *s, const char *end)
{
	while (end > s && strchr(" \t\r", end[-1]))
		end--;
	return end > s && end[-1] == '\\';
}

static void take_item(const char *s, const char **word, size_t *n)
{
	s = skip(s);
	if (*s == '!')
		s = skip(s + 1);
	*word = s;
	*n = strspn(s, WORD);
}

enum hook_line hook_next(struct hook_cursor *c)
{
	static const char *const verbs[] = { "accept", "defer", "deny", "discard", "drop", "require",
		"warn", NULL };
	const char *s = c->next, *end = line_end(s), *behind;
	bool more;

	c->line += c->lines ? c->lines : 1;
	c->lines = 1;
	c->n = 0;
	c->item = NULL;
	c->item_n = 0;
	c->word = skip(s);
	if (*s == '\0')
		return HOOK_END;
	/* A comment is never continued. */
	more = *c->word != '#' && goes_on(s, end);
	/* Remarks and empty lines in between are passed over. */
	while (more && end[0] == '\n' && end[1] != '\0') {
		s = end + 1;
		end = line_end(s);
		c->lines++;
		more = strchr("#\r\n", *skip(s)) || goes_on(s, end);
	}
	c->open = more;
	c->next = *end == '\n' ? end + 1 : end;
	if (strchr("#\r\n", *c->word))
		return HOOK_BLANK;
	if (*c->word == '.') {
		c->n = 1 + strspn(c->word + 1, WORD);
		return HOOK_DIRECTIVE;
	}
	take_item(c->word, &c->word, &c->n);
	behind = skip(c->word + c->n);
	if (c->n > 0 && *behind == '=' && isupper((unsigned char)*c->word))
		return HOOK_DIRECTIVE;
	if (c->n > 0 && (*behind == ':' || hook_is(c->word, c->n, "begin")))
		return HOOK_LABEL;
	if (!is_one_of(c->word, c->n, verbs))
		return HOOK_ITEM;
	take_item(behind, &c->item, &c->item_n);
	if (c->item_n == 0)
		c->item = NULL;
	return HOOK_VERB;
}
