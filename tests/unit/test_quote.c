/* test_quote.c - the writers of quote.h against hostile values. That the escaped texts come out of
 * the real Exim as they went in is tried in test_quote_exim.c. */
#include <criterion/criterion.h>
#include <string.h>

#include "quote.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

typedef const char *writer(struct buf *out, const char *s);

/* `want` NULL: refused, and nothing is written. */
struct row {
	const char *in, *want;
};

static void try(writer *write, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct arena *a = arena_new();
		struct buf b = { .arena = a };
		const char *fault = write(&b, rows[i].in);

		cr_expect((fault == NULL) == (rows[i].want != NULL), "[%s]: %s", rows[i].in,
			fault != NULL ? fault : "taken");
		cr_expect_str_eq(
			buf_text(&b), rows[i].want != NULL ? rows[i].want : "", "[%s]", rows[i].in);
		arena_free(a);
	}
}

Test(quote, text)
{
	static const struct row rows[] = {
		{ "", "" },
		{ "plain text: 1; a/b", "plain text: 1; a/b" },
		{ "ends in \\", "ends in \\x5c" },
		{ "\\", "\\x5c" },
		{ "a\\\nb", "a\\x5c b" },
		{ "${run{/bin/true}}", "\\x24\\x7brun\\x7b/bin/true\\x7d\\x7d" },
		{ "$h_subject:", "\\x24h_subject:" },
		{ "CONFDIR xMACROx",
			"\\x43\\x4f\\x4e\\x46\\x44\\x49\\x52 x\\x4d\\x41\\x43\\x52\\x4fx" },
		{ "\"quoted\"", "\\x22quoted\\x22" },
		{ "# no comment", "\\x23 no comment" },
		{ "two\r\nlines\tand\x7f", "two  lines and\\x20" },
		{ " blanks ", "\\x20blanks\\x20" },
		{ "250 fake", "250 fake" },
		{ "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f" },
		{ "\\N^x$\\N", "\\x5c\\x4e^x\\x24\\x5c\\x4e" },
	};

	try(quote_text, rows, COUNT(rows));
}

Test(quote, reply)
{
	static const struct row rows[] = {
		{ "550 5.7.1 no", "550 5.7.1 no" },
		{ "451 4.7.1 Later", "451 4.7.1 \\x4cater" },
		{ "no code", NULL },
		{ "250 2.0.0 yes", NULL },
		{ "550 no second code", NULL },
		{ "550 4.7.1 contradiction", NULL },
		{ "55", NULL },
		{ "", NULL },
		{ "550-5.7.1 x", NULL },
	};

	try(quote_reply, rows, COUNT(rows));
}

Test(quote, header)
{
	static const struct row rows[] = {
		{ "yes", "yes" },
		{ "one\nX-Two: 2", "one \\x58-\\x54wo: 2" },
		{ "gr\xc3\xbc\xc3\x9f", NULL },
	};

	try(quote_header, rows, COUNT(rows));
}

Test(quote, comment)
{
	static const struct row rows[] = {
		{ "a policy.yaml", "a policy.yaml" },
		{ "line\nbegin acl", "line?begin acl" },
		{ "end \\", "end ?" },
	};

	try(quote_comment, rows, COUNT(rows));
}

Test(quote, word_and_macro)
{
	static const struct row words[] = {
		{ "sender.verify", "sender.verify" },
		{ "", NULL },
		{ "two words", NULL },
		{ "Capital", NULL },
		{ "a/b", NULL },
		{ "a{", NULL },
	};
	static const struct row macros[] = {
		{ "a b@c.d/e_f-g", "a b@c.d/e_f-g" },
		{ "", NULL },
		{ " a", NULL },
		{ "a ", NULL },
		{ "A", NULL },
		{ "a\\", NULL },
		{ "a$b", NULL },
		{ "a : b", NULL },
	};

	try(quote_word, words, COUNT(words));
	try(quote_macro, macros, COUNT(macros));
}

