/* lists_command.c - see lists_command.h. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "layout.h"
#include "listdb_install.h"
#include "lists_command.h"
#include "policy_load.h"
#include "render_list.h"
#include "textfile.h"

enum { FILE_BYTES_MAX = 64 << 20 };

static int needs_build(const char *path, const char *what, const char *about)
{
	fprintf(stderr, "aclgen: %s %s%s; run aclgen build\n", path, what, about);
	return -1;
}

/* Whether the generated file asks these databases, each in the words that build would write: what
 * else an item may need stands there, too. */
static int check_configuration(const struct policy *p, const char *dir, const char *lists,
	const struct listdb *db, size_t n, struct arena *a)
{
	const char *path = arena_printf(a, "%s/%s", dir, layout_file(p->output.layout));
	const struct str *bad;
	char *text;
	size_t length;
	const char *fault = textfile_read(path, FILE_BYTES_MAX, a, &text, &length);

	if (fault != NULL)
		return needs_build(path, fault, "");
	if (n == 0)
		return needs_build("the policy", "has no list in a file or of more than 200 items", "");
	for (size_t i = 0; i < n; i++) {
		struct buf want = { .arena = a };

		if (render_list(&want, db[i].row, listdb_list(p, db[i].row), lists, &bad) != NULL ||
			strstr(text, buf_text(&want)) == NULL)
			return needs_build(path, "does not ask for this list as the policy has it: ",
				db[i].row->key);
	}
	return 0;
}

static int run(const struct options *o, struct diags *d, struct arena *a)
{
	struct policy p;
	struct listdb *db;
	size_t n;
	int loaded = policy_load(&p, o->policy, a, d);

	if (loaded != 0)
		return loaded == -2 ? EXIT_TROUBLE : EXIT_POLICY;
	if (listdb_make(&db, &n, &p, a, d) != 0)
		return EXIT_POLICY;
	const char *lists = arena_printf(a, "%s/%s", o->output, layout_lists(p.output.layout));
	if (check_configuration(&p, o->output, lists, db, n, a) != 0)
		return EXIT_TROUBLE;
	enum install_result done = listdb_install(lists, db, n, o->force, a);
	if (done == INSTALL_TROUBLE)
		return EXIT_TROUBLE;
	for (size_t i = 0; i < n && isatty(STDERR_FILENO); i++)
		fprintf(stderr, "aclgen: %s: %zu keys%s\n", db[i].row->key, db[i].keys,
			done == INSTALL_SAME ? ", as before" : "");
	return EXIT_DONE;
}

int lists_command(const struct options *o, struct arena *a)
{
	struct diags *d = diags_new(a, o->policy);
	int rc = run(o, d, a);

	diags_report(d, rc, o->format == FORMAT_JSON, "");
	return rc;
}
