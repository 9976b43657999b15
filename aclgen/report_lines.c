/* report_lines.c - see report_lines.h.
 *
 * HELO names and addresses in a line are what strangers wrote. What decides is therefore looked for at
 * the start of a line, and behind the client's address. Who quotes our words in the local part of an
 * address can make a count wrong, and nothing else.
 */
#include "report_lines.h"

#include <stdio.h>

#include "report_fields.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* ---- Exim's own lines ---- */

static const char *const bounce_rule[] = { NULL, "bounces.forged", "bounces.unverifiable", "bounces.unproven" };

static void note_mta(struct tally *t, struct message *m, const struct log_client *c)
{
	if (!(m->flags & M_UNVERIFIABLE))
		return;
	m->flags &= ~(uint32_t)M_UNVERIFIABLE;
	top_add(&t->name[BY_MTA], c->name.n > 0 ? c->name : c->address, 0);
}

static void received(struct tally *t, const struct log_line *l)
{
	struct span sender = log_until(log_behind(l->text, 3), " ");
	struct message *m = tally_message(t, l->id);
	struct log_client c = log_client(l->text);
	unsigned rule = m->flags / M_RULE;
	struct span mode = span_str(m->flags & M_TAGGED ? "tag" : "log");

	m->size = (uint32_t)log_number(log_field(log_behind(l->text, log_find(l->text, " P=")), " S=", " "));
	m->flags &= M_TAGGED - 1;
	t->received++;
	t->received_bytes += m->size;
	t->bounced += log_begins(l->text, "<= <> R=");
	note_mta(t, m, &c);
	tally_hour(t, l->at, H_RECEIVED);
	if (c.address.n > 0)
		top_add(&t->name[BY_CLIENT], c.address, CLIENT_RECEIVED);
	if (rule > 0 && rule < COUNT(bounce_rule))
		tally_refusal(t, WOULD_REFUSE,
			&(struct refusal){ .at = l->at, .rule = span_str(bounce_rule[rule]), .mode = mode, .client = c.address,
				.sender = span_is(sender, "<>") ? span(sender.p, 0) : sender,
				.attempt = tally_hash(l->id, 1) });
}

static void delivered(struct tally *t, const struct log_line *l)
{
	t->delivered++;
	t->delivered_bytes += tally_message(t, l->id)->size;
	tally_hour(t, l->at, H_DELIVERED);
}

static void flag(struct tally *t, const struct log_line *l, uint32_t flag, uint64_t *count)
{
	struct message *m = tally_message(t, l->id);

	*count += !(m->flags & flag);
	m->flags |= flag;
}

static void deferred(struct tally *t, const struct log_line *l)
{
	flag(t, l, M_DELAYED, &t->delayed);
}

static void failed(struct tally *t, const struct log_line *l)
{
	flag(t, l, M_FAILED, &t->failed);
}

static void completed(struct tally *t, const struct log_line *l)
{
	tally_message_done(t, l->id);
}

static void known(struct tally *t, const struct log_line *l)
{
	(void)t;
	(void)l;
}

/* ---- refusals ---- */

/* "rejected RCPT <a@b>: joejob rule=recipient.unknown line=9 mode=deny", where Exim may add why it
 * could not verify: ": Unrouteable address". */
static bool our_rule(struct span text, struct refusal *r)
{
	struct span s = log_behind(text, log_find(text, ": joejob rule=") + strlen(": joejob rule="));

	r->rule = log_until(s, " ");
	r->mode = log_until(log_field(s, " mode=", " "), ":");
	return r->mode.n > 0;
}

/* What the module tells a client ends in "(bounces.forged)", or goes on behind it. */
static bool module_rule(struct span text, struct refusal *r)
{
	size_t at = log_find(text, "rejected by local_scan(): ");

	if (at == text.n)
		return false;
	r->rule = log_field(log_behind(text, at + strlen("rejected by local_scan()")), " (", ")");
	return log_begins(r->rule, "bounces.");
}

/* A refusal that is not ours, by the command: "(RCPT)", "(DATA)", "(connection)". */
static struct span stage_of(struct span text, size_t at, char buf[RULE_NAME])
{
	struct span s = log_until(log_until(log_behind(text, at + strlen("rejected ")), " <"), ":");
	size_t n = 0;

