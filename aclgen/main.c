/* main.c - the program aclgen: its options, exit codes and the order of the work.
 *
 * What is wrong with the policy goes to stderr as diagnostics, or to stdout with --format json;
 * trouble is one line on stderr. Progress is shown to people only: into a pipe, aclgen is silent
 * unless something is wrong.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "cleanup.h"
#include "explain.h"
#include "init_command.h"
#include "install.h"
#include "key_command.h"
#include "layout.h"
#include "listdb_install.h"
#include "lists_command.h"
#include "options.h"
#include "policy_load.h"
#include "render_memory.h"
#include "state_command.h"
#include "test_command.h"

static void progress(const char *line)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "aclgen: %s\n", line);
}

/* What stands in an Exim configuration is not relative to where aclgen was called. */
static const char *absolute(const char *path, struct arena *a)
{
	char cwd[4096];

	if (path == NULL || *path == '/' || getcwd(cwd, sizeof cwd) == NULL)
		return path;
	return arena_printf(a, "%s/%s", cwd, path);
}

/* Where the files will be, as Exim is to name it. */
static const char *folder(const char *output, struct arena *a)
{
	char *path = output != NULL ? realpath(output, NULL) : NULL;
	const char *copy = path != NULL ? arena_copy(a, path, strlen(path)) : absolute(output, a);

	free(path);
	return copy;
}

/* What is to be written. */
struct made {
	enum layout layout;
	struct install_text text;
	const char *lists; /* the folder of the databases */
	struct listdb *db;
	size_t n_db;
};

/* What check writes goes nowhere, but some of it names a folder. */
#define USUAL_FOLDER "/etc/exim4"

/* -1: it is made; otherwise the exit code, and the reasons are in `d`. */
static int generate(struct made *m, const struct options *o, struct diags *d)
{
	struct arena *a = m->text.generated.arena;
	struct policy p;
	struct templates t;
	struct check_result found = { 0 };
	const char *dir = o->output != NULL ? o->output : USUAL_FOLDER;
	struct check_options c = { .exim = o->exim,
		.dir = o->output,
		.render = { .templates = &t, .module = o->module, .dir = dir } };
	struct buf body = { .arena = a };
	int loaded = policy_load(&p, o->policy, a, d);

	if (loaded != 0)
		return loaded == -2 ? EXIT_TROUBLE : EXIT_POLICY;
	if (templates_load(&t, o->templates, a, d) != 0)
		return EXIT_POLICY;
	m->layout = p.output.layout;
	m->lists = c.render.lists = arena_printf(a, "%s/%s", dir, layout_lists(m->layout));
	const char *fault = layout_dir_fault(m->layout, dir);
	if (fault != NULL) {
		fprintf(stderr, "aclgen: the folder %s %s\n", dir, fault);
		return EXIT_TROUBLE;
	}
	if (o->no_exim) {
		fprintf(stderr, "aclgen: the real Exim was not asked (--no-exim)%s\n",
			p.bounces.door == DOOR_LOCAL_SCAN
				? "; local_scan_path stays off, so bounces are not judged"
				: "");
	} else {
		progress("asking the real Exim");
		if (check_policy(&found, &p, &c, a, d) != 0)
			return EXIT_TROUBLE;
		progress(arena_printf(a, "%u conversations held", found.conversations));
	}
	c.render.module_proved = found.module_proved;
	if (diag_errors(d) > 0 || render(&body, &p, &c.render, d) != 0 ||
		listdb_make(&m->db, &m->n_db, &p, a, d) != 0)
		return EXIT_POLICY;
	install_seal(&m->text.generated, m->layout, &body);
	if (memory_has_option(&p))
		render_memory_option(&m->text.secret, &p);
	return -1;
}

static int show_changes(const struct options *o, const struct made *m)
{
	listdb_diff(m->lists, m->db, m->n_db, m->text.generated.arena);
	return install_diff(o->output, m->layout, &m->text) == 0 ? EXIT_DONE : EXIT_TROUBLE;
}

/* The databases first, since Exim may ask for them as soon as the configuration names them; and only
 * when nothing stands against the rest. */
static int deliver(const struct options *o, const struct made *m)
{
	struct arena *a = m->text.generated.arena;
	const char *file = layout_file(m->layout);

	if (o->diff)
		return show_changes(o, m);
	if (install_may(o->output, m->layout, &m->text, o->force) != 0 ||
		listdb_install(m->lists, m->db, m->n_db, o->force, a) == INSTALL_TROUBLE)
		return EXIT_TROUBLE;
	switch (install(o->output, m->layout, &m->text, o->force)) {
	case INSTALL_WRITTEN:
		progress(arena_printf(a, "%s is written; %sreload Exim", file,
			layout_is_debian(m->layout) ? "run update-exim4.conf and " : ""));
		break;
	case INSTALL_SAME:
		progress(arena_printf(a, "%s is up to date", file));
		break;
	case INSTALL_TROUBLE:
		return EXIT_TROUBLE;
	}
	return listdb_remove_others(m->lists, m->db, m->n_db, a) == 0 ? EXIT_DONE : EXIT_TROUBLE;
}

/* check and build. */
static int make_configuration(const struct options *o, struct arena *a)
{
	struct diags *d = diags_new(a, o->policy);
	struct made m = { .layout = LAYOUT_INCLUDE,
		.text = { .generated = { .arena = a }, .secret = { .arena = a } } };
	int rc = generate(&m, o, d);
	bool json = o->format == FORMAT_JSON;

	if (json || diag_count(d) > 0)
		diags_print(d, json ? stdout : stderr, json);
	if (rc != -1)
		return rc;
	/* Nothing is changed that could not be told; main() says why. */
	if (fflush(stdout) != 0 || ferror(stdout))
		return EXIT_TROUBLE;
	return o->command == CMD_BUILD ? deliver(o, &m) : EXIT_DONE;
}

int main(int argc, char **argv)
{
	static int (*const run[COMMANDS])(const struct options *o, struct arena *a) = {
		[CMD_CHECK] = make_configuration,
		[CMD_BUILD] = make_configuration,
		[CMD_LISTS] = lists_command,
		[CMD_TEST] = test_command,
		[CMD_EXPLAIN] = explain_command,
		[CMD_STATE] = state_command,
		[CMD_KEY] = key_command,
		[CMD_INIT] = init_command,
	};
	struct options o = { 0 };
	int rc = options_read(&o, argc, argv);

	if (rc >= 0)
		return rc;
	cleanup_init();
	struct arena *a = arena_new();
	o.module = absolute(o.module, a);
	o.output = folder(o.output, a);
	rc = run[o.command](&o, a);
	arena_free(a);
	return options_printed(rc);
}
