/* The detector on the golden messages: what a cut, a lost line or other chunks do to a verdict. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "detector.h"

#define FOLDER "tests/golden/detect"
#define US "for=* host=mx.example.org net=192.0.2.0/24 msgid=example.org complete=yes"

#if defined(__SANITIZE_ADDRESS__)
enum { CUT_STEP = 5 };
#else
enum { CUT_STEP = 1 };
#endif

enum { MESSAGES_MAX = 1000, BYTES_MAX = 1 << 20 };

static struct jj_settings settings;
static struct jj_detector *detector;
static char *names[MESSAGES_MAX];
static size_t n_names;

static bool ends(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && strcmp(name + n - m, end) == 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list(const char *end)
{
	DIR *dir = opendir(FOLDER);

	cr_assert_not_null(dir, "run from the project's root");
	for (struct dirent *e; n_names < MESSAGES_MAX && (e = readdir(dir)) != NULL;)
		if (ends(e->d_name, end))
			names[n_names++] = strdup(e->d_name);
	closedir(dir);
	qsort(names, n_names, sizeof names[0], by_name);
	cr_assert_geq(n_names, 70);
}

static void begin(void)
{
	detector = detector_for(&settings, US);
}

static void end(void)
{
	jj_free(detector);
	for (size_t i = 0; i < n_names; i++)
		free(names[i]);
}

static struct span load(const char *name)
{
	static unsigned char bytes[BYTES_MAX];
	char path[400];
	FILE *f;
	size_t n;

	snprintf(path, sizeof path, FOLDER "/%s", name);
	f = fopen(path, "rb");
	cr_assert_not_null(f, "%s", path);
	n = fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	cr_assert(n > 0 && n < sizeof bytes);
	return span(bytes, n);
}

/* Every `each`-th line end becomes CRLF. */
static struct span with_crlf(struct span s, unsigned each)
{
	static unsigned char bytes[2 * BYTES_MAX];
	unsigned lines = 0;
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\n' && ++lines % each == 0)
			bytes[n++] = '\r';
		bytes[n++] = s.p[i];
	}
	return span(bytes, n);
}

static const struct jj_result *judge(struct span s, size_t chunk)
{
	jj_reset(detector);
	for (size_t i = 0; i < s.n; i += chunk)
		jj_feed(detector, span(s.p + i, s.n - i < chunk ? s.n - i : chunk));
	return jj_finish(detector);
}

TestSuite(detect, .init = begin, .fini = end);

static void same(
	const char *name, const char *how, const struct jj_result *a, const struct jj_result *b)
{
	cr_assert_eq(a->verdict, b->verdict, "%s %s: %s, %s", name, how,
		jj_verdict_name[a->verdict], jj_verdict_name[b->verdict]);
	cr_assert_eq(a->n_evidence, b->n_evidence, "%s %s", name, how);
	cr_assert_str_eq(a->us, b->us);
	for (unsigned i = 0; i < a->n_evidence; i++) {
		cr_expect_eq(a->evidence[i].kind, b->evidence[i].kind, "%s %s", name, how);
		cr_expect_eq(a->evidence[i].line, b->evidence[i].line, "%s %s", name, how);
		cr_expect_str_eq(a->evidence[i].where, b->evidence[i].where, "%s %s", name, how);
		cr_expect_str_eq(a->evidence[i].detail, b->evidence[i].detail, "%s %s", name, how);
	}
}

Test(detect, chunks_and_line_ends_change_nothing)
{
	static const size_t chunks[] = { 1, 2, 3, 7, 64, 1000, BYTES_MAX };

	list(".eml");
	for (size_t i = 0; i < n_names; i++) {
		struct span lf = load(names[i]), crlf;
		struct jj_result whole = *judge(lf, lf.n);
		char how[80];

		same(names[i], "mixed line ends", &whole, judge(with_crlf(lf, 3), BYTES_MAX));
		crlf = with_crlf(lf, 1);

		for (size_t c = 0; c < sizeof chunks / sizeof chunks[0]; c++) {
			snprintf(how, sizeof how, "LF, chunks of %zu", chunks[c]);
			same(names[i], how, &whole, judge(lf, chunks[c]));
			snprintf(how, sizeof how, "CRLF, chunks of %zu", chunks[c]);
			same(names[i], how, &whole, judge(crlf, chunks[c]));
		}
	}
}

/* The property that counts most: what is lost on the way must never condemn. */
Test(detect, a_cut_never_makes_a_genuine_bounce_forged)
{
	list(".genuine.eml");
	for (size_t i = 0; i < n_names; i++) {
		struct span s = load(names[i]);

		for (size_t n = 0; n < s.n; n += CUT_STEP) {
			const struct jj_result *r = judge(span(s.p, n), BYTES_MAX);

			cr_expect_neq(r->verdict, JJ_FORGED, "%s cut at %zu", names[i], n);
		}
	}
}

