/* policy_load_finish.c - what in a policy follows from something else in it. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "policy_load_items.h"
#include "policy_load_rows.h"
#include "textfile.h"

/* A hook of this size is no hook. */
enum { HOOK_BYTES_MAX = 1 << 20 };

/* Nor of this a password. */
enum { SECRET_BYTES_MAX = 1024 };

static bool given(const struct schema_run *run, const char *path)
{
	return schema_where(run, path).line > 0;
}

/* The most that a check does where at most `limit` is wanted: a mode that it can have. */
static enum mode limited(const struct row *row, enum mode mode, enum mode limit)
{
	while (mode > limit || !schema_has_word(row, schema_modes[mode]))
		mode--; /* every check can be off */
	return mode;
}

/* The top-level mode is the most that any check does. */
static void limit_modes(struct loaded *l, const struct schema_run *run)
{
	struct policy *p = &l->p;

	p->mode = given(run, "mode") ? l->top.mode : MODE_DENY;
	for (size_t i = 0; i < run->schema->n; i++) {
		const struct row *row = &run->schema->row[i];
		struct check *c = (void *)((char *)l + row->offset);

		if (row->kind == ROW_CHECK && c != &l->top && !strstr(row->path, "[]"))
			c->mode = limited(row, c->mode, p->mode);
	}
	for (size_t i = 0; i < p->n_dnsbl; i++)
		if (p->dnsbl[i].check.mode > p->mode)
			p->dnsbl[i].check.mode = p->mode;
}

/* A default must not contradict what the policy says. */
static void fit_times(const struct span_of_time *timeout, struct span_of_time *connect,
	bool connect_given, struct span_of_time *maxwait, bool maxwait_given)
{
	if (!connect_given && connect->s > timeout->s)
		connect->s = timeout->s;
	if (!maxwait_given && maxwait->s < timeout->s)
		maxwait->s = timeout->s;
}

static void fit_callouts(struct loaded *l, const struct schema_run *run)
{
	struct policy *p = &l->p;

	if (p->sender.callout.who == CALLOUT_OFF)
		p->sender.callout.check.mode = MODE_OFF;
	fit_times(&p->sender.callout.timeout, &p->sender.callout.connect,
		given(run, "sender.callout.connect"), &p->sender.callout.maxwait,
		given(run, "sender.callout.maxwait"));
	fit_times(&p->recipient.callout.timeout, &p->recipient.callout.connect,
		given(run, "recipient.callout.connect"), &p->recipient.callout.maxwait,
		given(run, "recipient.callout.maxwait"));
	p->recipient.callout.as = l->use_sender.on	 ? CALLOUT_AS_SENDER
				  : l->use_postmaster.on ? CALLOUT_AS_POSTMASTER
							 : CALLOUT_AS_NULL;
}

/* The first plain name of a list of domains, or NULL. */
static const char *first_name(const struct list *domains)
{
	for (size_t i = 0; i < domains->n; i++)
		if (!item_is_pattern(domains->item[i].s))
			return domains->item[i].s;
	return NULL;
}

static void default_contact(struct policy *p, struct arena *a)
{
	const char *domain = first_name(&p->us.local);

	if (p->bounces.contact.s)
		return;
	if (!domain)
		domain = first_name(&p->us.relay_to);
	if (!domain)
		domain = p->us.hostname.s;
	if (domain)
		p->bounces.contact =
			(struct str){ arena_printf(a, "postmaster@%s", domain), p->bounces.at };
}

/* Message-IDs are made by the hosts that send, or by programs that know only the domain. */
static void default_message_ids(struct outbound *o, struct arena *a)
{
	struct list *ids = &o->message_ids;
	bool listed = false;

	if (ids->at.line > 0)
		return;
	ids->at = o->at;
	ids->item = arena_alloc(a, (o->hosts.n + 1) * sizeof *ids->item);
	for (size_t i = 0; i < o->hosts.n; i++) {
		ids->item[ids->n++] = o->hosts.item[i];
		if (o->for_domain.s && strcasecmp(o->hosts.item[i].s, o->for_domain.s) == 0)
			listed = true;
	}
	if (o->for_domain.s && !item_is_pattern(o->for_domain.s) && !listed)
		ids->item[ids->n++] = o->for_domain;
}

