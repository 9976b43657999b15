/* The structure of a message as events: what begins, which lines are given, what ends. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "lines.h"
#include "mime.h"

enum { LOG_MAX = 65536 };

static char got[LOG_MAX];

static void add(const char *text, size_t n)
{
	size_t at = strlen(got);

	if (n < LOG_MAX - at) {
		memcpy(got + at, text, n);
		got[at + n] = '\0';
	}
}

/* (type    an entity begins: "<" the outermost, "^" a preamble
 * text;    a line of it, "!" where it could not be decoded cleanly
 * )        it ends, "." with the message
 * #name    a limit */
static void on_field(void *ctx, bool outermost, const struct field *f)
{
	(void)ctx, (void)outermost, (void)f;
}

static bool on_begin(void *ctx, const struct entity *e)
{
	(void)ctx;
	add("(", 1);
	add(e->outermost ? "<" : e->preamble ? "^" : "", e->outermost || e->preamble);
	add(e->type, strlen(e->type));
	add(" ", 1);
	return e->media != MEDIA_OTHER && e->media != MEDIA_MULTIPART;
}

static bool on_line(void *ctx, const struct line *line)
{
	(void)ctx;
	add((const char *)line->text.p, line->text.n);
	add(line->broken ? "!;" : ";", line->broken ? 2 : 1);
	return !span_is(line->text, "stop");
}

static void on_end(void *ctx, bool ended)
{
	(void)ctx;
	add(ended ? ")" : ").", ended ? 1 : 2);
}

static void on_limit(void *ctx, const char *name)
{
	(void)ctx;
	add("#", 1);
	add(name, strlen(name));
}

static const struct mime_sink sink = { on_field, on_begin, on_line, on_end, on_limit };

static bool feed(void *ctx, const struct line *line)
{
	return mime_line(ctx, line);
}

static void run(struct span s, size_t chunk)
{
	static struct mime mime;
	static struct lines lines;

	got[0] = '\0';
	lines_reset(&lines);
	mime_reset(&mime, &sink, NULL);
	for (size_t i = 0; i < s.n; i += chunk)
		if (!lines_feed(
			    &lines, span(s.p + i, s.n - i < chunk ? s.n - i : chunk), feed, &mime))
			return;
	if (lines_end(&lines, feed, &mime))
		mime_end(&mime);
}

struct row {
	const char *name, *message, *want;
};

static void check(const struct row *rows, size_t n)
{
	static const size_t chunks[] = { 1, 2, 3, 7, 1000 };
	static char crlf[LOG_MAX];

	for (size_t i = 0; i < n; i++) {
		size_t m = 0;

		for (const char *p = rows[i].message; *p; p++) {
			if (*p == '\n')
				crlf[m++] = '\r';
			crlf[m++] = *p;
		}
		for (size_t c = 0; c < sizeof chunks / sizeof chunks[0]; c++) {
			run(span_str(rows[i].message), chunks[c]);
			cr_expect_str_eq(got, rows[i].want, "[%s] LF, %zu: %s", rows[i].name,
				chunks[c], got);
			run(span(crlf, m), chunks[c]);
			cr_expect_str_eq(got, rows[i].want, "[%s] CRLF, %zu: %s", rows[i].name,
				chunks[c], got);
		}
	}
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof(rows)[0])
#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n"

Test(mime, one_entity)
{
	static const struct row rows[] = {
		{ "text", "From: x\n\na\nb\n", "(<text/plain a;b;)." },
		{ "no line end", "From: x\n\na", "(<text/plain a;)." },
		{ "header alone", "From: x\n", "(<text/plain )." },
		{ "nothing", "", "(<text/plain )." },
		{ "mbox line", "From x Mon May  6 10:00:00 2024\nFrom: x\n\na\n",
			"(<text/plain a;)." },
		{ "empty lines first", "\n\nFrom: x\n\na\n", "(<text/plain a;)." },
		{ "stray line in the header", "From: x\nstray line\nSubject: y\n\na\n",
			"(<text/plain a;)." },
		{ "HTML", "Content-Type: TEXT/HTML; charset=x\n\na\n", "(<text/html a;)." },
		{ "a comment in the type", "Content-Type: text/html (x); charset=x\n\na\n",
			"(<text/html a;)." },
		{ "unknown text", "Content-Type: text/x-amp\n\na\n", "(<text a;)." },
		{ "message of its own", "Content-Type: message/rfc822\n\na\n",
			"(<message/rfc822 a;)." },
		{ "application", "Content-Type: application/zip\n\na\n", "(<other " },
		{ "base64", "Content-Transfer-Encoding: base64\n\nYQpi\nCmM=\n",
			"(<text/plain a;b;c;)." },
		{ "broken base64", "Content-Transfer-Encoding: base64\n\nYQ*pi\nCmM=\n",
			"(<text/plain a!;b!;c!;)." },
		{ "quoted-printable", "Content-Transfer-Encoding: quoted-printable\n\na=\nb=0Ac\n",
			"(<text/plain ab;c;)." },
		{ "broken quoted-printable",
			"Content-Transfer-Encoding: quoted-printable\n\na=XY=\nb\nc\n",
			"(<text/plain a=XYb!;c;)." },
		{ "the rest is not wanted", "From: x\n\na\nstop\nb\n", "(<text/plain a;stop;" },
	};

	CHECK(rows);
}

