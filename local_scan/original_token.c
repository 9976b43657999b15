/* original_token.c - see original_token.h. */
#include "original_token.h"

#include <stdio.h>

#include "date.h"
#include "token.h"

enum { TOKEN_TRIED_MAX = 1 }; /* of one header; a second one makes both worthless */

static void token_note(struct original *o, const struct us *us, unsigned line, const char *what)
{
	o->token.found = true;
	o->token.kind = JJ_EV_TOKEN_BAD;
	o->token.line = line;
	detail_copy(o->token.detail, sizeof o->token.detail, span_str(what));
	explain(us, line, "a token that proves nothing: %s", o->token.detail);
}

static void token_proof(struct original *o, const struct us *us, unsigned line, const struct token_value *t)
{
	o->token.found = true;
	o->token.kind = JJ_EV_TOKEN;
	o->token.line = line;
	snprintf(o->token.detail, sizeof o->token.detail, "key %s id %s", t->key, t->queue_id);
	explain(us, line, "a token of ours, made for this recipient: %s, at %lld", o->token.detail,
		(long long)t->made);
}

/* A key that is not ours is named, since the admin may know where else it is. */
static void token_fault(struct original *o, const struct us *us, unsigned line,
	enum token_answer a, const struct token_value *t)
{
	char what[JJ_DETAIL_MAX];

	if (a == TOKEN_KEY_UNKNOWN)
		snprintf(what, sizeof what, "key %s unknown", t->key);
	else
		snprintf(what, sizeof what, "%s", token_answer_text[a]);
	token_note(o, us, line, what);
}

void original_token(struct original *o, const struct us *us, const struct field *f)
{
	const struct jj_settings *s = us->settings;
	enum token_answer a;
	struct token_value t;

	if (!us->keys)
		return;
	if (o->n_tokens++ >= TOKEN_TRIED_MAX) {
		if (o->n_tokens == TOKEN_TRIED_MAX + 1)
			token_note(o, us, f->line, "two tokens");
		return;
	}
	o->broken |= f->broken;
	a = token_check(&t, us->keys, f->value, us->recipients->item, us->recipients->n, us->now,
		s->token_days);
	if (a == TOKEN_GOOD) {
		token_proof(o, us, f->line, &t);
		return;
	}
	token_fault(o, us, f->line, a, &t);
	/* It may have been made for one that is not kept. */
	if (a == TOKEN_WRONG && us->recipients->left_out && !o->limit)
		o->limit = "recipients";
}

bool original_token_proves(const struct original *o)
{
	return o->token.found && o->token.kind == JJ_EV_TOKEN;
}

void original_line_date(struct original *o, const struct us *us, struct span date)
{
	if (us->proof_since && !o->line_date)
		date_parse(date, &o->line_date);
}

void original_author_date(struct original *o, const struct us *us, struct span date)
{
	if (us->proof_since && !o->author_date)
		date_parse(date, &o->author_date);
}

bool original_proof_due(const struct original *o, const struct us *us)
{
	int64_t sent = o->line_date ? o->line_date : o->author_date;

	return us->proof_since && sent && sent >= us->proof_since;
}
