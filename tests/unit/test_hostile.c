/* Messages made to exhaust or mislead: the verdict of the same header without the padding, or
 * `unverifiable` with the limit that was reached; soon, and never `forged` for a genuine one. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bounds.h"
#include "detector.h"

#define US "for=* host=mx.example.org net=192.0.2.0/24 msgid=example.org complete=yes"

#define OUTER "From: MAILER-DAEMON@relay.example.net\nSubject: failure\n"
#define REPORT OUTER "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
#define PART(type) "\n--b\nContent-Type: " type "\n\n"
#define AUTHOR "Date: Mon, 6 May 2024 10:00:00 +0000\nFrom: a@example.org\nTo: b@example.net\n"
#define GENUINE                                                                                    \
	"Received: from mx.example.org (mx.example.org [192.0.2.25])\n"                            \
	"\tby relay.example.net (Postfix) with ESMTP id 4F; Mon, 6 May 2024 10:00:01 +0000\n"
#define JOE_JOB                                                                                    \
	"Received: from evil.example (evil.example [198.51.100.66])\n"                             \
	"\tby relay.example.net (Postfix) with ESMTP id 4F; Mon, 6 May 2024 10:00:01 +0000\n"

/* A message: pieces, each so many times; "%H" stands for the Received line. */
struct piece {
	unsigned times;
	const char *text;
};

struct row {
	const char *name;
	struct piece piece[8];
	const char *limit; /* that may be named instead; NULL: the padding must not matter */
};

/* CPU seconds a message may take. */
#if defined(__SANITIZE_ADDRESS__)
static const double seconds = 5.0;
#else
static const double seconds = 1.0;
#endif

static struct jj_settings settings;
static struct jj_detector *detector;

static void begin(void)
{
	detector = detector_for(&settings, US);
}

static void end(void)
{
	jj_free(detector);
}

TestSuite(hostile, .init = begin, .fini = end);

static char chunk[65536];
static size_t in_chunk;

static void flush(void)
{
	jj_feed(detector, span(chunk, in_chunk));
	in_chunk = 0;
}

static void give(const char *text, size_t n)
{
	if (n > sizeof chunk - in_chunk)
		flush();
	memcpy(chunk + in_chunk, text, n);
	in_chunk += n;
}

static const struct jj_result *judge(const struct row *row, const char *received)
{
	jj_reset(detector);
	for (const struct piece *p = row->piece; p->text; p++)
		for (unsigned i = 0; i < p->times; i++)
			if (strcmp(p->text, "%H") == 0)
				give(received, strlen(received));
			else if (strcmp(p->text, "%0") == 0)
				give("\0\0\0\0\0\0\0\0", 8);
			else
				give(p->text, strlen(p->text));
	flush();
	return jj_finish(detector);
}

static void check_one(const struct row *row, const char *received, enum jj_verdict want)
{
	clock_t start = clock();
	const struct jj_result *r = judge(row, received);
	double took = (double)(clock() - start) / CLOCKS_PER_SEC;
	const struct jj_evidence *e = &r->evidence[0];

	cr_expect_lt(took, seconds, "[%s] took %.2f s", row->name, took);
	if (r->verdict == want)
		return;
	cr_expect(row->limit && r->verdict == JJ_UNVERIFIABLE && e->kind == JJ_EV_LIMIT &&
			  strcmp(e->detail, row->limit) == 0,
		"[%s] %s, wanted %s: %s %s", row->name, jj_verdict_name[r->verdict],
		jj_verdict_name[want], jj_evidence_name[e->kind], e->detail);
}

static void check(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		check_one(&rows[i], GENUINE, JJ_OURS);
		check_one(&rows[i], JOE_JOB, JJ_FORGED);
	}
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof(rows)[0])
#define HEADER                                                                                     \
	{ 1, "%H" },                                                                               \
	{                                                                                          \
		1, AUTHOR "\n"                                                                     \
	}

