/* original.c - see original.h. */
#include "original.h"

#include <stdarg.h>
#include <stdio.h>

#include "date.h"
#include "original_token.h"

enum {
	DAY = 86400,
	AHEAD = 2 * DAY, /* how far a clock may be ahead of ours, whatever its zone */
};

void detail_copy(char *to, size_t size, struct span from)
{
	size_t n = from.n < size - 1 ? from.n : size - 1;

	for (size_t i = 0; i < n; i++)
		to[i] = from.p[i] > 32 && from.p[i] < 127 ? (char)from.p[i] : from.p[i] == ' ' ? ' ' : '?';
	to[n] = '\0';
}

void explain(const struct us *us, unsigned line, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	if (!us->explain)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	for (char *p = text; *p; p++)
		if (*p < 32 || *p > 126)
			*p = '?';
	us->explain(us->explain_ctx, line, text);
}

void original_reset(struct original *o)
{
	memset(o, 0, sizeof *o);
}

/* The domain of the first <...@domain>, or of the whole where nobody wrote brackets. */
static struct span message_id_domain(struct span v)
{
	size_t at;

	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] == '<') {
			v = span(v.p + i + 1, v.n - i - 1);
			break;
		}
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] == '>' || jj_blank(v.p[i]))
			v.n = i;
	for (at = v.n; at > 0 && v.p[at - 1] != '@'; at--)
		;
	return at ? span(v.p + at, v.n - at) : span(NULL, 0);
}

bool original_message_id_ours(const struct us *us, struct span value)
{
	struct span domain = message_id_domain(value);

	return domain.n && (jj_settings_msgid(us->settings, domain) & us->mask);
}

static jj_mask host_ours(const struct us *us, struct span name)
{
	return name.n ? jj_settings_host(us->settings, name) & us->mask : 0;
}

/* A private address is everybody's: it neither proves nor condemns. */
static jj_mask address_ours(const struct us *us, const struct address *a)
{
	return a->has && a->public ? jj_settings_addr(us->settings, a->a) & us->mask : 0;
}

static void find_set(struct find *f, enum jj_evidence_kind kind, unsigned line, struct span detail)
{
	f->found = true;
	f->kind = kind;
	f->line = line;
	detail_copy(f->detail, sizeof f->detail, detail);
}

/* Did one of us hand the message to the writer of this line, as that writer saw it? What the peer
 * called itself counts only where no public address was written down. */
static bool peer_ours(const struct us *us, const struct received *r)
{
	return address_ours(us, &r->peer) ||
		(!(r->peer.public && r->name_or_helo) && host_ours(us, r->name)) ||
		(!r->peer.public && host_ours(us, r->helo));
}

/* A name of ours beside an address that is not: everybody can say such a HELO, but it may be the name
 * of that address; and where we have named no networks of its family, the address may be ours. */
static struct span claimed(const struct us *us, const struct received *r)
{
	if (r->name_or_helo && host_ours(us, r->name))
		return r->name;
	if (host_ours(us, r->helo) && !jj_settings_has_nets(us->settings, us->mask, r->peer.a))
		return r->helo;
	return span(NULL, 0);
}

static void find_peer(struct find *f, unsigned line, const struct us *us, const struct received *r)
{
	char text[JJ_ADDR_TEXT];

	if (address_ours(us, &r->peer))
		find_set(f, JJ_EV_RECEIVED_FROM, line, span(text, jj_addr_print(r->peer.a, text)));
	else
		find_set(f, JJ_EV_RECEIVED_FROM, line, host_ours(us, r->name) ? r->name : r->helo);
}

static const char *shown(char out[64], struct span s)
{
	detail_copy(out, 64, s.n ? s : span_str("-"));
	return out;
}

static void explain_received(const struct us *us, unsigned line, const struct received *r,
	bool by_ours, bool from_ours)
{
	char by[64], helo[64], name[64], peer[JJ_ADDR_TEXT] = "-";

	if (!us->explain)
		return;
	if (r->peer.has)
		jj_addr_print(r->peer.a, peer);
	explain(us, line, "Received, shape %s: by %s%s; peer name %s, address %s, HELO %s%s", r->family,
		shown(by, r->by), by_ours ? " (ours)" : "", shown(name, r->name), peer,
		shown(helo, r->helo), from_ours ? " (ours)" : "");
}

/* Whether the servers of this entry never give such a queue id. */
static bool odd_id(const struct us *us, unsigned entry, const struct field *f, struct span id)
{
	enum pattern_answer a = id.n ? patterns_queue(us->patterns, entry, id) : PATTERN_YES;

	if (a == PATTERN_LIMIT)
		explain(us, f->line, "the pattern of our queue ids reached a limit and says nothing");
	return a == PATTERN_NO;
}