/* `from` and `to` are offsets of what is taken out. */
static struct span without(struct span s, size_t from, size_t to)
{
	static unsigned char bytes[BYTES_MAX];

	memcpy(bytes, s.p, from);
	memcpy(bytes + from, s.p + to, s.n - to);
	return span(bytes, s.n - (to - from));
}

static size_t line_end(struct span s, size_t at)
{
	const unsigned char *nl = memchr(s.p + at, '\n', s.n - at);

	return nl ? (size_t)(nl - s.p) + 1 : s.n;
}

/* Our own lines are the proof itself: without the line in which the next hop names us, what it
 * passed on contradicts us. */
static bool names_us(struct span line)
{
	return span_find(line, "mx.example.org") < line.n;
}

Test(detect, a_lost_line_never_makes_a_genuine_bounce_forged)
{
	list(".genuine.eml");
	for (size_t i = 0; i < n_names; i++) {
		struct span s = load(names[i]);

		for (size_t at = 0, next; at < s.n; at = next) {
			next = line_end(s, at);
			if (names_us(span(s.p + at, next - at)))
				continue;
			cr_expect_neq(judge(without(s, at, next), BYTES_MAX)->verdict, JJ_FORGED,
				"%s without \"%.*s\"", names[i], (int)(next - at - 1),
				(const char *)s.p + at);
		}
	}
}

/* From each line that begins with "--" to the next: a part, or a piece of one. */
Test(detect, a_lost_part_never_makes_a_genuine_bounce_forged)
{
	list(".genuine.eml");
	for (size_t i = 0; i < n_names; i++) {
		struct span s = load(names[i]);
		size_t from = 0;

		for (size_t at = 0; at < s.n; at = line_end(s, at))
			if (at + 2 < s.n && s.p[at] == '-' && s.p[at + 1] == '-') {
				cr_expect_neq(judge(without(s, from, at), BYTES_MAX)->verdict,
					JJ_FORGED, "%s without %zu to %zu", names[i], from, at);
				from = at;
			}
	}
}

Test(detect, a_joined_line_never_makes_a_genuine_bounce_forged)
{
	list(".genuine.eml");
	for (size_t i = 0; i < n_names; i++) {
		struct span s = load(names[i]);

		for (size_t at = line_end(s, 0), next; at < s.n; at = next) {
			next = line_end(s, at);
			if (!names_us(span(s.p + at, next - at)))
				cr_expect_neq(judge(without(s, at - 1, at), BYTES_MAX)->verdict,
					JJ_FORGED, "%s joined at %zu", names[i], at);
		}
	}
}

/* A site that lists its IPv4 networks alone may send by IPv6 as well. */
Test(detect, an_address_of_a_family_without_networks_does_not_contradict)
{
	static const char is[] = "2001:db8:6::6";
	unsigned char bytes[8192];
	struct span s = load("contradicted.eml");
	size_t at = span_find(s, "198.51.100.66");

	cr_assert(at < s.n && s.n <= sizeof bytes);
	memcpy(bytes, s.p, s.n);
	cr_expect_eq(judge(span(bytes, s.n), BYTES_MAX)->verdict, JJ_FORGED);
	memcpy(bytes + at, is, sizeof is - 1);
	cr_expect_eq(judge(span(bytes, s.n), BYTES_MAX)->verdict, JJ_OURS);
}

/* The lowest Received line's by clause, as far as it is a name: nothing in it can end a log field. */
Test(detect, via_is_who_took_the_message_first)
{
	static const struct {
		const char *by, *want;
	} tab[] = {
		{ "smtp.provider.example", "smtp.provider.example" },
		{ "smtp.provider.example;<b>", "smtp.provider.example" },
		{ "\"evil\" us=x", "evil" },
		{ "[198.51.100.7]", "[198.51.100.7]" },
		{ "?", "" },
		{ "mx.example.org", "mx.example.org" },
		{ "a234567890123456789012345678901234567890123456789012345678901234567890123456789.example",
			"a2345678901234567890123456789012345678901234567890123456789012345678901" },
	};
	char mail[1000], fields[700];

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		snprintf(mail, sizeof mail,
			"From: MAILER-DAEMON@mx.example.net\nContent-Type: message/rfc822\n\n"
			"Received: from a.example ([198.51.100.9]) by mx.example.net; Mon, 23 Nov 2026 10:00:00 +0000\n"
			"Received: from pc ([198.51.100.8]) by %s with SMTP; Mon, 23 Nov 2026 09:00:00 +0000\n"
			"From: user@example.org\nSubject: x\n\nx\n",
			tab[i].by);
		jj_reset(detector);
		jj_feed(detector, span_str(mail));
		const struct jj_result *r = jj_finish(detector);

		cr_expect_str_eq(r->returned.via, tab[i].want, "%s: %s", tab[i].by, r->returned.via);
		jj_result_fields(r, fields, sizeof fields);
		cr_expect_eq(strstr(fields, " via=") != NULL, tab[i].want[0] != '\0', "%s", fields);
	}
}
