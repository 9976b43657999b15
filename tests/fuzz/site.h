/* site.h - whose bounce it is: the settings and recipients that an input's choice byte selects.
 * Used by fuzz_detect.c and fuzz_chunks.c.
 */
#ifndef JJ_FUZZ_SITE_H
#define JJ_FUZZ_SITE_H

#include "fuzz.h"
#include "detect.h"

enum { SITES = 8, SITE_CROWDS = 4 };

struct site {
	struct jj_settings settings;
	struct jj_settings open; /* the same, with no entry complete */
	struct jj_detector *detector, *open_detector;
};

/* The site of this choice, made at its first use and kept. */
static inline struct site *site_of(unsigned choice)
{
	/* clang-format off */
	static const char lines[SITES][128] = {
		"for=* host=example.org net=192.0.2.0/24,2001:db8::/32 msgid=example.org complete=yes",
		"now=1715000000 for=* host=mx.example.org queue=%5B0-9A-Za-z-%5D%7B6%2C%7D days=30 complete=yes",
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
	s->detector = jj_new(&s->settings);
	s->open_detector = jj_new(&s->open);
	CHECK(s->detector && s->open_detector);
	return s;
}

static inline void site_recipients(struct jj_detector *d, unsigned choice)
{
	static const char *const crowds[SITE_CROWDS][2] = {
		{ "bob@example.org", NULL },
		{ "bob@example.org", "carol@dept.example.org" },
		{ "dave@other.example", "\xff@@\n" },
		{ NULL, NULL },
	};

	for (unsigned i = 0; i < 2; i++)
		if (crowds[choice / SITES % SITE_CROWDS][i])
			jj_recipient(d, span_str(crowds[choice / SITES % SITE_CROWDS][i]));
}

#endif
