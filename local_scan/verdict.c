/* verdict.c - see verdict.h. Whatever is in doubt ends in `unverifiable`. */
#include "verdict.h"

#include <stdio.h>

#include "original_token.h"

enum { PROOF_FIELD = 80 }; /* of a log line, name and all */

const char *const jj_verdict_name[JJ_VERDICTS] = {
	[JJ_NOT_A_BOUNCE] = "not-a-bounce",
	[JJ_UNVERIFIABLE] = "unverifiable",
	[JJ_FORGED] = "forged",
	[JJ_OURS] = "ours",
};

const char *const jj_evidence_name[JJ_EVIDENCE_KINDS] = {
	[JJ_EV_TOKEN] = "token",
	[JJ_EV_DKIM] = "dkim",
	[JJ_EV_RECEIVED_BY] = "received-by",
	[JJ_EV_RECEIVED_FROM] = "received-from",
	[JJ_EV_PATTERN] = "pattern",
	[JJ_EV_MESSAGE_ID] = "message-id",
	[JJ_EV_RECEIVED_NONE] = "received-none",
	[JJ_EV_RECEIVED_CONTRADICTED] = "received-contradicted",
	[JJ_EV_RECEIVED_IMPOSSIBLE] = "received-impossible",
	[JJ_EV_NEVER_SENDS] = "never-sends",
	[JJ_EV_RECEIVED_HOSTLESS] = "received-hostless",
	[JJ_EV_RECEIVED_CLAIMED] = "received-claimed",
	[JJ_EV_RETURNED_BOUNCE] = "returned-bounce",
	[JJ_EV_NO_RECEIVED] = "no-received",
	[JJ_EV_NO_HOSTS] = "no-hosts",
	[JJ_EV_NO_ENTRY] = "no-entry",
	[JJ_EV_INCOMPLETE] = "incomplete",
	[JJ_EV_TRUNCATED] = "truncated",
	[JJ_EV_LIMIT] = "limit",
	[JJ_EV_ENCODING] = "encoding",
	[JJ_EV_NO_ORIGINAL] = "no-original",
	[JJ_EV_NOT_A_BOUNCE] = "not-a-bounce",
	[JJ_EV_UNPROVEN] = "unproven",
	[JJ_EV_TOKEN_BAD] = "token-bad",
	[JJ_EV_DKIM_NOTE] = "dkim-note",
	[JJ_EV_NOTE] = "pattern-note",
};

static void add(struct jj_result *r, enum jj_evidence_kind kind, const char *where, unsigned line,
	const char *detail)
{
	struct jj_evidence *e;

	if (r->n_evidence == JJ_EVIDENCE_MAX)
		return;
	e = &r->evidence[r->n_evidence++];
	e->kind = kind;
	e->where = where;
	e->line = line;
	detail_copy(e->detail, sizeof e->detail, span_str(detail));
}

static void decide(struct jj_result *r, enum jj_verdict v, enum jj_evidence_kind kind,
	const char *where, unsigned line, const char *detail)
{
	r->verdict = v;
	add(r, kind, where, line, detail);
}

static void decide_find(struct jj_result *r, const struct find *f, const char *where)
{
	decide(r, JJ_OURS, f->kind, where, f->line, f->detail);
}

static bool complete(const struct us *us, const struct message *m)
{
	if (m->stranger)
		return false;
	for (unsigned i = 0; i < us->settings->n_entries; i++)
		if ((us->mask & (jj_mask)1 << i) && !us->settings->entry[i].complete)
			return false;
	return us->mask != 0;
}

/* The author's own fields stand below the last Received line; where they are missing, Received lines
 * may be missing as well. So they may where a message stops within the header, unless it has come
 * as far as From. */
static bool cut_off(const struct original *o)
{
	return o->cut || !o->n_author || !(o->ended || o->has_from);
}

