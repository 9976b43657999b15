/* fuzz_chunks.c - the same message in several ways: whole, byte by byte, in chunks of random sizes,
 * with LF and with CRLF, on a detector that was left in the middle of it. One verdict, with the
 * same evidence on the same lines. And what is ours is not forged where the message is cut short.
 */
#include "site.h"

/* Every line end becomes CRLF; carriage returns before a line end never count, so it does not
 * matter what was there before. */
static struct span with_crlf(struct span in, unsigned char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < in.n; i++) {
		if (in.p[i] == '\n')
			out[n++] = '\r';
		out[n++] = in.p[i];
	}
	return span(out, n);
}

static void begin(struct jj_detector *d, unsigned choice)
{
	jj_reset(d);
	site_recipients(d, choice);
}

static struct jj_result whole(struct jj_detector *d, unsigned choice, struct span message)
{
	begin(d, choice);
	jj_feed(d, message);
	return *jj_finish(d);
}

static struct jj_result bytewise(struct jj_detector *d, unsigned choice, struct span message)
{
	begin(d, choice);
	for (size_t i = 0; i < message.n; i++)
		jj_feed(d, span(message.p + i, 1));
	return *jj_finish(d);
}

/* Chunks of at most `most` bytes, in a block of their own, as a caller's buffer would be. */
static struct jj_result pieces(struct jj_detector *d, unsigned choice, struct span message,
	size_t most)
{
	uint64_t random = fuzz_hash(message);
	unsigned char *block = malloc(most);

	CHECK(block != NULL);
	begin(d, choice);
	while (message.n) {
		size_t n = 1 + fuzz_random(&random) % most;

		n = n < message.n ? n : message.n;
		memcpy(block + most - n, message.p, n);
		/* Half of the callers stop when they may. */
		if (jj_feed(d, span(block + most - n, n)) == JJ_DONE && fuzz_random(&random) & 1)
			break;
		memset(block + most - n, 'x', n);
		message = span(message.p + n, message.n - n);
	}
	free(block);
	return *jj_finish(d);
}

static void check_same(const struct jj_result *a, const struct jj_result *b)
{
	CHECK(a->verdict == b->verdict);
	CHECK(a->n_evidence == b->n_evidence);
	CHECK(strcmp(a->us, b->us) == 0);
	for (unsigned i = 0; i < a->n_evidence; i++) {
		CHECK(a->evidence[i].kind == b->evidence[i].kind);
		CHECK(a->evidence[i].line == b->evidence[i].line);
		CHECK(strcmp(a->evidence[i].where, b->evidence[i].where) == 0);
		CHECK(strcmp(a->evidence[i].detail, b->evidence[i].detail) == 0);
	}
}

/* The lines from `first` to before `end`, as bytes. */
static struct span lines_between(struct span in, unsigned first, unsigned end)
{
	size_t from = 0, n = 0;

	for (unsigned no = 1; n < in.n && no < end; n++)
		if (in.p[n] == '\n' && ++no == first)
			from = n + 1;
	return span(in.p + from, n - from);
}

/* Where the whole message shows that we sent what it returns, no beginning of it says the contrary
 * of that same header. (A From above the Received lines is taken for the end of them.) */
static void check_cut(struct jj_detector *d, unsigned choice, struct span message,
	const struct jj_result *first)
{
	uint64_t random = fuzz_hash(message);
	struct span header = lines_between(message, first->returned.line, first->evidence[0].line);

	if (first->verdict != JJ_OURS || first->evidence[0].kind == JJ_EV_MESSAGE_ID ||
		span_find(message, "encoding") < message.n || span_find(header, "From") < header.n)
		return;
	for (int i = 0; i < 4; i++) {
		struct span part = span(message.p, fuzz_random(&random) % message.n);
		struct jj_result cut = whole(d, choice, part);

		CHECK(cut.verdict != JJ_FORGED || cut.returned.line != first->returned.line ||
			cut.evidence[0].kind == JJ_EV_NEVER_SENDS);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char big[FUZZ_MOST], bigger[2 * FUZZ_MOST];
	struct span in = span(data, size);
	unsigned choice = fuzz_choice(&in);
	struct jj_detector *d = site_of(choice)->detector;
	struct span lf = fuzz_expand(in, big), crlf = with_crlf(lf, bigger);
	struct jj_result first = whole(d, choice, lf), other;

	other = bytewise(d, choice, lf);
	check_same(&first, &other);
	begin(d, choice);
	jj_feed(d, span(lf.p, lf.n / 2));
	other = pieces(d, choice, crlf, 48);
	check_same(&first, &other);
	other = pieces(d, choice, crlf, 8192);
	check_same(&first, &other);
	check_cut(d, choice, lf, &first);
	return 0;
}
