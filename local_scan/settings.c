/* settings.c - reads the settings line; see settings.h.
 *
 * Used by the module, joescan and aclgen, so that what one writes the others read.
 */
#include "settings_read.h"

#include <stdio.h>

enum {
	NAME_MAX_LEN = 253,    /* RFC 1035 section 2.3.4, without the root's dot */
	LABEL_MAX_LEN = 63,    /* the same */
	CONTACT_MAX_LEN = 254, /* RFC 5321 section 4.5.3.1.3: a path, less its brackets */
	QUOTED_MAX_LEN = 64,   /* of an offending word in an error */
	LINE_DIGITS = 9,       /* what an unsigned surely holds */
	EPOCH_DIGITS = 12,     /* some 30,000 years */
};

const char *const jj_action_name[JJ_DENY + 1] = {
	[JJ_OFF] = "off",
	[JJ_LOG] = "log",
	[JJ_TAG] = "tag",
	[JJ_DEFER] = "defer",
	[JJ_DENY] = "deny",
};

bool is_name(struct span name)
{
	unsigned char addr[16];
	size_t label = 0;

	if (name.n == 0 || name.n > NAME_MAX_LEN || jj_addr_parse(name, addr) == 0)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = name.p[i];

		if (c == '.') {
			if (label == 0)
				return false;
			label = 0;
		} else if ((!jj_alnum(c) && c != '-' && c != '_') || ++label > LABEL_MAX_LEN) {
			return false;
		}
	}
	return label > 0;
}

static const char *set_flag(struct parser *p, struct span value, bool *flag)
{
	(void)p;
	*flag = span_is(value, "yes");
	return *flag || span_is(value, "no") ? NULL : "is neither yes nor no";
}

static const char *set_enforce(struct parser *p, struct span value)
{
	bool yes = false;

	if (span_is(value, "tag")) {
		p->s->enforce = JJ_TAG;
		return NULL;
	}
	const char *fault = set_flag(p, value, &yes);
	p->s->enforce = yes ? JJ_DENY : JJ_LOG;
	return fault ? "is neither yes, tag nor no" : NULL;
}

static const char *set_complete(struct parser *p, struct span value)
{
	return set_flag(p, value, &p->s->entry[p->s->n_entries - 1].complete);
}

/* ACTION or ACTION:LINE */
static const char *set_rule(struct jj_rule *rule, struct span value)
{
	struct span name = until(value, ':');
	size_t action = 0;
	int64_t line = 0;

	if (name.n < value.n && !span_number(behind(value, name), LINE_DIGITS, &line))
		return "has no usable line number after the colon";
	rule->line = (unsigned)line;
	while (action <= JJ_DENY && !span_is(name, jj_action_name[action]))
		action++;
	if (action > JJ_DENY)
		return "is none of off, log, tag, defer, deny";
	rule->action = (enum jj_action)action;
	return NULL;
}

static const char *set_forged(struct parser *p, struct span value)
{
	return set_rule(&p->s->forged, value);
}

static const char *set_unverifiable(struct parser *p, struct span value)
{
	return set_rule(&p->s->unverifiable, value);
}

static const char *set_unproven(struct parser *p, struct span value)
{
	return set_rule(&p->s->unproven, value);
}

/* It ends up in an SMTP reply and in the log. */
static const char *set_contact(struct parser *p, struct span value)
{
	if (value.n > CONTACT_MAX_LEN)
		return "is longer than an address can be";
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] <= ' ' || value.p[i] > '~')
			return "has bytes that are not printable ASCII";
	p->s->contact = value;
	return NULL;
}

static const char *set_now(struct parser *p, struct span value)
{
	if (!span_number(value, EPOCH_DIGITS, &p->s->now))
		return "is not a number of seconds";
	return NULL;
}

static const char *set_days(struct parser *p, struct span value)
{
	int64_t days;

	if (!span_number(value, LINE_DIGITS, &days) || days < 1 || days > JJ_DAYS_MAX)
		return "is not a number of days";
	p->s->entry[p->s->n_entries - 1].days = (unsigned)days;
	return NULL;
}

const char *read_coded(struct span value, char *to, size_t size, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < value.n; i++) {
		int c = value.p[i];

		if (*n == size)
			return "is too long";
		if (c == '%') {
			int high = value.n - i > 2 ? jj_hex(value.p[i + 1]) : -1;
			int low = value.n - i > 2 ? jj_hex(value.p[i + 2]) : -1;

			if (high < 0 || low < 0)
				return "has a % without two hexadecimal digits";
			c = high << 4 | low;
			i += 2;
		}
		to[(*n)++] = (char)c;
	}
	return NULL;
}