Test(hostile, structure)
{
	static const struct row rows[] = {
		{ "nothing yet", { { 1, REPORT PART("message/rfc822") }, HEADER }, NULL },
		{ "1,000 nested multiparts before",
			{ { 1, REPORT },
				{ 1000, "--b\nContent-Type: "
					"multipart/mixed; boundary=b\n\n" },
				{ 1, PART("message/rfc822") }, HEADER },
			"depth" },
		{ "1,000 nested multiparts of different boundaries",
			{ { 1, REPORT },
				{ 1000, "--b\n"
					"Content-Type: multipart/mixed; "
					"boundary=bb\n\n--bb\nContent-Type: "
					"multipart/mixed; boundary=b\n\n" },
				{ 1, PART("message/rfc822") }, HEADER },
			"depth" },
		{ "1,000 nested rfc822 around it",
			{ { 1, REPORT PART("message/rfc822") },
				{ 1000, "Content-Type: message/rfc822\n\n" }, HEADER },
			NULL },
		{ "a boundary of 70,000 octets",
			{ { 1, OUTER "Content-Type: multipart/report; boundary=\"" },
				{ 7000, "0123456789" }, { 1, "\"\n\n--" }, { 7000, "0123456789" },
				{ 1, "\nContent-Type: message/rfc822\n\n" }, HEADER },
			"boundary" },
		{ "10,000 parts before",
			{ { 1, REPORT }, { 10000, PART("text/plain") "x\n" },
				{ 1, PART("message/rfc822") }, HEADER },
			"parts" },
		{ "10,000 parts behind a text that quotes it",
			{ { 1, REPORT PART("text/plain") }, HEADER,
				{ 10000, PART("text/plain") "x\n" } },
			"parts" },
		{ "10,000 parts behind",
			{ { 1, REPORT PART("message/rfc822") }, HEADER,
				{ 10000, PART("text/plain") "x\n" } },
			NULL },
		{ "100,000 lines that are nearly boundaries",
			{ { 1, REPORT PART("text/plain") },
				{ 20000, "--\n--bb\n--b-\n--b--x\n -b--\n" },
				{ 1, PART("message/rfc822") }, HEADER },
			NULL },
		{ "100,000 of them where none is named",
			{ { 1, OUTER "Content-Type: multipart/report\n\n" },
				{ 20000, "--\n--bb\n--b-\n--b--x\n--b--\n" },
				{ 1, PART("message/rfc822") }, HEADER },
			NULL },
		{ "200,000 empty lines",
			{ { 1, REPORT PART("message/rfc822") }, { 200000, "\n" }, HEADER }, NULL },
	};

	CHECK(rows);
}

Test(hostile, lines_and_fields)
{
	static const struct row rows[] = {
		{ "100,000 fields in the bounce's header",
			{ { 100000, "X-Pad: x\n" }, { 1, REPORT PART("message/rfc822") }, HEADER },
			NULL },
		{ "100,000 fields above Received",
			{ { 1, REPORT PART("message/rfc822") }, { 100000, "X-Pad: x\n" }, HEADER },
			"fields" },
		{ "100,000 fields below Received",
			{ { 1, REPORT PART("message/rfc822") }, { 1, "%H" },
				{ 100000, "X-Pad: x\n" }, { 1, AUTHOR "\n" } },
			"fields" },
		{ "100,000 folds in Received",
			{ { 1, REPORT PART("message/rfc822") "Received: by x.example\n" },
				{ 100000, "\t(pad)\n" }, HEADER },
			"field" },
		{ "100,000 Received fields above",
			{ { 1, REPORT PART("message/rfc822") },
				{ 100000, "Received: by x.example; 6 May\n" }, HEADER },
			"received-fields" },
		{ "100,000 Received fields above, pasted",
			{ { 1, OUTER "\nsorry\n\n" }, { 100000, "Received: by x.example; 6 May\n" },
				HEADER },
			"received-fields" },
		{ "a line of 10 MB above",
			{ { 1, REPORT PART("message/rfc822") "X-Pad: " }, { 1000000, "0123456789" },
				{ 1, "\n" }, HEADER },
			NULL },
		{ "a line of 10 MB in text",
			{ { 1, OUTER "\n" }, { 1000000, "0123456789" }, { 1, "\n\n" }, HEADER },
			NULL },
		{ "a line of 10 MB in the bounce's header",
			{ { 1, "X-Pad: " }, { 1000000, "0123456789" },
				{ 1, "\n" REPORT PART("message/rfc822") }, HEADER },
			NULL },
		{ "NULs between",
			{ { 1, REPORT PART("message/rfc822") "X-Pad: " }, { 100000, "%0" },
				{ 1, "\n" }, HEADER },
			NULL },
		{ "NULs in text", { { 1, OUTER "\n" }, { 100000, "%0" }, { 1, "\n\n" }, HEADER },
			NULL },
		{ "bare CRs between",
			{ { 1, REPORT PART("message/rfc822") "X-Pad: " },
				{ 100000, "x\rReceived: by x\r" }, { 1, "\n" }, HEADER },
			NULL },
		{ "100,000 stray lines in text",
			{ { 1, OUTER "\n" }, { 100000, "stray\n" }, { 1, "\n" }, HEADER }, NULL },
		{ "100,000 things like a header in text",
			{ { 1, OUTER "\n" }, { 100000, "To: x\n\nSubject: y\nDate: z\n\n" },
				HEADER },
			NULL },
		{ "100,000 quoted things like a header",
			{ { 1, OUTER "\n" }, { 100000, "> To: x\n>> Subject: y\n" }, { 1, "\n" },
				HEADER },
			NULL },
	};

	CHECK(rows);
}

