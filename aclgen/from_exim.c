/* from_exim.c - see from_exim.h. `exim -bP config` is what Exim has read: macros replaced, lines put
 * together, hidden ones shown to root.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "exim.h"
#include "exim_list.h"
#include "from_exim.h"
#include "policy_load_items.h"
#include "shown.h"

enum {
	SHOWN_MAX = 300, /* of one value in a comment */
	LINE_WIDTH = 80,
};

#define US "  "
#define DOMAINS "    "

/* Up to the last blank before the width, or the first behind it; not beyond the line. */
static size_t words(const char *s)
{
	size_t line = strcspn(s, "\n"), n = 0;

	for (size_t i = 0; i < line && (i < LINE_WIDTH || n == 0); i++)
		n = s[i] == ' ' ? i : n;
	return line < LINE_WIDTH || n == 0 ? line : n;
}

static void look(struct found *f, const char *indent, const char *text)
{
	for (const char *s = text; *s != '\0';) {
		size_t n = words(s);
		buf_printf(&f->look, "%s# %.*s\n", indent, (int)n, s);
		s += n + (s[n] != '\0');
	}
}

struct from_exim from_exim_new(struct arena *a)
{
	const struct found nothing = { { .arena = a }, { .arena = a }, NULL };
	struct from_exim f = { nothing, nothing, nothing, nothing, nothing };
	struct keyset **taken[] = { &f.hostname.taken, &f.local.taken, &f.relay_from.taken,
		&f.layout.taken };

	for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
		*taken[i] = arena_alloc(a, sizeof **taken[i]);
		(*taken[i])->arena = a;
	}
	f.relay_to.taken = f.local.taken;
	return f;
}

void found_look(struct found *f, const char *indent, const char *fmt, ...)
{
	struct buf b = { .arena = f->look.arena };
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	look(f, indent, shown(buf_text(&b), b.arena));
}

/* A name with a dot, in small letters, that begins with one: YAML takes it for nothing else. */
static bool is_plain(const char *s)
{
	return islower((unsigned char)*s) && strchr(s, '.') != NULL &&
	       s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789.-")] == '\0';
}

bool found_add(struct found *f, const char *item)
{
	struct arena *a = f->value.arena;
	const char *quoted = is_plain(item) ? item : shown_json(item, a);
	const char *line = f->value.n > 0 ? strrchr(buf_text(&f->value), '\n') : NULL;
	if (keyset_add(f->taken, item) == NULL)
		return false;
	size_t begun = f->value.n - (line != NULL ? (size_t)(line - f->value.p) : 0);

	if (f->value.n > 0)
		buf_str(&f->value, begun + strlen(quoted) > LINE_WIDTH ? ",\n      " : ", ");
	buf_str(&f->value, quoted);
	return true;
}

/* Which named lists hold what. */
struct kind {
	const char *type;         /* "domainlist" */
	const char *const *usual; /* its names, NULL-terminated; the first is Exim's and Debian's own */
	const struct item_kind *item;
	const char *what, *indent;
};

static const char *const local_names[] = { "local_domains", "my_domains", "mydomains", NULL };
static const char *const relay_to_names[] = { "relay_to_domains", "relay_domains", NULL };
static const char *const relay_from_names[] = { "relay_from_hosts", "relay_hosts", "relay_nets",
	NULL };

static const struct kind
	local = { "domainlist", local_names, &item_domain, "domains whose mail is delivered here",
		DOMAINS },
	relay_to = { "domainlist", relay_to_names, &item_domain, "domains that are relayed", DOMAINS },
	relay_from = { "hostlist", relay_from_names, &item_host, "hosts that may relay", US };

/* One reading of a list and of those in it. */
struct reading {
	struct found *found;
	const struct kind *kind;
	const char *config, *hostname;
	struct arena *a;
	struct keyset lists; /* that were read */
	bool bare; /* the machine's own name stands there, and has no dot */
};

/* A line "[hide] TYPE[_cache] NAME = VALUE": the name's length, and where the value begins. */
static bool defines(const char *line, const char *type, const char **name, size_t *n,
	const char **value)
{
	line += strspn(line, " \t");
	if (strncmp(line, "hide ", 5) == 0)
		line += 5 + strspn(line + 5, " \t");
	if (strncmp(line, type, strlen(type)) != 0)
		return false;
	line += strlen(type);
	line += strncmp(line, "_cache", 6) == 0 ? 6 : 0;
	*name = line + strspn(line, " \t");
	*n = strcspn(*name, " \t=\n");
	*value = *name + *n + strspn(*name + *n, " \t");
	return *name > line && *n > 0 && *(*value)++ == '=';
}

static const char *next_line(const char *s)
{
	s += strcspn(s, "\n");
	return s + (*s == '\n');
}

/* The list of that name, as it is written; NULL: there is none. */
static const char *named_list(const struct reading *r, const char *wanted)
{
	const char *name, *value;
	size_t n;

	for (const char *s = r->config; *s != '\0'; s = next_line(s))
		if (defines(s, r->kind->type, &name, &n, &value) && strlen(wanted) == n &&
			memcmp(name, wanted, n) == 0)
			return arena_copy(r->a, value, strcspn(value, "\n"));
	return NULL;
}

/* What has no fault as an item of a policy, or is one in other words. */
static const char *plain_item(const struct reading *r, const char *item)
{
	if (strcmp(item, "@") == 0)
		return r->hostname;
	return item;
}

static void read_list(struct reading *r, const char *name, const char *value);

