/* quote_list.c - the writers of Exim's four kinds of lists. See quote.h.
 *
 * An item is taken in its plain forms only, so no item can be a file, a lookup, a negation, a
 * regular expression or another list. Case never matters in these lists, so capitals are lowered:
 * that leaves no place for a macro's name.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "quote.h"

typedef const char *item_fault_fn(const char *item);

/* Letters, digits, hyphens; labels of 1 to 63; 253 in all (RFC 1035 section 2.3.4). An underscore
 * is refused: Exim does not take such a name for a host. */
static const char *name_fault(const char *s)
{
	size_t label = 0, total = strlen(s);

	if (total == 0 || total > 253)
		return "is not a domain name: empty or over 253 octets";
	for (const char *p = s;; p++) {
		if (*p == '.' || *p == '\0') {
			if (label == 0 || label > 63 || p[-1] == '-')
				return "is not a domain name: a label is empty, too long or ends "
				       "in \"-\"";
			if (*p == '\0')
				return NULL;
			label = 0;
			continue;
		}
		if (!isalnum((unsigned char)*p) && (*p != '-' || label == 0))
			return "is not a domain name: only letters, digits, \"-\" and \".\" are";
		label++;
	}
}

static const char *domain_fault(const char *s)
{
	return name_fault(strncmp(s, "*.", 2) == 0 ? s + 2 : s);
}

/* Exim silently never matches networks with impossible prefixes, abbreviated or zero-filled
 * addresses, and IPv4-mapped IPv6: all of these are refused. */
static const char *network_fault(const char *s)
{
	char address[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	const char *slash = strchr(s, '/');
	size_t n = slash != NULL ? (size_t)(slash - s) : strlen(s);
	unsigned long max;

	if (n >= sizeof address)
		return "is not an address";
	memcpy(address, s, n);
	address[n] = '\0';
	if (inet_pton(AF_INET, address, bytes) == 1)
		max = 32;
	else if (inet_pton(AF_INET6, address, bytes) != 1)
		return "is not an address";
	else if (memcmp(bytes, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12) == 0)
		return "is an IPv4-mapped address, which Exim never matches: write the IPv4 one";
	else
		max = 128;
	if (slash == NULL)
		return NULL;
	const char *bits = slash + 1;
	size_t digits = strspn(bits, "0123456789");
	if (digits == 0 || digits > 3 || bits[digits] != '\0' || (digits > 1 && bits[0] == '0') ||
		strtoul(bits, NULL, 10) > max)
		return "has an impossible prefix length";
	return NULL;
}

static bool looks_like_address(const char *s)
{
	return strchr(s, ':') != NULL || strspn(s, "0123456789./") == strlen(s);
}

static const char *host_fault(const char *s)
{
	const char *dot = strrchr(s, '.');

	if (looks_like_address(s))
		return network_fault(s);
	/* 192.0.2.1-9: no top-level domain begins with a digit. */
	if (isdigit((unsigned char)(dot != NULL ? dot[1] : s[0])))
		return "is neither an address nor a name";
	return domain_fault(s);
}

/* The dot-atom of RFC 5322 without "`{|}" and the rest that Exim would expand or take for a list's
 * syntax. Quoted local parts are not for lists. */
static const char *local_part_fault(const char *s)
{
	size_t n = strlen(s);

	if (n == 0 || n > 64)
		return "is not a local part: empty or over 64 octets";
	if (s[0] == '.' || s[n - 1] == '.' || strstr(s, "..") != NULL)
		return "is not a local part: a dot at an end, or two in a row";
	for (const char *p = s; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && strchr("._+-=~&%'", *p) == NULL)
			return "has a character in its local part that cannot be written into a "
			       "list";
	if (s[0] == '+' || s[0] == '=')
		return "starts with a character that means something else in a list";
	return NULL;
}

static const char *address_fault(const char *s)
{
	char local[65];
	const char *at = strrchr(s, '@');

	if (*s == '\0')
		return NULL; /* the empty sender */
	if (at == NULL)
		return domain_fault(s);
	size_t n = (size_t)(at - s);
	if (n == 0)
		return "starts with \"@\", which Exim never matches: write \"*@...\"";
	if (n >= sizeof local)
		return "has a local part of over 64 octets";
	memcpy(local, s, n);
	local[n] = '\0';
	const char *fault = strcmp(local, "*") == 0 ? NULL : local_part_fault(local);
	if (fault != NULL)
		return fault;
	if (strcmp(at + 1, "*") == 0)
		return strcmp(local, "*") == 0 ? "stands for every sender" : NULL;
	return domain_fault(at + 1);
}

static void add_lowered(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++) {
		char c = (char)tolower((unsigned char)*s);
		buf_add(out, &c, 1);
	}
}

const char *quote_name(struct buf *out, const char *s)
{
	const char *fault = domain_fault(s);

	if (fault == NULL)
		add_lowered(out, s);
	return fault;
}

const char *quote_host(struct buf *out, const char *s)
{
	const char *fault = strpbrk(s, "/*") != NULL ? "is not one host" : host_fault(s);

	if (fault == NULL)
		add_lowered(out, s);
	return fault;
}

/* Long lists go one item a line, for people who read diffs. */
enum { ITEMS_A_LINE = 4 };

static void add_item(struct buf *out, const char *item, size_t index, bool wrap)
{
	if (index > 0)
		buf_str(out, wrap ? " ; \\\n\t" : " ; ");
	add_lowered(out, item);
}

/* `first` says which items are written before the others; both passes keep the given order. */
static const char *write_list(struct buf *out, const struct list *l, item_fault_fn *fault_of,
	bool (*first)(const char *), const char *lead, const struct str **bad)
{
	bool wrap = l->n > ITEMS_A_LINE;
	size_t written = 0;

	for (size_t i = 0; i < l->n; i++) {
		const char *fault = fault_of(l->item[i].s);
		if (fault != NULL) {
			*bad = &l->item[i];
			return fault;
		}
	}
	buf_str(out, lead);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < l->n; i++)
			if ((first == NULL || first(l->item[i].s)) == (pass == 0))
				add_item(out, l->item[i].s, written++, wrap);
	return NULL;
}

static bool is_empty(const char *s)
{
	return *s == '\0';
}

const char *quote_hosts(struct buf *out, const struct list *l, const struct str **bad)
{
	const char *lead = "<; ";

	/* Without these a name that does not resolve ends the search, or makes it a 451. */
	for (size_t i = 0; i < l->n; i++)
		if (!looks_like_address(l->item[i].s))
			lead = "<; +ignore_unknown ; +ignore_defer ; ";
	return write_list(out, l, host_fault, looks_like_address, lead, bad);
}

const char *quote_domains(struct buf *out, const struct list *l, const struct str **bad)
{
	return write_list(out, l, domain_fault, NULL, "<; ", bad);
}

const char *quote_addresses(struct buf *out, const struct list *l, const struct str **bad)
{
	/* The empty item needs a separator behind it: alone it is "<; ;". */
	bool alone = l->n == 1 && *l->item[0].s == '\0';
	const char *fault = write_list(out, l, address_fault, is_empty, "<; ", bad);

	if (fault == NULL && alone)
		buf_str(out, ";");
	return fault;
}

const char *quote_local_parts(struct buf *out, const struct list *l, const struct str **bad)
{
	return write_list(out, l, local_part_fault, NULL, "<; ", bad);
}
