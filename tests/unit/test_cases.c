/* test_cases.c - a file of cases into steps, and what is wrong with one. */
#include <criterion/criterion.h>
#include <string.h>

#include "cases.h"
#include "printed.h"
#include "test_case.h"

struct given {
	struct arena *arena;
	struct diags *d;
	struct cases cases;
	int rc;
};

static struct given load(const char *text)
{
	struct given g = { .arena = arena_new() };

	text = arena_printf(g.arena, "joejob_cases: 1\n%s", text);
	g.d = diags_new(g.arena, "cases.yaml");
	g.rc = cases_load_text(&g.cases, "cases.yaml", text, strlen(text), g.arena, g.d);
	return g;
}

/* "CEMR": the steps of a case by a letter each. */
static const char *steps_of(const struct test_case *c, struct arena *a)
{
	static const char letter[DOINGS] = {
		[DO_CONNECT] = 'C',
		[DO_HELO] = 'E',
		[DO_STARTTLS] = 'T',
		[DO_AUTH] = 'A',
		[DO_SENDER] = 'M',
		[DO_RCPT] = 'R',
		[DO_MESSAGE] = 'D',
		[DO_SEND] = 'S',
		[DO_QUIT] = 'Q',
		[DO_WAIT] = 'W',
	};
	char *s = arena_alloc(a, c->n_step + 1);

	for (size_t i = 0; i < c->n_step; i++)
		s[i] = letter[c->step[i].doing];
	return s;
}

Test(cases, short_form_becomes_steps)
{
	static const struct {
		const char *keys, *steps;
		bool live;
	} tab[] = {
		{ "rcpt: a@b.example", "CEMR", false },
		{ "rcpt: [a@b.example, c@d.example], message: \"x: y\"", "CEMRRD", false },
		{ "rcpt: a@b.example, headers: {has: X}", "CEMRD", true },
		{ "rcpt: a@b.example, headers: {lacks: X}", "CEMRD", true },
		{ "rcpt: a@b.example, spam: 7.5", "CEMRD", false },
		{ "rcpt: a@b.example, takes: {least: 1s}", "CEMR", true },
		{ "rcpt: a@b.example, auth: yes, starttls: yes", "CETEAMR", true },
		{ "rcpt: a@b.example, at: connect", "C", false },
		{ "rcpt: a@b.example, at: helo", "CE", false },
		{ "rcpt: a@b.example, at: sender", "CEM", false },
		{ "rcpt: a@b.example, at: data", "CEMRD", false },
		{ "sender: a@b.example", "CEM", false },
		{ "helo: x", "CE", false },
		{ "rcpt: a@b.example, again: [{after: 1m}, {after: 0s}]", "CEMRQWCEMRQWCEMR",
			false },
		{ "steps: [{helo: a}, {send: [RSET, NOOP]}, {quit: yes}, {wait: 1m}]", "ESQW",
			true },
		{ "steps: [{connect: yes, send: NOOP}]", "C", true },
		{ "steps: [{helo: a}, {send: NOOP}]", "ES", false },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		char text[300];
		snprintf(text, sizeof text, "cases: [{name: a, %s}]\n", tab[i].keys);
		struct given g = load(text);
		cr_assert_eq(g.rc, 0, "[%s]", tab[i].keys);
		cr_expect_str_eq(
			steps_of(&g.cases.one[0], g.arena), tab[i].steps, "[%s]", tab[i].keys);
		cr_expect_eq(case_needs_live(&g.cases.one[0]), tab[i].live, "[%s]", tab[i].keys);
		arena_free(g.arena);
	}
}

Test(cases, expectation_is_about_the_last_step)
{
	struct given g = load("cases: [{name: a, rcpt: [x@y.example, z@y.example], expect: 550, "
			      "again: [{after: 1m, expect: 451, rule: r}]}]\n");
	const struct test_case *c = &g.cases.one[0];

	cr_assert_eq(g.rc, 0);
	cr_assert_str_eq(steps_of(c, g.arena), "CEMRRQWCEMRR");
	for (size_t i = 0; i < c->n_step; i++) {
		const char *want = i == 4 ? "550" : i == 11 ? "451" : NULL;
		const char *got = c->step[i].want.reply.s;
		cr_expect((want == NULL) == (got == NULL) && (!want || strcmp(want, got) == 0),
			"step %zu", i);
	}
	cr_expect_eq(c->step[6].wait.s, 60);
	arena_free(g.arena);
}

