/* settings_line.c - a policy as the settings line of the detector (see settings_line.h).
 *
 * What the line cannot hold is refused with its place in the policy. Whatever this file overlooks
 * is found when the product is read back; that is an error too, never a line that the module would
 * refuse while mail waits.
 */
#include "settings_line.h"

#include <string.h>

#include "settings.h"

enum { DAY = 86400 };

struct writer {
	struct buf line;
	struct diags *d;
	size_t hosts, nets, msgids, never, return_paths; /* written so far, of all entries */
};

static const enum jj_action action_of[] = {
	[MODE_OFF] = JJ_OFF,
	[MODE_LOG] = JJ_LOG,
	[MODE_TAG] = JJ_TAG,
	[MODE_DEFER] = JJ_DEFER,
	[MODE_DENY] = JJ_DENY,
};

/* The queue ids of well-known MTAs: Exim's before and since 4.97; Postfix's short ones, time and
 * inode in hexadecimal, and long ones, which have no vowels. */
static const struct {
	const char *name, *regex;
} queue_ids[] = {
	{ "exim", "[0-9A-Za-z]{6}-(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{11}-[0-9A-Za-z]{4})" },
	{ "postfix", "[0-9A-F]{6,20}|[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{12,30}" },
};

static void key(struct writer *w, const char *name)
{
	buf_printf(&w->line, "%s%s=", w->line.n ? " " : "", name);
}

/* Blanks end a word of the line and commas an item; only printable ASCII may reach an SMTP reply. */
static bool fits(struct writer *w, const struct str *s, const char *what, const char *special)
{
	for (const char *p = s->s; *p; p++) {
		if (*p > ' ' && *p <= '~' && !strchr(special, *p))
			continue;
		diag_add(w->d, SEV_ERROR, s->at, AG_SETTINGS_LINE,
			"the detector cannot take '%s' as %s: only printable ASCII without blanks%s", s->s,
			what, *special ? " or commas" : "");
		return false;
	}
	return true;
}

static void rule(struct buf *line, const char *name, const struct check *check, enum mode most)
{
	enum mode mode = check->mode < most ? check->mode : most;

	buf_printf(line, "%s%s=%s", line->n ? " " : "", name, jj_action_name[action_of[mode]]);
	if (check->at.line > 0)
		buf_printf(line, ":%u", check->at.line);
}

void settings_rules(struct buf *out, const struct policy *p, enum mode most)
{
	struct buf line = { .arena = out->arena };

	rule(&line, "forged", &p->bounces.forged, most);
	rule(&line, "unverifiable", &p->bounces.unverifiable, most);
	rule(&line, "unproven", &p->bounces.unproven, most);
	buf_add(out, line.p, line.n);
}

/* As %XX but for letters and digits, so that no context on the way minds it. */
static void regex(struct writer *w, const char *s)
{
	for (; *s; s++)
		buf_printf(&w->line, jj_alnum((unsigned char)*s) || strchr("-_.", *s) ? "%c" : "%%%02x",
			(unsigned char)*s);
}

/* One item of a key's comma-separated list; `n` counts the list, `total` the kind. */
static void item(struct writer *w, const char *name, const struct str *s, size_t *n, size_t *total)
{
	if (!fits(w, s, name, ","))
		return;
	if ((*total)++ == JJ_ITEMS)
		diag_add(w->d, SEV_ERROR, s->at, AG_OUTBOUND_MANY,
			"more than %d %s in all: the detector takes no more, use networks or parent "
			"domains",
			JJ_ITEMS, name);
	if (*n == 0)
		key(w, name);
	else
		buf_str(&w->line, ",");
	buf_str(&w->line, s->s);
	(*n)++;
}

static void items(struct writer *w, const char *name, const char *what, const struct list *list,
	size_t *n, size_t *total)
{
	if (list->file.s)
		diag_add(w->d, SEV_ERROR, list->file.at, AG_SETTINGS_LINE,
			"%s cannot be a file: they travel with each judged message, so list the few that "
			"there are here",
			what);
	for (size_t i = 0; i < list->n; i++)
		item(w, name, &list->item[i], n, total);
}

static bool listed(const struct list *list, const struct str *s)
{
	for (size_t i = 0; i < list->n; i++)
		if (span_eq(span_str(list->item[i].s), span_str(s->s)))
			return true;
	return false;
}

/* Without message_ids, a Message-ID is ours under a host of the entry or under its domain. */
static void message_ids(struct writer *w, const struct outbound *o)
{
	size_t n = 0;

	items(w, "msgid", "us.outbound[].message_ids", &o->message_ids, &n, &w->msgids);
	if (n > 0 || o->message_ids.item || o->message_ids.file.s)
		return;
	items(w, "msgid", "us.outbound[].hosts", &o->hosts, &n, &w->msgids);
	if (o->for_domain.s[0] != '*' && !listed(&o->hosts, &o->for_domain))
		item(w, "msgid", &o->for_domain, &n, &w->msgids);
}

static void queue_id(struct writer *w, const char *s)
{
	for (size_t i = 0; i < sizeof queue_ids / sizeof queue_ids[0]; i++)
		if (strcmp(s, queue_ids[i].name) == 0)
			s = queue_ids[i].regex;
	key(w, "queue");
	regex(w, s);
}

