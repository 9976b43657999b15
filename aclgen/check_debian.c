/* check_debian.c - see check_debian.h. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check_debian.h"
#include "install.h"
#include "layout.h"
#include "sandbox.h"
#include "talk.h"
#include "textfile.h"

#define ETC "/etc/exim4"
#define TOOL "/usr/sbin/update-exim4.conf"
#define SETTINGS "update-exim4.conf.conf"
#define LOCALMACROS "exim4.conf.localmacros"
#define INCLUDED "joejob/joejob.inc"

enum { TOOL_SECONDS = 30, TEXT_BYTES_MAX = 16 << 20 };

static enum site_made untried(const struct site *s, const char *what, const char *why)
{
	diag_add(s->d, SEV_WARNING, s->p->output.at, AG_DEBIAN_UNTRIED,
		"output.layout: not tried on Debian's own configuration: %s%s; the ACLs were tried "
		"by themselves",
		what, why);
	return SITE_TROUBLE;
}

static bool done(const struct talk *t)
{
	return !t->stuck && WIFEXITED(t->status) && WEXITSTATUS(t->status) == 0;
}

static const char *read_text(const char *dir, const char *name, struct arena *a)
{
	char *text;
	size_t n;

	return textfile_read(arena_printf(a, "%s/%s", dir, name), TEXT_BYTES_MAX, a, &text, &n) ==
			       NULL
		       ? text
		       : NULL;
}

/* Debian's settings are a shell script: the last word counts. */
static bool is_split(const char *settings)
{
	static const char name[] = "dc_use_split_config=";
	bool split = false;

	for (const char *s = settings; s != NULL; s = strchr(s, '\n')) {
		s += *s == '\n';
		if (strncmp(s, name, strlen(name)) == 0)
			split = memmem(s, strcspn(s, "\n"), "true", 4) != NULL;
	}
	return split;
}

/* The lines that do not have `word` in them. */
static const char *lines_without(const char *text, const char *word, struct arena *a)
{
	struct buf b = { .arena = a };

	while (*text != '\0') {
		size_t n = strcspn(text, "\n");
		n += text[n] == '\n';
		if (memmem(text, n, word, strlen(word)) == NULL)
			buf_add(&b, text, n);
		text += n;
	}
	return buf_text(&b);
}

/* The hooks work in a configuration that is not split as well, by a line of the admin's; in the
 * copy it has to name the copy. */
static bool hook_template(struct site *s, const char *copy)
{
	const char *macros = read_text(copy, LOCALMACROS, s->a);
	const char *text = read_text(copy, "exim4.conf.template", s->a);

	if (text == NULL)
		return false;
	if (macros == NULL || strstr(macros, INCLUDED) == NULL)
		diag_add(s->d, SEV_WARNING, s->p->output.at, AG_DEBIAN_DIFFERS,
			"output.layout: Debian's configuration is not split; nothing is in force "
			"until " LOCALMACROS " has the line \".include " ETC "/" INCLUDED "\"");
	text = arena_printf(s->a, "%s\n.include %s/" INCLUDED "\n%s",
		macros != NULL ? lines_without(macros, INCLUDED, s->a) : "", copy, text);
	/* The tool reads the local macros of a copy only where the real ones are there. */
	return sandbox_file(copy, LOCALMACROS, "", 0, s->a) != NULL &&
	       sandbox_file(copy, "exim4.conf.template", text, strlen(text), s->a) != NULL;
}

/* Makes the copy read what the layout installs. */
static bool fit_settings(struct site *s, const char *copy)
{
	const char *settings = read_text(copy, SETTINGS, s->a);

	if (settings == NULL)
		return false;
	if (is_split(settings))
		return true;
	if (s->p->output.layout == LAYOUT_DEBIAN_HOOKS)
		return hook_template(s, copy);
	diag_add(s->d, SEV_WARNING, s->p->output.at, AG_DEBIAN_DIFFERS,
		"output.layout: Debian's configuration is not split, and nothing is in force until "
		"dc_use_split_config is 'true' in " SETTINGS "; or take layout: debian-hooks");
	settings = arena_printf(s->a, "%s\ndc_use_split_config='true'\n", settings);
	return sandbox_file(copy, SETTINGS, settings, strlen(settings), s->a) != NULL;
}

/* A folder of Debian's configuration: the one that build writes to, or the machine's. */
static const char *find_etc(const struct site *s)
{
	if (s->output != NULL && access(arena_printf(s->a, "%s/" SETTINGS, s->output), R_OK) == 0)
		return s->output;
	return access(ETC "/" SETTINGS, R_OK) == 0 ? ETC : NULL;
}

/* What the policy says of itself and Debian's routers and ACLs have to agree with. */
struct question {
	const char *key, *value, *debian;
	struct where at;
	const char *ask; /* expands to "yes" or "no" */
};

static void ask_domains(struct question *q, size_t *n, struct arena *a, const struct list *l,
	const char *key, const char *named, const char *debian)
{
	for (size_t i = 0; i < l->n; i++) {
		const char *s = l->item[i].s;
		const char *domain =
			strncmp(s, "*.", 2) == 0 ? arena_printf(a, "some%s", s + 1) : s;

		q[(*n)++] = (struct question){ key, s, debian, l->item[i].at,
			arena_printf(a, "${if match_domain{%s}{+%s}{yes}{no}}", domain, named) };
	}
}

