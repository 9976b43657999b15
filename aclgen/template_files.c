/* template_files.c - the set of templates: those in the program, under those of a folder. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "diag_codes.h"
#include "template.h"
#include "textfile.h"

enum { TEMPLATE_BYTES_MAX = 1 << 20 };

const struct template *template_find(const struct templates *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->set[i].name, name) == 0)
			return &t->set[i];
	return NULL;
}

/* NULL, or why not. */
static const char *read_file(const char *dir, struct arena *a, struct template *into)
{
	char *text;
	size_t n;
	const char *path = arena_printf(a, "%s/%s", dir, into->name);
	const char *fault = textfile_read(path, TEMPLATE_BYTES_MAX, a, &text, &n);

	if (fault != NULL)
		return fault;
	if (memchr(text, '\0', n) != NULL)
		return "has a NUL in it";
	*into = (struct template){ into->name, text, n };
	return NULL;
}

static bool is_template_name(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && name[0] != '.' && strcmp(name + n - 4, ".acl") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int wanted(const struct dirent *e)
{
	return is_template_name(e->d_name);
}

static int load_over(
	struct template *set, size_t n, const char *dir, struct arena *a, struct diags *d)
{
	struct dirent **entry = NULL;
	int rc = 0, count = scandir(dir, &entry, wanted, by_name);

	if (count < 0) {
		diag_add(d, SEV_ERROR, (struct where){ 0 }, AG_TEMPLATE_FILE,
			"the templates folder %s cannot be read: %s", dir, strerror(errno));
		return -1;
	}
	for (int i = 0; i < count; i++) {
		const char *fault = "is not the name of a template of aclgen";
		for (size_t k = 0; k < n; k++)
			if (strcmp(set[k].name, entry[i]->d_name) == 0)
				fault = read_file(dir, a, &set[k]);
		if (fault != NULL) {
			diag_add(d, SEV_ERROR, (struct where){ 0 }, AG_TEMPLATE_FILE,
				"template %s/%s %s", dir, entry[i]->d_name, fault);
			rc = -1;
		}
		free(entry[i]);
	}
	free(entry);
	return rc;
}

int templates_load(struct templates *t, const char *dir, struct arena *a, struct diags *d)
{
	struct template *set = arena_alloc(a, builtin_templates_n * sizeof *set);

	memcpy(set, builtin_templates, builtin_templates_n * sizeof *set);
	*t = (struct templates){ set, builtin_templates_n };
	return dir == NULL ? 0 : load_over(set, builtin_templates_n, dir, a, d);
}