Test(hostile, encodings)
{
	static const struct row rows[] = {
		{ "100 MB of base64 before",
			{ { 1, REPORT "--b\nContent-Type: application/zip\n"
				      "Content-Transfer-Encoding: base64\n\n" },
				{ 1300000,
					"UEsDBBQAAAAIAAAAIQAAAAAA"
					"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" },
				{ 1, PART("message/rfc822") }, HEADER },
			NULL },
		{ "10 MB of base64 text before",
			{ { 1, REPORT "--b\nContent-Type: text/plain\n"
				      "Content-Transfer-Encoding: base64\n\n" },
				{ 130000,
					"UEsDBBQAAAAIAAAAIQAAAAAA"
					"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" },
				{ 1, PART("message/rfc822") }, HEADER },
			NULL },
		{ "base64 rubbish before",
			{ { 1, REPORT "--b\nContent-Type: text/plain\n"
				      "Content-Transfer-Encoding: base64\n\n" },
				{ 100000, "=*?=A==B\377=\n" }, { 1, PART("message/rfc822") },
				HEADER },
			NULL },
		{ "QP rubbish before",
			{ { 1, REPORT "--b\nContent-Type: text/plain\n"
				      "Content-Transfer-Encoding: quoted-printable\n\n" },
				{ 100000, "=\n==\n=3\n=XY=0A=0D=\n" },
				{ 1, PART("message/rfc822") }, HEADER },
			NULL },
		{ "encoded words with line feeds",
			{ { 1, REPORT PART("message/rfc822") }, { 1, "%H" },
				{ 1, "Subject: "
				     "=?utf-8?Q?x=0AReceived:_from_mx.example.org_by_mx.example."
				     "org?=\n"
				     "Comments: "
				     "=?utf-8?B?ClJlY2VpdmVkOiBieSBteC5leGFtcGxlLm9yZwo=?=\n" AUTHOR
				     "\n" } },
			NULL },
		{ "10,000 encoded words",
			{ { 1, REPORT PART("message/rfc822") }, { 1, "%H" }, { 1, "Subject: x\n" },
				{ 10000, "\t=?utf-8?Q?=0AReceived:_by_mx.example.org?=\n" },
				{ 1, AUTHOR "\n" } },
			NULL },
	};

	CHECK(rows);
}

/* Padding in one Received field after the other, as long as each may be. */
Test(hostile, two_hundred_full_received_fields)
{
	static const char *const made_of[] = { "(", "\t(a", "[", " ", "@", "\"", "x (", "from ",
		"by ", "1." };
	static char field[JJ_FIELD_MAX + 1];

	for (size_t i = 0; i < sizeof made_of / sizeof made_of[0]; i++) {
		struct row row = { made_of[i],
			{ { 1, REPORT PART("message/rfc822") }, { 180, field }, HEADER }, "match" };
		size_t n = (size_t)snprintf(field, sizeof field, "Received: from x (");

		while (n + strlen(made_of[i]) + 2 < JJ_FIELD_MAX)
			n += (size_t)snprintf(field + n, sizeof field - n, "%s", made_of[i]);
		snprintf(field + n, sizeof field - n, "\n");
		check_one(&row, GENUINE, JJ_OURS);
	}
}
