/* site.h - whose bounce it is: the settings and recipients that an input's choice byte selects.
 * Used by fuzz_detect.c and fuzz_chunks.c.
 */
#ifndef JJ_FUZZ_SITE_H
#define JJ_FUZZ_SITE_H

#include "fuzz.h"
#include "detect.h"
#include "token.h"

enum { SITES = 8, SITE_CROWDS = 4 };

struct site {
	struct jj_settings settings;
	struct jj_settings open; /* the same, with no entry complete */
	struct jj_detector *detector, *open_detector;
};

/* A detector that checks tokens where the settings speak of them; the key is that of
 * tests/golden/detect/token.keys. */
static inline struct jj_detector *site_detector(const struct jj_settings *s)
{
	static const char text[] = "joejob-keys 1\na7 1714000000 - "
				   "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
	static struct token_keys keys;
	struct jj_detector *d = jj_new(s);

	CHECK(d && !token_keys_parse(&keys, span_str(text)));
	jj_keys(d, s->token_days ? &keys : NULL);
	return d;
}

/* The site of this choice, made at its first use and kept. */
static inline struct site *site_of(unsigned choice)
{
	/* clang-format off */
	static const char lines[SITES][160] = {
		"for=* host=example.org net=192.0.2.0/24,2001:db8::/32 msgid=example.org complete=yes",
		"now=1715000000 token=14 required=example.org:1714000000 for=* host=mx.example.org queue=%5B0-9A-Za-z-%5D%7B6%2C%7D days=30 complete=yes",
		"never=bob@example.org,*@dept.example.org for=* net=192.0.2.0/24 complete=yes",
		"for=* msgid=example.org complete=yes",
		"for=example.org net=192.0.2.0/24 complete=yes for=*.example.org host=example.org",
		"pattern=t:note:^X-T:%20%5Cd%2B$ pattern=n:ours:(a%2B)%2B[bc] for=* host=example.org complete=yes",
		"for=* complete=yes",
		"",
	};
	/* clang-format on */
	static struct site sites[SITES];
	struct site *s = &sites[choice % SITES];
	char err[128];

	if (s->detector)
		return s;
	CHECK(jj_settings_parse(&s->settings, span_str(lines[choice % SITES]), err, sizeof err) == 0);
	CHECK(jj_settings_parse(&s->open, span_str(lines[choice % SITES]), err, sizeof err) == 0);
	for (unsigned i = 0; i < s->open.n_entries; i++)
		s->open.entry[i].complete = false;
	s->detector = site_detector(&s->settings);
	s->open_detector = site_detector(&s->open);
	return s;
}

static inline void site_recipients(struct jj_detector *d, unsigned choice)
{
	static const char *const crowds[SITE_CROWDS][2] = {
		{ "bob@example.org", NULL },
		{ "alice@example.org", "carol@dept.example.org" },
		{ "dave@other.example", "\xff@@\n" },
		{ NULL, NULL },
	};

	for (unsigned i = 0; i < 2; i++)
		if (crowds[choice / SITES % SITE_CROWDS][i])
			jj_recipient(d, span_str(crowds[choice / SITES % SITE_CROWDS][i]));
}

#endif