Test(mime, multiparts)
{
	static const struct row rows[] = {
		{ "two parts", MIXED "--b\n\na\n--b\nContent-Type: text/html\n\nc\n--b--\n",
			"(<multipart (^text/plain )(text/plain a;)(text/html c;)" },
		{ "preamble and epilogue", MIXED "p\n--b\n\na\n--b--\ne\n",
			"(<multipart (^text/plain p;)(text/plain a;)" },
		{ "blanks behind the boundary", MIXED "--b \t\n\na\n--b-- \n",
			"(<multipart (^text/plain )(text/plain a;)" },
		{ "not closed", MIXED "--b\n\na\n", "(<multipart (^text/plain )(text/plain a;)." },
		{ "never seen", MIXED "a\n--c\nb\n", "(<multipart (^text/plain a;--c;b;)." },
		{ "boundary in quotes",
			"Content-Type: multipart/mixed;\n boundary=\"a b;c\"\n\n--a b;c\n\na\n"
			"--a b;c--\n",
			"(<multipart (^text/plain )(text/plain a;)" },
		{ "parameter behind others",
			"Content-Type: multipart/report; x=\"; boundary=no\";\n"
			"\treport-type=delivery-status; BOUNDARY = b\n\n--b\n\na\n--b--\n",
			"(<multipart (^text/plain )(text/plain a;)" },
		{ "look-alikes", MIXED "--b\n\n--bb\n--b-\n--b--b\n -b\n---b\n--b--\n",
			"(<multipart (^text/plain )(text/plain --bb;--b-;--b--b; -b;---b;)" },
		{ "nested",
			MIXED "--b\nContent-Type: multipart/x; "
			      "boundary=c\n\n--c\n\na\n--c--\ne\n--b\n\nd\n"
			      "--b--\n",
			"(<multipart (^text/plain )(multipart (^text/plain )(text/plain a;)"
			"(text/plain d;)" },
		{ "nested, inner not closed",
			MIXED "--b\nContent-Type: multipart/x; boundary=c\n\n--c\n\na\n"
			      "--b\n\nd\n--b--\n",
			"(<multipart (^text/plain )(multipart (^text/plain )"
			"(text/plain a;)(text/plain d;)" },
		{ "the inner one again behind the outer",
			MIXED "--b\nContent-Type: multipart/x; boundary=c\n\n--c\n\na\n"
			      "--b\n\nd\n--c\ne\n--b--\n",
			"(<multipart (^text/plain )(multipart (^text/plain )"
			"(text/plain a;)(text/plain d;--c;e;)" },
		{ "inner boundary begins with the outer",
			MIXED "--b\nContent-Type: multipart/x; boundary=bb\n\n"
			      "--bb\n\na\n--bb--\n--b--\n",
			"(<multipart (^text/plain )(multipart (^text/plain )"
			"(text/plain a;)" },
		{ "inner boundary is the outer",
			MIXED "--b\nContent-Type: multipart/x; boundary=b\n\n--b\n\na\n"
			      "--b--\n--b\n\nc\n--b--\n",
			"(<multipart (^text/plain )(multipart (^text/plain )"
			"(text/plain a;)(text/plain c;)" },
		{ "a returned message is a leaf",
			MIXED "--b\nContent-Type: message/rfc822\n\nContent-Type: "
			      "multipart/mixed; boundary=c\n\n--c\n\na\n--b--\n",
			"(<multipart (^text/plain )"
			"(message/rfc822 Content-Type: multipart/mixed; boundary=c;;--c;;a;)" },
		{ "digest", "Content-Type: multipart/digest; boundary=b\n\n--b\n\na\n--b--\n",
			"(<multipart (^text/plain )(message/rfc822 a;)" },
		{ "no boundary named",
			"Content-Type: multipart/mixed\n\np\n--x\nContent-Type: text/html\n\na\n"
			"--x--\n",
			"(<multipart (^text/plain p;--x;)(text/html a;)" },
		{ "no boundary named, a signature", "Content-Type: multipart/mixed\n\na\n-- \nme\n",
			"(<multipart (^text/plain a;-- ;me;)." },
		{ "no header in a part, no empty line", MIXED "--b\nwords here\n--b--\n",
			"(<multipart (^text/plain )(text/plain words here;)" },
		{ "base64 in a part",
			MIXED "--b\nContent-Transfer-Encoding: base64\n\nYQpi\n--b--\n",
			"(<multipart (^text/plain )(text/plain a;b;)" },
		{ "parts behind one another without content", MIXED "--b\n--b\n--b--\n",
			"(<multipart (^text/plain )(text/plain )(text/plain )" },
		{ "report",
			"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: "
			"message/delivery-status\n\nx\n--b--\n",
			"(<multipart (^text/plain )(message/delivery-status x;)" },
	};

	CHECK(rows);
}

Test(mime, limits)
{
	static char message[400000];
	size_t n;

	n = (size_t)snprintf(message, sizeof message,
		"Content-Type: multipart/mixed; boundary=\"%0*d\"\n\n", JJ_BOUNDARY_MAX + 1, 1);
	run(span(message, n), n);
	cr_expect(strstr(got, "#boundary"), "%s", got);

	n = (size_t)snprintf(message, sizeof message,
		"Content-Type: multipart/mixed; boundary=\"%0*d\"\n\n", JJ_BOUNDARY_MAX, 1);
	run(span(message, n), n);
	cr_expect_not(strstr(got, "#"), "%s", got);

	for (int over = 0; over < 2; over++) {
		n = 0;
		for (int i = 0; i < JJ_DEPTH_MAX + over; i++)
			n += (size_t)snprintf(message + n, sizeof message - n,
				"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
		run(span(message, n), n);
		cr_expect_eq(strstr(got, "#depth") != NULL, over, "%s", got);

		n = (size_t)snprintf(message, sizeof message, MIXED);
		for (int i = 0; i < JJ_PARTS_MAX + over; i++)
			n += (size_t)snprintf(
				message + n, sizeof message - n, "--b\nContent-Type: x/y\n\n");
		run(span(message, n), n);
		cr_expect_eq(strstr(got, "#parts") != NULL, over);
	}
}
