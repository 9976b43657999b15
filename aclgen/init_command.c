/* init_command.c - see init_command.h. The text is templates/start.yaml. */
#include <stdio.h>
#include <string.h>

#include "exim.h"
#include "from_exim.h"
#include "init_command.h"
#include "newfile.h"
#include "template.h"

/* Where nothing is known, a name that passes and that nobody takes for his own. */
static void fill_in(struct found *f, const char *indent, const char *const *usual)
{
	if (f->value.n > 0)
		return;
	if (f->look.n > 0)
		found_look(f, indent, "What stands here is an example.");
	for (; *usual != NULL; usual++)
		found_add(f, *usual);
}

static const char *hint(const struct found *f)
{
	return buf_text(&f->look);
}

static int write_policy(struct buf *out, struct from_exim *f, struct arena *a)
{
	static const char *const hostname[] = { "mx.example.org", NULL };
	static const char *const local[] = { "example.org", NULL };
	static const char *const relay_from[] = { "127.0.0.1", "::1", NULL };
	struct diags *d = diags_new(a, "start.yaml");
	struct templates t;

	fill_in(&f->hostname, "  ", hostname);
	if (f->relay_to.value.n == 0)
		fill_in(&f->local, "    ", local);
	if (f->relay_from.value.n == 0 && f->relay_from.look.n == 0)
		fill_in(&f->relay_from, "  ", relay_from);
	const struct value dict[] = {
		{ "hostname", AS_EXIM, .text = buf_text(&f->hostname.value) },
		{ "hostname_look", AS_EXIM, .text = hint(&f->hostname) },
		{ "local", AS_EXIM, .text = buf_text(&f->local.value) },
		{ "local_look", AS_EXIM, .text = hint(&f->local) },
		{ "relay_to", AS_EXIM, .text = buf_text(&f->relay_to.value) },
		{ "relay_to_look", AS_EXIM, .text = hint(&f->relay_to) },
		{ "relay_from", AS_EXIM, .text = buf_text(&f->relay_from.value) },
		{ "relay_from_look", AS_EXIM, .text = hint(&f->relay_from) },
		{ "layout", AS_EXIM, .text = f->layout.value.n > 0 ? buf_text(&f->layout.value) : "include" },
		{ "layout_look", AS_EXIM, .text = hint(&f->layout) },
	};

	if (templates_load(&t, NULL, a, d) == 0 &&
		template_fill(out, template_find(&t, "start.yaml"), dict,
			sizeof dict / sizeof dict[0], d) == 0)
		return 0;
	diags_print(d, stderr, false);
	return -1;
}

/* For who does not read what was written. */
static void say_looks(const struct from_exim *f)
{
	const struct found *all[] = { &f->hostname, &f->local, &f->relay_to, &f->relay_from };
	size_t n = 0;

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		for (const char *s = hint(all[i]); (s = strstr(s, "LOOK HERE")) != NULL; s++)
			n++;
	if (n > 0)
		fprintf(stderr, "aclgen: %zu thing%s of Exim's configuration could not be taken over; see "
				"LOOK HERE in the policy\n", n, n > 1 ? "s" : "");
}

int init_command(const struct options *o, struct arena *a)
{
	struct from_exim f = from_exim_new(a);
	struct buf text = { .arena = a };
	const char *path = exim_path(o->exim, a), *why = NULL;

	if (o->from_exim && path == NULL)
		why = "there is no program exim4 or exim";
	else if (o->from_exim && (why = from_exim(&f, path, a)) != NULL)
		why = arena_printf(a, "%s %s", path, why);
	if (why != NULL) {
		fprintf(stderr, "aclgen: %s\n", why);
		return EXIT_TROUBLE;
	}
	say_looks(&f);
	if (write_policy(&text, &f, a) != 0)
		return EXIT_TROUBLE;
	if (o->output != NULL)
		return newfile_create(o->output, &text, 0644) == 0 ? EXIT_DONE : EXIT_TROUBLE;
	fputs(buf_text(&text), stdout);
	return EXIT_DONE;
}