Test(quote, path)
{
	static const struct row rows[] = {
		{ "/etc/exim4/joejob.off", "/etc/exim4/joejob.off" },
		{ "/usr/lib/exim4/local_scan.so", "/usr/lib/exim4/local_scan.so" },
		{ "/A/b", "/\\x41/b" },
		{ "/a..b", "/a..b" },
		{ "/a/#b", "/a/\\x23b" },
		{ "relative", NULL },
		{ "", NULL },
		{ "/a b", NULL },
		{ "/a{b", NULL },
		{ "/a}b", NULL },
		{ "/a$b", NULL },
		{ "/a\"b", NULL },
		{ "/a\\b", NULL },
		{ "/a\nb", NULL },
		{ "/a/../b", NULL },
		{ "/a/..", NULL },
	};
	static const struct row options[] = {
		{ "/A/b", "\"/\\x41/b\"" },
		{ "b", NULL },
	};

	try(quote_path, rows, COUNT(rows));
	try(quote_path_option, options, COUNT(options));
}

Test(quote, name_and_host)
{
	static const struct row names[] = {
		{ "Example.ORG", "example.org" },
		{ "*.Example.org", "*.example.org" },
		{ "*", NULL },
		{ "", NULL },
		{ "a b", NULL },
		{ "a;b", NULL },
		{ "a\"b", NULL },
		{ "192.0.2.1/24", NULL },
		{ "${x}", NULL },
	};
	static const struct row hosts[] = {
		{ "192.0.2.10", "192.0.2.10" },
		{ "2001:DB8::10", "2001:db8::10" },
		{ "Mail.example.org", "mail.example.org" },
		{ "mail", "mail" },
		{ "192.0.2.0/24", NULL },
		{ "*.example.org", NULL },
		{ "::ffff:192.0.2.1", NULL },
		{ "a + b", NULL },
		{ "a\"", NULL },
		{ "/etc/passwd", NULL },
		{ "+jj_ours", NULL },
		{ "", NULL },
	};

	try(quote_name, names, COUNT(names));
	try(quote_host, hosts, COUNT(hosts));
}

Test(quote, time)
{
	static const struct {
		unsigned long s;
		const char *want;
	} rows[] = { { 0, "0s" }, { 1, "1s" }, { 60, "1m" }, { 90, "1m30s" }, { 3600, "1h" },
		{ 604800, "1w" }, { 694861, "1w1d1h1m1s" } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *a = arena_new();
		struct buf b = { .arena = a };
		quote_time(&b, rows[i].s);
		cr_expect_str_eq(buf_text(&b), rows[i].want, "%lu", rows[i].s);
		arena_free(a);
	}
}

/* Items of one list, divided by blanks; "<>" is the empty one. */
static const char *write_list(
	quote_list_fn *write, const char *items, struct buf *b, const struct str **bad)
{
	struct str item[64];
	struct list l = { .item = item };
	char *copy = arena_copy(b->arena, items, strlen(items)), *save;

	for (char *s = strtok_r(copy, " ", &save); s != NULL; s = strtok_r(NULL, " ", &save))
		item[l.n++] = (struct str){ strcmp(s, "<>") == 0 ? "" : s,
			{ .line = (unsigned)l.n + 1, .col = 1 } };
	return write(b, &l, bad);
}

static void try_list(quote_list_fn *write, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct arena *a = arena_new();
		struct buf b = { .arena = a };
		const struct str *bad = NULL;
		const char *fault = write_list(write, rows[i].in, &b, &bad);

		cr_expect((fault == NULL) == (rows[i].want != NULL), "[%s]: %s", rows[i].in,
			fault != NULL ? fault : "taken");
		cr_expect((fault != NULL) == (bad != NULL), "[%s]: the item is told", rows[i].in);
		cr_expect_str_eq(
			buf_text(&b), rows[i].want != NULL ? rows[i].want : "", "[%s]", rows[i].in);
		arena_free(a);
	}
}

