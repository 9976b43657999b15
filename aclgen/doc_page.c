/* doc_page.c - see doc_page.h. */
#include <string.h>

#include "doc_page.h"
#include "layout.h"
#include "render_asks.h"
#include "report_style.h"
#include "test_report.h"

struct doc_outcome doc_outcome(const struct doc_line *line)
{
	bool for_now = line->reply && line->reply[0] == '4';

	switch (line->kind) {
	case DOC_PASS: return (struct doc_outcome){ "taken", "pass" };
	case DOC_NOTE: return (struct doc_outcome){ "", "note" };
	case DOC_CHECK: break;
	}
	switch (line->mode) {
	case MODE_OFF: return (struct doc_outcome){ "off", "note" };
	case MODE_LOG: return (struct doc_outcome){ "logged", "log" };
	case MODE_TAG: return (struct doc_outcome){ "marked", "would" };
	case MODE_DEFER: return (struct doc_outcome){ "put off", "off" };
	case MODE_DENY: break;
	}
	return for_now ? (struct doc_outcome){ "put off", "off" } : (struct doc_outcome){ "refused", "refused" };
}

void doc_text(struct buf *b, const char *text)
{
	buf_str(b, report_xml(text, b->arena));
}

static void add_where(struct buf *b, const struct policy *p, struct where at)
{
	if (at.line == 0)
		return;
	buf_printf(b, "<dd class=\"at\"><a href=\"#L%u\">", at.line);
	doc_text(b, p->name);
	buf_printf(b, ":%u</a></dd>\n", at.line);
}

/* A key that says more than is done yet. */
static void add_held(struct buf *b, const struct policy *p, const struct doc_line *line)
{
	if (line->mode < line->asked && !line->always)
		buf_printf(b, "<dd class=\"said\">Its own mode is %s; %s lets it do no more than this.</dd>\n",
			mode_name[line->asked], p->mode < line->asked ? "the mode of the whole policy" : "the rule");
	if (line->soft && enforces_in_part(p))
		buf_str(b, "<dd class=\"said\">For a part of the mail; otherwise it is only marked.</dd>\n");
}

static void add_line(struct buf *b, const struct policy *p, const struct doc_line *line)
{
	struct doc_outcome o = doc_outcome(line);

	buf_str(b, "<dt");
	if (line->kind == DOC_CHECK) {
		buf_str(b, " id=\"");
		doc_text(b, line->name);
		buf_str(b, "\"");
	}
	buf_str(b, "><span>");
	doc_text(b, line->name);
	buf_printf(b, "</span><b class=\"t-%s\">%s</b></dt>\n<dd>", o.class, o.word);
	doc_text(b, line->about);
	buf_str(b, "</dd>\n");
	if (line->kind == DOC_CHECK)
		add_held(b, p, line);
	if (line->kind == DOC_CHECK && line->mode >= MODE_DEFER && line->reply) {
		buf_str(b, "<dd class=\"said\">The sender reads: &#8220;");
		doc_text(b, line->reply);
		buf_str(b, "&#8221;</dd>\n");
	}
	add_where(b, p, line->at);
}

static bool is_off(const struct doc_line *line)
{
	return line->kind == DOC_CHECK && line->mode == MODE_OFF;
}

static void add_stage(struct buf *b, const struct policy *p, const struct doc_stage *s)
{
	size_t n = 0;

	buf_printf(b, "<section><h2>%s</h2><p>%s</p>\n", s->title, s->about);
	for (size_t i = 0; i < s->n; i++)
		n += !is_off(&s->line[i]);
	if (n > 0)
		buf_str(b, "<dl>\n");
	for (size_t i = 0; i < s->n; i++)
		if (!is_off(&s->line[i]))
			add_line(b, p, &s->line[i]);
	buf_str(b, n > 0 ? "</dl></section>\n" : "<p>Nothing is asked here.</p></section>\n");
}

static void add_off(struct buf *b, const struct policy *p, const struct doc_stage stage[DOC_STAGES])
{
	size_t n = 0;

	for (size_t i = 0; i < DOC_STAGES; i++)
		for (size_t k = 0; k < stage[i].n; k++) {
			if (!is_off(&stage[i].line[k]))
				continue;
			if (n++ == 0)
				buf_str(b, "<section><h2>Switched off</h2><p>These are not asked.</p>\n<dl>\n");
			add_line(b, p, &stage[i].line[k]);
		}
	if (n > 0)
		buf_str(b, "</dl></section>\n");
}

/* ---- what holds for all of it ---- */

static void add_names(struct buf *b, const struct list *l)
{
	enum { SHOWN = 20 };

	for (size_t i = 0; i < l->n && i < SHOWN; i++) {
		buf_str(b, i ? ", " : "");
		doc_text(b, l->item[i].s);
	}
	if (l->n > SHOWN)
		buf_printf(b, " and %zu more", l->n - SHOWN);
}

