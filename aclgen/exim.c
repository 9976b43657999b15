/* exim.c - see exim.h. Exim is asked, never guessed from a file's name or place. */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exim.h"
#include "sandbox.h"
#include "talk.h"

enum { ANSWER_SECONDS = 10, ASK_WORDS = 16 };

static const char *in_path(const char *name, const char *path, struct arena *a)
{
	while (*path != '\0') {
		int n = (int)strcspn(path, ":");
		const char *file = arena_printf(a, "%.*s/%s", n, path, name);
		if (n > 0 && access(file, X_OK) == 0)
			return file;
		path += n;
		path += *path == ':';
	}
	return NULL;
}

const char *exim_path(const char *asked, struct arena *a)
{
	/* sudo and cron may leave sbin out. */
	const char *env = getenv("PATH");
	const char *path = arena_printf(a, "%s:/usr/sbin", env != NULL ? env : "");
	const char *found;

	if (asked != NULL && strchr(asked, '/') != NULL)
		return access(asked, X_OK) == 0 ? asked : NULL;
	if (asked != NULL)
		return in_path(asked, path, a);
	found = in_path("exim4", path, a);
	return found != NULL ? found : in_path("exim", path, a);
}

/* The rest of the line that begins with `key`; NULL: there is none. */
static const char *value_of(const char *text, const char *key, struct arena *a)
{
	size_t n = strlen(key);

	while (text != NULL && *text != '\0') {
		if (strncmp(text, key, n) == 0)
			return arena_copy(a, text + n, strcspn(text + n, "\n"));
		text = strchr(text, '\n');
		text += text != NULL;
	}
	return NULL;
}

/* Names and numbers are both allowed in Exim's options. */
static bool is_number(const char *s)
{
	return *s != '\0' && s[strspn(s, "0123456789")] == '\0';
}

/* After getpwnam() or getgrnam() with errno 0 before: of a name that is not there, libc says nothing
 * or ENOENT. */
static const char *not_found(const char *kind, const char *name, struct arena *a)
{
	return errno != 0 && errno != ENOENT
		? arena_printf(a, "%s %s: %s", kind, name, strerror(errno))
		: arena_printf(a, "there is no %s %s", kind, name);
}

/* NULL, or what is wrong. */
static const char *find_user(struct exim *e, const char *user, const char *group, struct arena *a)
{
	errno = 0;
	const struct passwd *pw = is_number(user) ? NULL : getpwnam(user);

	if (pw == NULL && !is_number(user))
		return not_found("user", user, a);
	e->uid = pw != NULL ? pw->pw_uid : (uid_t)strtoul(user, NULL, 10);
	errno = 0;
	const struct group *gr = is_number(group) ? NULL : getgrnam(group);

	if (gr == NULL && !is_number(group))
		return not_found("group", group, a);
	e->gid = gr != NULL ? gr->gr_gid : (gid_t)strtoul(group, NULL, 10);
	return e->uid != 0 ? NULL : "Exim's user is root";
}

static int fault(struct diags *d, const char *path, const char *what, const char *said)
{
	diag_add(d, SEV_ERROR, (struct where){ 0 }, AG_EXIM_MISSING, "%s %s: %s", path, what, said);
	return -1;
}

int exim_learn(struct exim *e, const char *path, const char *dir, struct arena *a, struct diags *d)
{
	const char *text = arena_printf(a,
		"primary_hostname = probe.joejob.test\nkeep_environment =\nspool_directory = "
		"%s/spool\nlog_file_path = %s/%%slog\n",
		dir, dir);
	const char *conf = sandbox_file(dir, "probe.conf", text, strlen(text), a);
	const char *const version[] = { path, "-C", conf, "-bV", NULL };
	const char *const options[] = { path, "-C", conf, "-bP", "exim_user", "exim_group",
		"macros", NULL };
	struct talk t[] = { { .argv = version }, { .argv = options } };

	if (conf == NULL)
		return fault(d, dir, "cannot be written", "no room");
	talk(t, 2, ANSWER_SECONDS, a);
	const char *said = buf_text(&t[1].out);
	*e = (struct exim){ .path = path };
	if (sscanf(buf_text(&t[0].out), "Exim version %u.%u", &e->major, &e->minor) != 2)
		return fault(d, path, "is no Exim that answers to -bV", buf_text(&t[0].err));
	const char *user = value_of(said, "exim_user = ", a);
	const char *group = value_of(said, "exim_group = ", a);
	const char *wrong;

	if (user == NULL || group == NULL)
		return fault(d, path, "does not tell its user by -bP", buf_text(&t[1].err));
	if ((wrong = find_user(e, user, group, a)) != NULL)
		return fault(d, path, "names its user by -bP", wrong);
	e->macros = said;
	return 0;
}

const char *exim_running(
	const char *path, struct arena *a, uid_t *uid, gid_t *gid, const char **spool)
{
	const char *const options[] = { path, "-bP", "exim_user", "exim_group", "spool_directory",
		NULL };
	struct talk t = { .argv = options };
	struct exim e = { .path = path };

	if (path == NULL)
		return "there is no program exim4 or exim";
	talk(&t, 1, ANSWER_SECONDS, a);
	const char *said = buf_text(&t.out);
	const char *user = value_of(said, "exim_user = ", a);
	const char *group = value_of(said, "exim_group = ", a);
	const char *wrong;

	*spool = value_of(said, "spool_directory = ", a);
	if (*spool == NULL || user == NULL || group == NULL)
		return arena_printf(a, "%s does not tell its user and spool by -bP: %.*s", path,
			(int)strcspn(buf_text(&t.err), "\n"), buf_text(&t.err));
	if ((wrong = find_user(&e, user, group, a)) != NULL)
		return arena_printf(a, "%s names its user by -bP: %s", path, wrong);
	*uid = e.uid;
	*gid = e.gid;
	return NULL;
}

/* Its first line; of a fault in the configuration, what that is stands in the second. Warnings about
 * the environment may come before it. */
static const char *first_words(const char *said, struct arena *a)
{
	const char *fault = strstr(said, "Exim configuration error");

	said = fault ? fault : said;
	size_t n = strcspn(said, "\n");
	const char *next = said + n + strspn(said + n, "\n ");

	if (n == 0 || said[n - 1] != ':' || *next == '\0')
		return arena_copy(a, said, n);
	return arena_printf(a, "%.*s %.*s", (int)n, said, (int)strcspn(next, "\n"), next);
}

const char *exim_ask(const char *path, const char *const *arg, struct arena *a, const char **why)
{
	const char *argv[ASK_WORDS] = { path };
	struct talk t = { .argv = argv };

	for (size_t i = 0; i < ASK_WORDS - 2 && arg[i] != NULL; i++)
		argv[i + 1] = arg[i];
	talk(&t, 1, ANSWER_SECONDS, a);
	if (!t.stuck && t.status == 0)
		return buf_text(&t.out);
	const char *said = t.err.n > 0 ? buf_text(&t.err) : buf_text(&t.out);
	*why = t.stuck ? "does not answer" : arena_printf(a, "answers: %s", first_words(said, a));
	return NULL;
}

bool exim_has(const struct exim *e, const char *macro)
{
	size_t n = strlen(macro);

	for (const char *s = e->macros; s != NULL && *s != '\0';) {
		if (strncmp(s, macro, n) == 0 && s[n] == '=')
			return true;
		s = strchr(s, '\n');
		s += s != NULL;
	}
	return false;
}