/* The hooks' texts become part of what is generated, so that what was tried is what is installed. */
static void read_hooks(struct policy *p, struct schema_run *run)
{
	for (size_t i = 0; i < HOOKS; i++) {
		const struct str *path = &p->hook[i].path;
		char *text;
		size_t n;

		if (!path->s)
			continue;
		bool beside = path->s[0] != '/' && strcmp(run->folder, ".") != 0;
		const char *file = beside ? arena_printf(run->arena, "%s/%s", run->folder, path->s)
					  : path->s;
		const char *fault = textfile_read(file, HOOK_BYTES_MAX, run->arena, &text, &n);

		if (!fault && memchr(text, '\0', n))
			fault = "has a NUL in it";
		if (fault)
			diag_add(run->d, SEV_ERROR, path->at, AG_HOOK, "hooks: \"%s\" %s", path->s,
				fault);
		p->hook[i].file = file;
		if (!fault)
			p->hook[i].text = n > 0 && text[n - 1] != '\n'
						  ? arena_printf(run->arena, "%s\n", text)
						  : text;
	}
}

static void default_text(struct str *s, const char *preset, struct where at)
{
	if (!s->s)
		*s = (struct str){ preset, at };
}

/* Exim's option splits at slashes, and its quoted strings have no line ends. */
static const char *secret_fault(const char *s, size_t n)
{
	if (n == 0)
		return "has an empty first line; the password belongs there";
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] <= ' ' || (unsigned char)s[i] >= 0x7f || s[i] == '/' ||
			s[i] == ';')
			return "has a password with a blank, a slash, a semicolon or something that "
			       "is not ASCII, which Exim's option cannot take; choose another";
	return NULL;
}

static void read_secret(struct policy *p, struct schema_run *run)
{
	const struct str *path = &p->state.password;
	char *text = NULL;
	size_t n = 0, line;

	if (!path->s)
		return;
	p->state.password_file = path->s[0] != '/' && strcmp(run->folder, ".") != 0
					 ? arena_printf(run->arena, "%s/%s", run->folder, path->s)
					 : path->s;
	const char *fault =
		textfile_read(p->state.password_file, SECRET_BYTES_MAX, run->arena, &text, &n);
	if (!fault) {
		line = strcspn(text, "\r\n");
		fault = secret_fault(text, line);
		p->state.secret = arena_copy(run->arena, text, line);
	}
	if (fault)
		diag_add(run->d, SEV_ERROR, path->at, AG_STATE_SERVER, "state.password: \"%s\" %s",
			path->s, fault);
}

/* What a backend needs and the policy leaves out. */
static void fit_state(struct policy *p, struct schema_run *run)
{
	p->state.at = schema_where(run, "state.backend");
	switch (p->state.backend) {
	case STATE_EXIM:
		break;
	case STATE_SQLITE:
		default_text(&p->state.file, "/var/lib/joejob/state.db", p->state.at);
		break;
	case STATE_PGSQL:
		default_text(&p->state.server, "/run/postgresql", p->state.at);
		default_text(&p->state.database, "joejob", p->state.at);
		default_text(&p->state.user, "joejob", p->state.at);
		break;
	case STATE_REDIS:
		default_text(&p->state.server, "127.0.0.1", p->state.at);
		default_text(&p->state.database, "0", p->state.at);
		break;
	}
	read_secret(p, run);
}

/* Exim wants it absolute, wherever aclgen was called. */
static const char *absolute_file(const struct schema_run *run, const char *path)
{
	char *folder;
	const char *whole;

	if (*path == '/')
		return path;
	folder = realpath(*run->folder ? run->folder : "/", NULL);
	whole = arena_printf(run->arena, "%s/%s", folder ? folder : run->folder, path);
	free(folder);
	return whole;
}

static void fit_token(struct policy *p, const struct schema_run *run)
{
	if (p->bounces.token.keys.s)
		p->bounces.token.file = absolute_file(run, p->bounces.token.keys.s);
	for (size_t i = 0; i < p->bounces.token.n_required; i++)
		if (p->bounces.token.required[i].since.s)
			p->bounces.token.required[i].epoch =
				policy_date(p->bounces.token.required[i].since.s);
}

/* The section has other keys, which must not switch the check on by its default. */
static void fit_charset(struct policy *p, const struct schema_run *run)
{
	if (!given(run, "headers.charset"))
		p->headers.charset.mode = MODE_OFF;
}

void policy_finish(struct loaded *l, struct schema_run *run)
{
	struct policy *p = &l->p;

	fit_charset(p, run);
	fit_state(p, run);
	fit_token(p, run);
	fit_callouts(l, run);
	limit_modes(l, run);
	p->bounces.door_at = schema_where(run, "bounces.door");
	if (p->bounces.door_at.line == 0)
		p->bounces.door_at = p->bounces.at;
	p->bounces.prvs.at = schema_where(run, "bounces.prvs");
	p->output.at = schema_where(run, "output.layout");
	default_contact(p, run->arena);
	read_hooks(p, run);
	read_dkim_keys(p, run);
	for (size_t i = 0; i < p->us.n_outbound; i++)
		default_message_ids(&p->us.outbound[i], run->arena);
}
