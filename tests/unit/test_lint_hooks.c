/* test_lint_hooks.c - hooks as files: what is refused, what is warned of, and where. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hook_text.h"
#include "policy_load.h"
#include "printed.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* What is said about a policy with this one hook, without the file's folder; of malloc. */
static char *said(const char *key, const char *text, size_t n)
{
	char folder[] = "/tmp/test_lint_hooks.XXXXXX", hook[64], path[64], yaml[300];
	struct arena *a = arena_new();
	struct diags *d;
	struct policy p;
	char *out;
	FILE *f;

	cr_assert_not_null(mkdtemp(folder));
	snprintf(hook, sizeof hook, "%s/h.acl", folder);
	snprintf(path, sizeof path, "%s/p", folder);
	f = fopen(hook, "w");
	cr_assert_not_null(f);
	fwrite(text, 1, n, f);
	fclose(f);
	snprintf(yaml, sizeof yaml,
		"joejob: 1\nus: {hostname: mx.example.org, domains: {local: [example.org]}}\n"
		"hooks: {%s: h.acl}\n",
		key);
	d = diags_new(a, "p");
	policy_load_text(&p, path, yaml, strlen(yaml), a, d);
	out = printed(d, false);
	unlink(hook);
	rmdir(folder);
	arena_free(a);
	/* "/tmp/.../h.acl:2:1: error" begins with the file's own name. */
	if (strncmp(out, folder, strlen(folder)) == 0)
		memmove(out, out + strlen(folder) + 1, strlen(out + strlen(folder)));
	return out;
}

static const struct broken {
	const char *key, *text;
	const char *code;  /* NULL: nothing is said */
	const char *place; /* of the first diagnostic */
} rows[] = {
	{ "rcpt_before", "", NULL, NULL },
	{ "rcpt_before", "# nothing but a remark\n\n", NULL, NULL },
	{ "rcpt_before", "  warn    senders = a@b\n          set acl_m_x = y", NULL, NULL },
	{ "rcpt_before", "deny !hosts = a \\\n : b\n message = x\n", NULL, NULL },
	{ "rcpt_before", ".include /etc/exim4/x\n", NULL, NULL },
	{ "rcpt_before", "X = y\n.ifdef X\nwarn senders = X\n.else\n.endif\n", NULL, NULL },

	{ "rcpt_before", "warn senders = a@b\nbegin routers\n", "AG358", "h.acl:2:1: error: " },
	{ "rcpt_before", "warn senders = a@b\nmine:\naccept hosts = a\n", "AG358",
		"h.acl:2:1: error: " },
	{ "rcpt_before", "acl_x :\n", "AG358", "h.acl:1:1: error: " },
	{ "rcpt_before", "# x\n\n  senders = a@b\nwarn senders = a@b\n", "AG358",
		"h.acl:3:1: error: " },
	{ "rcpt_before", "acept senders = a@b\n", "AG358", "h.acl:1:1: error: " },
	{ "rcpt_before", "warn senders = a@b \\", "AG358", "h.acl:1:1: error: " },
	{ "rcpt_before", "warn senders = a@b \\  \n", "AG358", "h.acl:1:1: error: " },
	{ "rcpt_before", "warn senders = a@b : \\\n c@d\\", "AG358", "h.acl:1:1: error: " },
	{ "rcpt_before", "warn senders = a@b \\\n# remark\n", "AG358", "h.acl:1:1: error: " },
	{ "rcpt_before", "# a remark that ends so \\\nwarn senders = a@b\n", NULL, NULL },
	{ "rcpt_before", ".ifdef X\nwarn senders = a@b\n", "AG358", "h.acl:2:1: error: " },
	{ "rcpt_before", ".endif\nwarn senders = a@b\n.ifdef X\n", "AG358", "h.acl:1:1: error: " },

	{ "connect", "warn hosts = a\n add_header = X: y\n", "AG359", "h.acl:2:1: error: " },
	{ "helo", "warn remove_header = X\n", "AG359", "h.acl:1:1: error: " },
	{ "mail", "warn add_header = X: y\n", NULL, NULL },
	{ "helo", "warn senders = a@b\n", "AG359", "h.acl:1:1: error: " },
	{ "mail", "warn senders = a@b\n", NULL, NULL },
	{ "mail", "warn !recipients = a@b\n", "AG359", "h.acl:1:1: error: " },
	{ "data_after", "warn domains = b\n", "AG359", "h.acl:1:1: error: " },
	{ "rcpt_after", "warn domains = b\n", NULL, NULL },
	{ "rcpt_after", "deny spam = nobody\n", "AG359", "h.acl:1:1: error: " },
	{ "connect", "deny !spf = pass\n", "AG359", "h.acl:1:1: error: " },

	{ "data_before", "warn hosts = a\ndeny ! spam = nobody\n", "AG357", "h.acl:2:1: warning: " },
	{ "data_after", "deny spam = nobody\n", NULL, NULL },
	{ "data_before", "warn set acl_m_spam = 1\n hosts = a\n", NULL, NULL },

	{ "rcpt_before", "defer hosts = a\n !seen = -5m / key=x\n", "AG337", "h.acl:1:1: warning: " },
	{ "rcpt_after", "defer !seen = -5m / key=x\n", NULL, NULL },
	{ "rcpt_before", "warn !seen = -5m / key=x\n", NULL, NULL },

	{ "rcpt_before", "warn hosts = a\n\naccept\n", "AG360", "h.acl:3:1: warning: " },
	{ "rcpt_before", "accept set acl_m_x = y\n logwrite = x\n", "AG360", "h.acl:1:1: warning: " },
	{ "rcpt_before", "accept senders = a@b\n", NULL, NULL },
	{ "rcpt_before", "accept\n senders = a@b\n", NULL, NULL },
	{ "data_before", "accept", "AG360", "h.acl:1:1: warning: " },
	{ "data_after", "accept\n", NULL, NULL },
	{ "mail", "accept\n", NULL, NULL },
	{ "mail", "deny message = go away\n", "AG360", "h.acl:1:1: warning: " },
	{ "data_after", "discard\n", "AG360", "h.acl:1:1: warning: " },
	{ "rcpt_before", "warn\nrequire verify = recipient\n", NULL, NULL },

	{ "rcpt_before", "warn senders = a@b\n set acl_m_jj_skip = yes\n", "AG361",
		"h.acl:2:1: warning: " },
	{ "rcpt_after", "warn acl = acl_jj_put_off\n", "AG361", "h.acl:1:1: warning: " },
	{ "data_after", "warn set acl_m_joejob =\n", "AG361", "h.acl:1:1: warning: " },
	{ "rcpt_before", "warn set acl_m_jjx = 1\n", NULL, NULL },
};

