/* check_site.c - see check_site.h. */
#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_debian.h"
#include "check_site.h"
#include "layout.h"
#include "render_asks.h"
#include "listdb_install.h"
#include "sandbox.h"

/* The sections that a site has beside its main options and ACLs, and where a whole configuration
 * includes them. */
static const struct {
	const char *section, *file;
} parts[] = {
	{ "routers", "local/routers.conf" },
	{ "transports", "local/transports.conf" },
	{ "authenticators", "local/authenticators.conf" },
};

enum { PARTS = sizeof parts / sizeof parts[0] };

static const char *lower(const char *s, struct arena *a)
{
	char *copy = arena_copy(a, s, strlen(s));

	for (char *p = copy; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return copy;
}

const char *site_text(struct site *s, enum layout l)
{
	static const struct world nothing;
	const struct world *w = s->world != NULL ? s->world : &nothing;
	struct buf b = { .arena = s->a };
	const struct value dict[] = {
		{ "hostname", AS_WORD, .text = lower(s->p->us.hostname.s, s->a),
			.at = s->p->us.hostname.at },
		{ "domain", AS_WORD, .text = lower(s->cast->any, s->a) },
		{ "dir", AS_EXIM, .text = s->dir },
		{ "include", AS_FLAG, .number = l == LAYOUT_INCLUDE },
		{ "whole", AS_FLAG, .number = l == LAYOUT_WHOLE },
		{ "prvs", AS_FLAG, .number = signs_senders(s->p) },
		{ "strict", AS_FLAG, .number = !layout_is_debian(l) && !s->lax },
		{ "relay_to", AS_FLAG, .number = s->p->us.relay_to.n },
		{ "local", AS_FLAG, .number = s->p->us.local.n },
		{ "known", AS_LOCAL_PARTS, .list = &w->known },
		{ "unknown", AS_LOCAL_PARTS, .list = &w->unknown },
		{ "impatient", AS_FLAG, .number = w->silent.n },
	};

	if (template_fill(&b, template_find(s->render.templates, "check_site.acl"), dict,
		    sizeof dict / sizeof dict[0], s->d) != 0)
		return NULL;
	return buf_text(&b);
}

static size_t line_length(const char *s)
{
	size_t n = strcspn(s, "\n");

	return n + (s[n] == '\n');
}

/* The name of the section that begins in this line, or NULL. */
static const char *begins(const char *line, struct arena *a)
{
	line += strspn(line, " \t");
	if (strncasecmp(line, "begin", 5) != 0 || strchr(" \t", line[5]) == NULL)
		return NULL;
	line += 5;
	line += strspn(line, " \t");
	return arena_copy(a, line, strcspn(line, " \t\r\n"));
}

/* What is in a section, without its first line; "main": all before the first one.
 * Of one that a replaced template does not have: nothing, and Exim says what is missing. */
static const char *section(const char *text, const char *name, struct arena *a)
{
	struct buf b = { .arena = a };
	bool in = strcmp(name, "main") == 0;

	for (; *text != '\0'; text += line_length(text)) {
		const char *next = begins(text, a);
		if (next != NULL)
			in = strcmp(next, name) == 0;
		else if (in)
			buf_add(&b, text, line_length(text));
	}
	return buf_text(&b);
}

/* Whether the line sets a main option that `main` sets. */
static bool sets_same(const char *line, const char *main)
{
	line += strspn(line, " \t");
	size_t n = strspn(line, "abcdefghijklmnopqrstuvwxyz0123456789_");

	for (; n > 0 && *main != '\0'; main += line_length(main))
		if (strncmp(line, main, n) == 0 && main[n] == ' ')
			return true;
	return false;
}

static int part_of(const char *name)
{
	for (int i = 0; i < PARTS; i++)
		if (strcmp(parts[i].section, name) == 0)
			return i;
	return -1;
}

const char *site_graft(const char *text, const char *from, struct arena *a)
{
	const char *main = section(from, "main", a), *now = "main";
	struct buf b = { .arena = a };
	bool continued = false, dropped = false;
	unsigned grafted = 0;

	buf_str(&b, main);
	for (; *text != '\0'; text += line_length(text)) {
		size_t n = line_length(text);
		const char *next = continued ? NULL : begins(text, a);
		if (next != NULL) {
			now = next;
			buf_add(&b, text, n);
			if (part_of(now) >= 0) {
				buf_str(&b, section(from, now, a));
				grafted++;
			}
			continue;
		}
		if (!continued)
			dropped = part_of(now) >= 0 ||
				  (strcmp(now, "main") == 0 && sets_same(text, main));
		continued = n > 1 && text[n - 2] == '\\';
		if (!dropped)
			buf_add(&b, text, n);
	}
	return grafted == PARTS ? buf_text(&b) : NULL;
}

static enum site_made trouble(const struct site *s)
{
	diag_add(s->d, SEV_ERROR, (struct where){ 0 }, AG_EXIM_MISSING,
		"the real Exim cannot be asked: no room in %s (--no-exim does without)", s->dir);
	return SITE_TROUBLE;
}

static bool put(struct site *s, const char *name, const char *text)
{
	return sandbox_file(s->dir, name, text, strlen(text), s->a) != NULL;
}

/* The whole configuration as it is, with the site's users where it says that the site's own things
 * go. */
static enum site_made make_whole(struct site *s)
{
	const char *site = site_text(s, LAYOUT_WHOLE);
	struct buf text = { .arena = s->a };

	s->render.dir = s->dir;
	if (site == NULL || render(&text, s->p, &s->render, s->d) != 0)
		return SITE_WRONG;
	if (mkdir(arena_printf(s->a, "%s/local", s->dir), 0755) != 0 ||
		!put(s, "local/main.conf", section(site, "main", s->a)))
		return trouble(s);
	for (size_t i = 0; i < PARTS; i++)
		if (!put(s, parts[i].file, section(site, parts[i].section, s->a)))
			return trouble(s);
	s->conf = sandbox_file(s->dir, "exim.conf", buf_text(&text), text.n, s->a);
	return s->conf != NULL ? SITE_READY : trouble(s);
}

/* Also in the place of a layout that cannot be tried. */
static enum site_made make_include(struct site *s)
{
	struct policy as_include = *s->p;
	struct buf inc = { .arena = s->a };
	const char *site = site_text(s, LAYOUT_INCLUDE);

	as_include.output.layout = LAYOUT_INCLUDE;
	if (site == NULL || render(&inc, &as_include, &s->render, s->d) != 0)
		return SITE_WRONG;
	s->conf = sandbox_file(s->dir, "exim.conf", site, strlen(site), s->a);
	return s->conf != NULL && put(s, "joejob.inc", buf_text(&inc)) ? SITE_READY : trouble(s);
}

/* The databases of long lists, in a folder that any layout can name. */
static enum site_made make_lists(struct site *s)
{
	struct listdb *db;
	size_t n;

	s->render.lists = arena_printf(s->a, "%s/lists", s->dir);
	if (listdb_make(&db, &n, s->p, s->a, s->d) != 0)
		return SITE_WRONG;
	enum install_result done = listdb_install(s->render.lists, db, n, true, s->a);
	for (size_t i = 0; i < n; i++)
		close(db[i].fd);
	return done == INSTALL_TROUBLE ? trouble(s) : SITE_READY;
}

enum site_made site_make(struct site *s)
{
	enum site_made made = make_lists(s);

	if (made != SITE_READY)
		return made;

	switch (s->p->output.layout) {
	case LAYOUT_WHOLE:
		return make_whole(s);
	case LAYOUT_DEBIAN_SPLIT:
	case LAYOUT_DEBIAN_HOOKS:
		made = debian_make(s);
		return made == SITE_TROUBLE ? make_include(s) : made;
	case LAYOUT_INCLUDE:
		break;
	}
	return make_include(s);
}
