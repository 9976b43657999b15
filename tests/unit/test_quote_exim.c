/* test_quote_exim.c - hostile texts through quote_text, a configuration file and the real Exim:
 * they come out as they went in. Without root or exim4 there is nothing to try. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "quote.h"

#define EXIM "/usr/sbin/exim4"

enum { TEXTS = 400, LENGTH_MAX = 24 };

/* Half of the bytes are those that mean something to Exim, or make one of the macros below. */
static void invent(char *to, unsigned *seed)
{
	static const char active[] = "\\\\\\${}\"#_ \t\n:;AB<>|'%@!+^0";
	size_t n = 1 + (size_t)rand_r(seed) % LENGTH_MAX;

	for (size_t i = 0; i < n; i++) {
		int c = rand_r(seed) % 2 ? active[(size_t)rand_r(seed) % (sizeof active - 1)]
					 : ' ' + rand_r(seed) % 95;
		to[i] = (char)c;
	}
	to[n] = '\0';
}

/* Controls become blanks. */
static void as_written(char *s)
{
	for (; *s != '\0'; s++)
		if (*s == '\n' || *s == '\t')
			*s = ' ';
}

Test(quote_exim, comes_out_as_it_went_in)
{
	static const char *const fixed[] = { "\\", "a\\", "\\\\", "${run{/bin/false}}",
		"$h_subject:", "AAB", "_A_", "xABx", "#", " # ", "\"q\"", "x } y { z", "\\N^a$\\N",
		"250 fake", "a\nb" };
	static char text[TEXTS][LENGTH_MAX + 1];
	char dir[] = "/tmp/test_quote.XXXXXX", line[4096], command[256];
	struct arena *a = arena_new();
	unsigned seed = 4711, seen = 0;

	if (geteuid() != 0 || access(EXIM, X_OK) != 0)
		cr_skip("the real Exim cannot be run here");
	cr_assert_not_null(mkdtemp(dir));
	const char *conf = arena_printf(a, "%s/conf", dir);
	FILE *f = fopen(conf, "w");
	fprintf(f,
		"AB = macro\nA = macro\nB_ = macro\n"
		"primary_hostname = mx.example.org\nkeep_environment =\n"
		"spool_directory = %s\nacl_smtp_mail = m\nbegin acl\nm:\n",
		dir);
	for (unsigned i = 0; i < TEXTS; i++) {
		struct buf b = { .arena = a };
		if (i < sizeof fixed / sizeof fixed[0])
			strcpy(text[i], fixed[i]);
		else
			invent(text[i], &seed);
		cr_assert_null(quote_text(&b, text[i]));
		as_written(text[i]);
		/* As a message's text, and inside a condition. */
		fprintf(f, "  warn condition = ${if eq{x%s}{x%s}}\n", buf_text(&b), buf_text(&b));
		fprintf(f, "       logwrite = [%u]%s\n", i, buf_text(&b));
	}
	fprintf(f, "  accept\n");
	fclose(f);
	snprintf(command, sizeof command,
		"printf 'EHLO a.example\\r\\nMAIL FROM:<>\\r\\n' | " EXIM
		" -C %s -bh 192.0.2.1 2>&1 >/dev/null",
		conf);
	f = popen(command, "r");
	while (fgets(line, sizeof line, f) != NULL) {
		unsigned i;
		int at = 0;
		line[strcspn(line, "\n")] = '\0';
		if (sscanf(line, "LOG: [%u]%n", &i, &at) != 1 || at == 0)
			continue;
		cr_assert_lt(i, TEXTS);
		cr_expect_str_eq(
			line + at, text[i], "text %u: [%s] became [%s]", i, text[i], line + at);
		seen++;
	}
	pclose(f);
	cr_expect_eq(seen, TEXTS, "%u of %d came out", seen, TEXTS);
	snprintf(command, sizeof command, "rm -rf %s", dir);
	cr_expect_eq(system(command), 0);
	arena_free(a);
}