	if (log_begins(s, "after ") || log_begins(s, "by "))
		s = log_behind(s, log_find(s, " ") + 1);
	s = log_until(log_until(log_until(s, " "), "("), "\"");
	buf[n++] = '(';
	for (size_t i = 0; i < s.n && n < RULE_NAME - 2 && (jj_alnum(s.p[i]) || s.p[i] == '_'); i++)
		buf[n++] = (char)s.p[i];
	buf[n++] = ')';
	return span(buf, n);
}

static void rejected(struct tally *t, const struct log_line *l)
{
	struct log_client c = log_client(l->text);
	struct span rest = log_behind_client(l->text, &c);
	struct refusal r = { .at = l->at, .client = c.address,
		.sender = log_field(log_begins(l->text, "F=<") ? l->text : rest, "F=<", ">") };
	char stage[RULE_NAME];
	size_t at;

	/* "rejected connection from H=...", or "H=... F=<...> rejected RCPT ...": */
	if (log_begins(l->text, "rejected "))
		rest = l->text;
	at = log_find(rest, "rejected ");
	if (at == rest.n) {
		t->others++;
		return;
	}
	if (!our_rule(log_behind(rest, at), &r) && !module_rule(rest, &r)) {
		r.mode = span(stage, 0);
		r.rule = stage_of(rest, at, stage);
	}
	if (l->id.n > 0) {
		note_mta(t, tally_message(t, l->id), &c);
		tally_message_done(t, l->id);
	}
	tally_refusal(t, at >= 12 && memcmp(rest.p + at - 12, "temporarily ", 12) == 0 ? PUT_OFF : REFUSED, &r);
}

/* Exim's own doing, which connect.pipelining makes it do. */
static void not_in_turn(struct tally *t, const struct log_line *l)
{
	tally_refusal(t, REFUSED,
		&(struct refusal){ .at = l->at, .rule = span_str("connect.pipelining"),
			.client = log_client(l->text).address, .sender = log_field(l->text, "F=<", ">") });
}

/* ---- our lines ---- */

/* "joejob rule=sender.verify line=31 mode=log would refuse H=... F=<...> R=<...>" */
static void rule(struct tally *t, const struct log_line *l)
{
	size_t at = log_find(l->text, " would refuse H=");
	struct span who = log_behind(l->text, at + strlen(" would refuse "));
	struct refusal r = { .at = l->at, .rule = log_field(l->text, " rule=", " "),
		.mode = log_field(l->text, " mode=", " ") };

	/* Exim wrote another line about who was dropped. */
	if (at >= log_find(l->text, " H="))
		return;
	r.client = log_client(who).address;
	r.sender = log_field(who, "F=<", ">");
	r.attempt = tally_hash(who, 0);
	if (l->id.n > 0)
		tally_message(t, l->id)->flags &= M_TAGGED - 1;
	tally_refusal(t, WOULD_REFUSE, &r);
}

/* "joejob verdict=forged evidence=received-none rule=bounces.forged line=44 action=log bytes=2048
 * us=* via=mx.example.net" */
static void verdict(struct tally *t, const struct log_line *l)
{
	struct span found = log_field(l->text, " verdict=", " "), why = log_field(l->text, " evidence=", " ");
	struct span action = log_field(l->text, " action=", " "), by = log_field(l->text, " rule=", " ");
	struct span via = log_field(l->text, " via=", " "), us = log_field(l->text, " us=", " ");
	unsigned kind = span_is(found, "ours") ? VIA_OURS : span_is(found, "forged") ? VIA_FORGED
										     : VIA_UNVERIFIABLE;
	char name[TOP_NAME + 1];
	int n = snprintf(name, sizeof name, "%.*s %.*s", (int)found.n, found.p, (int)why.n, why.p);

	top_add(&t->name[BY_VERDICT], span(name, (size_t)n < sizeof name ? (size_t)n : TOP_NAME), 0);
	if (via.n > 0) {
		n = snprintf(name, sizeof name, "%.*s %.*s", (int)us.n, us.p, (int)via.n, via.p);
		top_add(&t->name[BY_VIA], span(name, (size_t)n < sizeof name ? (size_t)n : TOP_NAME), kind);
	}
	if (l->id.n == 0)
		return;
	struct message *m = tally_message(t, l->id);

	if (span_is(found, "unverifiable"))
		m->flags |= M_UNVERIFIABLE;
	if (!span_is(action, "log") && !span_is(action, "tag"))
		return;
	for (unsigned i = 1; i < COUNT(bounce_rule); i++)
		if (span_is(by, bounce_rule[i]))
			m->flags = (m->flags & (M_TAGGED - 1)) | i * M_RULE |
				   (span_is(action, "tag") ? M_TAGGED : 0);
}

