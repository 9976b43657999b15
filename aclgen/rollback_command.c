/* rollback_command.c - see rollback_command.h.
 *
 * The real Exim reads the files of that generation in the places of those in force, in a mount
 * namespace of its own, before anything is changed.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "exim.h"
#include "generate.h"
#include "generation.h"
#include "layout.h"
#include "rollback_command.h"

enum answer { ANSWER_YES, ANSWER_NO, ANSWER_NONE };

static int trouble(const char *path, const char *what)
{
	fprintf(stderr, "aclgen: %s: %s\n", path, what);
	return EXIT_TROUBLE;
}

/* `name` of the generation in the place of that in force. */
static bool show_instead(const struct generation *g, const char *dir, const char *file, struct arena *a)
{
	const char *name = strrchr(file, '/');
	const char *from = arena_printf(a, "%s/%s", g->folder, name != NULL ? name + 1 : file);
	const char *to = arena_printf(a, "%s/%s", dir, file);

	return access(from, F_OK) != 0 || mount(from, to, "none", MS_BIND, NULL) == 0;
}

static enum answer ask_in_namespace(
	const struct generation *g, const char *dir, const char *exim, struct arena *a)
{
	const char *conf = arena_printf(a, "%s/%s", dir, layout_file(g->layout)), *why;
	const char *const whole[] = { "-C", conf, "-bV", NULL };
	const char *const running[] = { "-bV", NULL };

	if (unshare(CLONE_NEWNS) != 0 ||
		mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) != 0 ||
		(g->text.secret.n > 0 && access(arena_printf(a, "%s/%s", dir, layout_secret(g->layout)),
						 F_OK) == 0 &&
			!show_instead(g, dir, layout_secret(g->layout), a)) ||
		!show_instead(g, dir, layout_file(g->layout), a)) {
		fprintf(stderr, "aclgen: the real Exim is not asked: %s\n", strerror(errno));
		return ANSWER_NONE;
	}
	if (exim_ask(exim, g->layout == LAYOUT_WHOLE ? whole : running, a, &why) != NULL)
		return ANSWER_YES;
	fprintf(stderr, "aclgen: %s: with the generation in %s, %s %s; nothing is changed (--no-exim does "
			"not ask)\n", dir, g->folder, exim, why);
	return ANSWER_NO;
}

static enum answer ask_exim(
	const struct options *o, const struct generation *g, struct arena *a)
{
	const char *exim = o->no_exim ? NULL : exim_path(o->exim, a);
	int status;
	pid_t pid;

	if (exim == NULL) {
		fprintf(stderr, "aclgen: the real Exim is not asked%s\n",
			o->no_exim ? " (--no-exim)" : ": it is not there");
		return ANSWER_NONE;
	}
	fflush(stderr);
	if ((pid = fork()) == 0) {
		cleanup_forget();
		_exit((int)ask_in_namespace(g, o->output, exim, a));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) {
		fprintf(stderr, "aclgen: the real Exim is not asked: the process that does it fails\n");
		return ANSWER_NONE;
	}
	return (enum answer)WEXITSTATUS(status);
}

int rollback_command(const struct options *o, struct arena *a)
{
	struct generation g;
	const char *dir = o->output, *why = generation_read(&g, dir, a);

	if (why != NULL) {
		fprintf(stderr, "aclgen: %s %s\n", dir, why);
		return EXIT_TROUBLE;
	}
	if (o->diff)
		return install_diff(dir, g.layout, &g.text) == 0 ? EXIT_DONE : EXIT_TROUBLE;
	if (!o->force && !install_is_sealed(&g.text, g.layout))
		return trouble(g.folder, "has been changed by hand; look with --diff, take it with --force");
	if (install_may(dir, g.layout, &g.text, o->force) != 0 || ask_exim(o, &g, a) == ANSWER_NO)
		return EXIT_TROUBLE;
	switch (install(dir, g.layout, &g.text, o->force)) {
	case INSTALL_WRITTEN:
		progress(arena_printf(a, "the generation before is in %s; %sreload Exim. Once more goes "
					 "forward again", dir,
			layout_is_debian(g.layout) ? "run update-exim4.conf and " : ""));
		return EXIT_DONE;
	case INSTALL_SAME:
		progress("it is in force already");
		return EXIT_DONE;
	case INSTALL_TROUBLE:
		break;
	}
	return EXIT_TROUBLE;
}
