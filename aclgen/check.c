/* check.c - see check.h. The order of the work; what is said is in check_conversations.c, what it
 * must lead to in check_judge.c. */
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "check_features.h"
#include "check_judge.h"
#include "check_memory.h"
#include "check_module.h"
#include "check_site.h"
#include "check_token.h"
#include "dns.h"
#include "inside.h"
#include "render_asks.h"
#include "sandbox.h"
#include "spamd.h"

/* Far more than the second that it takes; a slow machine is not a wrong policy. */
enum { CHECK_SECONDS = 60 };

struct checking {
	struct check_result *result;
	const struct policy *p;
	const struct check_options *o;
	struct arena *a;
	struct diags *d;
	struct exim exim;
	struct site site;
	const char *dir, *conf;
	bool others; /* as in struct site */
};

static int trouble(const struct checking *c, const char *what, const char *why)
{
	diag_add(c->d, SEV_ERROR, (struct where){ 0 }, AG_EXIM_MISSING,
		"the real Exim cannot be asked: %s%s (--no-exim does without)", what, why);
	return -1;
}

/* Many a desktop has no name. A name in a host list must not keep it from matching: so the clients of
 * the lists before those that are blocked have none. */
_Static_assert((int)DNS_NAMELESS == FROM_BLOCKED, "one client of each list of exempt hosts");

static int prepare(struct checking *c, const struct cast *cast)
{
	/* The one inside, and the world's, which callouts ask. */
	static const struct mail_server servers[] = { { .address = "127.0.0.1" },
		{ .address = DNS_ADDRESS } };
	struct dns_nameless nameless;
	const char *path = exim_path(c->o->exim, c->a), *fault;

	if (path == NULL)
		return trouble(
			c, "there is no program ", c->o->exim != NULL ? c->o->exim : "exim4");
	if ((fault = sandbox_enter(&c->dir, c->a)) != NULL || (fault = sandbox_network()) != NULL)
		return trouble(c, fault, "");
	memcpy(nameless.address, cast->client, sizeof nameless.address);
	if ((fault = dns_start(dns_answer, &nameless)) != NULL)
		return trouble(c, "the DNS of the sandbox: ", fault);
	for (size_t i = 0; i < sizeof servers / sizeof servers[0]; i++)
		if ((fault = inside_start(&servers[i])) != NULL)
			return trouble(c, "a mail server of the sandbox: ", fault);
	if ((fault = spamd_start()) != NULL)
		return trouble(c, "the SpamAssassin of the sandbox: ", fault);
	if (sandbox_file(c->dir, "prvs.key", "sandbox\n", 8, c->a) == NULL)
		return trouble(c, "no room in ", c->dir);
	if (exim_learn(&c->exim, path, c->dir, c->a, c->d) != 0)
		return -1;
	const char *spool = arena_printf(c->a, "%s/spool", c->dir);
	if ((mkdir(spool, 0750) != 0 && access(spool, F_OK) != 0) ||
		chown(spool, c->exim.uid, c->exim.gid) != 0)
		return trouble(c, "no spool folder in ", c->dir);
	return 0;
}

/* The generated file, and a site around it. */
static enum site_made write_site(struct checking *c, const struct cast *cast)
{
	struct site s = { .p = c->p,
		.cast = cast,
		.exim = &c->exim,
		.dir = c->dir,
		.output = c->o->dir,
		.render = c->o->render,
		.a = c->a,
		.d = c->d };

	s.render.module_proved = c->result->module_proved;
	s.render.hasty = true;
	s.render.spamd = SPAMD_ADDRESS;
	s.render.prvs_key = RENDER_KEY;
	enum site_made made = site_make(&s);
	c->conf = s.conf;
	c->others = s.others;
	c->site = s;
	return made;
}

static const char *one_line(const char *text, struct arena *a)
{
	char *copy = arena_copy(a, text, strlen(text));
	size_t n = strlen(copy);

	while (n > 0 && (copy[n - 1] == '\n' || copy[n - 1] == '\r'))
		copy[--n] = '\0';
	for (char *p = copy; *p != '\0'; p++)
		if (*p == '\n' || *p == '\r')
			*p = ' ';
	return copy;
}

