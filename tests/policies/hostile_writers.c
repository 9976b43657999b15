/* hostile_writers.c - hostile strings through each writer of quote.h and the real Exim, in bulk: what
 * a writer takes comes out as it went in, with macros of the site around. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asked.h"
#include "hostile.h"
#include "quote.h"
#include "victim.h"

/* What is in question about a written text: as part of an expanded string, it becomes the text. */
static const struct {
	const char *name;
	const char *(*write)(struct buf *out, const char *s);
	const char *before; /* has to be part of the text */
} expanded[] = {
	{ "quote_text", quote_text, "" },
	{ "quote_header", quote_header, "" },
	{ "quote_reply", quote_reply, "550 5.7.1 " },
	{ "quote_path", quote_path, "/" },
	{ "quote_macro", quote_macro, "" },
	{ "quote_word", quote_word, "" },
};

/* Control characters become blanks. */
static const char *shown(const char *s, struct arena *a)
{
	char *copy = arena_copy(a, s, strlen(s));

	for (char *p = copy; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	return copy;
}

/* A text for the writer, which takes no NUL. */
static const char *text_for(struct dice *d, unsigned long i, const char *before, struct arena *a)
{
	size_t n;
	const char *s = hostile_bytes(d, i, &n, a);

	s = arena_copy(a, s, strnlen(s, n));
	return arena_printf(a, "%s%s", before, s);
}

static unsigned long try_expanded(struct dice *d, unsigned long n, const char *conf, const char *dir,
	unsigned long *taken, struct arena *a)
{
	struct questions q;

	asked_init(&q, n * sizeof expanded / sizeof expanded[0], a);
	for (size_t w = 0; w < sizeof expanded / sizeof expanded[0]; w++)
		for (unsigned long i = 0; i < n; i++) {
			const char *s = text_for(d, i, expanded[w].before, a);
			struct buf b = { .arena = a };

			if (expanded[w].write(&b, s))
				continue;
			/* Exim's line of questions is not as long as its configuration. */
			if (b.n < 4000)
				asked_add(&q, expanded[w].name, buf_text(&b), shown(s, a));
		}
	*taken += q.n;
	return asked_all(&q, conf, dir);
}

static bool is_ascii(const char *s)
{
	while (*s && (unsigned char)*s < 0x80)
		s++;
	return *s == '\0';
}

/* Paths in quotes and comments stand in a file: each with a line of ours behind it. */
static unsigned long try_lines(struct dice *d, unsigned long n, const char *dir, unsigned long *taken,
	struct arena *a)
{
	const char *conf = arena_printf(a, "%s/lines.conf", dir);
	FILE *f = fopen(conf, "w");
	const char **path = arena_alloc(a, n * sizeof *path), *said;
	unsigned long wrong = 0;

	if (!f)
		return n;
	fprintf(f, HOSTILE_MACROS "primary_hostname = mx.example.org\nbegin transports\n");
	for (unsigned long i = 0; i < n; i++) {
		const char *s = text_for(d, i, "/", a);
		struct buf comment = { .arena = a }, option = { .arena = a };

		quote_comment(&comment, s);
		/* Exim prints other bytes as escapes. */
		if (quote_path_option(&option, s) == NULL && option.n < 4000 && is_ascii(s))
			path[i] = s;
		fprintf(f, "# %s\nt%lu:\n  driver = pipe\n  command = %s\n", buf_text(&comment), i,
			path[i] ? buf_text(&option) : "none");
	}
	fclose(f);
	for (unsigned long i = 0; i < n; i++)
		*taken += path[i] != NULL;
	said = output_of(arena_printf(a, "/usr/sbin/exim4 -C %s -bP transports 2>&1", conf), a);
	for (unsigned long i = 0; i < n; i++) {
		const char *head = arena_printf(a, "%lu transport:\n", i);
		const char *s = strstr(said, arena_printf(a, "t%s", head));
		const char *wanted = arena_printf(a, "\ncommand = %s\n", path[i] ? path[i] : "none");

		/* Up to the next transport. */
		s = s ? arena_copy(a, s, strcspn(s + 1, "\f")) : "";
		if (!strstr(s, wanted) && wrong++ < 5)
			printf("# quote_path_option or quote_comment: \"%s\" in: %.200s\n",
				path[i] ? path[i] : "none", *s ? s : said);
	}
	return wrong;
}

static const struct {
	const char *name, *test, *other, *after;
	quote_list_fn *write;
} lists[] = {
	{ "quote_domains", "match_domain", "nowhere.test", ".example.org",
		quote_domains },
	{ "quote_addresses", "match_address", "nobody@nowhere.test", "@example.org",
		quote_addresses },
	{ "quote_local_parts", "match_local_part", "nobody", "", quote_local_parts },
	{ "quote_hosts", "match_ip", "192.0.2.77", "", quote_hosts },
};

static bool is_pattern(const char *s)
{
	return strchr(s, '*') || strchr(s, '/') || *s == '\0';
}

struct listed {
	const char *text, *list; /* NULL: the writer does not take it */
};

static struct listed write_list(struct dice *d, size_t kind, unsigned long i, struct arena *a)
{
	bool host = lists[kind].write == quote_hosts;
	const char *s = host && dice_percent(d, 50)
				? arena_printf(a, "198.51.100.%zu", dice_below(d, 256))
				: arena_printf(a, "%s%s", text_for(d, i, "", a),
					  dice_percent(d, 50) ? lists[kind].after : "");
	struct str item[2] = { { .s = s }, { .s = host ? "192.0.2.5" : "zz" } };
	struct list l = { .item = item, .n = 2 };
	struct buf b = { .arena = a };
	const struct str *bad;
	const char *fault = lists[kind].write(&b, &l, &bad);

	return (struct listed){ s, fault ? NULL : buf_text(&b) };
}

static void ask(struct questions *q, size_t kind, const struct listed *l, const char *who, const char *want)
{
	struct arena *a = q->questions.arena;

	asked_add(q, lists[kind].name,
		arena_printf(a, "${if %s{%s}{%s}{in}{not in}} %s.", lists[kind].test, inert(who, a),
			l->list, inert(l->text, a)),
		arena_printf(a, "%s %s.", want, l->text));
}

/* Each text in a list, with one harmless item behind it: it is in, and nobody else. */
static unsigned long try_lists(struct dice *d, unsigned long n, const char *conf, const char *dir,
	unsigned long *taken, struct arena *a)
{
	struct questions q;

	asked_init(&q, 2 * n * sizeof lists / sizeof lists[0], a);
	for (size_t kind = 0; kind < sizeof lists / sizeof lists[0]; kind++)
		for (unsigned long i = 0; i < n; i++) {
			struct listed l = write_list(d, kind, i, a);
			bool host = lists[kind].write == quote_hosts;
			bool whole = lists[kind].write != quote_addresses || strchr(l.text, '@');

			/* Names of hosts would be looked up. */
			if (!l.list || (host && l.text[strspn(l.text, "0123456789./")] != '\0'))
				continue;
			if (!is_pattern(l.text) && whole)
				ask(&q, kind, &l, l.text, "in");
			ask(&q, kind, &l, lists[kind].other, "not in");
		}
	*taken += q.n;
	return asked_all(&q, conf, dir);
}

int hostile_writers(uint64_t seed, unsigned long n, unsigned *point)
{
	char dir[] = "/tmp/hostile.XXXXXX", command[64];
	struct arena *a = arena_new();
	struct dice d = { seed };
	unsigned long wrong, taken = 0;
	const char *conf;
	FILE *f;
	int failed;

	if (!mkdtemp(dir))
		return 1;
	conf = arena_printf(a, "%s/exim.conf", dir);
	f = fopen(conf, "w");
	if (!f)
		return 1;
	fprintf(f, HOSTILE_MACROS "primary_hostname = mx.example.org\nkeep_environment =\n");
	fclose(f);
	wrong = try_expanded(&d, n, conf, dir, &taken, a);
	wrong += try_lines(&d, n < 1000 ? n : 1000, dir, &taken, a);
	wrong += try_lists(&d, n, conf, dir, &taken, a);
	failed = hostile_point(point, wrong == 0 && taken > n,
		arena_printf(a, "%lu hostile strings that the writers take, through Exim: %lu wrong",
			taken, wrong));
	snprintf(command, sizeof command, "rm -rf %s", dir);
	if (system(command) != 0)
		failed++;
	arena_free(a);
	return failed;
}
