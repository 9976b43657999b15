/* doctor_command.c - see doctor_command.h. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "doctor.h"
#include "doctor_command.h"
#include "exim.h"
#include "policy_load.h"
#include "shown.h"

static const char *const health_name[] = {
	[HEALTH_OK] = "ok",
	[HEALTH_WARNING] = "warning",
	[HEALTH_UNSURE] = "cannot tell",
};

/* On one line, whatever others have put into the DNS. */
static const char *line(const char *text, struct arena *a)
{
	char *copy = arena_copy(a, text, strlen(text));

	for (char *c = copy; *c != '\0'; c++)
		*c = *c == '\n' ? ' ' : *c;
	return shown(copy, a);
}

static void print_text(const struct findings *all, struct arena *a)
{
	for (const struct finding *f = all->f; f < all->f + all->n; f++)
		printf("%-11s  %-10s  %s: %s%s\n", health_name[f->health], f->check->name,
			line(f->about, a), line(f->text, a),
			f->health == HEALTH_WARNING ? arena_printf(a, " [%s]", f->check->code) : "");
}

static void print_json(const struct options *o, const struct findings *all, int rc, struct arena *a)
{
	static const char *const result[] = { "done", "wrong", "trouble" };

	printf("{\"policy\":%s,\"result\":\"%s\",\"findings\":[", shown_json(o->policy, a), result[rc]);
	for (const struct finding *f = all->f; f < all->f + all->n; f++)
		printf("%s\n {\"check\":\"%s\",\"code\":\"%s\",\"state\":\"%s\",\"about\":%s,\"message\":%s}",
			f > all->f ? "," : "", f->check->name, f->check->code, health_name[f->health],
			shown_json(f->about, a), shown_json(f->text, a));
	printf("\n]}\n");
}

static int exit_code(const struct findings *all)
{
	if (all->deaf)
		return EXIT_TROUBLE;
	for (size_t i = 0; i < all->n; i++)
		if (all->f[i].health == HEALTH_WARNING)
			return EXIT_POLICY;
	return EXIT_DONE;
}

int doctor_command(const struct options *o, struct arena *a)
{
	struct diags *d = diags_new(a, o->policy);
	const char *exim = exim_path(o->exim, a);
	struct policy p;
	int loaded = policy_load(&p, o->policy, a, d), rc;

	if (loaded != 0) {
		rc = loaded == -2 ? EXIT_TROUBLE : EXIT_POLICY;
		diags_report(d, rc, o->format == FORMAT_JSON, "");
		return rc;
	}
	if (exim == NULL || geteuid() != 0) {
		fprintf(stderr, "aclgen: %s\n", exim == NULL
			? "there is no program exim4 or exim, which doctor asks"
			: "doctor takes root, to whom alone Exim tells its configuration");
		return EXIT_TROUBLE;
	}
	if (o->module != NULL)
		p.bounces.module.s = o->module;
	const struct findings all = doctor_run(&p, exim, o->output, a);
	rc = exit_code(&all);
	if (o->format == FORMAT_JSON)
		print_json(o, &all, rc, a);
	else
		print_text(&all, a);
	return rc;
}
