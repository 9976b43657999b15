/* test_answers.c - whether an answer, a header, a log are what was expected. */
#include <criterion/criterion.h>
#include <string.h>

#include "test_judge.h"
#include "test_report.h"

Test(answers, replies)
{
	static const struct {
		const char *want, *says, *reply;
		unsigned long least, most;
		double seconds;
		bool fits;
	} tab[] = {
		{ NULL, NULL, "250 OK\r\n", 0, 0, 0, true },
		{ NULL, NULL, "354 Go\r\n", 0, 0, 0, true },
		{ NULL, NULL, "451 Later\r\n", 0, 0, 0, false },
		{ "550", NULL, "550 No\r\n", 0, 0, 0, true },
		{ "550", NULL, "554 No\r\n", 0, 0, 0, false },
		{ "5xx", NULL, "554 No\r\n", 0, 0, 0, true },
		{ "5xx", NULL, "451 No\r\n", 0, 0, 0, false },
		{ "550", "us", "550-Not\r\n550 by us\r\n", 0, 0, 0, true },
		{ "550", "you", "550-Not\r\n550 by us\r\n", 0, 0, 0, false },
		{ NULL, NULL, "250 OK\r\n", 3, 0, 2.9, false },
		{ NULL, NULL, "250 OK\r\n", 3, 0, 3.1, true },
		{ NULL, NULL, "250 OK\r\n", 0, 3, 3.1, false },
		{ NULL, NULL, "250 OK\r\n", 0, 3, 2.9, true },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct arena *a = arena_new();
		struct answer w = { .reply.s = tab[i].want, .says.s = tab[i].says };
		w.least = (struct span_of_time){ tab[i].least, { .line = tab[i].least > 0 } };
		w.most = (struct span_of_time){ tab[i].most, { .line = tab[i].most > 0 } };
		cr_expect_eq(answer_fault(&w, tab[i].reply, tab[i].seconds, a) == NULL, tab[i].fits,
			"[%zu]", i);
		arena_free(a);
	}
}

Test(answers, headers)
{
	static const char header[] = "Received: from a\n\tby b (X-Not: this)\nSubject: one\n"
				     "subject: two\nX-Empty:\n";
	static const struct {
		const char *item;
		bool there;
	} tab[] = {
		{ "Received", true },
		{ "received", true },
		{ "Received: by b", true },
		{ "Subject: two", true },
		{ "Subject: three", false },
		{ "X-Not", false },
		{ "X-Empty", true },
		{ "X-Empty: x", false },
		{ "Sub", false },
		{ "by b (X-Not", false },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct arena *a = arena_new();
		struct str item = { .s = tab[i].item };
		struct answer has = { .has = { .item = &item, .n = 1 } };
		struct answer lacks = { .lacks = { .item = &item, .n = 1 } };
		cr_expect_eq(header_fault(&has, header, a) == NULL, tab[i].there, "[%s]", item.s);
		cr_expect_eq(header_fault(&lacks, header, a) != NULL, tab[i].there, "[%s]", item.s);
		arena_free(a);
	}
}

#define A "x joejob rule=a.b line=1 mode=deny\n"
#define B "x joejob verdict=forged evidence=none rule=b line=2 action=deny\n"
#define OURS "x joejob verdict=ours evidence=received rule=- line=0 action=accept\n"

Test(answers, rules_in_the_log)
{
	static const struct {
		const char *rules[3], *log;
		bool fits;
	} tab[] = {
		{ { "a.b" }, A, true },
		{ { "a" }, A, false },
		{ { "a.b" }, "", false },
		{ { "b" }, B, true },
		{ { "none" }, "", true },
		{ { "none" }, "other lines\n" OURS, true },
		{ { "none" }, A, false },
		{ { "none" }, "x\n" B, false },
		{ { "a.b", "b" }, A B, true },
		{ { "b", "a.b" }, A B, false },
		{ { "a.b", "none" }, A, true },
		{ { "a.b", "none" }, A B, false },
		{ { "none", "a.b" }, A, true },
		{ { "none", "b" }, A B, false },
		{ { "none", NULL, "b" }, B, true },
		{ { "a.b", "a.b" }, A, false },
		{ { "a.b", "a.b" }, A A, true },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct arena *a = arena_new();
		struct step step[3] = { 0 };
		for (size_t k = 0; k < 3; k++)
			step[k].want.rule.s = tab[i].rules[k];
		cr_expect_eq(log_fault(step, 3, tab[i].log, a) == NULL, tab[i].fits, "[%zu]", i);
		arena_free(a);
	}
}

Test(answers, xml_is_safe)
{
	struct arena *a = arena_new();

	cr_expect_str_eq(report_xml("a<b>&\"c\"\n\x1b[1m\x80 \xc3\xa9", a),
		"a&lt;b&gt;&amp;&quot;c&quot;&#10;\\x1b[1m\\x80 \xc3\xa9");
	arena_free(a);
}
