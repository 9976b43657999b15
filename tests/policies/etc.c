/* etc.c - see etc.h. */
#include "etc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SETTINGS "update-exim4.conf.conf"

/* As in update-exim4.conf.conf. */
static void add_list(const struct inventor *v, const struct draft *d, const char *path,
	const char *between, struct buf *out)
{
	const struct pick *p = draft_at(v, d, path);

	for (size_t i = 0; p->given && i < p->n_items; i++)
		buf_printf(out, "%s%s", i > 0 ? between : "", p->item[i]);
}

/* Addresses, then names: the list ends where a client has no name. */
static void add_hosts(const struct inventor *v, const struct draft *d, struct buf *out)
{
	const struct pick *p = draft_at(v, d, "us.relay_from");

	for (int names = 0; names < 2; names++)
		for (size_t i = 0; p->given && i < p->n_items; i++) {
			const char *s = p->item[i];
			bool address = s[strspn(s, "0123456789abcdefABCDEF.:/")] == '\0';

			if (address != names && *s != '*')
				buf_printf(out, "%s ; ", s);
		}
}

const char *etc_for(const struct inventor *v, const struct draft *d, const char *dir)
{
	const struct pick *layout = draft_at(v, d, "output.layout");
	struct arena *a = v->arena;
	struct buf text = { .arena = a };
	FILE *f;

	if (!layout->given ||
		strncmp(choice_name(&v->schema->row[layout - d->pick], layout->choice), "debian",
			6) != 0 ||
		access("/etc/exim4/" SETTINGS, R_OK) != 0)
		return NULL;
	buf_str(&text, "dc_eximconfig_configtype='internet'\ndc_use_split_config='true'\n"
		       "dc_other_hostnames='");
	add_list(v, d, "us.domains.local", ":", &text);
	buf_str(&text, "'\ndc_relay_domains='");
	add_list(v, d, "us.domains.relay_to", " ; ", &text);
	buf_str(&text, "'\ndc_relay_nets='");
	add_hosts(v, d, &text);
	buf_str(&text, "127.0.0.1'\n");
	if (system(arena_printf(a, "cp -a /etc/exim4 '%s'", dir)) != 0)
		return NULL;
	f = fopen(arena_printf(a, "%s/" SETTINGS, dir), "a");
	if (!f || fputs(buf_text(&text), f) < 0 || fclose(f) != 0)
		return NULL;
	return dir;
}
