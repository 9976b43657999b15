/* doctor_installed.c - doctor's check of whether the running Exim has what this policy makes. */
#include <stdio.h>
#include <string.h>

#include "doctor.h"
#include "install.h"
#include "layout.h"
#include "render.h"
#include "textfile.h"

enum { FILE_BYTES_MAX = 64 << 20 };

/* The folder below which the running configuration reads the layout's file; NULL: it does not. Exim
 * names each file that it reads: # 1 "/etc/exim4/joejob/joejob.inc". */
static const char *folder_in(const char *config, const char *file, struct arena *a)
{
	for (const char *s = config; *s != '\0'; s += strcspn(s, "\n"), s += *s == '\n') {
		const char *path = strncmp(s, "# ", 2) == 0 ? strpbrk(s, "\"\n") : NULL;
		size_t n = path != NULL && *path == '"' ? strcspn(path + 1, "\"\n") : 0;
		size_t k = strlen(file);

		if (n > k + 1 && path[n - k] == '/' && memcmp(path + 1 + n - k, file, k) == 0)
			return arena_copy(a, path + 1, n - k - 1);
	}
	return NULL;
}

/* What build writes into `dir`, with or without a module that Exim has loaded. */
static bool is_built(struct doctor *d, const char *dir, bool proved, const char *text, size_t n)
{
	enum layout l = d->p->output.layout;
	struct diags *none = diags_new(d->a, d->p->path);
	struct buf body = { .arena = d->a }, sealed = { .arena = d->a };
	struct templates t;
	const struct render_options o = { .templates = &t, .dir = dir, .module_proved = proved,
		.lists = arena_printf(d->a, "%s/%s", dir, layout_lists(l)) };

	if (templates_load(&t, NULL, d->a, none) != 0 || render(&body, d->p, &o, none) != 0)
		return false;
	install_seal(&sealed, l, &body);
	return sealed.n == n && memcmp(buf_text(&sealed), text, n) == 0;
}

static void compare(struct doctor *d, const char *dir)
{
	enum layout l = d->p->output.layout;
	const char *path = arena_printf(d->a, "%s/%s", dir, layout_file(l)), *why;
	struct install_text there = { { .arena = d->a }, { .arena = d->a } };
	char *text;
	size_t n;

	if ((why = textfile_read(path, FILE_BYTES_MAX, d->a, &text, &n)) != NULL) {
		doctor_say(d, HEALTH_WARNING, path, "%s; aclgen build makes it", why);
		return;
	}
	buf_add(&there.generated, text, n);
	if (is_built(d, dir, true, text, n) || is_built(d, dir, false, text, n))
		doctor_say(d, HEALTH_OK, path, "is what this policy makes");
	else if (!install_is_sealed(&there, l))
		doctor_say(d, HEALTH_WARNING, path, "has been changed by hand; bring the change into the "
						    "policy or a hook of its, and build");
	else
		doctor_say(d, HEALTH_WARNING, path, "is made from another policy, or by another aclgen; see "
						    "aclgen diff, then aclgen build");
}

void doctor_installed(struct doctor *d)
{
	static const char *const ask[] = { "-bP", "config", NULL };
	const char *file = layout_file(d->p->output.layout);
	const struct exim_said *said = doctor_exim(d, ask);
	const char *dir;

	if (said == NULL)
		return;
	if (said->status != 0) {
		doctor_say(d, HEALTH_UNSURE, file, "Exim does not tell its configuration: %.*s",
			(int)strcspn(said->err, "\n"), said->err);
		return;
	}
	dir = folder_in(said->out, file, d->a);
	if (dir == NULL)
		doctor_say(d, HEALTH_WARNING, file, "is not read by the running Exim, so nothing of the policy "
						    "is in force; aclgen(1), Layouts, says how it gets there");
	if (dir != NULL || d->output != NULL)
		compare(d, d->output != NULL ? d->output : dir);
}
