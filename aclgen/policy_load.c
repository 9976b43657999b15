/* policy_load.c - see policy_load.h. */
#include "policy_load.h"

#include <string.h>

#include "lint.h"
#include "policy_load_rows.h"
#include "textfile.h"
#include "yamltree.h"

static const char *last_component(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static const char *folder_of(const char *path, struct arena *a)
{
	const char *name = last_component(path);

	if (name == path)
		return ".";
	if (name == path + 1)
		return ""; /* the list's path is put behind a slash */
	return arena_copy(a, path, (size_t)(name - path) - 1);
}

/* Warnings that the admin knows of are not shown. What comes after the reading, from the real Exim,
 * may still be about them, so only of the codes below that it is said that there is none. */
static void acknowledge(const struct list *codes, struct diags *d)
{
	for (size_t i = 0; i < codes->n; i++) {
		const struct str *code = &codes->item[i];

		if (!diags_hide_warnings(d, code->s) && strcmp(code->s, AG_UNWRITABLE) < 0)
			diag_add(d, SEV_WARNING, code->at, AG_ACKNOWLEDGED,
				"acknowledge: there is no warning %s in this policy; take it out",
				code->s);
	}
}

int policy_load_text(struct policy *p, const char *path, const char *text, size_t n,
	struct arena *a, struct diags *d)
{
	struct loaded *l = arena_alloc(a, sizeof *l);
	struct schema_run run = {
		.schema = &policy_schema, .arena = a, .d = d, .out = l, .folder = folder_of(path, a)
	};
	size_t before = diag_errors(d);
	struct yaml y = yaml_read(text, n, a, d);

	if (!y.root) {
		if (diag_errors(d) == before)
			diag_add(d, SEV_ERROR, (struct where){ 0 }, AG_EMPTY,
				"the policy is empty; it needs at least \"joejob: 1\", us.hostname "
				"and us.domains");
		return -1;
	}
	l->p.path = path;
	l->p.name = last_component(path);
	schema_read(&run, y);
	policy_finish(l, &run);
	if (y.whole && y.root->kind == NODE_MAP)
		lint(l, &run);
	if (diag_errors(d) != before)
		return -1;
	acknowledge(&l->p.acknowledge, d);
	*p = l->p;
	return 0;
}

int policy_load(struct policy *p, const char *path, struct arena *a, struct diags *d)
{
	char *text = NULL;
	size_t n = 0;
	const char *fault = textfile_read(path, POLICY_BYTES_MAX, a, &text, &n);

	if (fault) {
		diag_add(d, SEV_ERROR, (struct where){ 0 }, AG_UNREADABLE, "the policy %s", fault);
		return -2;
	}
	return policy_load_text(p, path, text, n, a, d);
}