/* Received lines, and none of them is ours. */
static void judge_foreign(struct jj_result *r, const struct us *us, const struct message *m,
	const struct original *o, const char *where)
{
	const struct find *f = o->denied.found ? &o->denied : &o->foreign;
	const char *limit = o->limit ? o->limit : m->limit;

	if (limit) {
		decide(r, JJ_UNVERIFIABLE, JJ_EV_LIMIT, where, o->first_received, limit);
	} else if (o->broken) {
		decide(r, JJ_UNVERIFIABLE, JJ_EV_ENCODING, where, o->line, "");
	} else if (cut_off(o)) {
		decide(r, JJ_UNVERIFIABLE, JJ_EV_TRUNCATED, where, o->first_received, "");
	} else if (o->is_bounce) {
		/* What has an empty return path is never bounced: this one was wrapped on its way,
		 * and what it returns itself could not be found. */
		decide(r, JJ_UNVERIFIABLE, JJ_EV_RETURNED_BOUNCE, where, o->line, "");
	} else if (!o->usable) {
		decide(r, JJ_UNVERIFIABLE, JJ_EV_RECEIVED_HOSTLESS, where, o->first_received, "");
	} else if (o->claimed.found) {
		decide(r, JJ_UNVERIFIABLE, JJ_EV_RECEIVED_CLAIMED, where, o->claimed.line,
			o->claimed.detail);
	} else if (!complete(us, m)) {
		decide(r, JJ_UNVERIFIABLE, JJ_EV_INCOMPLETE, where, f->line, f->detail);
		add(r, f->kind, where, f->line, f->detail);
	} else {
		decide(r, JJ_FORGED, f->kind, where, f->line, f->detail);
	}
}

/* What only we can have made, the strongest first, or NULL. It decides, whatever else is there. */
static const struct find *proof(const struct original *o)
{
	return original_token_proves(o) ? &o->token : o->dkim.found ? &o->dkim : NULL;
}

/* A line of ours, which anybody can write. What is not whole may have lost its proof. */
static void judge_line(struct jj_result *r, const struct us *us, const struct original *o,
	const char *where)
{
	if (!original_proof_due(o, us))
		decide_find(r, &o->ours, where);
	else if (o->limit)
		decide(r, JJ_UNVERIFIABLE, JJ_EV_LIMIT, where, o->ours.line, o->limit);
	else if (o->broken)
		decide(r, JJ_UNVERIFIABLE, JJ_EV_ENCODING, where, o->line, "");
	else if (o->cut || o->gap || !o->ended)
		decide(r, JJ_UNVERIFIABLE, JJ_EV_TRUNCATED, where, o->ours.line, "");
	else
		decide(r, JJ_UNVERIFIABLE, JJ_EV_UNPROVEN, where, o->ours.line, o->ours.detail);
}

static void judge_original(struct jj_result *r, const struct us *us, const struct message *m,
	const struct original *o, const char *where)
{
	const struct find *proved = proof(o);

	if (proved) {
		decide_find(r, proved, where);
	} else if (us->hosts && o->ours.found && !(o->pattern.found && original_proof_due(o, us))) {
		judge_line(r, us, o, where);
	} else if (o->pattern.found) {
		decide_find(r, &o->pattern, where);
	} else if (us->hosts && o->n_received) {
		judge_foreign(r, us, m, o, where);
	} else if (o->message_id.found) {
		decide_find(r, &o->message_id, where);
	} else if (m->reference.found) {
		decide_find(r, &m->reference, "header");
	} else if (o->n_received) {
		decide(r, JJ_UNVERIFIABLE, JJ_EV_NO_HOSTS, where, o->first_received, "");
	} else {
		decide(r, JJ_UNVERIFIABLE, o->limit ? JJ_EV_LIMIT : JJ_EV_NO_RECEIVED, where, o->line,
			o->limit ? o->limit : "");
	}
}

static void describe(struct jj_result *r, const struct original *o)
{
	memset(&r->returned, 0, sizeof r->returned);
	if (!o)
		return;
	r->returned.line = o->line;
	r->returned.n_received = o->n_received;
	r->returned.whole = !o->limit && !o->broken && !o->is_bounce && !cut_off(o);
	memcpy(r->returned.message_id, o->message_id_text, sizeof r->returned.message_id);
	memcpy(r->returned.via, o->via, sizeof r->returned.via);
}

static void add_notes(struct jj_result *r, const struct us *us, const struct original *o,
	const char *where)
{
	char name[JJ_PATTERN_NAME_MAX + 1];

	if (o->token.found && !original_token_proves(o))
		add(r, o->token.kind, where, o->token.line, o->token.detail);
	if (o->dkim_note.found)
		add(r, o->dkim_note.kind, where, o->dkim_note.line, o->dkim_note.detail);
	for (unsigned i = 0; i < us->settings->n_patterns; i++)
		if (o->noted[i] && us->settings->pattern[i].note) {
			detail_copy(name, sizeof name, us->settings->pattern[i].name);
			add(r, JJ_EV_NOTE, where, o->noted[i], name);
		}
}

