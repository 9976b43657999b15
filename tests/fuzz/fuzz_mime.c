/* fuzz_mime.c - a message through the MIME walker into a sink that checks the contract of mime.h:
 * field* begin (line* end)?, line numbers never fall, nothing after a refusal, limits kept.
 * An odd choice byte makes the sink refuse entities and lines at random.
 */
#include "fuzz.h"
#include "mime.h"

struct watch {
	struct mime mime;
	struct lines lines;
	bool moody, over, ending;
	uint64_t random;
	enum { BEFORE, OPEN, REFUSED } state;
	unsigned begun, line;
	bool outermost_begun;
};

static bool wanted(struct watch *w)
{
	return !w->moody || fuzz_random(&w->random) % 8;
}

static void on_field(void *ctx, bool outermost, const struct field *f)
{
	struct watch *w = ctx;

	CHECK(!w->over && w->state != OPEN);
	CHECK(outermost == !w->outermost_begun);
	CHECK(f->value.n <= JJ_FIELD_MAX && f->line >= 1 && f->line <= w->lines.no);
	fuzz_touch(f->value);
}

static bool on_begin(void *ctx, const struct entity *e)
{
	struct watch *w = ctx;

	CHECK(w->state != OPEN && e->type && e->type[0]);
	CHECK(e->outermost == !w->outermost_begun && !(e->outermost && e->preamble));
	w->outermost_begun = true;
	w->begun++;
	w->state = e->media != MEDIA_MULTIPART && wanted(w) ? OPEN : REFUSED;
	return w->state == OPEN;
}

static bool on_line(void *ctx, const struct line *line)
{
	struct watch *w = ctx;

	CHECK(w->state == OPEN && line->text.n <= JJ_LINE_MAX);
	CHECK(line->no >= w->line && line->no >= 1 && line->no <= w->lines.no);
	w->line = line->no;
	fuzz_touch(line->text);
	if (!wanted(w))
		w->state = REFUSED;
	return w->state == OPEN;
}

static void on_end(void *ctx, bool ended)
{
	struct watch *w = ctx;

	CHECK(w->state == OPEN && ended == !w->ending);
	w->state = BEFORE;
}

static void on_limit(void *ctx, const char *name)
{
	(void)ctx;
	CHECK(strcmp(name, "boundary") == 0 || strcmp(name, "parts") == 0 ||
		strcmp(name, "depth") == 0);
}

static const struct mime_sink sink = { on_field, on_begin, on_line, on_end, on_limit };

static bool on_whole_line(void *ctx, const struct line *line)
{
	struct watch *w = ctx;

	w->over = !mime_line(&w->mime, line);
	CHECK(w->mime.depth <= JJ_DEPTH_MAX && w->mime.parts <= JJ_PARTS_MAX + 1);
	/* A part begins once, and once more with what stands before its own first boundary. */
	CHECK(w->begun <= 2 * (w->mime.parts + 1));
	return !w->over;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct watch w;
	static unsigned char big[FUZZ_MOST];
	struct span in = span(data, size);

	w.moody = fuzz_choice(&in) & 1;
	w.random = fuzz_hash(in);
	w.state = BEFORE;
	w.begun = w.line = 0;
	w.over = w.ending = w.outermost_begun = false;
	lines_reset(&w.lines);
	mime_reset(&w.mime, &sink, &w);
	if (lines_feed(&w.lines, fuzz_expand(in, big), on_whole_line, &w))
		lines_end(&w.lines, on_whole_line, &w);
	w.ending = true;
	if (!w.over)
		mime_end(&w.mime);
	CHECK(w.state != OPEN && (w.outermost_begun || w.over));
	return 0;
}
