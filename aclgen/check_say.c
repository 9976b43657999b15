/* check_say.c - see check_say.h. */
#include <string.h>

#include "check_say.h"
#include "render.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* Another sender for each conversation, for the same reason. */
static const char *sender_of(unsigned index, struct arena *a)
{
	return arena_printf(a, "somebody%u@sender.joejob.test", index);
}

const char *cast_say(const struct cast *c, const struct conversation *v, unsigned index,
	const char *say, struct arena *a)
{
	const struct {
		const char *name, *value;
	} names[] = {
		{ "$local", c->local },
		{ "$relay", c->relay },
		{ "$any", c->any },
		{ "$user", c->user },
		{ "$other", c->other },
		{ "$role", c->role },
		{ "$last_role", c->last_role },
		{ "$closed", c->closed },
		{ "$trap_address", c->trap_address },
		{ "$never", c->never },
		{ "$friend", c->friend },
		{ "$enemy", c->enemy },
		{ "$signed", c->signed_one },
		{ "$sender", sender_of(index, a) },
		{ "$hostname", c->hostname },
		{ "$nowhere", c->nowhere },
		{ "$asked", c->asked },
		{ "$client", cast_client(c, v->from, index, a) },
		{ "$$", "$" },
	};
	struct buf b = { .arena = a };

	while (*say != '\0') {
		size_t skip = 1;
		for (size_t i = 0; *say == '$' && i < COUNT(names) && skip == 1; i++)
			if (strncmp(say, names[i].name, strlen(names[i].name)) == 0) {
				buf_str(&b, names[i].value);
				skip = strlen(names[i].name);
			}
		if (*say != '$')
			buf_add(&b, say, 1);
		say += skip;
	}
	buf_str(&b, "\r\n");
	return buf_text(&b);
}

void cast_prepare(struct talk *t, const struct cast *c, const struct conversation *v, unsigned index,
	const struct exim *e, const char *conf, bool again, struct arena *a)
{
	const char **argv = arena_alloc(a, 16 * sizeof *argv);
	const char *delay = again ? "-D" RENDER_DELAY "=0s" : "-D" RENDER_DELAY "=1h";
	const char *const smtp[] = { e->path, "-C", conf, delay, "-bhc",
		cast_client(c, v->from, index, a) };
	const char *const program[] = { e->path, "-C", conf, delay, "-odq", "-f", sender_of(index, a),
		arena_printf(a, "%s@%s", c->user, c->any) };

	*t = (struct talk){ .argv = argv, .batch = v->from == FROM_PROGRAM };
	if (t->batch)
		memcpy(argv, program, sizeof program);
	else
		memcpy(argv, smtp, sizeof smtp);
	if (v->from == FROM_VISITOR) {
		argv[COUNT(smtp)] = "-oMi";
		argv[COUNT(smtp) + 1] = arena_printf(a, "%s.25", c->trap);
	}
	if (v->needs & NEED_SIGNED)
		argv[COUNT(smtp)] = arena_printf(a, "-D" RENDER_KEY "=%.*sprvs.key",
			(int)(strrchr(conf, '/') - conf + 1), conf);
	if (v->needs & NEED_FALLBACK)
		argv[COUNT(smtp)] = "-D" RENDER_LIMIT "=0";
	if (v->needs & NEED_HELD)
		argv[COUNT(smtp)] = "-D" RENDER_SHARE "=0";
	for (size_t i = 0; i < TALK_STEPS && v->turn[i].say != NULL; i++)
		t->send[i] = cast_say(c, v, index, v->turn[i].say, a);
}