/* Decodes into `to`, which has JJ_REGEX_MAX bytes, and has PCRE2 look at the result. */
static const char *set_regex(struct parser *p, struct span value, char *to, struct span *regex)
{
	size_t n;
	const char *why = read_coded(value, to, JJ_REGEX_MAX, &n);

	if (why)
		return why;
	*regex = span(to, n);
	return jj_regex_fault(*regex, p->fault, sizeof p->fault);
}

static const char *set_queue(struct parser *p, struct span value)
{
	unsigned i = p->s->n_entries - 1;

	return set_regex(p, value, p->s->queue_text[i], &p->s->entry[i].queue);
}

/* NAME:ours:REGEX or NAME:note:REGEX */
static const char *set_pattern(struct parser *p, struct span value)
{
	struct jj_settings *s = p->s;
	struct span name = until(value, ':');
	struct span rest = behind(value, name), is = until(rest, ':');

	p->word = name;
	if (s->n_patterns == JJ_PATTERNS)
		return "is one pattern too many";
	if (name.n == 0 || name.n > JJ_PATTERN_NAME_MAX)
		return "is not a name of 1 to 32 characters";
	for (size_t i = 0; i < name.n; i++)
		if (!jj_alnum(name.p[i]) && !memchr("-_.", name.p[i], 3))
			return "is not a name of letters, digits, - _ and .";
	if (!span_is(is, "ours") && !span_is(is, "note"))
		return "is neither NAME:ours:REGEX nor NAME:note:REGEX";
	struct jj_pattern *pattern = &s->pattern[s->n_patterns];

	*pattern = (struct jj_pattern){ .name = name, .note = span_is(is, "note") };
	return set_regex(p, behind(rest, is), s->pattern_text[s->n_patterns++], &pattern->regex);
}

static const char *set_for(struct parser *p, struct span value)
{
	struct jj_settings *s = p->s;
	struct span name = value;

	if (s->n_entries == JJ_ENTRIES)
		return "is one entry too many";
	if (span_starts(name, "*."))
		name = span(name.p + 2, name.n - 2);
	if (!span_is(value, "*") && !is_name(span_undotted(name)))
		return "is neither *, nor a domain, nor *.domain";
	s->entry[s->n_entries++] = (struct jj_entry){ .domain = span_undotted(value) };
	return NULL;
}

static const char *add_name(struct parser *p, struct jj_item *list, unsigned *n)
{
	struct span name = span_undotted(p->word);

	if (*n == JJ_ITEMS)
		return "is one item too many";
	if (!is_name(name))
		return "is not a host or domain name";
	list[(*n)++] = (struct jj_item){ name, p->s->n_entries - 1 };
	return NULL;
}

static const char *add_host(struct parser *p)
{
	return add_name(p, p->s->host, &p->s->n_hosts);
}

static const char *add_msgid(struct parser *p)
{
	return add_name(p, p->s->msgid, &p->s->n_msgids);
}

static const char *add_never(struct parser *p)
{
	struct jj_settings *s = p->s;
	struct span local = until(p->word, '@');
	struct span domain = local.n < p->word.n ? behind(p->word, local) : p->word;

	if (s->n_never == JJ_ITEMS)
		return "is one item too many";
	if (span_starts(domain, "*."))
		domain = span(domain.p + 2, domain.n - 2);
	if (!is_name(span_undotted(domain)) || !local.n)
		return "is not an address, *@domain or domain";
	s->never[s->n_never++] = p->word;
	return NULL;
}

static const char *add_net(struct parser *p)
{
	struct jj_settings *s = p->s;

	if (s->n_nets == JJ_ITEMS)
		return "is one item too many";
	if (jj_net_parse(p->word, &s->net[s->n_nets].net) != 0)
		return "is not an IP address or CIDR network";
	s->net[s->n_nets++].entry = s->n_entries - 1;
	return NULL;
}

static const char *each_item(struct parser *p, struct span value, adder *add)
{
	size_t start = 0;

	for (size_t i = 0; i <= value.n; i++) {
		const char *why;

		if (i < value.n && value.p[i] != ',')
			continue;
		p->word = span(value.p + start, i - start);
		why = add(p);
		if (why)
			return why;
		start = i + 1;
	}
	return NULL;
}

/* Every key, once: of the whole line, or of an entry; AGAIN: any number of times in the line. A
 * setter returns NULL or a phrase that completes `KEY "WORD" ...`. */
enum scope { SITE, AGAIN, OPENS, ENTRY };

