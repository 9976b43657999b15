/* fuzz_received.c - the value of one Received field. The spans stay inside the value, the answer
 * does not depend on the line before, and no value of JJ_FIELD_MAX bytes is slow: a header may
 * have JJ_RECEIVED_MAX of them.
 */
#include <time.h>

#include "bounds.h"
#include "fuzz.h"
#include "received.h"

enum { SLOW_MS = 8 };

static long cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void check_address(const struct address *a)
{
	CHECK(a->has || !a->public);
}

static bool same(const struct received *a, const struct received *b)
{
	return a->by.p == b->by.p && a->by.n == b->by.n && a->helo.p == b->helo.p &&
		a->helo.n == b->helo.n && a->name.p == b->name.p && a->name.n == b->name.n &&
		a->from == b->from && a->peer.has == b->peer.has && a->by_addr.has == b->by_addr.has &&
		memcmp(a->peer.a, b->peer.a, 16) == 0 && a->family == b->family;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct received_shapes *shapes;
	static unsigned char big[FUZZ_MOST];
	struct span whole = fuzz_expand(span(data, size), big), value;
	size_t n = whole.n < JJ_FIELD_MAX ? whole.n : JJ_FIELD_MAX;
	unsigned char *block = malloc(n + 1);
	struct received r, again;
	long least = SLOW_MS;
	bool ok;

	if (!shapes)
		shapes = received_shapes_new();
	CHECK(shapes && block);
	memcpy(block, whole.p, n);
	value = span_trim(span(block, n));

	/* The least of three, so that a page fault is no finding. */
	for (int i = 0; i < 3 && least >= SLOW_MS; i++) {
		long before = cpu_ms();

		ok = received_parse(shapes, value, &r);
		before = cpu_ms() - before;
		if (!i || before < least)
			least = before;
	}
	CHECK(least < SLOW_MS);
	CHECK(fuzz_inside(r.by, value) && fuzz_inside(r.helo, value) && fuzz_inside(r.name, value));
	CHECK(r.family && r.family[0]);
	check_address(&r.peer);
	check_address(&r.by_addr);
	received_usable_name(r.by);
	received_usable_name(r.helo);
	received_usable_name(r.name);
	CHECK(received_parse(shapes, value, &again) == ok && (!ok || same(&r, &again)));
	free(block);
	return 0;
}
