/* test_judge.c - see test_judge.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "test_judge.h"

static size_t line_length(const char *s)
{
	return strcspn(s, "\r\n");
}

/* "550" and "5xx", by what was given; without it 2xx, and 354, which asks for the message. */
static bool reply_fits(const char *want, const char *reply)
{
	if (want == NULL)
		return reply[0] == '2' || reply[0] == '3';
	return strncmp(want, reply, want[1] == 'x' ? 1 : 3) == 0;
}

const char *answer_fault(
	const struct answer *want, const char *reply, double seconds, struct arena *a)
{
	const char *code = want->reply.s;

	if (!reply_fits(code, reply))
		return arena_printf(a, "\"%.*s\", expected is %s", (int)line_length(reply), reply,
			code != NULL ? code : "2xx");
	if (want->says.s != NULL && strstr(reply, want->says.s) == NULL)
		return arena_printf(a, "\"%.*s\", which does not say \"%s\"",
			(int)line_length(reply), reply, want->says.s);
	if (seconds < (double)want->least.s)
		return arena_printf(a, "there after %.1f s, expected are %lu s at least", seconds,
			want->least.s);
	if (want->most.at.line > 0 && seconds > (double)want->most.s)
		return arena_printf(
			a, "there after %.1f s, expected are %lu s at most", seconds, want->most.s);
	return NULL;
}

/* The end of the field that begins at `s`: its continuation lines begin with a blank. */
static const char *field_end(const char *s)
{
	do {
		s += strcspn(s, "\n");
		s += *s == '\n';
	} while (*s == ' ' || *s == '\t');
	return s;
}

/* Whether the header has "Name", or "Name: part of the value". */
static bool has_header(const char *header, const char *item)
{
	size_t name = strcspn(item, ":");
	const char *part = item + name + (item[name] == ':');
	const char *end;

	part += strspn(part, " ");
	for (const char *s = header; *s != '\0'; s = end) {
		end = field_end(s);
		if (strncasecmp(s, item, name) != 0 || s[name] != ':')
			continue;
		if (*part == '\0' || memmem(s + name + 1, (size_t)(end - s) - name - 1, part,
					     strlen(part)) != NULL)
			return true;
	}
	return false;
}

const char *header_fault(const struct answer *want, const char *header, struct arena *a)
{
	for (size_t i = 0; i < want->has.n; i++)
		if (!has_header(header, want->has.item[i].s))
			return arena_printf(
				a, "without the header line \"%s\"", want->has.item[i].s);
	for (size_t i = 0; i < want->lacks.n; i++)
		if (has_header(header, want->lacks.item[i].s))
			return arena_printf(
				a, "with the header line \"%s\"", want->lacks.item[i].s);
	return NULL;
}

/* The next line of ours behind `s` that names a rule, with the rule in [*rule, *n). */
static const char *rule_line(const char *s, const char **rule, size_t *n)
{
	for (; *s != '\0'; s += strcspn(s, "\n"), s += *s == '\n') {
		size_t len = line_length(s);
		const char *ours = memmem(s, len, "joejob ", 7);
		const char *word =
			ours != NULL ? memmem(ours, len - (size_t)(ours - s), " rule=", 6) : NULL;
		if (word == NULL)
			continue;
		*rule = word + 6;
		*n = strcspn(*rule, " \r\n");
		/* The detector's line about a message that met no rule. */
		if (*n != 1 || **rule != '-')
			return s;
	}
	return NULL;
}

/* The line behind the next one that names the wanted rule; NULL: there is none. */
static const char *behind_rule(const char *s, const char *want)
{
	const char *rule = NULL;
	size_t n = 0;

	while ((s = rule_line(s, &rule, &n)) != NULL) {
		s += strcspn(s, "\n");
		s += *s == '\n';
		if (strlen(want) == n && memcmp(want, rule, n) == 0)
			return s;
	}
	return NULL;
}

static bool wants_rule(const struct step *s)
{
	return s->want.rule.s != NULL && strcmp(s->want.rule.s, "none") != 0;
}

/* A rule between here and what the next step that names one expects. */
static const char *unwanted_rule(
	const struct step *step, size_t n, const char *from, struct arena *a)
{
	const char *rule = NULL, *found, *end = NULL;
	size_t len = 0;

	for (size_t i = 1; i < n && end == NULL; i++)
		if (wants_rule(&step[i]))
			end = behind_rule(from, step[i].want.rule.s);
	found = rule_line(from, &rule, &len);
	/* The line that ends there is the next step's own. */
	if (found == NULL || (end != NULL && found + strcspn(found, "\n") + 1 >= end))
		return NULL;
	return arena_copy(a, rule, len);
}

const char *log_fault(const struct step *step, size_t n, const char *log, struct arena *a)
{
	const char *at = log, *next;

	for (size_t i = 0; i < n; i++) {
		const struct answer *want = &step[i].want;
		if (wants_rule(&step[i])) {
			next = behind_rule(at, want->rule.s);
			if (next == NULL)
				return arena_printf(
					a, "the rule %s is not in the log", want->rule.s);
			at = next;
		} else if (want->rule.s != NULL) {
			const char *other = unwanted_rule(step + i, n - i, at, a);
			if (other != NULL)
				return arena_printf(
					a, "the log names the rule %s, expected is none", other);
		}
		for (size_t k = 0; k < want->log.n; k++)
			if (strstr(log, want->log.item[k].s) == NULL)
				return arena_printf(
					a, "\"%s\" is not in the log", want->log.item[k].s);
	}
	return NULL;
}