Test(quote, hosts)
{
	static const struct row rows[] = {
		{ "192.0.2.1", "<; 192.0.2.1" },
		{ "192.0.2.0/24 2001:DB8::/32", "<; 192.0.2.0/24 ; 2001:db8::/32" },
		{ "*.Example.org 192.0.2.1 mx.example.net 2001:db8::1",
			"<; +ignore_unknown ; +ignore_defer ; 192.0.2.1 ; 2001:db8::1 ; "
			"*.example.org ; mx.example.net" },
		{ "192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.5",
			"<; 192.0.2.1 ; \\\n\t192.0.2.2 ; \\\n\t192.0.2.3 ; \\\n\t192.0.2.4 ; "
			"\\\n\t192.0.2.5" },
		{ "192.0.2.0/33", NULL },
		{ "192.0.2.0/", NULL },
		{ "192.0.2.0/024", NULL },
		{ "192.0.2.0/255.255.255.0", NULL },
		{ "192.0.002.001", NULL },
		{ "192.0.2/24", NULL },
		{ "192.0.2.1-9", NULL },
		{ "[2001:db8::1]", NULL },
		{ "::ffff:192.0.2.1", NULL },
		{ "2001:db8::/129", NULL },
		{ "/etc/passwd", NULL },
		{ "+other", NULL },
		{ "!192.0.2.1", NULL },
		{ "net-lsearch;/etc/hosts", NULL },
		{ "lsearch;;/etc/hosts", NULL },
		{ "*", NULL },
		{ "@", NULL },
		{ "@[]", NULL },
		{ "a$b.example.org", NULL },
		{ "${run{/bin/true}}", NULL },
		{ "^mx", NULL },
		{ "a\\", NULL },
		{ "a\"b", NULL },
		{ "under_score.example.org", NULL },
		{ "192.0.2.1;192.0.2.2", NULL },
	};

	try_list(quote_hosts, rows, COUNT(rows));
}

Test(quote, domains)
{
	static const struct row rows[] = {
		{ "example.org", "<; example.org" },
		{ "*.Example.ORG xn--bcher-kva.example",
			"<; *.example.org ; xn--bcher-kva.example" },
		{ "exa*mple.org", NULL },
		{ "*", NULL },
		{ "*.", NULL },
		{ "-a.example", NULL },
		{ "a-.example", NULL },
		{ "a..example", NULL },
		{ "example.org.", NULL },
		{ "b\xc3\xbc"
		  "cher.example",
			NULL },
		{ "+list", NULL },
		{ "@mx_any", NULL },
		{ "dsearch;/etc", NULL },
		{ "partial-lsearch;/etc/x", NULL },
		{ "a:b", NULL },
	};

	try_list(quote_domains, rows, COUNT(rows));
}

Test(quote, addresses)
{
	static const struct row rows[] = {
		{ "<>", "<; ;" },
		{ "mailer-daemon@* <>", "<;  ; mailer-daemon@*" },
		{ "a@example.org *@example.net example.com *@*.example.info",
			"<; a@example.org ; *@example.net ; example.com ; *@*.example.info" },
		{ "O'Brien+x@Example.org", "<; o'brien+x@example.org" },
		{ "@example.org", NULL },
		{ "*@*", NULL },
		{ "*", NULL },
		{ "+list@example.org", NULL },
		{ "\"a\"@example.org", NULL },
		{ "^a@example.org", NULL },
		{ "a b@", NULL },
		{ "a@b@example.org", NULL },
		{ "!a@example.org", NULL },
		{ "a;b@example.org", NULL },
		{ "a$b@example.org", NULL },
		{ ".a@example.org", NULL },
		{ "a@", NULL },
		{ "/etc/list", NULL },
		{ "lsearch*@;/etc/x", NULL },
	};

	try_list(quote_addresses, rows, COUNT(rows));
}

Test(quote, local_parts)
{
	static const struct row rows[] = {
		{ "Postmaster abuse", "<; postmaster ; abuse" },
		{ "*", NULL },
		{ "^post", NULL },
		{ "+list", NULL },
		{ "a@b", NULL },
		{ "a/b", NULL },
		{ "=eq", NULL },
		{ "a:b", NULL },
		{ "a;b", NULL },
		{ "a\"b", NULL },
	};

	try_list(quote_local_parts, rows, COUNT(rows));
}
