/* fuzz_settings.c - a settings line, and behind a NUL byte something to look up in it. What is
 * refused has a printable reason; what is accepted finds its own entries again.
 */
#include "fuzz.h"
#include "settings.h"

static void check_net(const struct jj_net *net)
{
	char text[JJ_ADDR_TEXT];
	unsigned char again[16];
	size_t n = jj_addr_print(net->addr, text);

	CHECK(net->bits <= 128 && jj_net_has(net, net->addr));
	CHECK(n > 0 && fuzz_printable(text, sizeof text));
	CHECK(jj_addr_parse(span(text, n), again) == 0 && memcmp(again, net->addr, 16) == 0);
}

/* Each lookup walks the whole table: of a long one, some are enough. */
static unsigned step(size_t n)
{
	return 1 + (unsigned)(n / 64);
}

static void check_own(const struct jj_settings *s)
{
	struct span text = span(s->text, s->used);
	jj_mask all = 0;
	char fault[200];

	CHECK(s->n_entries <= JJ_ENTRIES && fuzz_inside(s->contact, text));
	for (unsigned i = 0; i < s->n_entries; i++) {
		CHECK(fuzz_inside(s->entry[i].domain, text));
		all |= (jj_mask)1 << i;
		if (s->entry[i].domain.p[0] != '*')
			CHECK(jj_settings_for(s, s->entry[i].domain) & (jj_mask)1 << i);
	}
	for (unsigned i = 0; i < s->n_hosts; i += step(s->n_hosts))
		CHECK(fuzz_inside(s->host[i].name, text) &&
			(jj_settings_host(s, s->host[i].name) & (jj_mask)1 << s->host[i].entry));
	for (unsigned i = 0; i < s->n_msgids; i += step(s->n_msgids))
		CHECK(fuzz_inside(s->msgid[i].name, text) &&
			(jj_settings_msgid(s, s->msgid[i].name) & (jj_mask)1 << s->msgid[i].entry));
	for (unsigned i = 0; i < s->n_nets; i += step(s->n_nets)) {
		check_net(&s->net[i].net);
		CHECK(jj_settings_addr(s, s->net[i].net.addr) & (jj_mask)1 << s->net[i].entry);
		CHECK(jj_settings_has_nets(s, all, s->net[i].net.addr));
		CHECK(!jj_settings_has_nets(s, 0, s->net[i].net.addr));
	}
	for (unsigned i = 0; i < s->n_never; i += step(s->n_never))
		CHECK(fuzz_inside(s->never[i], text) && jj_settings_never(s, s->never[i]));
	for (unsigned i = 0; i < s->n_patterns; i++) {
		CHECK(fuzz_inside(s->pattern[i].name, text));
		CHECK(!jj_regex_fault(s->pattern[i].regex, fault, sizeof fault));
	}
	CHECK(jj_settings_has_hosts(s, all) == (s->n_hosts || s->n_nets));
	CHECK(!jj_settings_has_hosts(s, 0));
}

static void check_strange(const struct jj_settings *s, struct span query)
{
	jj_mask none = s->n_entries == 32 ? 0 : ~(jj_mask)0 << s->n_entries;
	unsigned char addr[16];
	char fault[200];
	const char *why = jj_regex_fault(query, fault, sizeof fault);
	struct jj_net net;

	CHECK(!why || fuzz_printable(why, sizeof fault));
	jj_settings_never(s, query);
	CHECK(!(jj_settings_for(s, query) & none));
	CHECK(!(jj_settings_host(s, query) & none));
	CHECK(!(jj_settings_msgid(s, query) & none));
	if (jj_addr_parse(query, addr) == 0)
		CHECK(!(jj_settings_addr(s, addr) & none));
	if (jj_net_parse(query, &net) == 0)
		check_net(&net);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct jj_settings s;
	static unsigned char big[FUZZ_MOST];
	const unsigned char *nul = size ? memchr(data, '\0', size) : NULL;
	size_t n = nul ? (size_t)(nul - data) : size;
	struct span text = fuzz_expand(span(data, n), big);
	size_t errsize = 1 + fuzz_hash(text) % 160;
	char *err = malloc(errsize); /* its own block, so that ASan sees the border */
	struct span query = nul ? span(nul + 1, size - n - 1) : span(data, size);

	CHECK(err != NULL);
	if (jj_settings_parse(&s, text, err, errsize) != 0) {
		CHECK(fuzz_printable(err, errsize) && (err[0] || errsize == 1));
	} else {
		check_own(&s);
		check_strange(&s, query);
	}
	free(err);
	return 0;
}