static void entry(struct writer *w, const struct outbound *o)
{
	size_t n = 0;

	if (!fits(w, &o->for_domain, "the domain of an outbound entry", ""))
		return;
	key(w, "for");
	buf_str(&w->line, o->for_domain.s);
	items(w, "host", "us.outbound[].hosts", &o->hosts, &n, &w->hosts);
	n = 0;
	items(w, "net", "us.outbound[].networks", &o->networks, &n, &w->nets);
	message_ids(w, o);
	if (o->queue_id.s)
		queue_id(w, o->queue_id.s);
	if (o->max_age.s > 0) {
		key(w, "days");
		buf_printf(&w->line, "%lu", (o->max_age.s + DAY - 1) / DAY);
	}
	key(w, "complete");
	buf_str(&w->line, o->complete.on ? "yes" : "no");
}

/* The key itself, so that the detector reads no file. */
static void dkim(struct writer *w, const struct dkim_signer *s)
{
	key(w, "dkim");
	buf_printf(&w->line, "%s:%s:%lu:%s:%s", s->domain.s, s->selector.s, s->days.n,
		s->key.ed25519 ? "ed25519" : "rsa", s->key.key);
	if (!s->key.ed25519)
		buf_printf(&w->line, ":%s", s->key.exponent);
}

static void path(struct writer *w, const char *s)
{
	for (; *s; s++)
		buf_printf(&w->line, *s == '/' || jj_alnum((unsigned char)*s) || strchr("-_.", *s)
					     ? "%c" : "%%%02x", (unsigned char)*s);
}

static void keep(struct writer *w, const struct policy *p)
{
	if (!p->bounces.keep.dir.s)
		return;
	key(w, "keep");
	buf_printf(&w->line, "%lu:%lu:", p->bounces.keep.days.n, p->bounces.keep.max.n);
	path(w, p->bounces.keep.dir.s);
}

/* What the detector has to know of signed tokens. */
static void token(struct writer *w, const struct policy *p)
{
	size_t n = p->bounces.token.n_required;

	if (!p->bounces.token.file)
		return;
	key(w, "keys");
	path(w, p->bounces.token.file);
	key(w, "token");
	buf_printf(&w->line, "%lu", p->bounces.token.days.n);
	if (n > JJ_REQUIRED)
		diag_add(w->d, SEV_ERROR, p->bounces.token.required[JJ_REQUIRED].at, AG_OUTBOUND_MANY,
			"bounces.token.required: the detector takes %d domains; join some under *.domain",
			JJ_REQUIRED);
	for (size_t i = 0; i < n && i < JJ_REQUIRED; i++) {
		const struct required *q = &p->bounces.token.required[i];

		if (i == 0)
			key(w, "required");
		buf_printf(&w->line, "%s%s:%lld", i == 0 ? "" : ",", q->for_domain.s, q->epoch);
	}
}

static void write_line(struct writer *w, const struct policy *p)
{
	size_t never = 0, paths = 0;

	settings_rules(&w->line, p, MODE_DENY);
	if (p->bounces.contact.s && *p->bounces.contact.s &&
		fits(w, &p->bounces.contact, "a contact address", "")) {
		key(w, "contact");
		buf_str(&w->line, p->bounces.contact.s);
	}
	items(w, "never", "bounces.never_send", &p->bounces.never_send, &never, &w->never);
	for (size_t i = 0; i < p->bounces.n_patterns; i++) {
		const struct bounce_pattern *b = &p->bounces.patterns[i];

		key(w, "pattern");
		buf_printf(&w->line, "%s:%s:", b->name.s, b->is == PATTERN_IS_OURS ? "ours" : "note");
		regex(w, b->match.s);
	}
	token(w, p);
	keep(w, p);
	for (size_t i = 0; i < p->bounces.n_dkim; i++)
		dkim(w, &p->bounces.dkim[i]);
	items(w, "returnpath", "bounces.return_path", &p->bounces.return_path, &paths,
		&w->return_paths);
	for (size_t i = 0; i < p->us.n_outbound; i++) {
		if (i == JJ_ENTRIES) {
			diag_add(w->d, SEV_ERROR, p->us.outbound[i].at, AG_OUTBOUND_MANY,
				"more than %d outbound entries: join domains that leave by the same servers "
				"under *.domain or *",
				JJ_ENTRIES);
			break;
		}
		entry(w, &p->us.outbound[i]);
	}
}

static void read_back(struct writer *w, struct where at)
{
	struct jj_settings *s = arena_alloc(w->line.arena, sizeof *s);
	char err[256];

	if (w->line.n > JJ_SETTINGS_TEXT - SETTINGS_LINE_RESERVE)
		diag_add(w->d, SEV_ERROR, at, AG_OUTBOUND_MANY,
			"the outbound entries make %zu bytes of settings, the detector takes %d: use "
			"networks or parent domains instead of single hosts",
			w->line.n, JJ_SETTINGS_TEXT - SETTINGS_LINE_RESERVE);
	else if (jj_settings_parse(s, span(w->line.p, w->line.n), err, sizeof err) != 0)
		diag_add(w->d, SEV_ERROR, at, AG_SETTINGS_LINE, "the detector cannot take %s", err);
}

int settings_line(struct buf *out, const struct policy *p, struct diags *d)
{
	struct writer w = { .line = { .arena = out->arena }, .d = d };
	size_t before = diag_errors(d);

	write_line(&w, p);
	if (diag_errors(d) == before)
		read_back(&w, p->us.at);
	if (diag_errors(d) != before)
		return -1;
	buf_add(out, w.line.p, w.line.n);
	return 0;
}
