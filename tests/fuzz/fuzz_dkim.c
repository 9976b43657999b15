/* fuzz_dkim.c - the header of a returned message, below a hop that is not ours, with the keys of
 * tests/golden/keys. Nobody here has the private ones: what proves is a header of the seeds, as they
 * were signed. No header is slow. What reads tags, addresses and fields is tried on it as well.
 */
#include <ctype.h>
#include <time.h>

#include "detect.h"
#include "dkim_canon.h"
#include "dkim_tags.h"
#include "fuzz.h"
#include "mailbox.h"

enum { SLOW_MS = 20, HEADER = FUZZ_MOST + 256 };

static const char site[] =
	"now=1795694400 dkim=example.org:rsa:14:rsa:"
	"b5f337264dd0e05a19b78cdd2e729cbf5ec221fb1766f32cdf0adf49270e3c3d001c6336435f96fc66d4400d"
	"c80d45d1bbd4b0940b2da61f0798fa35a4229d95dfa42f3a64b3b1860fa9c6f58c80998655c5215a0e485657"
	"f46fc9fbe324bd2da4486e05d4f176a3a28c8f403834c29f3b63a80f073fa95d8996b870bc7a35b7ae30f178"
	"56e2cf8ec86fe1251f4168bdd5062916ecb5348a3596531d1db0ccba75431df4d9eeebb5d7f37f40acaf9af5"
	"1c5a00cca6e9e0e0e850f0c0a8b1d96dbcb2b1e16f298ba16dd538027128af1734e89e3d76d104b7bb70b066"
	"d2350719caaf3667e51906988bafa9e631ac94b2b4126531583014ea21823d119dc9d63f"
	":010001 dkim=example.org:ed:14:ed25519:"
	"95d6a88e68274b615162e2672f2600fc63926a50950ace43bc9be46fae278631 "
	"for=* host=mail.example.org complete=yes";

static long cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct jj_detector *detector(void)
{
	static struct jj_settings settings;
	static struct jj_detector *d;
	char err[128];

	if (!d) {
		CHECK(jj_settings_parse(&settings, span_str(site), err, sizeof err) == 0);
		d = jj_new(&settings);
	}
	CHECK(d);
	return d;
}

static struct jj_result judge(struct span message, size_t by)
{
	struct jj_detector *d = detector();

	jj_reset(d);
	jj_recipient(d, span_str("joe@example.org"));
	for (size_t at = 0; at < message.n; at += by)
		jj_feed(d, span(message.p + at, message.n - at < by ? message.n - at : by));
	return *jj_finish(d);
}

/* The field `name` (with its colon) of the header alone, in lower case and without blanks; "" for none or two. */
static void field(struct span header, const char *name, char *out, size_t size)
{
	size_t n = 0, found = 0;
	bool in = false;

	for (size_t i = 0; i < header.n; i++) {
		if (i == 0 || header.p[i - 1] == '\n') {
			if (header.p[i] == '\n' || header.p[i] == '\r')
				break;
			in = (in && (header.p[i] == ' ' || header.p[i] == '\t')) ||
				(span_starts(span(header.p + i, header.n - i), name) && ++found == 1);
		}
		if (in && !isspace(header.p[i]) && n < size - 1)
			out[n++] = (char)tolower(header.p[i]);
	}
	out[found == 1 ? n : 0] = '\0';
}

static void check_proof(struct span header)
{
	char text[200];

	field(header, "From:", text, sizeof text);
	CHECK(strcmp(text, "from:\"doe,joe\"<joe@example.org>") == 0);
	field(header, "Date:", text, sizeof text);
	/* With t=, another Date may stand above the signed one. */
	CHECK(!*text || strcmp(text, "date:thu,26nov202608:00:00+0000") == 0);
}

