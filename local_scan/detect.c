/* detect.c - the detector put together: lines, structure, returned header, verdict. See detect.h.
 *
 * A part that is a returned message by its type beats a header that some text quotes, wherever
 * that text stands; of each kind the first one counts. Reading stops when nothing can change.
 */
#include "detect.h"

#include <stdlib.h>

#include "block.h"
#include "dkim.h"
#include "mime.h"
#include "verdict.h"

/* How good the place is in which a returned header was found. */
enum place { PLACE_NONE, PLACE_PREAMBLE, PLACE_TEXT, PLACE_PART };

/* How good a header in text is. A bounce's own header only wraps what it returns; a few fields
 * without a Received line may be what the report tells of the message before it returns it. */
enum grade { GRADE_NONE, GRADE_WRAPPER, GRADE_WEAK, GRADE_WHOLE };

struct jj_detector {
	struct us us;
	struct message message;
	char us_name[sizeof ((struct jj_result *)0)->us];
	char never[JJ_DETAIL_MAX];
	struct recipients recipients;
	int64_t proof_since; /* the latest of all recipients */
	bool proof_not_due;  /* of one of them */
	bool started, done;
	uint64_t bytes;

	struct lines lines;
	struct mime mime;

	enum place now; /* of the entity that is being read */
	const char *type;
	bool outermost;
	struct block block;
	struct original part; /* of the part header that is being read */

	enum place best;
	enum grade grade;
	bool text_over; /* text has shown all that may count */
	const char *where;
	struct original original;

	struct jj_result result;
};

/* ---- what the structure tells ---- */

static void reference(struct jj_detector *d, struct find *r, const struct field *f)
{
	struct span rest = f->value;

	if (r->found)
		return;
	while (rest.n) {
		size_t n = 0;

		while (n < rest.n && rest.p[n] != '>')
			n++;
		n += n < rest.n;
		struct span id = span_trim(span(rest.p, n));

		if (original_message_id_ours(&d->us, id)) {
			r->found = true;
			r->kind = JJ_EV_MESSAGE_ID;
			r->line = f->line;
			detail_copy(r->detail, sizeof r->detail, id);
			return;
		}
		rest = span(rest.p + n, rest.n - n);
	}
}

static void outer_field(struct jj_detector *d, const struct field *f)
{
	switch (f->id) {
	case F_FROM:
		d->message.from_daemon |= original_from_daemon(f->value);
		break;
	case F_FAILED_RECIPIENTS:
		d->message.from_daemon = true;
		break;
	case F_AUTO_SUBMITTED:
		d->message.auto_replied |= span_starts(f->value, "auto-replied");
		break;
	case F_IN_REPLY_TO:
	case F_REFERENCES:
	case F_ORIGINAL_MESSAGE_ID:
		reference(d, &d->message.reference, f);
		break;
	case F_OTHER:
	case F_RECEIVED:
	case F_MESSAGE_ID:
	case F_CONTENT_TYPE:
	case F_ENCODING:
	case F_RETURN_PATH:
	case F_AUTHOR:
	case F_DATE:
	case F_TOKEN:
	case F_TRACE:
	case F_REPORT:
	case F_MIME:
		break;
	}
}

static void take(struct jj_detector *d, const struct original *o, enum place place,
	enum grade grade, const char *where)
{
	d->best = place;
	d->grade = grade;
	d->where = where;
	d->original = *o;
	d->original.is_bounce = grade == GRADE_WRAPPER;
	explain(&d->us, o->line, "the header of a returned message (%s): %u fields, %u Received", where,
		o->n_fields, o->n_received);
}

static void on_field(void *ctx, bool outermost, const struct field *f)
{
	struct jj_detector *d = ctx;

	if (outermost)
		outer_field(d, f);
	else
		original_field(&d->part, &d->us, f);
}

static bool on_begin(void *ctx, const struct entity *e)
{
	struct jj_detector *d = ctx;
	struct original part = d->part;

	original_reset(&d->part);
	explain(&d->us, 0, "%s begins: %s", e->outermost ? "the message" :
		e->preamble ? "text before the first boundary" : "a part", e->type);
	d->message.dsn |= e->dsn;
	d->type = e->type;
	d->outermost = e->outermost;
	d->now = PLACE_NONE;

	/* Some MTAs put the returned header where the header of the part belongs. */
	if (part.n_received && !e->outermost && !e->preamble && d->best < PLACE_PART) {
		part.ended = true;
		take(d, &part, PLACE_PART, GRADE_WHOLE, "part header");
		return false;
	}
	switch (e->media) {
	case MEDIA_ORIGINAL:
		d->now = PLACE_PART;
		break;
	case MEDIA_TEXT:
		d->now = e->preamble ? PLACE_PREAMBLE : PLACE_TEXT;
		break;
	case MEDIA_REPORT:
		return true;
	case MEDIA_OTHER:
	case MEDIA_MULTIPART:
		return false;
	}
	if (d->now < d->best || (d->now < PLACE_PART && d->text_over))
		return false;
	block_reset(&d->block, &d->us, e->media == MEDIA_ORIGINAL);
	return true;
}