static void ask_hosts(struct question *q, size_t *n, struct arena *a, const struct list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		const char *s = l->item[i].s;
		const char *address = arena_copy(a, s, strcspn(s, "/"));

		/* Names are looked up, and in here they lead nowhere. */
		if (address[strspn(address, "0123456789abcdefABCDEF.:")] != '\0')
			continue;
		q[(*n)++] = (struct question){ "us.relay_from", s, "dc_relay_nets", l->item[i].at,
			arena_printf(
				a, "${if match_ip{%s}{+relay_from_hosts}{yes}{no}}", address) };
	}
}

static bool defines(const char *macros, const char *name)
{
	const char *s = strstr(macros, name);

	return s != NULL && (s == macros || s[-1] == '\n');
}

/* Compares both truths. False: they differ, and the rest would only say the same again. */
static bool agree(struct site *s)
{
	const struct policy *p = s->p;
	bool hooks = p->output.layout == LAYOUT_DEBIAN_HOOKS;
	size_t most = p->us.local.n + p->us.relay_to.n + p->us.relay_from.n, n = 0;
	struct question *q = arena_alloc(s->a, (most + 1) * sizeof *q);
	const char *const macros[] = { s->exim->path, "-C", s->conf, "-bP", "macros", NULL };

	ask_domains(q, &n, s->a, &p->us.local, "us.domains.local", "local_domains",
		"dc_other_hostnames");
	if (hooks) {
		ask_domains(q, &n, s->a, &p->us.relay_to, "us.domains.relay_to", "relay_to_domains",
			"dc_relay_domains");
		ask_hosts(q, &n, s->a, &p->us.relay_from);
	}
	const char **argv = arena_alloc(s->a, (n + 5) * sizeof *argv);
	argv[0] = s->exim->path;
	argv[1] = "-C";
	argv[2] = s->conf;
	argv[3] = "-be";
	for (size_t i = 0; i < n; i++)
		argv[4 + i] = q[i].ask;
	argv[4 + n] = NULL;
	struct talk t[] = { { .argv = macros }, { .argv = argv } };
	talk(t, n > 0 ? 2 : 1, TOOL_SECONDS, s->a);
	s->others = hooks || defines(buf_text(&t[0].out), "JOEJOB_OWN_ACLS=") ||
		    defines(buf_text(&t[0].out), "JOEJOB_DEBIAN_ACLS=");
	/* What -bV has to say is said of -bV. */
	if (!done(&t[0]) || n == 0 || !done(&t[1]))
		return true;
	const char *said = buf_text(&t[1].out);
	bool same = true;
	for (size_t i = 0; i < n; i++) {
		if (strncmp(said, "no\n", 3) == 0) {
			same = false;
			diag_add(s->d, SEV_ERROR, q[i].at, AG_DEBIAN_DIFFERS,
				"%s: \"%s\" is not in %s of " SETTINGS
				", and Debian's configuration goes by that; add it there",
				q[i].key, q[i].value, q[i].debian);
		}
		said = strchr(said, '\n');
		if (said == NULL)
			break;
		said++;
	}
	return same;
}

enum site_made debian_make(struct site *s)
{
	const char *etc = find_etc(s), *site = site_text(s, s->p->output.layout);
	const char *copy = arena_printf(s->a, "%s/etc", s->dir);
	const char *made = arena_printf(s->a, "%s/autogenerated", s->dir);
	const char *const cp[] = { "/bin/cp", "-a", etc, copy, NULL };
	/* What it writes on its way stays in the sandbox, too. */
	const char *const tool[] = { "/usr/bin/env", arena_printf(s->a, "TMPDIR=%s", s->dir), TOOL,
		"-d", copy, "-o", made, NULL };
	struct talk copying = { .argv = cp }, making = { .argv = tool };
	struct buf body = { .arena = s->a };
	struct install_text text = { .generated = { .arena = s->a }, .secret = { .arena = s->a } };

	if (site == NULL)
		return SITE_WRONG;
	if (access(TOOL, X_OK) != 0)
		return untried(s, "there is no " TOOL, "");
	if (etc == NULL)
		return untried(s, "there is no " ETC "/" SETTINGS, "");
	s->render.dir = copy;
	if (render(&body, s->p, &s->render, s->d) != 0)
		return SITE_WRONG;
	install_seal(&text.generated, s->p->output.layout, &body);
	talk(&copying, 1, TOOL_SECONDS, s->a);
	if (!done(&copying))
		return untried(s, "it cannot be copied: ", buf_text(&copying.err));
	if (install(copy, s->p->output.layout, &text, true) == INSTALL_TROUBLE ||
		!fit_settings(s, copy))
		return untried(s, etc, " is not as Debian makes it");
	talk(&making, 1, TOOL_SECONDS, s->a);
	const char *conf = read_text(s->dir, "autogenerated", s->a);
	if (!done(&making) || conf == NULL)
		return untried(s, "update-exim4.conf fails: ", buf_text(&making.err));
	conf = site_graft(conf, site, s->a);
	if (conf == NULL)
		return untried(s, "it has not the sections of Debian's", "");
	s->conf = sandbox_file(s->dir, "exim.conf", conf, strlen(conf), s->a);
	if (s->conf == NULL)
		return untried(s, "no room in ", s->dir);
	return agree(s) ? SITE_READY : SITE_WRONG;
}