static const struct row {
	const char *name;
	enum scope scope;
	setter *set;
	adder *add; /* instead of set, for comma-separated items */
} rows[] = {
	{ "enforce", SITE, set_enforce, NULL },
	{ "forged", SITE, set_forged, NULL },
	{ "unverifiable", SITE, set_unverifiable, NULL },
	{ "unproven", SITE, set_unproven, NULL },
	{ "contact", SITE, set_contact, NULL },
	{ "now", SITE, set_now, NULL },
	{ "never", SITE, NULL, add_never },
	{ "pattern", AGAIN, set_pattern, NULL },
	{ "keys", SITE, set_keys, NULL },
	{ "token", SITE, set_token, NULL },
	{ "keep", SITE, set_keep, NULL },
	{ "required", SITE, NULL, add_required },
	{ "dkim", AGAIN, set_dkim, NULL },
	{ "returnpath", SITE, NULL, add_return_path },
	{ "for", OPENS, set_for, NULL },
	{ "host", ENTRY, NULL, add_host },
	{ "net", ENTRY, NULL, add_net },
	{ "msgid", ENTRY, NULL, add_msgid },
	{ "queue", ENTRY, set_queue, NULL },
	{ "days", ENTRY, set_days, NULL },
	{ "complete", ENTRY, set_complete, NULL },
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static unsigned rows_of(enum scope scope)
{
	unsigned bits = 0;

	for (unsigned i = 0; i < ROWS; i++)
		if (rows[i].scope == scope)
			bits |= 1u << i;
	return bits;
}

static const char *set_word(struct parser *p, struct span word, const char **key)
{
	size_t eq = 0;
	unsigned i = 0;
	struct span value;

	while (eq < word.n && word.p[eq] != '=')
		eq++;
	p->word = word;
	*key = "word";
	if (eq == word.n)
		return "is not KEY=VALUE";
	p->word = span(word.p, eq);
	while (i < ROWS && !span_is(p->word, rows[i].name))
		i++;
	if (i == ROWS) {
		*key = "key";
		return "is unknown to this version";
	}
	*key = rows[i].name;
	value = span(word.p + eq + 1, word.n - eq - 1);
	p->word = value;
	if (rows[i].scope == ENTRY && p->s->n_entries == 0)
		return "stands before the first for=";
	if (p->seen & 1u << i)
		return "comes a second time";
	if (rows[i].scope == OPENS)
		p->seen &= ~rows_of(ENTRY);
	else if (rows[i].scope != AGAIN)
		p->seen |= 1u << i;
	return rows[i].add ? each_item(p, value, rows[i].add) : rows[i].set(p, value);
}

static void blame(char *err, size_t size, const char *key, struct span word, const char *why)
{
	char quoted[QUOTED_MAX_LEN + 1];
	size_t n = word.n < QUOTED_MAX_LEN ? word.n : QUOTED_MAX_LEN;

	for (size_t i = 0; i < n; i++)
		quoted[i] = word.p[i] >= ' ' && word.p[i] <= '~' ? (char)word.p[i] : '?';
	quoted[n] = '\0';
	snprintf(err, size, "%s \"%s\"%s %s", key, quoted, n < word.n ? "..." : "", why);
}

int jj_settings_parse(struct jj_settings *s, struct span text, char *err, size_t errsize)
{
	struct parser p = { .s = s };

	if (text.n > sizeof s->text) {
		snprintf(err, errsize, "longer than %d bytes", JJ_SETTINGS_TEXT);
		return -1;
	}
	s->enforce = JJ_DENY;
	s->forged = s->unverifiable = s->unproven = (struct jj_rule){ JJ_OFF, 0 };
	s->contact = span(s->text, 0);
	s->now = 0;
	s->n_entries = s->n_hosts = s->n_nets = s->n_msgids = s->n_never = s->n_patterns = 0;
	s->keys[0] = s->keep.folder[0] = '\0';
	s->token_days = s->n_required = 0;
	s->n_dkim = s->n_return_paths = 0;
	s->used = text.n;
	if (text.n > 0)
		memcpy(s->text, text.p, text.n);

	for (size_t at = 0, end; at < s->used; at = end) {
		const char *key, *why;

		for (; at < s->used && jj_blank((unsigned char)s->text[at]); at++)
			;
		for (end = at; end < s->used && !jj_blank((unsigned char)s->text[end]); end++)
			;
		if (at == end)
			break;
		why = set_word(&p, span(s->text + at, end - at), &key);
		if (why) {
			blame(err, errsize, key, p.word, why);
			return -1;
		}
	}
	return 0;
}
