/* render_layout.c - see render_layout.h. */
#include <ctype.h>
#include <string.h>

#include "digest.h"
#include "layout.h"
#include "listdb.h"
#include "policy_load_items.h"
#include "quote.h"
#include "render_asks.h"
#include "render_check_write.h"
#include "render_layout.h"
#include "render_main.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

enum { GENERATION_HEX = 16 };

static void add(struct rendering *r, const char *name, const struct value *dict, size_t n)
{
	if (template_fill(&r->out, template_find(r->o->templates, name), dict, n, r->d) != 0)
		r->failed = true;
}

/* The domain of addresses without one. */
static const struct str *qualify_domain(const struct policy *p)
{
	const struct list *const lists[] = { &p->us.local, &p->us.relay_to };

	for (size_t i = 0; i < COUNT(lists); i++)
		for (size_t k = 0; k < lists[i]->n; k++)
			if (!item_is_pattern(lists[i]->item[k].s))
				return &lists[i]->item[k];
	return &p->us.hostname;
}

/* A name as an option takes it that is not expanded. */
static const char *lower(struct arena *a, const char *s)
{
	char *copy = arena_copy(a, s, strlen(s));

	for (char *p = copy; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return copy;
}

void render_whole_main(struct rendering *r)
{
	const struct policy *p = r->p;
	struct arena *a = r->out.arena;
	const struct str *domain = qualify_domain(p);
	const struct value dict[] = {
		{ "hostname", AS_WORD, .text = lower(a, p->us.hostname.s),
			.at = p->us.hostname.at },
		{ "domain", AS_WORD, .text = lower(a, domain->s), .at = domain->at },
		{ "dir", AS_EXIM, .text = r->o->dir },
	};

	add(r, "whole_main.acl", dict, COUNT(dict));
}

static void add_whole_rest(struct rendering *r)
{
	const struct policy *p = r->p;
	const struct value dict[] = {
		{ "dir", AS_EXIM, .text = r->o->dir },
		{ "inside", AS_FLAG, .number = p->us.n_inside },
		{ "where_inside", AS_COMMENT,
			.text = p->us.n_inside > 0 ? line_comment(r, p->us.inside[0].at) : "" },
		{ "local", AS_FLAG, .number = p->us.local.n },
		{ "prvs", AS_FLAG, .number = signs_senders(p) },
		{ "where_prvs", AS_COMMENT, .text = line_comment(r, p->bounces.prvs.at) },
	};

	add(r, "whole_rest.acl", dict, COUNT(dict));
}

static void add_hooks(struct rendering *r)
{
	const struct policy *p = r->p;
	struct arena *a = r->out.arena;
	bool scoped = !p->exempt.from_blocked.on && p->block.check.mode != MODE_OFF;
	const char *callout = "";

	if (asks_recipients(p) && p->recipient.callout.check.mode >= MODE_DEFER)
		callout = arena_printf(a, "/%s", role_callout(a, r));
	const struct value dict[] = {
		{ "spared", AS_FLAG, .number = spared_hosts(p) },
		{ "relay_from", AS_FLAG, .number = p->us.relay_from.n },
		{ "roles", AS_FLAG, .number = p->exempt.recipients.n },
		{ "where_roles", AS_COMMENT, .text = line_comment(r, p->exempt.recipients.at) },
		{ "local", AS_FLAG, .number = p->us.local.n },
		{ "relay_to", AS_FLAG, .number = p->us.relay_to.n },
		{ "scoped_hosts", AS_FLAG, .number = scoped && listdb_there(&p->block.hosts) },
		{ "scoped_senders", AS_FLAG, .number = scoped && listdb_there(&p->block.senders) },
		{ "role_callout", AS_EXIM, .text = callout },
	};

	add(r, "debian_hooks.acl", dict, COUNT(dict));
}

void render_acls_before(struct rendering *r)
{
	if (r->p->output.layout == LAYOUT_DEBIAN_HOOKS)
		add_hooks(r);
}

void render_acls_behind(struct rendering *r)
{
	if (r->p->output.layout == LAYOUT_DEBIAN_SPLIT)
		add(r, "debian_split.acl", NULL, 0);
	if (r->p->output.layout == LAYOUT_WHOLE)
		add_whole_rest(r);
}

void render_layout(struct buf *out, enum layout l, const struct buf *main, const struct buf *acls)
{
	char hex[DIGEST_HEX + 1];

	if (!layout_is_debian(l)) {
		buf_add(out, buf_text(main), main->n);
		buf_str(out, "begin acl\n\n");
		buf_add(out, buf_text(acls), acls->n);
		return;
	}
	struct buf both = { .arena = out->arena };
	buf_add(&both, buf_text(main), main->n);
	buf_add(&both, buf_text(acls), acls->n);
	digest_hex(buf_text(&both), both.n, hex);
	hex[GENERATION_HEX] = '\0';
	buf_printf(out, ".ifndef JOEJOB_IS_%s\nJOEJOB_IS_%s = yes\n\n", hex, hex);
	buf_add(out, buf_text(main), main->n);
	buf_str(out, ".else\n\n");
	buf_add(out, buf_text(acls), acls->n);
	buf_str(out, ".endif\n");
}