static void add_head(struct buf *b, const struct policy *p)
{
	buf_str(b, "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
		   "<meta charset=\"utf-8\"/>\n"
		   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
		   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
		   "'unsafe-inline'\"/>\n<meta name=\"robots\" content=\"noindex\"/>\n<title>Mail policy of ");
	doc_text(b, p->us.hostname.s);
	buf_printf(b, "</title>\n<style>\n%s%s</style>\n</head>\n<body>\n<header><h1>What ", report_style, doc_style);
	doc_text(b, p->us.hostname.s);
	buf_str(b, " does with mail</h1><p>");
	if (p->us.local.n > 0) {
		buf_str(b, "It has mailboxes of ");
		add_names(b, &p->us.local);
		buf_str(b, ". ");
	}
	if (p->us.relay_to.n > 0) {
		buf_str(b, "It hands on the mail of ");
		add_names(b, &p->us.relay_to);
		buf_str(b, ".");
	}
	buf_str(b, "</p>");
	if (p->mode == MODE_LOG || p->mode == MODE_OFF)
		buf_str(b, "<p class=\"warn\">Nobody is refused yet for what a check finds: it is only logged.</p>");
	else if (p->mode == MODE_TAG)
		buf_str(b, "<p class=\"warn\">Nobody is refused yet for what a check finds: the mail is only marked.</p>");
	buf_str(b, "</header>\n<main>\n");
}

/* "3 seconds" and the like, in the largest unit that fits. */
static void add_period(struct buf *b, unsigned long s)
{
	static const struct {
		unsigned long s;
		const char *name;
	} units[] = { { 86400, "day" }, { 3600, "hour" }, { 60, "minute" }, { 1, "second" } };
	size_t i = 0;

	while (s % units[i].s != 0)
		i++;
	buf_printf(b, "%lu %s%s", s / units[i].s, units[i].name, s == units[i].s ? "" : "s");
}

static void add_always(struct buf *b, const struct policy *p)
{
	buf_str(b, "<section class=\"wide-row\"><h2>What always holds</h2>\n<ul class=\"plain\">\n"
		   "<li>Mail is refused while the sender's server still waits for the answer; it tells its user. "
		   "Nothing is taken and bounced later, and nothing is thrown away.</li>\n");
	if (p->exempt.recipients.n > 0) {
		buf_str(b, "<li>These take mail from everybody who may send any: ");
		add_names(b, &p->exempt.recipients);
		buf_str(b, ".</li>\n");
	}
	buf_str(b, "<li>A check that cannot be answered, because a server or the DNS is down, refuses nobody");
	if (sender_has_to_answer(p) || recipient_has_to_answer(p))
		buf_str(b, "; but the servers that are asked about addresses have to answer, or the mail is put off");
	buf_str(b, ".</li>\n<li>A bounce that cannot be judged is not taken for a forged one.</li>\n");
	if (p->bounces.contact.s) {
		buf_str(b, "<li>Whoever is refused is told whom to ask: ");
		doc_text(b, p->bounces.contact.s);
		buf_str(b, ".</li>\n");
	}
	if (p->bounces.kill_switch.s) {
		buf_str(b, "<li>While the file ");
		doc_text(b, p->bounces.kill_switch.s);
		buf_str(b, " exists, what is refused for a check is only logged.</li>\n");
	}
	if (p->enforce.share.n > 0)
		buf_printf(b, "<li>Refusals are tried on %lu.%lu %% of the messages first.</li>\n",
			p->enforce.share.n / 10, p->enforce.share.n % 10);
	if (p->enforce.domains.n > 0) {
		buf_str(b, "<li>Refusals are tried on the mail to these domains first: ");
		add_names(b, &p->enforce.domains);
		buf_str(b, ".</li>\n");
	}
	if (p->fallback.after.n > 0) {
		buf_printf(b, "<li>A rule that refuses more than %lu times within ", p->fallback.after.n);
		add_period(b, p->fallback.after.s);
		buf_str(b, " is taken for wrong, and only marks mail until that is over: ");
		add_names(b, &p->fallback.rules);
		buf_str(b, ".</li>\n");
	}
	buf_str(b, "</ul></section>\n");
}

static void add_source(struct buf *b, const struct policy *p, const char *source)
{
	unsigned line = 1;

	buf_str(b, "<section class=\"wide-row\"><h2>The policy itself</h2><p>");
	doc_text(b, p->name);
	buf_str(b, "</p>\n<pre>");
	for (const char *s = source; *s != '\0'; line++) {
		size_t n = strcspn(s, "\n");

		buf_printf(b, "<span id=\"L%u\">", line);
		doc_text(b, arena_copy(b->arena, s, n));
		buf_str(b, "</span>");
		s += n + (s[n] != '\0');
	}
	buf_str(b, "</pre></section>\n");
}

void doc_page(struct buf *b, const struct policy *p, const char *source)
{
	struct doc_stage stage[DOC_STAGES];

	doc_stages(stage, p, b->arena);
	add_head(b, p);
	add_always(b, p);
	buf_str(b, "<section><h2>The way of a message</h2><p>From top to bottom. What is taken, put off or refused goes "
		   "no further; what is marked or logged goes on.</p>\n");
	doc_picture(b, stage);
	buf_str(b, "</section>\n<div>\n");
	for (size_t i = 0; i < DOC_STAGES; i++)
		add_stage(b, p, &stage[i]);
	add_off(b, p, stage);
	buf_str(b, "</div>\n");
	add_source(b, p, source);
	buf_str(b, "</main>\n<footer><p>aclgen doc " JJ_VERSION "</p></footer>\n</body>\n</html>\n");
}
