/* schema_number.c - the setters of rates, sizes, scores and counts (see schema_value.h). */
#include <stdlib.h>
#include <string.h>

#include "schema_value.h"

enum {
	DIGITS_MAX = 9,
	/* Exim forgets rates that are older, and counts seconds in an int. */
	PER_MAX = 30 * 86400,
};

/* Digits up to `end`, which is then behind them. */
static bool digits(const char *s, const char **end, unsigned long *n)
{
	size_t k = strspn(s, "0123456789");

	*end = s + k;
	*n = strtoul(s, NULL, 10);
	return k > 0 && k <= DIGITS_MAX;
}

static void out_of_range(struct schema_run *run, const struct row *row, const struct node *node,
	const char *least, const char *most)
{
	diag_add(run->d, SEV_ERROR, node->at, AG_RANGE, "%s: %s is out of range; %s to %s are possible",
		row->path, node->text, least, most);
}

void schema_set_rate(
	struct schema_run *run, const struct row *row, const struct node *node, void *to)
{
	struct rate *rate = to;
	const char *end, *fault = "is no rate; write messages and a time, as in 100/1h";
	unsigned long n = 0, s = 0;

	rate->at = node->at;
	if (digits(node->text, &end, &n) && *end == '/')
		fault = schema_parse_duration(end + 1, &s);
	if (!fault && s == 0)
		fault = "is a rate per no time at all";
	if (fault)
		diag_add(run->d, SEV_ERROR, node->at, AG_NUMBER, "%s: \"%s\" %s", row->path,
			node->text, fault);
	else if (s > PER_MAX)
		diag_add(run->d, SEV_ERROR, node->at, AG_RANGE,
			"%s: %s is out of range; a rate's time is at most %s", row->path, node->text,
			schema_duration(PER_MAX, run->arena));
	else if (n < row->min || n > row->max)
		out_of_range(run, row, node, arena_printf(run->arena, "%lu/%s", row->min, end + 1),
			arena_printf(run->arena, "%lu/%s", row->max, end + 1));
	else
		*rate = (struct rate){ n, s, node->at };
}

const char *schema_size(unsigned long bytes, struct arena *a)
{
	if (bytes >= 1UL << 20 && bytes % (1UL << 20) == 0)
		return arena_printf(a, "%lum", bytes >> 20);
	if (bytes >= 1UL << 10 && bytes % (1UL << 10) == 0)
		return arena_printf(a, "%luk", bytes >> 10);
	return arena_printf(a, "%lu", bytes);
}

void schema_set_size(
	struct schema_run *run, const struct row *row, const struct node *node, void *to)
{
	struct amount *size = to;
	const char *end;
	unsigned long n = 0;
	unsigned shift = 0;
	bool sound = digits(node->text, &end, &n);

	size->at = node->at;
	if (*end == 'k' || *end == 'K')
		shift = 10;
	else if (*end == 'm' || *end == 'M')
		shift = 20;
	if (!sound || end[shift > 0] != '\0')
		diag_add(run->d, SEV_ERROR, node->at, AG_NUMBER,
			"%s: \"%s\" is no size; write bytes, or a number with k or m, as in 512k",
			row->path, node->text);
	else if (n << shift < row->min || n << shift > row->max)
		out_of_range(run, row, node, schema_size(row->min, run->arena),
			schema_size(row->max, run->arena));
	else
		size->n = n << shift;
}

/* A number with at most one decimal, and `unit` behind it. */
static void set_tenths(struct schema_run *run, const struct row *row, const struct node *node,
	struct amount *to, const char *unit, const char *fault)
{
	const char *end, *rest;
	unsigned long whole = 0, tenth = 0;
	bool sound = digits(node->text, &end, &whole);

	to->at = node->at;
	rest = end;
	if (sound && *end == '.')
		sound = digits(end + 1, &rest, &tenth) && rest == end + 2;
	if (!sound || strcmp(rest, unit) != 0)
		diag_add(run->d, SEV_ERROR, node->at, AG_NUMBER, "%s: \"%s\" %s", row->path,
			node->text, fault);
	else if (10 * whole + tenth < row->min || 10 * whole + tenth > row->max)
		out_of_range(run, row, node,
			arena_printf(run->arena, "%lu.%lu%s", row->min / 10, row->min % 10, unit),
			arena_printf(run->arena, "%lu.%lu%s", row->max / 10, row->max % 10, unit));
	else
		to->n = 10 * whole + tenth;
}

void schema_set_score(
	struct schema_run *run, const struct row *row, const struct node *node, void *to)
{
	set_tenths(run, row, node, to, "",
		"is no score; write points with at most one decimal, as in 5.0");
}

void schema_set_share(
	struct schema_run *run, const struct row *row, const struct node *node, void *to)
{
	set_tenths(run, row, node, to, "%", "is no share; write percent, as in 10%");
}

void schema_set_count(
	struct schema_run *run, const struct row *row, const struct node *node, void *to)
{
	struct amount *count = to;
	const char *end;
	unsigned long n = 0;

	count->at = node->at;
	if (!digits(node->text, &end, &n) || *end != '\0')
		diag_add(run->d, SEV_ERROR, node->at, AG_NUMBER,
			"%s: \"%s\" is no whole number", row->path, node->text);
	else if (n < row->min || n > row->max)
		out_of_range(run, row, node, arena_printf(run->arena, "%lu", row->min),
			arena_printf(run->arena, "%lu", row->max));
	else
		count->n = n;
}
