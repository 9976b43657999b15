/* trial.c - see trial.h. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_features.h"
#include "check_memory.h"
#include "check_module.h"
#include "render_asks.h"
#include "sandbox.h"
#include "trial.h"

enum trial_end trial_trouble(const struct trial *t, const char *what, const char *why)
{
	diag_add(t->d, SEV_ERROR, (struct where){ 0 }, AG_EXIM_MISSING,
		"the real Exim cannot be asked: %s%s", what, why);
	return TRIAL_TROUBLE;
}

bool trial_spool(const struct site *s, const char *dir)
{
	const char *spool = arena_printf(s->a, "%s/spool", dir);

	return (mkdir(spool, 0750) == 0 || access(spool, F_OK) == 0) &&
	       chown(spool, s->exim->uid, s->exim->gid) == 0;
}

static void prove_module(struct trial *t)
{
	const struct policy *p = t->p;
	const char *module = t->module != NULL ? t->module : p->bounces.module.s;
	/* A detector compiled into Exim needs no file; the conversations show whether it judges. */
	bool inside = p->bounces.door == DOOR_LOCAL_SCAN &&
		      !exim_has(&t->exim, "_OPT_MAIN_LOCAL_SCAN_PATH");

	if (judges_bounces(p))
		t->site.render.module_proved =
			inside || check_module(module, p, &t->exim, t->site.dir, t->a, t->d);
}

/* Without a key nothing is refused, and the machine where a policy is tried seldom has the site's. */
static bool own_key(struct trial *t)
{
	t->site.render.prvs_key =
		sandbox_file(t->site.dir, "prvs.key", "sandbox\n", 8, t->a);
	return t->site.render.prvs_key != NULL;
}

enum trial_end trial_enter(struct trial *t)
{
	const char *path = exim_path(t->asked, t->a), *fault;

	t->p->output.layout = LAYOUT_INCLUDE;
	*t->p = memory_stand_in(t->p);
	if (!cast_for(&t->cast, t->p, t->a)) {
		diag_add(t->d, SEV_ERROR, t->p->us.relay_from.at, AG_REPLY,
			"us.relay_from and us.secondary_mx cover the whole Internet: an open "
			"relay");
		return TRIAL_WRONG;
	}
	t->site = (struct site){ .p = t->p,
		.cast = &t->cast,
		.exim = &t->exim,
		.render = { .templates = t->templates, .module = t->module },
		.a = t->a,
		.d = t->d };
	if (path == NULL)
		return trial_trouble(
			t, "there is no program ", t->asked != NULL ? t->asked : "exim4");
	if ((fault = sandbox_enter(&t->site.dir, t->a)) != NULL)
		return trial_trouble(t, fault, "");
	if (signs_senders(t->p) && !own_key(t))
		return trial_trouble(t, "no room in ", t->site.dir);
	if ((fault = sandbox_init()) != NULL)
		return trial_trouble(t, "no process: ", fault);
	if (exim_learn(&t->exim, path, t->site.dir, t->a, t->d) != 0)
		return TRIAL_TROUBLE;
	if (!trial_spool(&t->site, t->site.dir))
		return trial_trouble(t, "no spool folder in ", t->site.dir);
	if (check_features(t->p, &t->exim, t->d) > 0)
		return TRIAL_WRONG;
	prove_module(t);
	return diag_errors(t->d) > 0 ? TRIAL_WRONG : TRIAL_READY;
}

enum trial_end trial_write(struct trial *t)
{
	switch (site_make(&t->site)) {
	case SITE_READY:
		return TRIAL_READY;
	case SITE_WRONG:
		return TRIAL_WRONG;
	case SITE_TROUBLE:
		break;
	}
	return TRIAL_TROUBLE;
}
