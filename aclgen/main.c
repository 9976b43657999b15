/* main.c - the program aclgen: its options, exit codes and the order of the work.
 *
 * What is wrong with the policy goes to stderr as diagnostics, or to stdout with --format json;
 * trouble is one line on stderr. Progress is shown to people only: into a pipe, aclgen is silent
 * unless something is wrong.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "doc_command.h"
#include "doctor_command.h"
#include "explain.h"
#include "generate.h"
#include "generation.h"
#include "init_command.h"
#include "install.h"
#include "key_command.h"
#include "layout.h"
#include "listdb_install.h"
#include "lists_command.h"
#include "options.h"
#include "policy_load.h"
#include "render_memory.h"
#include "report.h"
#include "schema_json.h"
#include "rollback_command.h"
#include "state_command.h"
#include "test_command.h"

/* What stands in an Exim configuration is not relative to where aclgen was called. */
static bool make_absolute(const char **path, struct arena *a)
{
	char cwd[4096];

	if (*path == NULL || **path == '/')
		return true;
	if (getcwd(cwd, sizeof cwd) == NULL) {
		fprintf(stderr, "aclgen: %s: the folder that this is in has no path: %s\n", *path, strerror(errno));
		return false;
	}
	*path = arena_printf(a, "%s/%s", cwd, *path);
	return true;
}

/* Where the files will be, as Exim is to name it. */
static bool make_folder_absolute(const char **output, struct arena *a)
{
	char *path = *output != NULL ? realpath(*output, NULL) : NULL;

	if (path == NULL)
		return make_absolute(output, a);
	*output = arena_copy(a, path, strlen(path));
	free(path);
	return true;
}

static int show_changes(const struct options *o, const struct made *m)
{
	struct arena *a = m->text.generated.arena;

	listdb_diff(m->lists, m->db, m->n_db, generation_text(o->output, m->layout, a), a);
	return install_diff(o->output, m->layout, &m->text) == 0 ? EXIT_DONE : EXIT_TROUBLE;
}

/* The databases first, since Exim may ask for them as soon as the configuration names them; and only
 * when nothing stands against the rest. */
static int deliver(const struct options *o, const struct made *m)
{
	struct arena *a = m->text.generated.arena;
	const char *file = layout_file(m->layout);

	if (o->diff || o->command == CMD_DIFF)
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
	return listdb_remove_others(m->lists, m->db, m->n_db, generation_text(o->output, m->layout, a), a) == 0
		       ? EXIT_DONE
		       : EXIT_TROUBLE;
}

/* check, build and diff. */
static int make_configuration(const struct options *o, struct arena *a)
{
	struct diags *d = diags_new(a, o->policy);
	struct made m = { .layout = LAYOUT_INCLUDE,
		.text = { .generated = { .arena = a }, .secret = { .arena = a } } };
	int rc = generate(&m, o, d);
	bool json = o->format == FORMAT_JSON;

	diags_report(d, rc == -1 ? EXIT_DONE : rc, json,
		arena_printf(a, "\"conversations\":%u,", m.conversations));
	if (rc != -1)
		return rc;
	/* Nothing is changed that could not be told; main() says why. */
	if (fflush(stdout) != 0 || ferror(stdout))
		return EXIT_TROUBLE;
	return o->command == CMD_CHECK ? EXIT_DONE : deliver(o, &m);
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
		[CMD_DIFF] = make_configuration,
		[CMD_ROLLBACK] = rollback_command,
		[CMD_DOCTOR] = doctor_command,
		[CMD_REPORT] = report_command,
		[CMD_SCHEMA] = schema_command,
		[CMD_DOC] = doc_command,
	};
	struct options o = { 0 };
	int rc = options_read(&o, argc, argv);

	if (rc >= 0)
		return rc;
	cleanup_init();
	struct arena *a = arena_new();
	rc = make_absolute(&o.module, a) && make_folder_absolute(&o.output, a) ? run[o.command](&o, a)
										 : EXIT_TROUBLE;
	arena_free(a);
	return options_printed(rc);
}