Test(cases, blocks_keep_their_lines)
{
	struct given g = load("cases:\n  - name: a\n    rcpt: b@c.example\n    message: |\n"
			      "      Subject: x\n      \tfolded\n\n      .dot\n");
	struct buf sent = { .arena = g.arena };

	cr_assert_eq(g.rc, 0);
	cr_expect_str_eq(g.cases.one[0].message.s, "Subject: x\n\tfolded\n\n.dot\n");
	case_add_message(&sent, &g.cases.one[0].message);
	cr_expect_str_eq(buf_text(&sent), "Subject: x\r\n\tfolded\r\n\r\n..dot\r\n.\r\n");
	arena_free(g.arena);
}

Test(cases, message_line_ends)
{
	static const struct {
		const char *in, *out;
	} tab[] = {
		{ "", ".\r\n" },
		{ "a", "a\r\n.\r\n" },
		{ "a\r\nb\n", "a\r\nb\r\n.\r\n" },
		{ ".\n..\n", "..\r\n...\r\n.\r\n" },
		{ "\n", "\r\n.\r\n" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct arena *a = arena_new();
		struct buf b = { .arena = a };
		struct block m = { tab[i].in, strlen(tab[i].in), { 0 } };
		case_add_message(&b, &m);
		cr_expect_str_eq(buf_text(&b), tab[i].out, "[%zu]", i);
		arena_free(a);
	}
}

static const char *first_code(const struct given *g)
{
	char *text = printed(g->d, false);
	const char *code = strstr(text, "[AG");

	code = code ? arena_copy(g->arena, code + 1, 5) : "";
	free(text);
	return code;
}

Test(cases, what_is_wrong)
{
	static const struct {
		const char *text, *code;
	} tab[] = {
		{ "", AG_MISSING },
		{ "cases: []\n", AG_CASE_NONE },
		{ "cases: [{rcpt: a@b.example}]\n", AG_MISSING },
		{ "cases: [{name: a, rcpt: b@c.example, expect: 55}]\n", AG_CASE_VALUE },
		{ "cases: [{name: a, rcpt: b@c.example, expect: 5x}]\n", AG_CASE_VALUE },
		{ "cases: [{name: a, rcpt: b@c.example, expect: 650}]\n", AG_CASE_VALUE },
		{ "cases: [{name: a, rcpt: b@c.example, rule: A B}]\n", AG_CASE_VALUE },
		{ "cases: [{name: a, rcpt: b@c.example, spam: much}]\n", AG_CASE_VALUE },
		{ "cases: [{name: a, rcpt: b@c.example, headers: {has: \": x\"}}]\n",
			AG_CASE_VALUE },
		{ "cases: [{name: a, rcpt: b@c.example, from: here}]\n", AG_HOST },
		{ "cases: [{name: a, rcpt: b@c.example, dns: [\"a. MX x\"]}]\n", AG_CASE_RECORD },
		{ "cases: [{name: a, rcpt: b@c.example, inside: gone}]\n", AG_VALUE },
		{ "cases: [{name: a, at: rcpt}]\n", AG_CASE_THIN },
		{ "cases: [{name: a, rcpt: b@c.example, at: rcpt, message: x}]\n", AG_CASE_THIN },
		{ "cases: [{name: a, steps: [{wait: 1m, expect: 250}]}]\n", AG_CASE_STEP },
		{ "cases: [{name: a, steps: [{quit: no}]}]\n", AG_CASE_STEP },
		{ "cases: [{name: a, steps: [{helo: b, to: 192.0.2.1}]}]\n", AG_CASE_STEP },
		{ "cases: [{name: a, steps: [{helo: a, headers: {has: X}}]}]\n", AG_CASE_THIN },
		{ "cases: [{name: a, expect: 550, steps: [{helo: a}]}]\n", AG_CASE_STEPS },
		{ "cases: [{name: a, helo: b, steps: [{helo: a}]}]\n", AG_CASE_STEPS },
		{ "cases: [{name: a, helo: b}, {name: a, helo: b}]\n", AG_CASE_TWICE },
		{ "cases: [{name: a, rcpt: b@c.example, message: {file: /none}}]\n", AG_LIST_FILE },
		{ "cases:\n- name: |\n    a\n  helo: b\n", AG_CONTROL },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		struct given g = load(tab[i].text);
		cr_expect_eq(g.rc, -1, "[%s]", tab[i].text);
		cr_expect_str_eq(first_code(&g), tab[i].code, "[%s]", tab[i].text);
		arena_free(g.arena);
	}
}
