/* asked.c - see asked.h. */
#include "asked.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXIM "/usr/sbin/exim4"

enum {
	SHOWN_MAX = 5,
	LINE_MAX = 900, /* Exim reads 1,023 bytes of a line of questions */
};

void asked_init(struct questions *q, unsigned long cap, struct arena *a)
{
	*q = (struct questions){ .questions = { .arena = a },
		.about = arena_alloc(a, cap * sizeof *q->about),
		.answer = arena_alloc(a, cap * sizeof *q->answer),
		.cap = cap };
}

/* In lines that end in a backslash, each beginning with something else than a blank. */
static void fold(struct buf *out, const char *s)
{
	for (size_t column = 0; *s; s++, column++) {
		if (column >= LINE_MAX && *s != ' ') {
			buf_str(out, "\\\n");
			column = 0;
		}
		buf_add(out, s, 1);
	}
}

/* A letter in front keeps Exim from taking a macro's definition, and from trimming blanks. */
void asked_add(struct questions *q, const char *about, const char *question, const char *answer)
{
	if (q->n == q->cap)
		return;
	buf_str(&q->questions, "x");
	fold(&q->questions, question);
	buf_str(&q->questions, "\n");
	q->about[q->n] = about;
	q->answer[q->n++] = answer;
}

static const char *read_all(FILE *f, struct arena *a)
{
	struct buf b = { .arena = a };
	char chunk[4096];
	size_t n;

	while (f && (n = fread(chunk, 1, sizeof chunk, f)) > 0)
		buf_add(&b, chunk, n);
	return buf_text(&b);
}

const char *output_of(const char *command, struct arena *a)
{
	FILE *f = popen(command, "r");
	const char *text = read_all(f, a);

	if (f)
		pclose(f);
	return text;
}

unsigned long asked_all(struct questions *q, const char *conf, const char *dir)
{
	struct arena *a = q->questions.arena;
	const char *path = arena_printf(a, "%s/questions", dir);
	FILE *f = fopen(path, "w");
	unsigned long i = 0, wrong = 0;
	const char *s;

	if (!f || fwrite(q->questions.p, 1, q->questions.n, f) != q->questions.n || fclose(f) != 0)
		return q->n;
	s = output_of(arena_printf(a, EXIM " -C %s -be <%s 2>&1", conf, path), a);
	/* "> xanswer", and one more prompt at the end. */
	for (; strncmp(s, "> x", 3) == 0 && i < q->n; i++) {
		size_t n = strcspn(s, "\n");
		bool right = n - 3 == strlen(q->answer[i]) &&
			     memcmp(s + 3, q->answer[i], n - 3) == 0;

		if (!right && wrong++ < SHOWN_MAX)
			printf("# %s: \"%s\" became \"%.*s\"\n", q->about[i], q->answer[i],
				(int)n - 3, s + 3);
		s += n + (s[n] == '\n');
	}
	if (i == q->n)
		return wrong;
	printf("# %lu of %lu answers; behind them: %.300s\n", i, q->n, s);
	return q->n;
}

const char *inert(const char *s, struct arena *a)
{
	struct buf b = { .arena = a };

	for (; *s; s++)
		buf_printf(&b, isdigit((unsigned char)*s) || islower((unsigned char)*s) ? "%c"
										       : "\\x%02x",
			(unsigned char)*s);
	return buf_text(&b);
}