static enum grade grade_of(const struct original *o)
{
	if ((o->is_bounce || (o->from_daemon && !o->has_sender)) && !original_proved(o))
		return GRADE_WRAPPER;
	return o->n_received ? GRADE_WHOLE : GRADE_WEAK;
}

/* A report may tell a Message-ID without its brackets. */
static struct span bare_id(const struct original *o)
{
	struct span id = span_str(o->message_id_text);

	if (id.n && id.p[0] == '<')
		id = span(id.p + 1, id.n - 1);
	if (id.n && id.p[id.n - 1] == '>')
		id.n--;
	return id;
}

static bool same_id(const struct original *a, const struct original *b)
{
	return span_eq(bare_id(a), bare_id(b));
}

/* A header was found in text. Several may follow one another: the wrapper's, a summary of the
 * returned one, the returned one; but what stands below the returned one is its body. */
static void found_in_text(struct jj_detector *d, const struct original *o)
{
	enum grade grade = grade_of(o);
	bool summary = d->best == d->now && d->grade == GRADE_WEAK;

	/* Between tags words are not what they seem: such a header may prove, but not condemn. */
	if (!original_proved(o) && strcmp(d->type, "text/html") == 0)
		return;
	if (summary && grade == GRADE_WHOLE && !same_id(o, &d->original))
		grade = GRADE_NONE;
	if (d->best < d->now || d->grade < grade)
		take(d, o, d->now, grade, d->type);
	d->text_over = summary || grade == GRADE_WHOLE;
}

/* True: nothing more is wanted of this entity. */
static bool found(struct jj_detector *d)
{
	const struct original *o = &d->block.original;

	if (d->block.state != BLOCK_FOUND)
		return false;
	if (d->now == PLACE_PART) {
		take(d, o, PLACE_PART, GRADE_WHOLE, d->type);
		return true;
	}
	found_in_text(d, o);
	if (!d->text_over)
		block_reset(&d->block, &d->us, false);
	return d->text_over;
}

/* A report's own fields are no evidence, but for the Message-ID that a receipt names (RFC 8098
 * section 3.2.5). It fits a line: what a folded one would gain is not worth a buffer. */
static void report_line(struct jj_detector *d, const struct line *line)
{
	struct span t = line->text;
	size_t name = header_name(t);

	if (name && header_id(span(t.p, name)) == F_ORIGINAL_MESSAGE_ID) {
		while (t.p[name] != ':')
			name++;
		t = span(t.p + name + 1, t.n - name - 1);
		reference(d, &d->message.receipt, &(struct field){ .value = t, .line = line->no });
	}
}

/* Proof at the place that counts most: nothing below it can take it away; patterns may note
 * something yet, and a token is the better proof. */
static bool read_enough(const struct jj_detector *d)
{
	const struct original *o = &d->block.original;

	return d->now == PLACE_PART && d->block.state == BLOCK_INSIDE && d->block.anchored &&
		d->us.hosts && o->ours.found && original_settled(o, &d->us) && !d->us.keys &&
		!d->us.settings->n_patterns;
}

static bool on_line(void *ctx, const struct line *line)
{
	struct jj_detector *d = ctx;

	if (d->now == PLACE_NONE) {
		report_line(d, line);
		return true;
	}
	if (!block_line(&d->block, line))
		return true;
	if (found(d))
		return false;
	if (d->block.tried > JJ_TRIED_MAX && !d->block.anchored) {
		d->text_over = true;
		return false;
	}
	if (read_enough(d)) {
		take(d, &d->block.original, PLACE_PART, GRADE_WHOLE, d->type);
		return false;
	}
	return true;
}

static void on_end(void *ctx, bool ended)
{
	struct jj_detector *d = ctx;

	if (d->now == PLACE_NONE)
		return;
	block_end(&d->block, ended);
	found(d);
}

static void on_limit(void *ctx, const char *name)
{
	struct jj_detector *d = ctx;

	if (!d->message.limit)
		d->message.limit = name;
	explain(&d->us, 0, "the limit \"%s\" was reached: parts stay unread", name);
}

static const struct mime_sink structure_sink = { on_field, on_begin, on_line, on_end, on_limit };

/* ---- the public side ---- */

struct jj_detector *jj_new(const struct jj_settings *settings)
{
	struct jj_detector *d = calloc(1, sizeof *d);

	if (!d)
		return NULL;
	d->us.settings = settings;
	d->us.recipients = &d->recipients;
	d->us.shapes = received_shapes_new();
	d->us.patterns = patterns_new(settings);
	if (settings->n_dkim)
		d->us.dkim = dkim_new(settings);
	if (!d->us.shapes || !d->us.patterns || (settings->n_dkim && !d->us.dkim)) {
		jj_free(d);
		return NULL;
	}
	d->mime.header.all = d->block.header.all = settings->n_patterns > 0;
	jj_reset(d);
	return d;
}

