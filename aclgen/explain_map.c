/* explain_map.c - see explain_map.h. */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "explain_map.h"

static size_t count_lines(const char *text)
{
	size_t n = 1;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

static const char *after_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

/* Takes "policy.yaml:27" or "policy.yaml (default)" off the front of a comment. */
static const char *place_of(const char **comment, const char *policy, struct arena *a)
{
	static const char standard[] = " (default)";
	size_t n = strlen(policy), digits;
	const char *s = *comment, *rest = s + n;

	if (strncmp(s, policy, n) != 0)
		return "";
	if (*rest == ':' && (digits = strspn(rest + 1, "0123456789")) > 0)
		rest += 1 + digits;
	else if (strncmp(rest, standard, sizeof standard - 1) == 0)
		rest += sizeof standard - 1;
	else
		return "";
	*comment = after_blanks(rest);
	return arena_copy(a, s, (size_t)(rest - s));
}

/* The comment in front of a stanza's statements, in one line. */
static void read_comment(
	struct stanza *s, const struct inc_map *m, const char *policy, struct arena *a)
{
	struct buf b = { .arena = a };

	for (unsigned i = s->first; i <= s->last; i++) {
		const char *line = after_blanks(m->line[i]);
		if (*line != '#')
			break;
		line = after_blanks(line + 1);
		if (i == s->first)
			s->place = place_of(&line, policy, a);
		buf_printf(&b, "%s%s", b.n > 0 ? " " : "", line);
	}
	s->text = buf_text(&b);
}

struct inc_map inc_map(const char *text, const char *policy, struct arena *a)
{
	size_t n = count_lines(text);
	const char **line = arena_alloc(a, (n + 2) * sizeof *line);
	struct stanza *stanza = arena_alloc(a, (n + 1) * sizeof *stanza);
	struct inc_map m = { .line = line, .stanza = stanza };

	for (const char *s = text; *s != '\0'; s += *s == '\n') {
		size_t len = strcspn(s, "\n");
		line[++m.n_lines] = arena_copy(a, s, len);
		s += len;
	}
	for (unsigned i = 1; i <= m.n_lines; i++) {
		/* A name of an ACL begins something new, as an empty line does. */
		if (*after_blanks(line[i]) == '\0' || (line[i][0] != ' ' && line[i][0] != '\t'))
			continue;
		struct stanza *s = &stanza[m.n++];
		*s = (struct stanza){ .first = i, .place = "", .text = "" };
		while (i < m.n_lines && *after_blanks(line[i + 1]) != '\0')
			i++;
		s->last = i;
		read_comment(s, &m, policy, a);
	}
	return m;
}

const struct stanza *inc_stanza(const struct inc_map *m, unsigned line)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->stanza[i].first <= line && line <= m->stanza[i].last)
			return &m->stanza[i];
	return NULL;
}

/* Whether a statement begins here: its verb is indented less than what follows it. */
static bool begins_statement(const char *line)
{
	return strncmp(line, "  ", 2) == 0 && islower((unsigned char)line[2]);
}

const char *inc_rule(const struct inc_map *m, unsigned line, unsigned *policy_line, struct arena *a)
{
	static const char mark[] = "joejob rule=";

	for (unsigned i = line; i > 0 && i <= m->n_lines; i++) {
		const char *s = strstr(m->line[i], mark);
		if (i > line && (begins_statement(m->line[i]) || *after_blanks(m->line[i]) == '\0'))
			break;
		if (s == NULL)
			continue;
		const char *rule = s + sizeof mark - 1;
		size_t n = strcspn(rule, " ");
		if (sscanf(rule + n, " line=%u", policy_line) != 1)
			*policy_line = 0;
		return arena_copy(a, rule, n);
	}
	return NULL;
}
