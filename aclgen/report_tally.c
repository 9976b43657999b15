/* report_tally.c - see report_tally.h. */
#include "report_tally.h"

#include <stdlib.h>

enum {
	HOUR = 3600,
	WAYS = 4,
	/* Within this time, one client's same sender and recipients are one attempt. */
	ATTEMPT_LASTS = 300,
};

/* A set of four places for each hash: the oldest goes. */
struct under_way {
	unsigned char next[UNDER_WAY / WAYS];
	struct message place[UNDER_WAY];
};

struct attempt {
	uint64_t hash;
	int64_t at;
	uint64_t rules; /* that it met, as bits */
};

/* Sorted. Hours come in order, or nearly so, and many lines are of the same one. */
struct hour_table {
	struct hour_row row[HOURS_MAX];
	size_t n, last; /* the one that was found last */
};

void tally_init(struct tally *t, struct arena *a)
{
	*t = (struct tally){ .arena = a, .since = INT64_MIN, .until = INT64_MAX, .first = INT64_MAX,
		.last = INT64_MIN };
	t->hours = arena_alloc(a, sizeof *t->hours);
	t->under_way = arena_alloc(a, sizeof *t->under_way);
	t->attempts = arena_alloc(a, ATTEMPTS * sizeof *t->attempts);
	for (unsigned i = 0; i < NAME_KINDS; i++)
		t->name[i].arena = a;
	memcpy(t->rule[RULES_MAX - 1].name, "(others)", sizeof "(others)");
}

/* FNV-1a, and a last turn, since the low bits choose the place. */
uint64_t tally_hash(struct span s, uint64_t seed)
{
	uint64_t h = seed ^ 14695981039346656037u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ s.p[i]) * 1099511628211u;
	return h ^ h >> 29;
}

static struct hour_row *hour_of(struct tally *t, int64_t at)
{
	struct hour_table *h = t->hours;
	int64_t hour = at >= 0 ? at / HOUR : (at - HOUR + 1) / HOUR;
	size_t i = h->n;

	if (h->last < h->n && h->row[h->last].hour == hour)
		return &h->row[h->last];
	while (i > 0 && h->row[i - 1].hour > hour)
		i--;
	if (i > 0 && h->row[i - 1].hour == hour) {
		h->last = i - 1;
		return &h->row[h->last];
	}
	if (h->n == HOURS_MAX) {
		t->hours_lost++;
		return NULL;
	}
	memmove(h->row + i + 1, h->row + i, (h->n++ - i) * sizeof *h->row);
	h->row[i] = (struct hour_row){ .hour = hour };
	h->last = i;
	return &h->row[i];
}

void tally_hour(struct tally *t, int64_t at, enum hour_count what)
{
	struct hour_row *row = hour_of(t, at);

	if (row != NULL)
		row->n[what]++;
}

static unsigned rule_of(struct tally *t, struct span name)
{
	unsigned i = 0;

	if (name.n >= RULE_NAME)
		name.n = RULE_NAME - 1;
	while (i < t->n_rules &&
		(memcmp(t->rule[i].name, name.p, name.n) != 0 || t->rule[i].name[name.n] != '\0'))
		i++;
	if (i < t->n_rules)
		return i;
	if (t->n_rules == RULES_MAX - 1)
		return RULES_MAX - 1;
	memcpy(t->rule[i].name, name.p, name.n);
	return t->n_rules++;
}

/* One command meets a rule once: who meets it again is trying again. */
static bool another_attempt(struct tally *t, const struct refusal *r, unsigned rule)
{
	struct attempt *a = &t->attempts[r->attempt % ATTEMPTS];
	uint64_t bit = (uint64_t)1 << rule;
	bool same = a->hash == r->attempt && r->at - a->at < ATTEMPT_LASTS &&
		    a->at - r->at < ATTEMPT_LASTS && !(a->rules & bit);

	*a = (struct attempt){ r->attempt, r->at, same ? a->rules | bit : bit };
	return !same;
}

static struct span domain_of(struct span address)
{
	size_t n = address.n;

	while (n > 0 && address.p[n - 1] != '@')
		n--;
	return address.n == 0 ? span_str("<>") : n > 0 ? span(address.p + n, address.n - n) : address;
}

void tally_refusal(struct tally *t, enum outcome_kind kind, const struct refusal *r)
{
	static const enum hour_count hour[OUTCOMES] = { H_REFUSED, H_PUT_OFF, H_WOULD };
	unsigned rule = rule_of(t, r->rule);
	struct span domain = domain_of(r->sender);
	bool would = kind == WOULD_REFUSE;
	bool first = !would || another_attempt(t, r, rule);
	struct hour_row *row = first ? hour_of(t, r->at) : NULL;

	t->rule[rule].n[kind]++;
	if (kind == WOULD_REFUSE && r->mode.n > 0 && r->mode.n < RULE_MODE) {
		memcpy(t->rule[rule].mode, r->mode.p, r->mode.n);
		t->rule[rule].mode[r->mode.n] = '\0';
	}
	if (row != NULL) {
		row->n[hour[kind]]++;
		row->rule[rule] += !would;
	}
	if (!first)
		return;
	t->rule[rule].first += would;
	*(kind == REFUSED ? &t->refused : would ? &t->would : &t->put_off) += 1;
	if (r->client.n > 0)
		top_add(&t->name[BY_CLIENT], r->client, would ? CLIENT_WOULD : CLIENT_REFUSED);
	if (r->sender.p != NULL)
		top_add(&t->name[BY_DOMAIN], domain, would ? DOMAIN_WOULD : DOMAIN_REFUSED);
}

/* Its last bit is always set. */
static size_t set_of(uint64_t hash)
{
	return hash >> 1 & (UNDER_WAY / WAYS - 1);
}

static struct message *place_of(struct tally *t, uint64_t hash)
{
	struct message *set = &t->under_way->place[set_of(hash) * WAYS];

	for (unsigned i = 0; i < WAYS; i++)
		if (set[i].id == hash)
			return &set[i];
	return NULL;
}

struct message *tally_message(struct tally *t, struct span id)
{
	uint64_t hash = tally_hash(id, 0) | 1; /* never 0, which is a free place */
	struct message *m = place_of(t, hash);

	if (m != NULL)
		return m;
	m = &t->under_way->place[set_of(hash) * WAYS];
	for (unsigned i = 0; i < WAYS; i++)
		if (m[i].id == 0) {
			m[i].id = hash;
			return &m[i];
		}
	m += t->under_way->next[set_of(hash)]++ % WAYS;
	*m = (struct message){ .id = hash };
	return m;
}

void tally_message_done(struct tally *t, struct span id)
{
	struct message *m = place_of(t, tally_hash(id, 0) | 1);

	if (m != NULL)
		*m = (struct message){ 0 };
}

size_t tally_hours(const struct tally *t, const struct hour_row **row)
{
	*row = t->hours->row;
	return t->hours->n;
}

static uint64_t sum(const struct rule_count *r, unsigned by)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < OUTCOMES; i++)
		n += by & 1u << i ? r->n[i] : 0;
	return n;
}

size_t tally_rules(const struct tally *t, unsigned by, unsigned order[RULES_MAX])
{
	size_t n = 0;

	for (unsigned i = 0; i < RULES_MAX; i++) {
		size_t at = n;

		if (sum(&t->rule[i], by) == 0)
			continue;
		for (; at > 0 && sum(&t->rule[order[at - 1]], by) < sum(&t->rule[i], by); at--)
			order[at] = order[at - 1];
		order[at] = i;
		n++;
	}
	return n;
}
