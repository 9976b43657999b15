/* main.c - the program aclgen: its options, exit codes and the order of the work.
 *
 * What is wrong with the policy goes to stderr as diagnostics, or to stdout with --format json;
 * trouble is one line on stderr. Progress is shown to people only: into a pipe, aclgen is silent
 * unless something is wrong.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "cleanup.h"
#include "install.h"
#include "layout.h"
#include "policy_load.h"

enum { EXIT_DONE = 0, EXIT_POLICY = 1, EXIT_TROUBLE = 2 };

static const char usage[] =
	"usage: aclgen check [options] POLICY           try the policy on the real Exim\n"
	"       aclgen build [options] POLICY -o DIR    check it, then write it into DIR\n"
	"\n"
	"  -o, --output DIR     where to write; made if only DIR itself is missing\n"
	"      --diff           show what build would change, and write nothing\n"
	"      --force          overwrite a file that was changed by hand\n"
	"      --no-exim        do not ask the real Exim\n"
	"      --exim PATH      the Exim to ask (default: exim4, then exim, of PATH)\n"
	"      --module FILE    local_scan.so, instead of the policy's bounces.module\n"
	"      --templates DIR  templates that replace built-in ones of the same name\n"
	"      --format FORMAT  of diagnostics: text (stderr) or json (stdout)\n"
	"      --help, --version\n"
	"\n"
	"exit: 0 done, 1 the policy is wrong, 2 trouble. See aclgen(1).\n";

struct options {
	bool build, diff, force, no_exim, json;
	const char *policy, *output, *exim, *module, *templates;
};

static int misuse(const char *what, const char *about)
{
	fprintf(stderr, "aclgen: %s%s; see aclgen --help\n", what, about);
	return EXIT_TROUBLE;
}

/* What a pipe or a full disk did not take is trouble, whatever the work came to. */
static int printed(int rc)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return rc;
	fprintf(stderr, "aclgen: standard output: %s\n", strerror(errno));
	return EXIT_TROUBLE;
}

static void progress(const char *line)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "aclgen: %s\n", line);
}

static int set_option(struct options *o, int opt)
{
	switch (opt) {
	case 'o':
		o->output = optarg;
		return 0;
	case 'd':
		o->diff = true;
		return 0;
	case 'F':
		o->force = true;
		return 0;
	case 'n':
		o->no_exim = true;
		return 0;
	case 'e':
		o->exim = optarg;
		return 0;
	case 'm':
		o->module = optarg;
		return 0;
	case 't':
		o->templates = optarg;
		return 0;
	case 'f':
		o->json = strcmp(optarg, "json") == 0;
		return o->json || strcmp(optarg, "text") == 0 ? 0 : -1;
	default:
		return -1;
	}
}

/* -1: go on; otherwise the exit code. */
static int read_options(struct options *o, int argc, char **argv)
{
	static const struct option table[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "diff", no_argument, NULL, 'd' },
		{ "force", no_argument, NULL, 'F' },
		{ "no-exim", no_argument, NULL, 'n' },
		{ "exim", required_argument, NULL, 'e' },
		{ "module", required_argument, NULL, 'm' },
		{ "templates", required_argument, NULL, 't' },
		{ "format", required_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int opt;

	opterr = 0;
	while ((opt = getopt_long(argc, argv, "o:", table, NULL)) != -1) {
		if (opt == 'h' || opt == 'V') {
			fputs(opt == 'h' ? usage : "aclgen " JJ_VERSION "\n", stdout);
			return printed(EXIT_DONE);
		}
		if (set_option(o, opt) != 0)
			return misuse("not an option, or not a value of one: ", argv[optind - 1]);
	}
	if (argc - optind < 1)
		return misuse("check or build", "?");
	const char *command = argv[optind];
	o->build = strcmp(command, "build") == 0;
	if (!o->build && strcmp(command, "check") != 0)
		return misuse("there is no command ", command);
	if (argc - optind != 2)
		return misuse(command, " takes one policy");
	o->policy = argv[optind + 1];
	if (o->build && o->output == NULL)
		return misuse("build needs -o DIR", "");
	if (!o->build && (o->output != NULL || o->diff || o->force))
		return misuse("-o, --diff and --force are for build", "");
	return -1;
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
static int generate(struct buf *out, enum layout *l, const struct options *o, struct diags *d)
{
	struct arena *a = out->arena;
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
	install_seal(out, *l, &body);
	return -1;
}

static int deliver(const struct options *o, enum layout l, const struct buf *text)
{
	const char *file = layout_file(l);

	if (o->diff)
		return install_diff(o->output, l, text) == 0 ? EXIT_DONE : EXIT_TROUBLE;
	switch (install(o->output, l, text, o->force)) {
	case INSTALL_WRITTEN:
		progress(arena_printf(text->arena, "%s is written; %sreload Exim", file,
			layout_is_debian(l) ? "run update-exim4.conf and " : ""));
		return EXIT_DONE;
	case INSTALL_SAME:
		progress(arena_printf(text->arena, "%s is up to date", file));
		return EXIT_DONE;
	case INSTALL_TROUBLE:
		break;
	}
	return EXIT_TROUBLE;
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	int rc = read_options(&o, argc, argv);

	if (rc >= 0)
		return rc;
	cleanup_init();
	struct arena *a = arena_new();
	o.module = absolute(o.module, a);
	o.output = folder(o.output, a);
	struct diags *d = diags_new(a, o.policy);
	struct buf text = { .arena = a };
	enum layout l = LAYOUT_INCLUDE;
	rc = generate(&text, &l, &o, d);
	if (o.json || diag_count(d) > 0)
		diags_print(d, o.json ? stdout : stderr, o.json);
	if (rc == -1)
		rc = o.build ? deliver(&o, l, &text) : EXIT_DONE;
	arena_free(a);
	return printed(rc);
}
