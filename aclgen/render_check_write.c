/* render_check_write.c - what a check's template gets from the policy. See render_check_write.h. */
#include <ctype.h>
#include <string.h>

#include "quote.h"
#include "render_asks.h"
#include "render_check_write.h"
#include "render_prvs.h"
#include "render_main.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

void write_plain(struct rendering *r, struct buf *b, const struct asked *asked)
{
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
	};

	fill(r, b, asked->row->template, dict, COUNT(dict));
}

void write_sender_verify(struct rendering *r, struct buf *b, const struct asked *asked)
{
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
		{ "refuses", AS_FLAG, .number = asked->check.mode >= MODE_DEFER },
	};

	fill(r, b, asked->row->template, dict, COUNT(dict));
}

void write_trap_address(struct rendering *r, struct buf *b, const struct asked *asked)
{
	const struct policy *p = r->p;
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
		{ "spared", AS_FLAG, .number = spared_hosts(p) },
	};

	fill(r, b, asked->row->template, dict, COUNT(dict));
}

static void write_list(struct rendering *r, struct buf *b, const struct asked *asked,
	const char *condition, const char *list)
{
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
		{ "condition", AS_WORD, .text = condition },
		{ "list", AS_EXIM, .text = list },
	};

	fill(r, b, asked->row->template, dict, COUNT(dict));
}

void write_list_hosts(struct rendering *r, struct buf *b, const struct asked *asked)
{
	write_list(r, b, asked, "hosts", "jj_block_hosts");
}

void write_list_senders(struct rendering *r, struct buf *b, const struct asked *asked)
{
	write_list(r, b, asked, "senders", "jj_block_senders");
}

void write_list_recipients(struct rendering *r, struct buf *b, const struct asked *asked)
{
	write_list(r, b, asked, "recipients", "jj_block_recipients");
}

void write_helo(struct rendering *r, struct buf *b, const struct asked *asked)
{
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
		{ "variable", AS_EXIM, .text = "acl_c_jj_helo" },
		{ "mark", AS_EXIM, .text = asked->rule + strlen("helo.") },
	};

	fill(r, b, asked->row->template, dict, COUNT(dict));
}

void write_prvs(struct rendering *r, struct buf *b, const struct asked *asked)
{
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
		{ "senders", AS_EXIM, .text = prvs_senders(r->p) },
		prvs_key(r),
	};

	fill(r, b, asked->row->template, dict, COUNT(dict));
}

void write_one_recipient(struct rendering *r, struct buf *b, const struct asked *asked)
{
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
		{ "rcpt", AS_FLAG, .number = asked->row->stage == STAGE_RCPT_SENDER },
		{ "data", AS_FLAG, .number = asked->row->stage == STAGE_DATA_HEADER },
	};

	fill(r, b, asked->row->template, dict, COUNT(dict));
}

const char *client_address(struct arena *a, unsigned long v4, unsigned long v6)
{
	return arena_printf(a,
		"${mask:$sender_host_address/${if isip6{$sender_host_address}{%lu}{%lu}}}", v6, v4);
}

const char *client_key(struct arena *a, unsigned long v4, unsigned long v6)
{
	return arena_printf(a, "${sha1:%s}", client_address(a, v4, v6));
}

static void write_rate(struct rendering *r, struct buf *b, const struct asked *asked,
	const struct rate *rate, const char *name, const char *key)
{
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
		{ "sender", AS_FLAG, .number = strcmp(name, "sender") == 0 },
		{ "n", AS_NUMBER, .number = rate->n },
		{ "per", AS_TIME, .number = rate->s },
		{ "name", AS_WORD, .text = name },
		{ "key", AS_EXIM, .text = key },
	};

	fill(r, b, asked->row->template, dict, COUNT(dict));
}

void write_client_rate(struct rendering *r, struct buf *b, const struct asked *asked)
{
	write_rate(r, b, asked, &r->p->ratelimit.client, "client",
		client_key(b->arena, ONE_V4, ONE_V6));
}

void write_sender_rate(struct rendering *r, struct buf *b, const struct asked *asked)
{
	write_rate(r, b, asked, &r->p->ratelimit.sender, "sender", "${sha1:${lc:$sender_address}}");
}

void write_ptr(struct rendering *r, struct buf *b, const struct asked *asked)
{
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
		{ "tag", AS_FLAG, .number = asks_ptr_header(r->p) },
	};

	fill(r, b, asked->row->template, dict, COUNT(dict));
}

void write_spf(struct rendering *r, struct buf *b, const struct asked *asked)
{
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
		{ "result", AS_WORD, .text = asked->rule + strlen("spf.") },
	};

	fill(r, b, asked->row->template, dict, COUNT(dict));
}