static bool odd_date(const struct us *us, unsigned entry, struct span date)
{
	const struct jj_settings *s = us->settings;
	int64_t days = s->entry[entry].days, then;

	if (!days || !s->now || !date_parse(date, &then))
		return false;
	return then > s->now + AHEAD || then < s->now - days * DAY;
}

/* A line that no server of ours can have written, whichever of them it names. */
static bool impossible(struct original *o, const struct us *us, const struct field *f,
	const struct received *r, jj_mask by)
{
	char detail[JJ_DETAIL_MAX];
	bool id = true, date = true;

	if (f->cut || f->unended || f->broken)
		return false;
	for (unsigned i = 0; i < us->settings->n_entries; i++)
		if (by & (jj_mask)1 << i) {
			id = id && odd_id(us, i, f, r->id);
			date = date && odd_date(us, i, r->date);
		}
	if (!id && !date)
		return false;
	detail_copy(detail, sizeof detail, id ? r->id : r->date);
	explain(us, f->line, "it names us, but cannot be ours: %s is %s", detail,
		id ? "not a queue id of ours" : "too old or in the future");
	if (!o->denied.found)
		find_set(&o->denied, JJ_EV_RECEIVED_IMPOSSIBLE, f->line, span_str(detail));
	return true;
}

/* The line names us as the writer; what does the line above it say? */
static void judge_by(struct original *o, const struct us *us, const struct field *f,
	const struct received *r, jj_mask by)
{
	char peer[JJ_ADDR_TEXT];
	unsigned line = f->line;

	if (impossible(o, us, f, r, by))
		return;
	if (!o->above.outside || !jj_settings_has_nets(us->settings, us->mask, o->above.peer)) {
		if (!o->ours.found)
			find_set(&o->ours, JJ_EV_RECEIVED_BY, line, r->by);
		return;
	}
	jj_addr_print(o->above.peer, peer);
	if (!o->denied.found)
		find_set(&o->denied, JJ_EV_RECEIVED_CONTRADICTED, line, span_str(peer));
	explain(us, line, "it names us, but line %u above took the mail from %s, which is not ours: "
		"somebody else wrote it", o->above.line, peer);
}

/* The first one that is reached is the one to be named. */
static void limit_reached(struct original *o, const char *name)
{
	if (!o->limit)
		o->limit = name;
}

void original_gap(struct original *o, const struct us *us, unsigned line)
{
	o->gap = true;
	o->cut |= !o->n_author;
	explain(us, line, "lines of the header seem to be left out here");
}

/* A report may tell when the message was received, in a field of that name. */
static bool no_trace(const struct field *f, const struct received *r)
{
	return !r->from && !r->by.n && f->value.n && f->value.p[0] != '(' && !f->cut && !f->unended &&
		!f->broken;
}

static void received_field(struct original *o, const struct us *us, const struct field *f)
{
	struct received r;

	bool parsed = o->n_received < JJ_RECEIVED_MAX && received_parse(us->shapes, f->value, &r);

	if (parsed && no_trace(f, &r)) {
		explain(us, f->line, "not a trace field: it says neither from nor by");
		return;
	}
	o->cut |= o->gap;
	if (!o->n_received++)
		o->first_received = f->line;
	o->n_author = 0;
	if (o->n_received > JJ_RECEIVED_MAX) {
		limit_reached(o, "received-fields");
		return;
	}
	if (!parsed) {
		limit_reached(o, "match");
		o->above.outside = false;
		explain(us, f->line, "this Received line reached a limit and says nothing");
		return;
	}
	if (us->received)
		us->received(us->received_ctx, f->line, &r);
	jj_mask by_ours = host_ours(us, r.by) | address_ours(us, &r.by_addr);
	bool from_ours = peer_ours(us, &r);

	if (f->cut)
		limit_reached(o, "field");
	o->cut |= f->unended;
	o->usable |= received_usable_name(r.by) || (r.by_addr.has && r.by_addr.public) ||
		received_usable_name(r.helo) || received_usable_name(r.name) ||
		(r.peer.has && r.peer.public);
	explain_received(us, f->line, &r, by_ours, from_ours);
	if (by_ours)
		judge_by(o, us, f, &r, by_ours);
	else if (from_ours && !o->ours.found)
		find_peer(&o->ours, f->line, us, &r);
	else if (!from_ours && !o->foreign.found)
		find_set(&o->foreign, JJ_EV_RECEIVED_NONE, f->line, r.by.n ? r.by : r.name);
	struct span claim = from_ours ? span(NULL, 0) : claimed(us, &r);

	if (claim.n && !o->claimed.found) {
		find_set(&o->claimed, JJ_EV_RECEIVED_CLAIMED, f->line, claim);
		explain(us, f->line, "the peer has or claims a name of ours, which its address does "
			"not show");
	}
	if (o->ours.found && o->ours.line == f->line)
		original_line_date(o, us, r.date);
	detail_copy(o->via, sizeof o->via, o->ours.found ? span_str(o->ours.detail) : r.by);
	o->above.outside = r.peer.has && r.peer.public && !from_ours;
	o->above.line = f->line;
	memcpy(o->above.peer, r.peer.a, sizeof o->above.peer);
}