static void check_tags(struct span text)
{
	static unsigned char bytes[512];
	struct tags t;
	size_t n;
	int64_t number;

	if (tags_parse(&t, text) != NULL)
		return;
	CHECK(t.n > 0 && t.n <= JJ_TAGS_MAX);
	for (unsigned i = 0; i < t.n; i++) {
		struct span item, rest = t.tag[i].value;
		size_t items = 0;

		CHECK(fuzz_inside(t.tag[i].name, text) && fuzz_inside(t.tag[i].whole, text));
		CHECK(fuzz_inside(t.tag[i].value, t.tag[i].whole));
		fuzz_touch(t.tag[i].whole);
		while (tags_item(&rest, ':', &item) && ++items <= text.n)
			CHECK(fuzz_inside(item, t.tag[i].value));
		CHECK(items > 0 && items <= t.tag[i].value.n + 1);
		CHECK(!tags_base64(t.tag[i].value, bytes, sizeof bytes, &n) || n <= sizeof bytes);
		CHECK(!span_number(t.tag[i].value, 12, &number) || number >= 0);
	}
}

struct text {
	size_t n;
	unsigned char p[HEADER];
};

static void put(void *ctx, struct span bytes)
{
	struct text *t = ctx;

	CHECK(t->n + bytes.n <= sizeof t->p);
	memcpy(t->p + t->n, bytes.p, bytes.n);
	t->n += bytes.n;
}

/* What is canonical already stays as it is. */
static void check_canon(struct span s)
{
	static struct text once, again;
	struct canon_writer w;

	once.n = again.n = 0;
	canon_begin(&w, CANON_RELAXED, put, &once);
	canon_bytes(&w, s);
	canon_end(&w, false);
	canon_begin(&w, CANON_RELAXED, put, &again);
	canon_bytes(&w, span(once.p, once.n));
	canon_end(&w, false);
	CHECK(once.n <= s.n && again.n == once.n && memcmp(once.p, again.p, once.n) == 0);
}

static void check_mailbox(struct span s)
{
	struct mailbox m;

	if (!mailbox_from(s, &m))
		return;
	CHECK(fuzz_inside(m.local, s) && fuzz_inside(m.domain, s) && m.local.n && m.domain.n);
	CHECK(!memchr(m.domain.p, '@', m.domain.n) && mailbox_same(m, m));
	m = mailbox_bare(m);
	CHECK(m.local.n && fuzz_inside(m.local, s));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char above[] = "Content-Type: message/rfc822\n\nReceived: from a.example "
				    "([203.0.113.66]) by b.example; Thu, 26 Nov 2026 08:00:10 +0000\n";
	static unsigned char big[FUZZ_MOST], message[HEADER];
	struct span header = fuzz_expand(span(data, size), big);
	struct jj_result whole, pieces;
	size_t n = sizeof above - 1;
	long least = SLOW_MS;

	memcpy(message, above, n);
	memcpy(message + n, header.p, header.n);
	for (int i = 0; i < 3 && least >= SLOW_MS; i++) {
		long before = cpu_ms();

		whole = judge(span(message, n + header.n), HEADER);
		before = cpu_ms() - before;
		least = i == 0 || before < least ? before : least;
	}
	CHECK(least < SLOW_MS);
	pieces = judge(span(message, n + header.n), 1 + size % 97);
	CHECK(whole.verdict == pieces.verdict && whole.n_evidence == pieces.n_evidence);
	for (unsigned i = 0; i < whole.n_evidence; i++) {
		CHECK(whole.evidence[i].kind == pieces.evidence[i].kind);
		CHECK(fuzz_printable(whole.evidence[i].detail, sizeof whole.evidence[i].detail));
	}
	if (whole.evidence[0].kind == JJ_EV_DKIM)
		check_proof(header);

	/* Exact copies, so that ASan sees who reads behind them. */
	unsigned char *copy = malloc(header.n + 1);

	CHECK(copy);
	memcpy(copy, header.p, header.n);
	check_tags(span(copy, header.n));
	check_canon(span(copy, header.n));
	check_mailbox(span(copy, header.n));
	free(copy);
	return 0;
}