/* zone=127.0.0.2,127.0.0.3 : another. */
static void add_dns_list(struct rendering *r, struct buf *b, const struct dns_list *l)
{
	struct buf zone = { .arena = b->arena };

	for (const char *s = l->zone.s; *s != '\0'; s++)
		buf_printf(&zone, "%c", tolower((unsigned char)*s));
	if (b->n > 0)
		buf_str(b, " : ");
	if (quote_word(b, buf_text(&zone)) != NULL)
		r->failed = true;
	for (size_t i = 0; i < l->codes.n; i++) {
		buf_str(b, i == 0 ? "=" : ",");
		if (quote_word(b, l->codes.item[i].s) != NULL)
			r->failed = true;
	}
}

const char *good_lists(struct rendering *r)
{
	struct buf lists = { .arena = r->out.arena };

	for (size_t i = 0; i < r->p->n_dnswl; i++)
		add_dns_list(r, &lists, &r->p->dnswl[i]);
	return buf_text(&lists);
}

void write_dnswl(struct rendering *r, struct buf *b, const struct asked *asked)
{
	const struct value dict[] = {
		{ "lists", AS_EXIM, .text = good_lists(r) },
	};
	fill(r, b, asked->row->template, dict, COUNT(dict));
}

void write_dnsbl(struct rendering *r, struct buf *b, const struct asked *asked)
{
	struct buf lists = { .arena = b->arena };

	add_dns_list(r, &lists, asked->dns);
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
		{ "dnswl", AS_FLAG, .number = r->p->n_dnswl },
		{ "lists", AS_EXIM, .text = buf_text(&lists) },
	};
	fill(r, b, asked->row->template, dict, COUNT(dict));
}

void write_greylist(struct rendering *r, struct buf *b, const struct asked *asked)
{
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
		{ "suspicious", AS_FLAG, .number = r->p->greylist.who == GREYLIST_SUSPICIOUS },
		{ "dnswl", AS_FLAG, .number = r->p->n_dnswl },
	};

	fill(r, b, asked->row->template, dict, COUNT(dict));
}

void write_charset(struct rendering *r, struct buf *b, const struct asked *asked)
{
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
		{ "secondary", AS_FLAG, .number = judges_secondary(r->p) },
		{ "utf8", AS_FLAG, .number = r->p->headers.takes == CHARSET_UTF8 },
	};

	fill(r, b, asked->row->template, dict, COUNT(dict));
}

void write_spamassassin(struct rendering *r, struct buf *b, const struct asked *asked)
{
	const struct policy *p = r->p;
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
		{ "max_size", AS_NUMBER, .number = p->spamassassin.max_size.n },
		{ "user", AS_WORD, .text = p->spamassassin.user.s, .at = p->spamassassin.user.at },
		{ "tag", AS_NUMBER,
			.number = asked->check.mode >= MODE_TAG ? p->spamassassin.tag.n : 0 },
		{ "deny", AS_NUMBER, .number = p->spamassassin.deny.n },
		{ "spam", AS_NUMBER,
			.number = p->spamassassin.tag.n ? p->spamassassin.tag.n : p->spamassassin.deny.n },
	};

	fill(r, b, asked->row->template, dict, COUNT(dict));
}

static bool exceeds(const struct policy *p, const struct check *verdict)
{
	return verdict->mode > p->bounces.from_secondary_mx.mode;
}

bool secondary_verdicts(const struct policy *p, struct buf *b)
{
	const struct {
		const struct check *check;
		const char *name;
	} verdicts[] = {
		{ &p->bounces.forged, "forged" },
		{ &p->bounces.unverifiable, "unverifiable" },
		{ &p->bounces.unproven, "unproven" },
	};
	bool any = false;

	for (size_t i = 0; i < COUNT(verdicts); i++) {
		if (!exceeds(p, verdicts[i].check))
			continue;
		if (b != NULL)
			buf_printf(b, "%s%s", any ? ":" : "", verdicts[i].name);
		any = true;
	}
	return any;
}

void write_bounce(struct rendering *r, struct buf *b, const struct asked *asked)
{
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
		{ "verdict", AS_WORD, .text = asked->rule + strlen("bounces.") },
		{ "not_secondary", AS_FLAG,
			.number = judges_secondary(r->p) && exceeds(r->p, &asked->check) },
	};

	fill(r, b, asked->row->template, dict, COUNT(dict));
}

void write_secondary(struct rendering *r, struct buf *b, const struct asked *asked)
{
	struct buf verdicts = { .arena = b->arena };

	secondary_verdicts(r->p, &verdicts);
	const struct value dict[] = {
		{ "rule", AS_WORD, .text = asked->rule },
		{ "verdicts", AS_EXIM, .text = buf_text(&verdicts) },
	};
	fill(r, b, asked->row->template, dict, COUNT(dict));
}