/* "joejob token=none from=ours F=<user@example.org> D=example.net (the module is missing)" */
static void no_token(struct tally *t, const struct log_line *l)
{
	bool ours = span_is(log_field(l->text, " from=", " "), "ours");
	struct span s = log_behind(l->text, log_find_last(l->text, " ("));

	top_add(&t->name[BY_UNSIGNED], log_domain(log_field(l->text, " F=<", ">")), ours ? UNSIGNED_TOKEN : UNSIGNED_OTHERS);
	if (ours && s.n > 3)
		top_add(&t->name[BY_WHY], span(s.p + 2, s.n - 3), 0);
}

/* "joejob prvs=none F=<user@example.org>: there is no /etc/exim4/prvs.key" */
static void no_prvs(struct tally *t, const struct log_line *l)
{
	size_t at = log_find_last(l->text, ">: ");

	top_add(&t->name[BY_UNSIGNED], log_domain(log_field(l->text, " F=<", ">")), UNSIGNED_PRVS);
	if (at < l->text.n)
		top_add(&t->name[BY_WHY], log_behind(l->text, at + 3), 0);
}

/* "joejob callout=sender F=<a@partner.example>" */
static void callout(struct tally *t, const struct log_line *l)
{
	top_add(&t->name[BY_CALLOUT], log_domain(log_field(l->text, " F=<", ">")), 0);
}

/* "joejob spamassassin=ham score=0.3" */
static void scored(struct tally *t, const struct log_line *l)
{
	*(span_is(log_field(l->text, " spamassassin=", " "), "spam") ? &t->spam : &t->ham) += 1;
}

static void not_scored(struct tally *t, const struct log_line *l)
{
	(void)l;
	t->spamd_silent++;
	top_add(&t->name[BY_TROUBLE], span_str("spamassassin: no server answers"), 0);
}

/* "joejob state=down ...", "joejob list=...", "joejob error=...": up to where they speak of one case. */
static void trouble(struct tally *t, const struct log_line *l)
{
	top_add(&t->name[BY_TROUBLE], log_behind(l->text, strlen("joejob ")), 0);
}

/* ---- the table ---- */

static const struct recogniser {
	const char *begins;
	void (*count)(struct tally *t, const struct log_line *l);
	bool of_message; /* only with a message id before it */
} recognisers[] = {
	{ "<= ", received, true },
	{ "=> ", delivered, true },
	{ "-> ", delivered, true },
	{ ">> ", delivered, true }, /* cutthrough */
	{ "*> ", known, true },     /* delivery suppressed */
	{ "== ", deferred, true },
	{ "** ", failed, true },
	{ "Completed", completed, true },
	{ "joejob verdict=", verdict, false },
	{ "joejob rule=", rule, false },
	{ "joejob spamassassin=", scored, false },
	{ "joejob callout=", callout, false },
	{ "joejob token=none", no_token, false },
	{ "joejob prvs=none", no_prvs, false },
	{ "joejob state=", trouble, false },
	{ "joejob list=", trouble, false },
	{ "joejob error=", trouble, false },
	{ "spam acl condition: all spamd servers failed", not_scored, false },
	{ "H=", rejected, false },
	{ "F=<", rejected, false },
	{ "U=", rejected, false },
	{ "rejected ", rejected, false },
	{ "SMTP protocol synchronization error", not_in_turn, false },
};

void report_line(struct tally *t, struct log_clock *c, struct span line)
{
	struct log_line l;

	t->lines++;
	if (!log_line_read(c, line, &l)) {
		t->foreign++;
		return;
	}
	if (l.at < t->since || l.at >= t->until) {
		t->outside++;
		return;
	}
	t->first = l.at < t->first ? l.at : t->first;
	t->last = l.at > t->last ? l.at : t->last;
	for (size_t i = 0; i < COUNT(recognisers) && l.text.n > 0; i++) {
		const struct recogniser *r = &recognisers[i];

		if (*l.text.p == (unsigned char)*r->begins && log_begins(l.text, r->begins) && (l.id.n > 0 || !r->of_message)) {
			r->count(t, &l);
			return;
		}
	}
	*(log_begins(l.text, "joejob ") ? &t->unknown : &t->others) += 1;
}