static bool built_as_bounce(const struct message *m)
{
	return m->dsn || (m->from_daemon && !m->auto_replied);
}

/* Whether a bounce is for nobody who ever sends, and nothing in it shows that it is ours. */
static bool is_for_nobody(const struct jj_result *r, const struct us *us, const struct message *m,
	const struct original *o)
{
	return us->mask && m->never && !m->sends && (o || built_as_bounce(m)) &&
		r->verdict != JJ_OURS && r->evidence[0].kind != JJ_EV_UNPROVEN;
}

/* The address alone decides, whatever else is in doubt; what was found stays as further evidence. */
static void decide_never(struct jj_result *r, const char *address)
{
	if (r->n_evidence == JJ_EVIDENCE_MAX)
		r->n_evidence--;
	memmove(r->evidence + 1, r->evidence, r->n_evidence * sizeof *r->evidence);
	unsigned n = r->n_evidence + 1;

	r->n_evidence = 0;
	decide(r, JJ_FORGED, JJ_EV_NEVER_SENDS, "", 0, address);
	r->n_evidence = n;
}

void verdict_decide(struct jj_result *r, const struct us *us, const struct message *m,
	const struct original *o, const char *where)
{
	r->n_evidence = 0;
	describe(r, o);
	snprintf(r->us, sizeof r->us, "%s", m->us);
	if (!us->mask && !(o && proof(o)))
		decide(r, JJ_UNVERIFIABLE, JJ_EV_NO_ENTRY, "", 0, "");
	else if (o)
		judge_original(r, us, m, o, where);
	else if (m->limit)
		decide(r, JJ_UNVERIFIABLE, JJ_EV_LIMIT, "", 0, m->limit);
	else if (m->reference.found)
		decide_find(r, &m->reference, "header");
	else if (m->receipt.found)
		decide_find(r, &m->receipt, "message/disposition-notification");
	else if (built_as_bounce(m))
		decide(r, JJ_UNVERIFIABLE, JJ_EV_NO_ORIGINAL, "", 0, "");
	else
		decide(r, JJ_NOT_A_BOUNCE, JJ_EV_NOT_A_BOUNCE, "", 0, "");
	if (is_for_nobody(r, us, m, o)) {
		explain(us, 0, "%s never sends, and nothing shows that the message is ours", m->never);
		decide_never(r, m->never);
	}
	if (o)
		add_notes(r, us, o, where);

	const struct jj_evidence *e = &r->evidence[0];

	explain(us, e->line, "verdict %s, because of %s%s%s%s%s", jj_verdict_name[r->verdict],
		jj_evidence_name[e->kind], e->detail[0] ? " " : "", e->detail,
		e->where[0] ? " in " : "", e->where);
}

/* What was wrong with a proof, as one word: " token=key-zz-unknown". */
static void proof_field(const struct jj_result *r, enum jj_evidence_kind kind, const char *name,
	char field[PROOF_FIELD])
{
	field[0] = '\0';
	for (unsigned i = 0; i < r->n_evidence && !field[0]; i++)
		if (r->evidence[i].kind == kind)
			snprintf(field, PROOF_FIELD, " %s=%s", name, r->evidence[i].detail);
	for (char *p = field; *p; p++)
		if (p > field && *p == ' ')
			*p = '-';
}

size_t jj_result_fields(const struct jj_result *r, char *buf, size_t size)
{
	const struct jj_evidence *e = &r->evidence[0];
	char token[PROOF_FIELD], dkim[PROOF_FIELD];

	proof_field(r, JJ_EV_TOKEN_BAD, "token", token);
	proof_field(r, JJ_EV_DKIM_NOTE, "dkim", dkim);
	int n = snprintf(buf, size, "verdict=%s evidence=%s%s%s%s%s bytes=%llu us=%s%s%s",
		jj_verdict_name[r->verdict], jj_evidence_name[e->kind],
		e->kind == JJ_EV_LIMIT ? ":" : "", e->kind == JJ_EV_LIMIT ? e->detail : "", token,
		dkim, (unsigned long long)r->bytes, r->us, r->returned.via[0] ? " via=" : "", r->returned.via);

	if (n < 0)
		return 0;
	return (size_t)n < size ? (size_t)n : size ? size - 1 : 0;
}
