/* render_callout.c - the checks that ask another server, and their options for `verify =`. */
#include <string.h>

#include "quote.h"
#include "render_asks.h"
#include "render_check_write.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void add_option(struct buf *b, const char *name, unsigned long seconds)
{
	if (seconds == 0)
		return;
	buf_printf(b, "%s%s=", b->n == strlen("callout=") ? "" : ",", name);
	quote_time(b, seconds);
}

/* callout=30s,connect=5s,maxwait=60s: the first is a bare time. */
static void add_times(struct buf *b, const struct render_options *o, struct span_of_time timeout,
	struct span_of_time connect, struct span_of_time maxwait)
{
	buf_str(b, "callout=");
	quote_time(b, patience(o, timeout.s));
	add_option(b, "connect", patience(o, connect.s));
	add_option(b, "maxwait", patience(o, maxwait.s));
}

static void add_recipient(struct buf *b, const struct rendering *r, enum callout_as as)
{
	static const char *const option[] = {
		[CALLOUT_AS_NULL] = "",
		[CALLOUT_AS_SENDER] = ",use_sender",
		[CALLOUT_AS_POSTMASTER] = ",use_postmaster",
	};
	const struct policy *p = r->p;

	add_times(b, r->o, p->recipient.callout.timeout, p->recipient.callout.connect,
		p->recipient.callout.maxwait);
	buf_str(b, option[as]);
	if (!p->recipient.callout.cache.on)
		buf_str(b, ",no_cache");
}

/* A server inside that refuses the empty sender refuses it here, too. */
const char *role_callout(struct arena *a, const struct rendering *r)
{
	struct buf b = { .arena = a };
	enum callout_as as = r->p->recipient.callout.as;

	add_recipient(&b, r, as == CALLOUT_AS_SENDER ? CALLOUT_AS_NULL : as);
	buf_str(&b, ",defer_ok");
	return buf_text(&b);
}

const char *recipient_callout(struct arena *a, const struct rendering *r)
{
	struct buf b = { .arena = a };

	add_recipient(&b, r, r->p->recipient.callout.as);
	if (r->p->recipient.callout.defer_ok.on)
		buf_str(&b, ",defer_ok");
	return buf_text(&b);
}

const char *sender_callout(struct arena *a, const struct rendering *r)
{
	const struct policy *p = r->p;
	struct buf b = { .arena = a };

	add_times(&b, r->o, p->sender.callout.timeout, p->sender.callout.connect,
		p->sender.callout.maxwait);
	if (p->sender.callout.random.on)
		buf_str(&b, ",random");
	if (p->sender.callout.postmaster.on)
		buf_str(&b, ",postmaster");
	if (p->sender.callout.defer_ok.on)
		buf_str(&b, ",defer_ok");
	if (p->sender.callout.check.mode < MODE_DEFER)
		buf_str(&b, "/no_details");
	return buf_text(&b);
}

void write_sender_callout(struct rendering *r, struct buf *b, const struct asked *asked)
{
	const struct policy *p = r->p;
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
		{ "listed", AS_FLAG, .number = p->sender.callout.who == CALLOUT_LISTED },
		{ "n_domain", AS_NUMBER, .number = p->sender.callout.per_domain.n },
		{ "per_domain", AS_TIME, .number = p->sender.callout.per_domain.s },
		{ "n_all", AS_NUMBER, .number = p->sender.callout.in_all.n },
		{ "per_all", AS_TIME, .number = p->sender.callout.in_all.s },
		{ "strict", AS_FLAG, .number = sender_has_to_answer(p) },
		{ "callout", AS_EXIM, .text = sender_callout(b->arena, r) },
	};

	fill(r, b, asked->row->template, dict, COUNT(dict));
}

void write_recipient_callout(struct rendering *r, struct buf *b, const struct asked *asked)
{
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
		{ "strict", AS_FLAG, .number = recipient_has_to_answer(r->p) },
		{ "by_sender", AS_FLAG,
			.number = r->p->recipient.callout.as == CALLOUT_AS_SENDER },
		{ "callout", AS_EXIM, .text = recipient_callout(b->arena, r) },
	};

	fill(r, b, asked->row->template, dict, COUNT(dict));
}
