/* joescan_recipients.c - see joescan_recipients.h. */
#include "joescan_recipients.h"

/* In this order; To and Cc count together. */
static const struct {
	const char *name;
	unsigned rank;
} fields[] = {
	{ "Envelope-To", 0 },
	{ "X-Envelope-To", 1 },
	{ "X-Original-To", 2 },
	{ "Delivered-To", 3 },
	{ "To", 4 },
	{ "Cc", 4 },
};

enum { FIELDS = sizeof fields / sizeof fields[0], RANKS = 5 };

struct finder {
	address_fn *fn;
	void *ctx;
	size_t found;
};

static void hand_on(void *ctx, struct span address)
{
	struct finder *f = ctx;

	f->found++;
	f->fn(f->ctx, address);
}

static bool has_rank(struct span name, unsigned rank)
{
	for (size_t i = 0; i < FIELDS; i++)
		if (fields[i].rank == rank && span_is(name, fields[i].name))
			return true;
	return false;
}

void recipients_find(struct span header, address_fn *fn, void *ctx)
{
	struct finder f = { fn, ctx, 0 };
	struct head_field field;

	for (unsigned rank = 0; rank < RANKS && f.found == 0; rank++)
		for (size_t at = 0; head_next(header, &at, &field);)
			if (has_rank(field.name, rank))
				head_addresses(field.value, hand_on, &f);
}

void recipients_each(const struct mail_head *m, address_fn *fn, void *ctx)
{
	for (size_t i = 0; i < m->n_recipients; i++)
		fn(ctx, span_str(m->recipient[i]));
	if (m->n_recipients == 0)
		recipients_find(m->header, fn, ctx);
}