void jj_free(struct jj_detector *d)
{
	if (!d)
		return;
	received_shapes_free(d->us.shapes);
	patterns_free(d->us.patterns);
	dkim_free(d->us.dkim);
	free(d);
}

void jj_reset(struct jj_detector *d)
{
	d->us.mask = 0;
	d->us.now = d->us.settings->now;
	d->started = d->done = false;
	d->bytes = 0;
	memset(&d->message, 0, sizeof d->message);
	d->message.us = "-";
	recipients_reset(&d->recipients);
	d->proof_since = 0;
	d->proof_not_due = false;
	d->best = d->now = PLACE_NONE;
	d->grade = GRADE_NONE;
	d->text_over = false;
	d->where = "";
	original_reset(&d->part);
	d->block.tried = 0;
	patterns_reset(d->us.patterns);
	if (d->us.dkim)
		dkim_reset(d->us.dkim);
	lines_reset(&d->lines);
	mime_reset(&d->mime, &structure_sink, d);
}

void jj_explain(struct jj_detector *d, jj_explain_fn *fn, void *ctx)
{
	d->us.explain = fn;
	d->us.explain_ctx = ctx;
}

void jj_received(struct jj_detector *d, jj_received_fn *fn, void *ctx)
{
	d->us.received = fn;
	d->us.received_ctx = ctx;
}

void jj_came(struct jj_detector *d, int64_t now)
{
	d->us.now = now;
}

void jj_keys(struct jj_detector *d, const struct token_keys *keys)
{
	d->us.keys = keys;
}

/* All mail of all of them has to carry a proof before its absence says anything. */
static void proof_due(struct jj_detector *d, struct span address)
{
	int64_t since = jj_settings_required(d->us.settings, address);

	d->proof_not_due |= !since;
	if (since > d->proof_since)
		d->proof_since = since;
}

void jj_recipient(struct jj_detector *d, struct span address)
{
	jj_mask m = jj_settings_for(d->us.settings, address);

	/* One recipient that the settings do not know makes the list of outgoing hosts incomplete. */
	if (!m)
		d->message.stranger = true;
	d->us.mask |= m;
	recipients_add(&d->recipients, address);
	proof_due(d, address);
	if (jj_settings_never(d->us.settings, address)) {
		detail_copy(d->never, sizeof d->never, address);
		d->message.never = d->never;
	} else {
		d->message.sends = true;
	}
}

static void start(struct jj_detector *d)
{
	struct us *us = &d->us;

	d->started = true;
	if (!us->mask && !d->message.stranger)
		us->mask = jj_settings_for(us->settings, span_str(""));
	us->hosts = jj_settings_has_hosts(us->settings, us->mask);
	/* Without keys nothing could be proved. */
	us->proof_since = us->keys && !d->proof_not_due ? d->proof_since : 0;
	for (unsigned i = 0; i < us->settings->n_entries; i++)
		if (us->mask & (jj_mask)1 << i) {
			detail_copy(d->us_name, sizeof d->us_name, us->settings->entry[i].domain);
			d->message.us = d->us_name;
			break;
		}
}

static bool on_whole_line(void *ctx, const struct line *line)
{
	struct jj_detector *d = ctx;

	/* A part beats all; text at the top of a message without parts has no rival. */
	if (!mime_line(&d->mime, line) || d->best == PLACE_PART ||
		(d->best == PLACE_TEXT && d->text_over && d->mime.depth == 0))
		d->done = true;
	return !d->done;
}

enum jj_more jj_feed(struct jj_detector *d, struct span bytes)
{
	if (!d->started)
		start(d);
	if (d->done)
		return JJ_DONE;
	d->bytes += bytes.n;
	lines_feed(&d->lines, bytes, on_whole_line, d);
	return d->done ? JJ_DONE : JJ_MORE;
}

const struct jj_result *jj_finish(struct jj_detector *d)
{
	bool none;

	if (!d->started)
		start(d);
	if (!d->done) {
		lines_end(&d->lines, on_whole_line, d);
		mime_end(&d->mime);
	}
	/* The end is missing, and with it perhaps a returned part, which counts more than text. */
	if (!d->done && d->mime.depth && d->best == PLACE_TEXT)
		d->original.cut = true;
	d->done = true;

	/* What stands before the first boundary is no evidence, unless that boundary never came. */
	none = d->best == PLACE_NONE || (d->best == PLACE_PREAMBLE && d->mime.parts > 0);
	if (none && d->block.tried > JJ_TRIED_MAX)
		on_limit(d, "received-fields");
	d->result.bytes = d->bytes;
	verdict_decide(&d->result, &d->us, &d->message, none ? NULL : &d->original, d->where);
	return &d->result;
}
