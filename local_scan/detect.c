/* detect.c - the detector put together: lines, structure, returned header, verdict. See detect.h.
 *
 * A part that is a returned message by its type beats a header that some text quotes, wherever
 * that text stands; of each kind the first one counts. Reading stops when nothing can change.
 */
#include "detect.h"

#include <stdlib.h>

#include "block.h"
#include "mime.h"
#include "verdict.h"

/* How good the place is in which a returned header was found. */
enum rank { RANK_NONE, RANK_PREAMBLE, RANK_TEXT, RANK_PART };

struct jj_detector {
	struct us us;
	struct message message;
	char us_name[sizeof ((struct jj_result *)0)->us];
	bool started, done;
	uint64_t bytes;

	struct lines lines;
	struct mime mime;

	enum rank now; /* of the entity that is being read */
	const char *type;
	bool outermost;
	struct block block;
	struct original part; /* of the part header that is being read */

	enum rank best;
	const char *where;
	struct original original;

	struct jj_result result;
};

/* ---- what the structure tells ---- */

static bool is_daemon(struct span from)
{
	static const char *const names[] = { "mailer-daemon", "postmaster", "mailerdaemon",
		"mail-daemon", "mailer_daemon", "mdaemon", "mail delivery", "bounce", "maildeliverysystem" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (span_find(from, names[i]) < from.n)
			return true;
	return false;
}

static void reference(struct jj_detector *d, const struct field *f)
{
	struct find *r = &d->message.reference;
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
		d->message.from_daemon |= is_daemon(f->value);
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
		reference(d, f);
		break;
	case F_OTHER:
	case F_RECEIVED:
	case F_MESSAGE_ID:
	case F_CONTENT_TYPE:
	case F_ENCODING:
	case F_AUTHOR:
	case F_TRACE:
	case F_REPORT:
	case F_MIME:
		break;
	}
}

static void take(struct jj_detector *d, const struct original *o, enum rank rank, const char *where)
{
	if (rank <= d->best)
		return;
	d->best = rank;
	d->where = where;
	d->original = *o;
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
	d->now = RANK_NONE;

	/* Some MTAs put the returned header where the header of the part belongs. */
	if (part.n_received && !e->outermost && !e->preamble) {
		part.blank = true;
		take(d, &part, RANK_PART, "part header");
		return false;
	}
	switch (e->media) {
	case MEDIA_ORIGINAL:
		d->now = RANK_PART;
		break;
	case MEDIA_TEXT:
		/* Before the first boundary only what stands at the top of the message counts. */
		if (e->preamble && d->best >= RANK_PREAMBLE)
			return false;
		d->now = e->preamble ? RANK_PREAMBLE : RANK_TEXT;
		break;
	case MEDIA_REPORT:
	case MEDIA_OTHER:
	case MEDIA_MULTIPART:
		return false;
	}
	if (d->now <= d->best)
		return false;
	block_reset(&d->block, &d->us, e->media == MEDIA_ORIGINAL);
	return true;
}

static bool found(struct jj_detector *d, bool broken)
{
	if (d->block.state != BLOCK_FOUND)
		return false;
	d->block.original.broken |= broken;
	take(d, &d->block.original, d->now, d->type);
	return true;
}

static bool on_line(void *ctx, const struct line *line, bool broken)
{
	struct jj_detector *d = ctx;

	block_line(&d->block, line);
	if (found(d, broken))
		return false;

	/* Proof at the place that counts most: nothing below it can take it away. */
	if (d->now == RANK_PART && d->block.state == BLOCK_INSIDE && d->block.anchored &&
		d->us.hosts && d->block.original.ours.found) {
		take(d, &d->block.original, RANK_PART, d->type);
		return false;
	}
	return true;
}

static void on_end(void *ctx)
{
	struct jj_detector *d = ctx;

	block_end(&d->block);
	found(d, false);
}

static void on_limit(void *ctx, const char *name)
{
	struct jj_detector *d = ctx;

	if (!d->message.limit)
		d->message.limit = name;
	explain(&d->us, 0, "the limit \"%s\" was reached: parts stay unread", name);
}

static const struct mime_sink sink = { on_field, on_begin, on_line, on_end, on_limit };

/* ---- the public side ---- */

struct jj_detector *jj_new(const struct jj_settings *settings)
{
	struct jj_detector *d = calloc(1, sizeof *d);

	if (!d)
		return NULL;
	d->us.settings = settings;
	d->us.shapes = received_shapes_new();
	if (!d->us.shapes) {
		jj_free(d);
		return NULL;
	}
	jj_reset(d);
	return d;
}

void jj_free(struct jj_detector *d)
{
	if (!d)
		return;
	received_shapes_free(d->us.shapes);
	free(d);
}

void jj_reset(struct jj_detector *d)
{
	d->us.mask = 0;
	d->started = d->done = false;
	d->bytes = 0;
	memset(&d->message, 0, sizeof d->message);
	d->message.us = "-";
	d->best = d->now = RANK_NONE;
	d->where = "";
	original_reset(&d->part);
	lines_reset(&d->lines);
	mime_reset(&d->mime, &sink, d);
}

void jj_explain(struct jj_detector *d, jj_explain_fn *fn, void *ctx)
{
	d->us.explain = fn;
	d->us.explain_ctx = ctx;
}

void jj_recipient(struct jj_detector *d, struct span address)
{
	jj_mask m = jj_settings_for(d->us.settings, address);

	/* One recipient that the settings do not know makes the list of outgoing hosts incomplete. */
	if (!m)
		d->message.stranger = true;
	d->us.mask |= m;
}

static void start(struct jj_detector *d)
{
	struct us *us = &d->us;

	d->started = true;
	if (!us->mask && !d->message.stranger)
		us->mask = jj_settings_for(us->settings, span_str(""));
	us->hosts = jj_settings_has_hosts(us->settings, us->mask);
	us->nets = jj_settings_has_nets(us->settings, us->mask);
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
	if (!mime_line(&d->mime, line) || d->best == RANK_PART ||
		(d->best == RANK_TEXT && d->mime.depth == 0))
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
	bool preamble_void;

	if (!d->started)
		start(d);
	if (!d->done) {
		lines_end(&d->lines, on_whole_line, d);
		mime_end(&d->mime);
	}
	d->done = true;

	/* What stands before the first boundary is no evidence, unless that boundary never came. */
	preamble_void = d->best == RANK_PREAMBLE && d->mime.parts > 0;
	d->result.bytes = d->bytes;
	verdict_decide(&d->result, &d->us, &d->message,
		d->best == RANK_NONE || preamble_void ? NULL : &d->original, d->where);
	return &d->result;
}