Test(lint_hooks, rules)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct broken *r = &rows[i];
		char *text = said(r->key, r->text, strlen(r->text));

		if (!r->code) {
			cr_expect_str_eq(text, "", "%s: [%s]", r->key, r->text);
		} else {
			size_t n = strcspn(text, "\n");
			char end[16];

			snprintf(end, sizeof end, "[%s]", r->code);
			cr_expect_eq(strncmp(text, r->place, strlen(r->place)), 0, "[%s]: %s", r->text,
				text);
			cr_expect_not_null(
				memmem(text, n, end, strlen(end)), "[%s]: [%s]", r->text, text);
			cr_expect_eq(strlen(text), n + 1, "one: [%s]", text);
		}
		free(text);
	}
}

Test(lint_hooks, that_cannot_be_read)
{
	char *text = said("mail", "warn\0\n", 6);

	cr_expect_str_eq(text, "p:3:15: error: hooks: \"h.acl\" has a NUL in it [AG213]\n");
	free(text);
}

/* Whatever the text, the cursor comes to its end and stays within it. */
Test(lint_hooks, cursor_ends)
{
	static const char *const texts[] = { "", "\n", "\\", "\\\n", "a\\\n\\\n\\", "#\\\nb", "!", "! \n",
		".", "=", ":", "A=", "warn!", "warn\r\n\r\n", "begin", "\t \\ \n#\n#\n" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct hook_cursor c = { .next = texts[i] };
		size_t n = strlen(texts[i]), turns = 0;

		while (hook_next(&c) != HOOK_END) {
			cr_assert_leq(++turns, n, "%zu", i);
			cr_assert(c.next > texts[i] && c.next <= texts[i] + n, "%zu", i);
			cr_expect_leq(c.word + c.n, texts[i] + n, "%zu", i);
		}
	}
}