/* True when Exim takes the configuration as such. */
static bool check_syntax(const struct checking *c, const struct talk *t)
{
	if (!t->stuck && WIFEXITED(t->status) && WEXITSTATUS(t->status) == 0)
		return true;
	diag_add(c->d, SEV_ERROR, (struct where){ 0 }, AG_EXIM_SYNTAX,
		"exim -bV refuses the configuration: %s", one_line(buf_text(&t->err), c->a));
	return false;
}

/* t[0] is left alone. */
static void prepare_talks(const struct checking *c, const struct cast *cast,
	const struct conversation *const *held, size_t n, struct talk *t, bool again)
{
	for (size_t i = 0; i < n; i++)
		cast_prepare(&t[i + 1], cast, held[i], (unsigned)(held[i] - conversations), &c->exim,
			c->conf, again, c->a);
}

/* Whom greylisting has put off has met nothing of what stands behind it, and comes again. */
static void judge_all(const struct checking *c, const struct cast *cast, struct judge *j,
	const struct conversation **held, size_t n, struct talk *t)
{
	bool waits = c->p->greylist.check.mode == MODE_DEFER && !j->kill_switch;
	size_t again = 0;

	for (size_t i = 0; i < n; i++)
		if (waits && judge_put_off(j, held[i], &t[i + 1]))
			held[again++] = held[i];
		else
			judge_talk(j, held[i], &t[i + 1]);
	if (again == 0)
		return;
	prepare_talks(c, cast, held, again, t, true);
	talk(t + 1, again, CHECK_SECONDS, c->a);
	for (size_t i = 0; i < again; i++)
		judge_talk(j, held[i], &t[i + 1]);
}

static void converse(struct checking *c, const struct cast *cast)
{
	const char *const version[] = { c->exim.path, "-C", c->conf,
		"-D" RENDER_DELAY "=1h", "-bV", NULL };
	const char *kill_switch = c->p->bounces.kill_switch.s;
	const struct conversation **held = arena_alloc(c->a, conversations_n * sizeof *held);
	struct talk *t = arena_alloc(c->a, (conversations_n + 1) * sizeof *t);
	struct judge j = { .p = c->p,
		.d = c->d,
		.a = c->a,
		.judged = c->result->module_proved && judges_bounces(c->p) &&
			  (cast->has & NEED_NULL) != 0,
		.others = c->others,
		.kill_switch = kill_switch != NULL && access(kill_switch, F_OK) == 0 };
	size_t n = 0;

	t[0] = (struct talk){ .argv = version };
	for (size_t i = 0; i < conversations_n; i++) {
		const struct conversation *v = &conversations[i];
		if ((v->needs & ~cast->has) != 0 || cast_client(cast, v->from, (unsigned)i, c->a) == NULL)
			continue;
		held[n++] = v;
	}
	prepare_talks(c, cast, held, n, t, false);
	talk(t, n + 1, CHECK_SECONDS, c->a);
	if (!check_syntax(c, &t[0]))
		return;
	judge_all(c, cast, &j, held, n, t);
	judge_end(&j);
	c->result->conversations = (unsigned)n;
}

int check_policy(struct check_result *result, const struct policy *p, const struct check_options *o,
	struct arena *a, struct diags *d)
{
	const struct policy tried = memory_stand_in(p);
	struct checking c = { .result = result, .p = &tried, .o = o, .a = a, .d = d };
	const char *module = o->render.module != NULL ? o->render.module : p->bounces.module.s;
	struct cast cast;

	if (!cast_for(&cast, p, a)) {
		diag_add(d, SEV_ERROR, p->us.relay_from.at, AG_REPLY,
			"us.relay_from and us.secondary_mx cover the whole Internet: an open "
			"relay");
		return 0;
	}
	if (prepare(&c, &cast) != 0)
		return -1;
	if (check_features(p, &c.exim, d) > 0)
		return 0;
	/* A detector compiled into Exim needs no file; the conversations show whether it judges. */
	bool inside = p->bounces.door == DOOR_LOCAL_SCAN &&
		      !exim_has(&c.exim, "_OPT_MAIN_LOCAL_SCAN_PATH");
	if (judges_bounces(p))
		result->module_proved = inside || check_module(module, p, &c.exim, c.dir, a, d);
	switch (write_site(&c, &cast)) {
	case SITE_READY:
		converse(&c, &cast);
		check_memory(&c.site, p);
		check_token(&c.site, p);
		return 0;
	case SITE_WRONG:
		return 0;
	case SITE_TROUBLE:
		break;
	}
	return -1;
}
