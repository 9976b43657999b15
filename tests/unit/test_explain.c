/* test_explain.c - joejob.inc and Exim's debug output, put together. */
#include <criterion/criterion.h>
#include <string.h>

#include "explain_trace.h"

static const char inc[] = "# p.yaml:1 us.domains\n"					 /* 1 */
			  "domainlist jj_ours = a\n"					 /* 2 */
			  "\n"								 /* 3 */
			  "acl_jj_rcpt:\n"						 /* 4 */
			  "  # p.yaml:9 first: who may. More of it,\n"			 /* 5 */
			  "  # and more.\n"						 /* 6 */
			  "  accept  hosts = a\n"					 /* 7 */
			  "  deny    hosts = b\n"					 /* 8 */
			  "          log_message = joejob rule=hosts line=3 mode=deny\n" /* 9 */
			  "\n"								 /* 10 */
			  "  # p.yaml (default) second: log\n"				 /* 11 */
			  "  warn    set acl_m_jj_hit =\n"				 /* 12 */
			  "          logwrite = joejob rule=second line=0 mode=log\n"	 /* 13 */
			  "\n"								 /* 14 */
			  "  accept\n";							 /* 15 */

#define RCPT ">>> using ACL \"acl_jj_rcpt\"\n"
#define AT(verb, line) ">>> processing \"" verb "\" (/tmp/x/joejob.inc " line ")\n"
#define TEST(verb, how) ">>> " verb ": condition test " how " in ACL \"acl_jj_rcpt\"\n"
#define END ">>> end of ACL \"acl_jj_rcpt\": X\n"
#define LOG "LOG: H=x joejob rule=second line=0 mode=log would refuse\n"

Test(explain, places_in_the_policy)
{
	struct arena *a = arena_new();
	struct inc_map m = inc_map(inc, "p.yaml", a);
	const struct stanza *s = inc_stanza(&m, 8);
	unsigned line = 77;

	cr_assert_not_null(s);
	cr_expect_str_eq(s->place, "p.yaml:9");
	cr_expect_str_eq(s->text, "first: who may. More of it, and more.");
	cr_expect_eq(inc_stanza(&m, 7), s);
	cr_expect_null(inc_stanza(&m, 4));
	cr_expect_str_eq(inc_stanza(&m, 12)->place, "p.yaml (default)");
	cr_expect_str_eq(inc_stanza(&m, 15)->text, "");
	cr_expect_null(inc_rule(&m, 7, &line, a), "the rule is the next statement's");
	cr_expect_str_eq(inc_rule(&m, 8, &line, a), "hosts");
	cr_expect_eq(line, 3);
	cr_expect_null(inc_rule(&m, 15, &line, a));
	arena_free(a);
}

Test(explain, outcomes)
{
	static const struct {
		const char *trace;
		size_t n;
		enum outcome_of last;
		const char *rule, *place;
	} tab[] = {
		{ "", 0, RULE_PASSES, NULL, "" },
		{ RCPT AT("accept", "7") TEST("accept", "failed") AT("deny", "8")
				TEST("deny", "failed") END,
			1, RULE_PASSES, "hosts", "p.yaml:3" },
		{ RCPT AT("accept", "7") TEST("accept", "succeeded") END, 1, RULE_ACCEPTS, NULL,
			"p.yaml:9" },
		{ RCPT AT("accept", "7") TEST("accept", "failed") AT("deny", "8")
				TEST("deny", "succeeded") END,
			1, RULE_REFUSES, "hosts", "p.yaml:3" },
		{ RCPT AT("deny", "8") TEST("deny", "deferred") END, 1, RULE_DEFERS, "hosts",
			"p.yaml:3" },
		{ RCPT AT("warn", "12") LOG TEST("warn", "succeeded"), 1, RULE_NOTES, "second",
			"p.yaml (default)" },
		{ RCPT AT("warn", "12") TEST("warn", "deferred"), 1, RULE_UNANSWERED, "second",
			"p.yaml (default)" },
		/* An ACL in a condition is a part of the condition. */
		{ RCPT AT("warn", "12") ">>> using ACL \"inner\"\n" AT("accept", "15") TEST(
			  "accept", "succeeded") ">>> end of ACL \"inner\": ACCEPT\n" TEST("warn",
			  "failed") END,
			1, RULE_PASSES, "second", "p.yaml (default)" },
		/* Of a file that is not ours. */
		{ RCPT ">>> processing \"deny\" (/etc/exim.conf 8)\n" TEST("deny", "succeeded"), 0,
			RULE_PASSES, NULL, "" },
		{ RCPT AT("accept", "15") TEST("accept", "succeeded") END
			"LOG: 1 joejob verdict=forged evidence=x rule=b line=4 action=deny\n",
			2, RULE_REFUSES, "b", "p.yaml:4" },
		{ RCPT END "LOG: 1 joejob verdict=ours evidence=x rule=- line=0 action=accept\n", 1,
			RULE_PASSES, NULL, "" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct arena *a = arena_new();
		struct inc_map m = inc_map(inc, "p.yaml", a);
		struct asked *asked;
		size_t n = explain_trace(&asked, tab[i].trace, &m, "p.yaml", a);
		cr_assert_eq(n, tab[i].n, "[%zu] %zu", i, n);
		if (n == 0) {
			arena_free(a);
			continue;
		}
		cr_expect_eq(asked[n - 1].outcome, tab[i].last, "[%zu] %s", i,
			outcome_name[asked[n - 1].outcome]);
		cr_expect_str_eq(asked[n - 1].rule ? asked[n - 1].rule : "-",
			tab[i].rule ? tab[i].rule : "-", "[%zu]", i);
		cr_expect_str_eq(asked[n - 1].place, tab[i].place, "[%zu]", i);
		arena_free(a);
	}
}
