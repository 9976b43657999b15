/* test_joescan_mbox.c - mboxes cut into messages, whole and in the smallest pieces. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* joescan is a program: its parts are in no library. */
#include "joescan_mbox.c"

#define POST "From a@example.org Mon May  6 10:00:09 2024\n"

/* What the sink was told: "[OFFSET:bytes]" for each message. */
struct heard {
	char text[4096];
	size_t n;
	unsigned stop_after; /* 0: never */
	unsigned ended;
};

static void hear_begin(void *ctx, const struct message_name *name)
{
	struct heard *h = ctx;

	h->n += (size_t)snprintf(h->text + h->n, sizeof h->text - h->n, "[%llu:",
		(unsigned long long)name->offset);
	cr_expect_eq(name->number, h->ended + 1);
	cr_expect_str_eq(name->file, "box");
}

static bool hear_bytes(void *ctx, struct span bytes)
{
	struct heard *h = ctx;

	cr_assert(bytes.n > 0 && bytes.n < sizeof h->text - h->n);
	memcpy(h->text + h->n, bytes.p, bytes.n);
	h->n += bytes.n;
	return true;
}

static bool hear_end(void *ctx)
{
	struct heard *h = ctx;

	h->text[h->n++] = ']';
	return ++h->ended != h->stop_after;
}

static void hear_trouble(void *ctx, const char *file, const char *reason)
{
	(void)ctx;
	cr_assert_fail("%s: %s", file, reason);
}

struct pieces {
	int fd;
	struct span text;
	size_t piece;
};

static void *write_pieces(void *arg)
{
	struct pieces *w = arg;

	for (size_t at = 0; at < w->text.n; at += w->piece) {
		size_t n = w->piece < w->text.n - at ? w->piece : w->text.n - at;

		cr_assert_eq(write(w->fd, w->text.p + at, n), (ssize_t)n);
	}
	close(w->fd);
	return NULL;
}

static bool read_box(struct heard *h, struct span text, size_t piece)
{
	struct message_sink sink = { h, hear_begin, hear_bytes, hear_end, hear_trouble };
	struct reader *r = malloc(sizeof *r);
	struct pieces w = { .text = text, .piece = piece };
	pthread_t thread;
	int fds[2];
	bool more;

	cr_assert_eq(pipe(fds), 0);
	w.fd = fds[1];
	cr_assert_eq(pthread_create(&thread, NULL, write_pieces, &w), 0);
	reader_start(r, fds[0]);
	cr_assert_eq(reader_fill(r), 0);
	more = mbox_read(r, "box", &sink);
	h->text[h->n] = '\0';
	pthread_join(thread, NULL);
	close(fds[0]);
	free(r);
	return more;
}

Test(joescan_mbox, cuts)
{
	static const struct {
		const char *name, *in, *want;
	} tab[] = {
		{ "one", POST "A: 1\n\nx\n", "[0:A: 1\n\nx\n]" },
		{ "two", POST "A: 1\n\nx\n\n" POST "B: 2\n\ny", "[0:A: 1\n\nx\n\n][53:B: 2\n\ny]" },
		{ "crlf", "From a 10:00 2024\r\nA: 1\r\n\r\nFrom b 10:00 2024\r\nB: 2\r\n",
			"[0:A: 1\r\n\r\n][27:B: 2\r\n]" },
		{ "empty messages", POST "\n" POST "\n" POST, "[0:\n][45:\n][90:]" },
		{ "no empty line before it", POST "A: 1\n" POST "B: 2\n",
			"[0:A: 1\n" POST "B: 2\n]" },
		{ "no time", POST "A: 1\n\nFrom our point of view, in 2024\n",
			"[0:A: 1\n\nFrom our point of view, in 2024\n]" },
		{ "no year", POST "A: 1\n\nFrom ten, say 10:30, on\n",
			"[0:A: 1\n\nFrom ten, say 10:30, on\n]" },
		{ "not at the beginning of a line", POST "\n a" POST, "[0:\n a" POST "]" },
		{ "quoted", POST "\n>From x\n>>From y\n>>>From z\n",
			"[0:\nFrom x\n>From y\n>>From z\n]" },
		{ "not quoted", POST "\n>from x\n> From y\n>Fromage\nb>From z\n>\n",
			"[0:\n>from x\n> From y\n>Fromage\nb>From z\n>\n]" },
		{ "quoted at the end", POST "\n>From", "[0:\n>From]" },
		{ "a lone CR is no empty line", POST "A: 1\n\rx\n" POST, "[0:A: 1\n\rx\n" POST "]" },
	};
	static const size_t pieces[] = { 4096, 1, 7 };

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++)
		for (size_t p = 0; p < sizeof pieces / sizeof pieces[0]; p++) {
			struct heard h = { .n = 0 };

			cr_expect(read_box(&h, span_str(tab[i].in), pieces[p]));
			cr_expect_str_eq(h.text, tab[i].want, "[%s] by %zu: %s", tab[i].name,
				pieces[p], h.text);
		}
}

Test(joescan_mbox, nul_is_data)
{
	static const char in[] = POST "A: \0\n\n\0\n";
	struct heard h = { .n = 0 };

	cr_expect(read_box(&h, span(in, sizeof in - 1), 4096));
	cr_expect_eq(h.n, 12);
	cr_expect_eq(memcmp(h.text, "[0:A: \0\n\n\0\n]", 12), 0);
}

Test(joescan_mbox, stops_when_told)
{
	struct heard h = { .stop_after = 1 };

	cr_expect_not(read_box(&h, span_str(POST "\n" POST "\n" POST), 4096));
	cr_expect_str_eq(h.text, "[0:\n]");
}

static void note_begin(void *ctx, const struct message_name *name)
{
	uint64_t *last = ctx;

	*last = name->offset;
}

static bool note_bytes(void *ctx, struct span bytes)
{
	(void)ctx;
	(void)bytes;
	return true;
}

static bool note_end(void *ctx)
{
	(void)ctx;
	return true;
}

/* A postmark before, on and behind the end of the reader's buffer. */
Test(joescan_mbox, buffer_borders)
{
	static struct reader r;
	static char text[READER_SIZE + 1024];

	for (int by = -60; by <= 10; by++) {
		uint64_t last = 0, want = (uint64_t)(READER_SIZE + by);
		struct message_sink sink = { &last, note_begin, note_bytes, note_end, hear_trouble };
		FILE *f = tmpfile();

		memset(text, 'x', (size_t)want);
		memcpy(text, POST, strlen(POST));
		memcpy(text + want - 2, "\n\n" POST "B: 2\n", strlen(POST) + 7);
		cr_assert_eq(fwrite(text, 1, (size_t)want + strlen(POST) + 5, f),
			(size_t)want + strlen(POST) + 5);
		cr_assert_eq(fflush(f), 0);
		cr_assert_eq(lseek(fileno(f), 0, SEEK_SET), 0);
		reader_start(&r, fileno(f));
		cr_assert_eq(reader_fill(&r), 0);
		cr_expect(mbox_read(&r, "box", &sink));
		cr_expect_eq(last, want, "%d: %llu", by, (unsigned long long)last);
		fclose(f);
	}
}
