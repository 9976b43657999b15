/* bounces.c - see bounces.h. */
#define _XOPEN_SOURCE 700
#include "bounces.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "measure.h"

enum { MADE = 400, FOLDERS = 16, BASE64_LINE = 76, TEXT_LINE = 72 };

const char *const big_name[BIGS] = { "text", "base64", "skipped" };

const char foreign_site[] = "enforce=yes forged=deny:1 for=* host=mx.joe-job.example "
	"net=192.88.99.0/24,2001:db8:77::/48 msgid=joe-job.example complete=yes";

/* ---- those in a folder ---- */

static struct bounces *loading;

static int load_one(const char *path, const struct stat *st, int type, struct FTW *w)
{
	const char *dot = strrchr(path, '.');
	struct bounces *b = loading;
	unsigned char *text;
	FILE *f;

	(void)w;
	if (type != FTW_F || !dot || st->st_size == 0 || (strcmp(dot, ".eml") && strcmp(dot, ".txt")))
		return 0;
	f = fopen(path, "r");
	if (!f)
		die(path, strerror(errno));
	text = must(malloc((size_t)st->st_size));
	b->path = must(realloc(b->path, (b->n + 1) * sizeof *b->path));
	b->text = must(realloc(b->text, (b->n + 1) * sizeof *b->text));
	b->path[b->n] = must(strdup(path));
	b->text[b->n++] = span(text, fread(text, 1, (size_t)st->st_size, f));
	fclose(f);
	return 0;
}

struct bounces bounces_load(const char *dir)
{
	struct bounces b = { 0 };

	loading = &b;
	if (nftw(dir, load_one, FOLDERS, FTW_PHYS) != 0)
		die(dir, strerror(errno));
	if (!b.n)
		die(dir, "no *.eml or *.txt file there");
	return b;
}

/* ---- made here ---- */

/* A fixed generator: two runs of the bench judge the same messages. */
static unsigned draw(unsigned *state, unsigned below)
{
	*state = *state * 1103515245u + 12345u;
	return (*state >> 16) % below;
}

static FILE *create(const char *path)
{
	FILE *f = fopen(path, "w");

	if (!f)
		die(path, strerror(errno));
	return f;
}

static void finish(FILE *f, const char *path)
{
	if (ferror(f) || fclose(f) != 0)
		die(path, strerror(errno));
}

static void prose(FILE *f, unsigned *seed, unsigned lines)
{
	static const char *const words[] = { "the", "message", "that", "you", "sent", "could", "not",
		"be", "delivered", "to", "one", "or", "more", "of", "its", "recipients", "mailbox",
		"full", "unknown", "user", "try", "again", "later", "host", "said", "permanent" };

	while (lines-- > 0) {
		for (int n = 0; n < TEXT_LINE - 10;)
			n += fprintf(f, "%s ", words[draw(seed, sizeof words / sizeof words[0])]);
		fputs("of it\n", f);
	}
}

static void returned_header(FILE *f, unsigned *seed, const char *prefix)
{
	unsigned hops = 1 + draw(seed, 4), id = draw(seed, 30000);

	for (unsigned i = 0; i < hops; i++)
		fprintf(f, "%sReceived: from out%u.sender.example (out%u.sender.example [203.0.113.%u])\n"
			"%s\tby mx%u.relay.example (Postfix) with ESMTPS id 4%05X%u\n"
			"%s\tfor <user%u@remote.example>; Mon, 12 Oct 2026 10:%02u:00 +0000 (UTC)\n",
			prefix, i, i, 1 + draw(seed, 250), prefix, i, id, i, prefix, id, draw(seed, 60));
	fprintf(f, "%sFrom: \"A. Sender\" <anna@example.org>\n%sTo: <user%u@remote.example>\n"
		"%sSubject: number %u\n%sDate: Mon, 12 Oct 2026 10:00:00 +0000\n"
		"%sMessage-ID: <%u.made@sender.example>\n%sMIME-Version: 1.0\n",
		prefix, prefix, id, prefix, id, prefix, prefix, id, prefix);
}

