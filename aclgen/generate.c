/* generate.c - see generate.h. */
#include <stdio.h>
#include <unistd.h>

#include "check.h"
#include "generate.h"
#include "layout.h"
#include "listdb_install.h"
#include "policy_load.h"
#include "render_memory.h"

void progress(const char *line)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "aclgen: %s\n", line);
}

/* What check writes goes nowhere, but some of it names a folder. */
#define USUAL_FOLDER "/etc/exim4"

int generate(struct made *m, const struct options *o, struct diags *d)
{
	struct arena *a = m->text.generated.arena;
	struct policy p;
	struct templates t;
	struct check_result found = { 0 };
	const char *dir = o->output != NULL ? o->output : USUAL_FOLDER;
	struct check_options c = { .exim = o->exim,
		.dir = o->output,
		.render = { .templates = &t, .module = o->module, .dir = dir } };
	struct buf body = { .arena = a }, secret = { .arena = a };
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
	m->conversations = found.conversations;
	c.render.module_proved = found.module_proved;
	if (diag_errors(d) > 0 || render(&body, &p, &c.render, d) != 0 ||
		listdb_make(&m->db, &m->n_db, &p, a, d) != 0)
		return EXIT_POLICY;
	install_seal(&m->text.generated, m->layout, &body);
	if (memory_has_option(&p))
		render_memory_option(&secret, &p);
	install_seal_secret(&m->text.secret, m->layout, &secret);
	return -1;
}
