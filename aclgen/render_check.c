/* render_check.c - see render_check.h. */
#include <string.h>

#include "quote.h"
#include "render_asks.h"
#include "render_check.h"
#include "render_check_write.h"
#include "render_rollout.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

const char *line_comment(const struct rendering *r, struct where at)
{
	struct arena *a = r->out.arena;

	return at.line > 0 ? arena_printf(a, "%s:%u", r->p->name, at.line)
			   : arena_printf(a, "%s (default)", r->p->name);
}

void fill(struct rendering *r, struct buf *b, const char *name, const struct value *dict, size_t n)
{
	if (template_fill(b, template_find(r->o->templates, name), dict, n, r->d) != 0)
		r->failed = true;
}

static void add_comment(struct rendering *r, struct buf *b, const struct asked *asked)
{
	buf_str(b, "  # ");
	quote_comment(b, line_comment(r, asked->check.at));
	if (asked->has_mode)
		buf_printf(b, " %s: %s\n", asked->rule, mode_name[asked->check.mode]);
	else
		buf_printf(b, " %s\n", asked->rule);
}

static void add_action(struct rendering *r, struct buf *b, const struct asked *asked)
{
	const struct check_row *row = asked->row;
	const struct check *c = &asked->check;
	const char *kill_switch = r->p->bounces.kill_switch.s;
	bool refusing = c->mode >= MODE_DEFER;
	bool deny = c->mode == MODE_DENY && asked->code[0] == '5';
	bool killable = refusing && kill_switch != NULL;
	bool at_rcpt = row->stage <= STAGE_RCPT_SENDER;
	bool soft = refusing && rollout_softens(r->p, asked->rule);
	bool soft_tag = soft && strcmp(asked->rule, "greylist") != 0;
	const struct value dict[] = {
		{ "refuses", AS_FLAG, .number = refusing },
		{ "deny", AS_FLAG, .number = deny },
		{ "put_off", AS_FLAG,
			.number = refusing && !deny && notes_put_off(r->p) &&
				  row->stage != STAGE_RCPT_VISIT },
		{ "soft", AS_FLAG, .number = soft },
		{ "in_part", AS_FLAG, .number = soft && enforces_in_part(r->p) },
		{ "falls_back", AS_FLAG, .number = soft && rollout_falls_back(r->p, asked->rule) },
		{ "concerned", AS_EXIM, .text = at_rcpt ? "x@$domain" : "$recipients" },
		{ "soft_suspicious", AS_FLAG,
			.number = at_rcpt && asks_greylist(r->p) },
		{ "soft_tag", AS_FLAG, .number = soft_tag },
		{ "tag", AS_FLAG, .number = c->mode == MODE_TAG },
		/* In the shadow, too, greylisting is to show whom it would put off. */
		{ "suspicious", AS_FLAG,
			.number = c->asked == MODE_TAG && at_rcpt && asks_greylist(r->p) },
		{ "leaves_trace", AS_FLAG, .number = !refusing || killable || soft },
		{ "rule", AS_WORD, .text = asked->rule },
		{ "line", AS_NUMBER, .number = c->at.line },
		{ "mode", AS_WORD, .text = mode_name[c->mode] },
		{ "kill_switch", AS_PATH, .text = kill_switch, .at = r->p->bounces.kill_switch.at },
		{ "code", AS_EXIM, .text = asked->code },
		{ "reply", AS_EXIM, .text = asked->reply },
		{ "contact", AS_TEXT, .text = r->p->bounces.contact.s },
		{ "outcome", AS_EXIM,
			.text = killable ? "kill-switch=on would refuse" : "would refuse" },
		{ "recipients", AS_EXIM, .text = at_rcpt ? "$local_part@$domain" : "$recipients" },
	};

	fill(r, b, "action.acl", dict, COUNT(dict));
}

/* A slow machine is not a wrong policy. */
unsigned long patience(const struct render_options *o, unsigned long seconds)
{
	enum { TRY_SECONDS = 30 };

	return o->hasty && seconds < TRY_SECONDS ? TRY_SECONDS : seconds;
}

const char *stage_checks(struct rendering *r, enum stage stage)
{
	struct buf b = { .arena = r->out.arena };
	struct asked_checks all = checks_asked(r->p, stage, b.arena);

	for (size_t i = 0; i < all.n; i++) {
		const struct asked *asked = &all.one[i];

		if (asked->check.mode == MODE_OFF)
			continue;
		add_comment(r, &b, asked);
		asked->row->write(r, &b, asked);
		if (asked->has_mode)
			add_action(r, &b, asked);
		else
			buf_str(&b, "\n");
	}
	return buf_text(&b);
}