static void outer_header(FILE *f, unsigned n)
{
	fprintf(f, "Received: from mx.remote.example ([198.51.100.7])\n"
		"\tby mx.joe-job.example with esmtp (Exim 4.96)\n\tid 1xA%03u-000000-00\n"
		"\tfor anna@joe-job.example; Mon, 12 Oct 2026 10:01:00 +0000\n"
		"From: Mail Delivery System <MAILER-DAEMON@remote.example>\nTo: anna@joe-job.example\n"
		"Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n", n);
}

static void report(FILE *f, unsigned *seed, unsigned n, bool headers_only)
{
	outer_header(f, n);
	fputs("Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n"
		"--b\nContent-Type: text/plain\n\n", f);
	prose(f, seed, 4 + draw(seed, 12));
	fprintf(f, "\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; "
		"mx.remote.example\n\nFinal-Recipient: rfc822; user%u@remote.example\n"
		"Action: failed\nStatus: 5.1.1\n\n--b\nContent-Type: %s\n\n", n,
		headers_only ? "text/rfc822-headers" : "message/rfc822");
	returned_header(f, seed, "");
	fputc('\n', f);
	if (!headers_only)
		prose(f, seed, 5 + draw(seed, 120));
	fputs("\n--b--\n", f);
}

static void pasted(FILE *f, unsigned *seed, unsigned n, const char *prefix)
{
	outer_header(f, n);
	fputs("Content-Type: text/plain\n\n", f);
	prose(f, seed, 4 + draw(seed, 12));
	fputs("\n------ This is a copy of your message, including all the headers. ------\n\n", f);
	returned_header(f, seed, prefix);
	fputc('\n', f);
	prose(f, seed, 5 + draw(seed, 40));
}

void bounces_make(const char *dir)
{
	unsigned seed = 20090119;
	char path[4096];

	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		die(dir, strerror(errno));
	for (unsigned i = 0; i < MADE; i++) {
		snprintf(path, sizeof path, "%s/%03u.eml", dir, i);
		FILE *f = create(path);

		switch (draw(&seed, 8)) {
		case 0:
			outer_header(f, i);
			fputs("Content-Type: text/plain\n\n", f);
			prose(f, &seed, 8 + draw(&seed, 30));
			break;
		case 1:
		case 2:
			pasted(f, &seed, i, "");
			break;
		case 3:
			pasted(f, &seed, i, "> ");
			break;
		default:
			report(f, &seed, i, draw(&seed, 4) == 0);
		}
		finish(f, path);
	}
}

/* ---- the big ones ---- */

static void base64_lines(FILE *f, unsigned *seed, size_t bytes)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char block[BASE64_LINE + 1];

	for (size_t n = 0; n < bytes; n += sizeof block) {
		for (size_t i = 0; i < BASE64_LINE; i++)
			block[i] = digits[draw(seed, 64)];
		block[BASE64_LINE] = '\n';
		fwrite(block, 1, sizeof block, f);
	}
}

static void base64_prose(FILE *f, size_t bytes)
{
	static const char line[] =
		"VGhlIG1lc3NhZ2UgdGhhdCB5b3Ugc2VudCBjb3VsZCBub3QgYmUgZGVsaXZlcmVkIHRvIGl0cy4K\n";

	for (size_t n = 0; n < bytes; n += sizeof line - 1)
		fwrite(line, 1, sizeof line - 1, f);
}

void big_make(const char *path, enum big kind)
{
	unsigned seed = 20090119;
	FILE *f = create(path);

	outer_header(f, 0);
	switch (kind) {
	case BIG_TEXT:
		fputs("Content-Type: text/plain\n\n", f);
		while (ftell(f) < BIG)
			prose(f, &seed, 1000);
		break;
	case BIG_BASE64:
		fputs("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n", f);
		base64_prose(f, BIG);
		break;
	case BIG_SKIPPED:
		fputs("Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\n"
			"Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n", f);
		base64_lines(f, &seed, BIG);
		fputs("--b\nContent-Type: message/rfc822\n\n", f);
		returned_header(f, &seed, "");
		fputs("\n--b--\n", f);
		break;
	case BIGS:
		break;
	}
	finish(f, path);
}
