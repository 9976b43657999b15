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
#include "install.h"
#include "key_command.h"
#include "layout.h"
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

/* -1: the text is in `out`, and its layout; otherwise the exit code, and the reasons are in `d`. */
static int generate(
	struct install_text *out, enum layout *l, const struct options *o, struct diags *d)
{
	struct arena *a = out->generated.arena;
	struct policy p;
	struct templates t;
	struct check_result found = { 0 };
	struct check_options c = { .exim = o->exim,
		.dir = o->output,
		.render = { .templates = &t, .module = o->module, .dir = o->output } };
	struct buf body = { .arena = a };
	int loaded = policy_load(&p, o->policy, a, d);

	if (loaded != 0)
		return loaded == -2 ? EXIT_TROUBLE : EXIT_POLICY;
	if (templates_load(&t, o->templates, a, d) != 0)
		return EXIT_POLICY;
	*l = p.output.layout;
	const char *fault = o->output != NULL ? layout_dir_fault(*l, o->output) : NULL;
	if (fault != NULL) {
		fprintf(stderr, "aclgen: the folder %s %s\n", o->output, fault);
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
	if (diag_errors(d) > 0 || render(&body, &p, &c.render, d) != 0)
		return EXIT_POLICY;
	install_seal(&out->generated, *l, &body);
	if (memory_has_option(&p))
		render_memory_option(&out->secret, &p);
	return -1;
}

static int deliver(const struct options *o, enum layout l, const struct install_text *text)
{
	const char *file = layout_file(l);

	if (o->diff)
		return install_diff(o->output, l, text) == 0 ? EXIT_DONE : EXIT_TROUBLE;
	switch (install(o->output, l, text, o->force)) {
	case INSTALL_WRITTEN:
		progress(arena_printf(text->generated.arena, "%s is written; %sreload Exim", file,
			layout_is_debian(l) ? "run update-exim4.conf and " : ""));
		return EXIT_DONE;
	case INSTALL_SAME:
		progress(arena_printf(text->generated.arena, "%s is up to date", file));
		return EXIT_DONE;
	case INSTALL_TROUBLE:
		break;
	}
	return EXIT_TROUBLE;
}

/* check and build. */
static int make_configuration(const struct options *o, struct arena *a)
{
	struct diags *d = diags_new(a, o->policy);
	struct install_text text = { .generated = { .arena = a }, .secret = { .arena = a } };
	enum layout l = LAYOUT_INCLUDE;
	int rc = generate(&text, &l, o, d);
	bool json = o->format == FORMAT_JSON;

	if (json || diag_count(d) > 0)
		diags_print(d, json ? stdout : stderr, json);
	if (rc != -1)
		return rc;
	/* Nothing is changed that could not be told; main() says why. */
	if (fflush(stdout) != 0 || ferror(stdout))
		return EXIT_TROUBLE;
	return o->command == CMD_BUILD ? deliver(o, l, &text) : EXIT_DONE;
}

int main(int argc, char **argv)
{
	static int (*const run[COMMANDS])(const struct options *o, struct arena *a) = {
		[CMD_CHECK] = make_configuration,
		[CMD_BUILD] = make_configuration,
		[CMD_TEST] = test_command,
		[CMD_EXPLAIN] = explain_command,
		[CMD_STATE] = state_command,
		[CMD_KEY] = key_command,
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
