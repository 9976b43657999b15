/* fuzz_detect.c - a message through the whole detector; the first byte chooses settings and
 * recipients (site.h). Checks what must hold for any message: what each verdict rests on, `forged`
 * only for a complete site and a returned Received line or for an address that never sends,
 * results that can be logged, and that `complete` changes nothing but forged to unverifiable.
 */
#include "site.h"

struct sentences {
	unsigned n;
};

static void on_sentence(void *ctx, unsigned line, const char *sentence)
{
	struct sentences *s = ctx;

	(void)line;
	s->n++;
	CHECK(fuzz_printable(sentence, 4096) && sentence[0]);
}

static const struct jj_result *judge(struct jj_detector *d, unsigned choice, struct span message)
{
	jj_reset(d);
	site_recipients(d, choice);
	jj_feed(d, message);
	return jj_finish(d);
}

static void check_grounds(const struct jj_result *r)
{
	enum jj_evidence_kind k = r->evidence[0].kind;
	bool proof = k == JJ_EV_TOKEN || k == JJ_EV_DKIM || k == JJ_EV_RECEIVED_BY ||
		k == JJ_EV_RECEIVED_FROM || k == JJ_EV_MESSAGE_ID || k == JJ_EV_PATTERN;
	bool disproof = k == JJ_EV_RECEIVED_NONE || k == JJ_EV_RECEIVED_CONTRADICTED ||
		k == JJ_EV_RECEIVED_IMPOSSIBLE;

	CHECK((r->verdict == JJ_OURS) == proof);
	CHECK((r->verdict == JJ_FORGED) == (disproof || k == JJ_EV_NEVER_SENDS));
	CHECK(!disproof || (r->returned.whole && r->returned.n_received > 0));
	CHECK((r->verdict == JJ_NOT_A_BOUNCE) == (k == JJ_EV_NOT_A_BOUNCE));
	if (proof || disproof)
		CHECK(r->evidence[0].line > 0 && r->evidence[0].where[0]);
}

static unsigned count_lines(struct span s)
{
	unsigned n = 1;

	for (const unsigned char *p; s.n && (p = memchr(s.p, '\n', s.n)) != NULL; n++)
		s = span(p + 1, s.n - (size_t)(p + 1 - s.p));
	return n;
}

static void check_printable(const struct jj_result *r, struct span message, unsigned lines)
{
	char fields[400];

	CHECK(r->n_evidence >= 1 && r->n_evidence <= JJ_EVIDENCE_MAX);
	CHECK(r->verdict < JJ_VERDICTS && fuzz_printable(r->us, sizeof r->us) && r->us[0]);
	for (unsigned i = 0; i < r->n_evidence; i++) {
		const struct jj_evidence *e = &r->evidence[i];

		CHECK(e->kind < JJ_EVIDENCE_KINDS && e->line <= lines && e->where);
		CHECK(fuzz_printable(e->detail, sizeof e->detail) && fuzz_printable(e->where, 64));
	}
	for (size_t size = 1; size <= sizeof fields; size = size * 2 + 7) {
		size_t n = jj_result_fields(r, fields, size);

		CHECK(n < size && fields[n] == '\0' && fuzz_printable(fields, size));
	}
	CHECK(r->bytes <= message.n && r->returned.line <= lines);
	CHECK(fuzz_printable(r->returned.message_id, sizeof r->returned.message_id));
}

/* Nothing of the messages before is left in a detector that was reset. */
static void check_fresh(const struct site *site, unsigned choice, struct span message,
	const struct jj_result *r)
{
	struct jj_detector *d = site_detector(&site->settings);
	const struct jj_result *fresh = judge(d, choice, message);

	CHECK(fresh->verdict == r->verdict && fresh->n_evidence == r->n_evidence);
	CHECK(fresh->evidence[0].kind == r->evidence[0].kind);
	CHECK(fresh->evidence[0].line == r->evidence[0].line);
	CHECK(fresh->bytes == r->bytes && fresh->returned.line == r->returned.line);
	jj_free(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char big[FUZZ_MOST];
	struct span in = span(data, size);
	unsigned choice = fuzz_choice(&in);
	struct site *site = site_of(choice);
	struct span message = fuzz_expand(in, big);
	uint64_t hash = fuzz_hash(in);
	bool explained = hash % 8 > 5; /* it takes longer than the rest */
	unsigned lines = count_lines(message);
	struct sentences told = { 0 };
	const struct jj_result *r, *open;

	jj_explain(site->open_detector, explained ? on_sentence : NULL, &told);
	r = judge(site->detector, choice, message);
	open = judge(site->open_detector, choice, message);
	check_printable(r, message, lines);
	check_printable(open, message, lines);
	check_grounds(r);
	check_grounds(open);
	if (hash / 8 % 32 == 0)
		check_fresh(site, choice, message, r);
	CHECK(explained == (told.n > 0));

	if (r->verdict == JJ_FORGED && r->evidence[0].kind != JJ_EV_NEVER_SENDS) {
		CHECK(site->settings.n_entries && site->settings.n_hosts + site->settings.n_nets);
		CHECK(open->verdict == JJ_UNVERIFIABLE && open->evidence[0].kind == JJ_EV_INCOMPLETE);
	} else {
		CHECK(r->verdict != JJ_FORGED || site->settings.n_never);
		CHECK(open->verdict == r->verdict && open->evidence[0].kind == r->evidence[0].kind &&
			open->evidence[0].line == r->evidence[0].line);
	}
	return 0;
}
