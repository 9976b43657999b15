/* settings.c - reads the settings line and answers who "we" are; see settings.h.
 *
 * Used by the module, joescan and aclgen, so that what one writes the others read. The lookups run
 * for every Received line of a bounce: a walk over at most JJ_ITEMS items, each of which mostly
 * ends at one byte, costs a few microseconds at the limit and nothing for the usual handful.
 */
#include "settings.h"

#include <stdio.h>

enum {
	NAME_MAX_LEN = 253,    /* RFC 1035 section 2.3.4, without the root's dot */
	LABEL_MAX_LEN = 63,    /* the same */
	CONTACT_MAX_LEN = 254, /* RFC 5321 section 4.5.3.1.3: a path, less its brackets */
	QUOTED_MAX_LEN = 64,   /* of an offending word in an error */
	LINE_DIGITS = 9,       /* what an unsigned surely holds */
};

const char *const jj_action_name[JJ_DENY + 1] = {
	[JJ_OFF] = "off",
	[JJ_LOG] = "log",
	[JJ_TAG] = "tag",
	[JJ_DEFER] = "defer",
	[JJ_DENY] = "deny",
};

struct parser {
	struct jj_settings *s;
	struct span word; /* what the phrase of a failed setter is about */
	unsigned seen; /* rows of the table below that had a value, entry rows since `for` */
};

static struct span without_dot(struct span name)
{
	if (name.n > 1 && name.p[name.n - 1] == '.')
		name.n--;
	return name;
}

/* Letters, digits, hyphens and underscores in labels; an address has all of that, too, and is kept
 * apart because it would never match as a name. */
static bool is_name(struct span name)
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
	return set_flag(p, value, &p->s->enforce);
}

static const char *set_complete(struct parser *p, struct span value)
{
	return set_flag(p, value, &p->s->entry[p->s->n_entries - 1].complete);
}

/* ACTION or ACTION:LINE */
static const char *set_rule(struct jj_rule *rule, struct span value)
{
	struct span name = value;
	size_t action = 0;

	rule->line = 0;
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] != ':')
			continue;
		name.n = i++;
		if (i == value.n || value.n - i > LINE_DIGITS)
			return "has no usable line number after the colon";
		for (; i < value.n; i++) {
			if (!jj_digit(value.p[i]))
				return "has no usable line number after the colon";
			rule->line = rule->line * 10 + (value.p[i] - (unsigned)'0');
		}
	}
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

static const char *set_for(struct parser *p, struct span value)
{
	struct jj_settings *s = p->s;
	struct span name = value;

	if (s->n_entries == JJ_ENTRIES)
		return "is one entry too many";
	if (span_starts(name, "*."))
		name = span(name.p + 2, name.n - 2);
	if (!span_is(value, "*") && !is_name(without_dot(name)))
		return "is neither *, nor a domain, nor *.domain";
	s->entry[s->n_entries++] = (struct jj_entry){ .domain = without_dot(value) };
	return NULL;
}

static const char *add_name(struct parser *p, struct jj_item *list, unsigned *n)
{
	struct span name = without_dot(p->word);

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

typedef const char *setter(struct parser *p, struct span value);
typedef const char *adder(struct parser *p);

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

/* Every key, once: of the whole line, or of an entry. A setter returns NULL or a phrase that
 * completes `KEY "WORD" ...`. */
enum scope { SITE, OPENS, ENTRY };

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
	{ "for", OPENS, set_for, NULL },
	{ "host", ENTRY, NULL, add_host },
	{ "net", ENTRY, NULL, add_net },
	{ "msgid", ENTRY, NULL, add_msgid },
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
	else
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
	s->enforce = true;
	s->forged = s->unverifiable = s->unproven = (struct jj_rule){ JJ_OFF, 0 };
	s->contact = span(s->text, 0);
	s->n_entries = s->n_hosts = s->n_nets = s->n_msgids = 0;
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

/* Whether `name` equals `item` or ends in "." and it. */
static bool is_in(struct span name, struct span item)
{
	size_t above;

	if (name.n < item.n)
		return false;
	above = name.n - item.n;
	if (above > 0 && name.p[above - 1] != '.')
		return false;
	return span_eq(span(name.p + above, item.n), item);
}

/* How well `for` fits the domain: 0 not at all, more for a longer match, most for an exact one. */
static size_t fits(struct span domain, struct span pattern)
{
	if (span_is(pattern, "*"))
		return 1;
	if (pattern.p[0] != '*')
		return span_eq(domain, pattern) ? NAME_MAX_LEN + 3 : 0;
	pattern = span(pattern.p + 2, pattern.n - 2);
	return domain.n > pattern.n && is_in(domain, pattern) ? 1 + pattern.n : 0;
}

jj_mask jj_settings_for(const struct jj_settings *s, struct span recipient)
{
	jj_mask mask = 0;
	size_t best = 1, start = recipient.n;
	struct span domain = span_str("");

	while (start > 0 && recipient.p[start - 1] != '@')
		start--;
	if (start < recipient.n)
		domain = without_dot(span(recipient.p + start, recipient.n - start));
	for (unsigned i = 0; i < s->n_entries; i++) {
		size_t fit = fits(domain, s->entry[i].domain);

		if (fit > best) {
			best = fit;
			mask = 0;
		}
		if (fit == best)
			mask |= (jj_mask)1 << i;
	}
	return mask;
}

static jj_mask listed(const struct jj_item *list, unsigned n, struct span name)
{
	jj_mask mask = 0;

	name = without_dot(name);
	for (unsigned i = 0; i < n; i++)
		if (is_in(name, list[i].name))
			mask |= (jj_mask)1 << list[i].entry;
	return mask;
}

jj_mask jj_settings_host(const struct jj_settings *s, struct span host)
{
	return listed(s->host, s->n_hosts, host);
}

jj_mask jj_settings_msgid(const struct jj_settings *s, struct span domain)
{
	return listed(s->msgid, s->n_msgids, domain);
}

jj_mask jj_settings_addr(const struct jj_settings *s, const unsigned char addr[16])
{
	jj_mask mask = 0;

	for (unsigned i = 0; i < s->n_nets; i++)
		if (jj_net_has(&s->net[i].net, addr))
			mask |= (jj_mask)1 << s->net[i].entry;
	return mask;
}

static bool is_v4(const unsigned char addr[16])
{
	static const struct jj_net mapped = { .addr = { [10] = 0xff, [11] = 0xff }, .bits = 96 };

	return jj_net_has(&mapped, addr);
}

bool jj_settings_has_nets(const struct jj_settings *s, jj_mask m, const unsigned char addr[16])
{
	for (unsigned i = 0; i < s->n_nets; i++)
		if (m & (jj_mask)1 << s->net[i].entry && is_v4(s->net[i].net.addr) == is_v4(addr))
			return true;
	return false;
}

bool jj_settings_has_hosts(const struct jj_settings *s, jj_mask m)
{
	for (unsigned i = 0; i < s->n_hosts; i++)
		if (m & (jj_mask)1 << s->host[i].entry)
			return true;
	for (unsigned i = 0; i < s->n_nets; i++)
		if (m & (jj_mask)1 << s->net[i].entry)
			return true;
	return false;
}