bool original_from_daemon(struct span from)
{
	static const char *const names[] = { "mailer-daemon", "postmaster", "mailerdaemon",
		"mail-daemon", "mailer_daemon", "mdaemon", "mail delivery", "bounce", "maildeliverysystem" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (span_find(from, names[i]) < from.n)
			return true;
	return false;
}

/* A pattern that reached a limit might have shown that the mail is ours; a note would not. */
static void pattern_limit(struct original *o, const struct us *us, const struct field *f,
	const struct jj_pattern *pattern, bool first)
{
	if (first)
		explain(us, f->line, "the pattern %.*s reached a limit and says nothing",
			(int)pattern->name.n, (const char *)pattern->name.p);
	if (!pattern->note)
		limit_reached(o, "pattern");
}

static void pattern_match(struct original *o, const struct us *us, const struct field *f,
	unsigned i)
{
	const struct jj_pattern *pattern = &us->settings->pattern[i];

	explain(us, f->line, "the pattern %.*s matches%s", (int)pattern->name.n,
		(const char *)pattern->name.p, pattern->note ? ", which is only noted" : ": it is ours");
	o->noted[i] = f->line;
	if (!pattern->note && !o->pattern.found)
		find_set(&o->pattern, JJ_EV_PATTERN, f->line, pattern->name);
}

static void ask_patterns(struct original *o, const struct us *us, const struct field *f)
{
	for (unsigned i = 0; i < us->settings->n_patterns; i++) {
		if (o->noted[i])
			continue;
		switch (patterns_field(us->patterns, i, f->whole)) {
		case PATTERN_NO:
			break;
		case PATTERN_YES:
			pattern_match(o, us, f, i);
			break;
		case PATTERN_LIMIT:
			pattern_limit(o, us, f, &us->settings->pattern[i], true);
			break;
		case PATTERN_SPENT:
			pattern_limit(o, us, f, &us->settings->pattern[i], false);
			break;
		}
	}
}

bool original_proved(const struct original *o)
{
	return o->ours.found || o->pattern.found || o->dkim.found || original_token_proves(o);
}

bool original_settled(const struct original *o, const struct us *us)
{
	return original_token_proves(o) || (original_proved(o) && !us->proof_since);
}

void original_field(struct original *o, const struct us *us, const struct field *f)
{
	if (!o->n_fields++)
		o->line = f->line;
	o->n_mail += header_is_mail(f->id);
	if (o->n_fields > JJ_FIELDS_MAX) {
		limit_reached(o, "fields");
		return;
	}
	ask_patterns(o, us, f);
	switch (f->id) {
	case F_RECEIVED:
		o->broken |= f->broken;
		received_field(o, us, f);
		break;
	case F_MESSAGE_ID:
		o->n_author += !f->unended;
		if (o->has_message_id)
			break;
		o->has_message_id = true;
		detail_copy(o->message_id_text, sizeof o->message_id_text, f->value);
		if (original_message_id_ours(us, f->value))
			find_set(&o->message_id, JJ_EV_MESSAGE_ID, f->line, f->value);
		explain(us, f->line, "Message-ID %s", o->message_id.found ? "of ours" : "not of ours");
		break;
	case F_FROM:
		o->from_daemon |= original_from_daemon(f->value) || span_is(f->value, "<>");
		o->has_from |= !f->unended;
		o->n_author += !f->unended;
		break;
	case F_DATE:
		original_author_date(o, us, f->value);
		o->n_author += !f->unended;
		break;
	case F_AUTHOR:
		o->n_author += !f->unended;
		break;
	case F_TOKEN:
		original_token(o, us, f);
		break;
	case F_RETURN_PATH:
		o->is_bounce |= span_is(f->value, "<>");
		o->has_sender |= f->value.n && !span_is(f->value, "<>") &&
			!original_from_daemon(f->value);
		break;
	case F_AUTO_SUBMITTED:
		o->is_bounce |= span_starts(f->value, "auto-replied");
		break;
	case F_FAILED_RECIPIENTS:
		o->is_bounce = true;
		break;
	case F_CONTENT_TYPE:
		o->is_bounce |= span_starts(f->value, "multipart/report");
		break;
	case F_REPORT:
		o->n_report++;
		break;
	case F_OTHER:
	case F_ENCODING:
	case F_IN_REPLY_TO:
	case F_REFERENCES:
	case F_ORIGINAL_MESSAGE_ID:
	case F_TRACE:
	case F_MIME:
		break;
	}
}
