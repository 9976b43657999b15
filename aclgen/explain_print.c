/* explain_print.c - see explain_print.h. */
#include <string.h>

#include "buf.h"
#include "explain_print.h"
#include "shown.h"

enum { TEXT_CHARS = 60 };

/* The command that an ACL belongs to: acl_jj_rcpt is asked at "rcpt". */
static const struct said *said_at(const struct explanation *e, const char *acl)
{
	const char *stage = strrchr(acl, '_');

	stage = stage != NULL ? stage + 1 : acl;
	if (strcmp(acl, "local_scan") == 0)
		stage = "data";
	for (size_t i = 0; i < e->n_said; i++)
		if (strcmp(e->said[i].stage, stage) == 0)
			return &e->said[i];
	return NULL;
}

/* What ended it all: the last one that was asked, if it did not merely let the mail pass. */
static const struct asked *answering(const struct explanation *e)
{
	for (size_t i = e->n_asked; i-- > 0;)
		if (e->asked[i].outcome > RULE_UNANSWERED)
			return &e->asked[i];
	return NULL;
}

static const char *one_line(const char *reply, struct arena *a)
{
	struct buf b = { .arena = a };

	if (reply == NULL)
		return "no answer";
	for (const char *s = reply; *s != '\0'; s++)
		if (*s != '\r' && !(*s == '\n' && s[1] == '\0'))
			buf_add(&b, *s == '\n' ? " / " : s, *s == '\n' ? 3 : 1);
	return shown(buf_text(&b), a);
}

/* The first sentence of a comment, and not too much of it. */
static const char *brief(const struct asked *q, struct arena *a)
{
	const char *end = strstr(q->text, ". ");
	size_t n = end != NULL ? (size_t)(end - q->text) : strlen(q->text);

	if (n == 0)
		return q->rule != NULL ? q->rule : q->outcome > RULE_UNANSWERED ? "the end" : "-";
	while (n > 0 && q->text[n - 1] == '.')
		n--;
	if (strcmp(q->acl, "local_scan") == 0 || n <= TEXT_CHARS)
		return arena_copy(a, q->text, n);
	for (n = TEXT_CHARS; n > 0 && q->text[n] != ' ';)
		n--;
	return arena_printf(a, "%.*s ...", (int)n, q->text);
}

static void print_text(const struct explanation *e, FILE *to, struct arena *a)
{
	const struct asked *end = answering(e);
	const struct said *s;

	fprintf(to, "A client at %s. What the rules do, in the order in which Exim asks them:\n",
		shown(e->from, a));
	for (size_t i = 0; i < e->n_asked; i++) {
		const struct asked *q = &e->asked[i];
		s = said_at(e, q->acl);
		if (i == 0 || q->run != q[-1].run)
			fprintf(to, "\n%s: %s\n", q->acl, s != NULL ? shown(s->say, a) : "");
		fprintf(to, "  %-10s %-24s %s\n", outcome_name[q->outcome], q->place,
			shown(brief(q, a), a));
		if (s != NULL && (i + 1 == e->n_asked || q[1].run != q->run) &&
			(i + 1 == e->n_asked || said_at(e, q[1].acl) != s))
			fprintf(to, "  -> %s\n", one_line(s->reply, a));
	}
	s = e->n_said > 0 ? &e->said[e->n_said - 1] : NULL;
	fprintf(to, "\nAnswer: %s\n", one_line(s != NULL ? s->reply : NULL, a));
	if (end != NULL && end->outcome != RULE_ACCEPTS)
		fprintf(to, "by %s, %s\n", end->rule != NULL ? end->rule : brief(end, a),
			*end->place != '\0' ? end->place : "which no line of the policy asks for");
}

static void print_asked(
	const struct explanation *e, const struct asked *q, FILE *to, struct arena *a)
{
	const struct said *s = said_at(e, q->acl);

	fprintf(to, "  {\"acl\":%s,\"command\":%s,\"outcome\":\"%s\",\"rule\":%s,\"policy\":%s,",
		shown_json(q->acl, a), s != NULL ? shown_json(s->say, a) : "null",
		outcome_name[q->outcome], q->rule != NULL ? shown_json(q->rule, a) : "null",
		*q->place != '\0' ? shown_json(q->place, a) : "null");
	fprintf(to, "\"text\":%s,\"line\":%u}", shown_json(q->text, a), q->line);
}

static void print_json(const struct explanation *e, FILE *to, struct arena *a)
{
	const struct asked *end = answering(e);
	const struct said *s = e->n_said > 0 ? &e->said[e->n_said - 1] : NULL;

	fprintf(to, "{\"from\":%s,\n \"commands\":[", shown_json(e->from, a));
	for (size_t i = 0; i < e->n_said; i++)
		fprintf(to, "%s\n  {\"command\":%s,\"reply\":%s}", i > 0 ? "," : "",
			shown_json(e->said[i].say, a),
			shown_json(one_line(e->said[i].reply, a), a));
	fprintf(to, "],\n \"asked\":[");
	for (size_t i = 0; i < e->n_asked; i++) {
		fprintf(to, "%s\n", i > 0 ? "," : "");
		print_asked(e, &e->asked[i], to, a);
	}
	fprintf(to, "],\n \"answer\":{\"reply\":%s,\"rule\":%s,\"policy\":%s}}\n",
		shown_json(one_line(s != NULL ? s->reply : NULL, a), a),
		end != NULL && end->rule != NULL ? shown_json(end->rule, a) : "null",
		end != NULL && *end->place != '\0' ? shown_json(end->place, a) : "null");
}

void explain_print(const struct explanation *e, bool json, FILE *to, struct arena *a)
{
	if (json)
		print_json(e, to, a);
	else
		print_text(e, to, a);
}
