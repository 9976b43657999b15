/* check_token.c - see check_token.h.
 *
 * The stanza that a transport calls is asked for a token, which has to verify; and once more when
 * the key file is gone, where it has to say so and nothing else.
 */
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check_memory.h"
#include "check_module.h"
#include "check_token.h"
#include "exim.h"
#include "render_asks.h"
#include "sandbox.h"
#include "talk.h"
#include "token.h"

enum { SIGN_SECONDS = 60 };

#define SENDER "aclgen-check@example.org"
#define SIGN "${acl{acl_jj_sign}{" SENDER "}{1tABCD-000123-Ab}}"
/* A bounce, which has no return path, leaves as it is. */
#define ADD "${acl{acl_jj_token}}"

static void unsigned_mail(const struct site *s, const struct policy *p, enum severity sev,
	const char *what, const char *detail)
{
	diag_add(s->d, sev, p->bounces.token.keys.at, AG_TOKEN_UNSIGNED, "bounces.token: %s%s; mail leaves unsigned",
		what, detail);
}

/* A key that is known to everybody signs nothing but this. */
static struct token_keys make_keys(void)
{
	struct token_keys keys = { .n = 1, .key = { { .id = "aa", .made = 1 } } };

	return keys;
}

/* The site with another key file. NULL: why is in s->d, or there is no room. */
static const char *write_conf(const struct site *whole, const struct policy *p, const char *dir,
	const char *keys)
{
	struct site s = *whole;
	/* What a server would remember is tried elsewhere, and needs files beside these. */
	struct policy tried = memory_stand_in(p);
	struct buf inc = { .arena = s.a };

	tried.output.layout = LAYOUT_INCLUDE;
	s.p = &tried;
	s.dir = dir;
	s.lax = true;
	s.render.dir = dir;
	s.render.keys = keys;
	const char *site = site_text(&s, LAYOUT_INCLUDE);
	if (site == NULL || render(&inc, &tried, &s.render, s.d) != 0 ||
		sandbox_file(dir, "joejob.inc", buf_text(&inc), inc.n, s.a) == NULL)
		return NULL;
	return sandbox_file(dir, "exim.conf", site, strlen(site), s.a);
}

/* The lines that Exim answers with to SIGN and to ADD. NULL: said already. */
static const char *ask(const struct site *s, const struct policy *p, const char *conf)
{
	const char *const argv[] = { s->exim->path, "-C", conf, "-be", SIGN, ADD, NULL };
	struct talk t = { .argv = argv };

	talk(&t, 1, SIGN_SECONDS, s->a);
	if (!t.stuck && WIFEXITED(t.status) && WEXITSTATUS(t.status) == 0)
		return buf_text(&t.out);
	unsigned_mail(s, p, SEV_ERROR, "this Exim cannot be asked to sign: ", buf_text(&t.err));
	return NULL;
}

static bool verifies(const char *value, size_t n, const struct token_keys *keys)
{
	struct span to = span_str(SENDER);
	struct token_value t;

	return token_check(&t, keys, span(value, n), &to, 1, time(NULL), 1) == TOKEN_GOOD;
}

static void judge_signed(const struct site *s, const struct policy *p, const char *said,
	const struct token_keys *keys)
{
	size_t n = strcspn(said, "\n");

	if (!verifies(said, n, keys))
		unsigned_mail(s, p, SEV_WARNING, "this Exim makes no token by the module: ",
			n > 0 ? arena_copy(s->a, said, n) : "it cannot be loaded, or is one of an older joejob");
	else if (strcmp(said + n, "\n\n") != 0)
		unsigned_mail(s, p, SEV_ERROR, "this Exim would add to a bounce: ", said + n);
}

static void judge_unsigned(const struct site *s, const struct policy *p, const char *said)
{
	size_t n = strcspn(said, "\n");

	if (n == 0 || said[0] != '-' || strcmp(said + n, "\n\n") != 0)
		unsigned_mail(s, p, SEV_ERROR, "without its key file, this Exim makes of it: ", said);
}

void check_token(const struct site *s, const struct policy *p)
{
	struct token_keys keys = make_keys();
	const char *dir = arena_printf(s->a, "%s/token", s->dir), *file, *conf, *said;
	char text[TOKEN_FILE_MAX];
	size_t n = token_keys_print(&keys, text);

	if (!signs_mail(p))
		return;
	if (access(p->bounces.token.file, F_OK) == 0 &&
		!check_readable(s->exim, p->bounces.token.file))
		unsigned_mail(s, p, SEV_ERROR, "the user Exim runs as cannot read ",
			arena_printf(s->a, "%s: chgrp it to Exim's group, chmod 640 it, and let that "
					   "group into its folder", p->bounces.token.file));
	if (mkdir(dir, 0755) != 0 ||
		(file = sandbox_file(dir, "keys", text, n, s->a)) == NULL || chmod(file, 0600) != 0 ||
		(conf = write_conf(s, p, dir, file)) == NULL) {
		unsigned_mail(s, p, SEV_ERROR, "it could not be tried in the sandbox", "");
		return;
	}
	if ((said = ask(s, p, conf)) == NULL)
		return;
	judge_signed(s, p, said, &keys);
	if (unlink(file) == 0 && (said = ask(s, p, conf)) != NULL)
		judge_unsigned(s, p, said);
}