static void read_named(struct reading *r, const char *name)
{
	const char *value = named_list(r, name);

	if (value == NULL)
		found_look(r->found, r->kind->indent,
			"LOOK HERE: +%.*s is a list that is not in the configuration.", SHOWN_MAX, name);
	else if (keyset_add(&r->lists, name) != NULL)
		read_list(r, name, value);
}

static void read_item(struct reading *r, const char *item)
{
	const char *plain = plain_item(r, item), *fault;

	if (*item == '\0')
		return; /* of hosts: programs on this machine; of domains: nothing */
	if (*item == '+') {
		read_named(r, item + 1);
		return;
	}
	if (r->kind->item == &item_domain && strcmp(item, "localhost") == 0) {
		found_look(r->found, r->kind->indent,
			"(localhost is left out: nobody outside writes to it.)");
		return;
	}
	if (r->kind->item == &item_domain && strcmp(plain, r->hostname) == 0 && strchr(plain, '.') == NULL) {
		r->bare = true;
		return;
	}
	if (r->kind->item == &item_host && strcmp(item, "localhost") == 0) {
		found_add(r->found, "127.0.0.1");
		found_add(r->found, "::1");
		return;
	}
	fault = *item == '@' && plain == item ? "means addresses or names of this machine; write them"
					      : r->kind->item->fault(plain, r->a);
	if (fault == NULL && !found_add(r->found, plain))
		found_look(r->found, r->kind->indent, "(%s stands here or above already.)", plain);
	else if (fault != NULL)
		found_look(r->found, r->kind->indent, "LOOK HERE: \"%.*s\" %s.", SHOWN_MAX, plain, fault);
}

/* Expansions come before the separators, so nothing of such a list is known. Nor is anything after a
 * negated item what it seems. */
static void read_list(struct reading *r, const char *name, const char *value)
{
	const char *item, *rest = value + strspn(value, " \t");
	char separator = '\0';

	found_look(r->found, r->kind->indent, "(%s %s of the running Exim.)", r->kind->type, name);
	if (strpbrk(value, "$\\!") != NULL) {
		found_look(r->found, r->kind->indent,
			"LOOK HERE: it is %s, and what that comes to is not guessed: %.*s",
			strpbrk(value, "$\\") ? "expanded" : "a list with exceptions", SHOWN_MAX, rest);
		return;
	}
	while ((item = exim_list_next(&rest, &separator, r->a)) != NULL)
		read_item(r, item);
}

/* None of the usual names: which there are. */
static void list_names(struct reading *r)
{
	const char *name, *value;
	size_t n;
	bool any = false;

	found_look(r->found, r->kind->indent,
		"LOOK HERE: the running Exim has no %s %s; name the %s.", r->kind->type,
		r->kind->usual[0], r->kind->what);
	for (const char *s = r->config; *s != '\0'; s = next_line(s)) {
		if (!defines(s, r->kind->type, &name, &n, &value))
			continue;
		if (!any)
			found_look(r->found, r->kind->indent, "It has these:");
		any = true;
		int length = (int)strcspn(value, "\n");
		found_look(r->found, r->kind->indent, "  %.*s =%.*s", (int)n, name,
			length < SHOWN_MAX ? length : SHOWN_MAX, value);
	}
}

static void find(struct found *f, const struct kind *k, const char *config, const char *hostname,
	struct arena *a)
{
	struct reading r = { f, k, config, hostname, a, { .arena = a }, false };

	for (const char *const *name = k->usual; *name != NULL; name++) {
		const char *value = named_list(&r, *name);
		if (value != NULL) {
			read_list(&r, *name, value);
			/* Nobody outside writes to it, but it is what the machine takes mail for. */
			if (r.bare && f->value.n == 0)
				found_add(f, hostname);
			return;
		}
	}
	list_names(&r);
}

static void find_hostname(struct found *f, const char *name, struct arena *a)
{
	const char *fault = item_fqdn.fault(name, a);

	if (fault == NULL)
		found_add(f, name);
	else
		found_look(f, US, "LOOK HERE: primary_hostname of the running Exim, \"%.*s\", %s.",
			SHOWN_MAX, name, fault);
}

/* Debian's own configuration keeps its ACLs in charge until somebody decides otherwise. */
static void find_layout(struct found *f, const char *config)
{
	const char *file = strchr(config, '"');

	if (file == NULL || strncmp(file, "\"/var/lib/exim4/", 16) != 0)
		return;
	buf_str(&f->value, "debian-hooks");
	found_look(f, US, "(update-exim4.conf makes the configuration of the running Exim. debian-split "
			  "puts these ACLs in the place of Debian's.)");
}

const char *from_exim(struct from_exim *f, const char *path, struct arena *a)
{
	static const char *const ask_name[] = { "-bP", "primary_hostname", NULL };
	static const char *const ask_config[] = { "-bP", "config", NULL };
	static const char before[] = "primary_hostname = ";
	const char *why = NULL, *name, *config;

	if (geteuid() != 0)
		return "tells its configuration to root alone; use sudo";
	if ((name = exim_ask(path, ask_name, a, &why)) == NULL ||
		(config = exim_ask(path, ask_config, a, &why)) == NULL)
		return why;
	if (strncmp(name, before, strlen(before)) != 0)
		return "does not tell its primary_hostname by -bP";
	name += strlen(before);
	name = arena_copy(a, name, strcspn(name, "\n"));
	find_hostname(&f->hostname, name, a);
	find(&f->local, &local, config, name, a);
	find(&f->relay_to, &relay_to, config, name, a);
	find(&f->relay_from, &relay_from, config, name, a);
	find_layout(&f->layout, config);
	return NULL;
}
