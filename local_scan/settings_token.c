/* settings_token.c - the keys of the settings line that are about signed tokens. */
#include "settings_read.h"

enum {
	DAYS_DIGITS = 5,
	SINCE_DIGITS = 12, /* seconds of some 30,000 years */
};

const char *set_keys(struct parser *p, struct span value)
{
	size_t n;
	const char *why = read_coded(value, p->s->keys, JJ_PATH_MAX, &n);

	if (why)
		return why;
	p->s->keys[n] = '\0';
	if (p->s->keys[0] != '/' || strlen(p->s->keys) != n)
		return "is not the absolute path of a file";
	return NULL;
}

const char *set_token(struct parser *p, struct span value)
{
	int64_t days;

	if (!span_number(value, DAYS_DIGITS, &days) || days < 1 || days > JJ_TOKEN_DAYS_MAX)
		return "is not a number of days up to 60";
	p->s->token_days = (unsigned)days;
	return NULL;
}

/* DOMAIN:SECONDS, with the domain as in `for`. */
const char *add_required(struct parser *p)
{
	struct jj_settings *s = p->s;
	struct span domain = until(p->word, ':'), name = domain;
	int64_t since;

	if (s->n_required == JJ_REQUIRED)
		return "is one domain too many";
	if (span_starts(name, "*."))
		name = span(name.p + 2, name.n - 2);
	if (!span_is(domain, "*") && !is_name(span_undotted(name)))
		return "begins with neither *, nor a domain, nor *.domain";
	if (!span_number(behind(p->word, domain), SINCE_DIGITS, &since) || since < 1)
		return "is not DOMAIN:SECONDS";
	s->required[s->n_required++] = (struct jj_required){ span_undotted(domain), since };
	return NULL;
}
