/* policy_load_items.c - names and mail addresses (see policy_load_items.h). */
#include "policy_load_items.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "policy_load_net.h"
#include "settings.h"

enum { NAME_MAX_CHARS = 253, LABEL_MAX_CHARS = 63, LOCAL_PART_MAX_CHARS = 64 }; /* RFC 1035, 5321 */

#define ALNUM "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* What a character in a name says about what its writer meant. */
static const char *odd_character(char c)
{
	static const struct {
		char c;
		const char *fault;
	} odd[] = {
		{ '@', "is a mail address; the part behind the @ belongs here" },
		{ '*', "has a * inside; it may only stand in front, as in *.example.org" },
		{ '_', "has an underscore; names have letters, digits and hyphens" },
		{ ' ', "has a blank in it; each name is an item of its own" },
		{ ',', "has a comma in it; each name is an item of its own" },
		{ ';', "has a semicolon in it; lookups cannot be written here" },
		{ ':', "has a colon in it; names have letters, digits and hyphens" },
		{ '/', "has a slash in it; for a file write {file: PATH}" },
		{ '$', "has a $ in it; nothing is expanded here" },
		{ '^', "looks like a regular expression; write names, or *.example.org" },
		{ '!', "is negated; leave the name out instead" },
		{ '+', "looks like a named list of Exim; write {file: PATH} or the names" },
	};

	if ((unsigned char)c > 0x7f)
		return "has letters that are not ASCII; write its xn-- form, which idn2 prints";
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
		if (c == odd[i].c)
			return odd[i].fault;
	return "has characters that no name has; there are letters, digits and hyphens";
}

/* Labels of letters, digits and hyphens. */
static const char *name_fault(const char *s, struct arena *a)
{
	size_t n = strlen(s), ok = strspn(s, ALNUM "-.");
	const char *label = s;

	(void)a;
	if (n == 0)
		return "is empty; a name belongs here";
	if (s[ok] != '\0')
		return odd_character(s[ok]);
	if (s[n - 1] == '.')
		return "ends in a dot; write it without";
	if (s[0] == '.' || strstr(s, ".."))
		return "has an empty label; there is a dot too many";
	if (n > NAME_MAX_CHARS)
		return "is longer than the 253 characters of a name";
	for (size_t len; *label; label += len + (label[len] == '.')) {
		len = strcspn(label, ".");
		if (len > LABEL_MAX_CHARS)
			return "has a label of more than 63 characters";
		if (label[0] == '-' || label[len - 1] == '-')
			return "has a label that begins or ends in a hyphen";
		if (label[len] == '\0' && strspn(label, "0123456789") == len)
			return "ends in a number, as an address does; a name belongs here";
	}
	return NULL;
}

static const char *fqdn_fault(const char *s, struct arena *a)
{
	const char *fault = name_fault(s, a);

	if (!fault && !strchr(s, '.'))
		return "has no dot; write the full name, as in mx.example.org";
	return fault;
}

long long policy_date(const char *s)
{
	struct tm t = { 0 }, back;
	long long epoch;
	int n = 0;

	if (strlen(s) != 10 || sscanf(s, "%4d-%2d-%2d%n", &t.tm_year, &t.tm_mon, &t.tm_mday, &n) != 3 ||
		n != 10 || strspn(s, "0123456789-") != 10)
		return 0;
	t.tm_year -= 1900;
	t.tm_mon--;
	back = t;
	epoch = timegm(&back);
	/* The 31st of February becomes another day. */
	return back.tm_mday == t.tm_mday && back.tm_mon == t.tm_mon ? epoch : 0;
}

bool item_is_pattern(const char *s)
{
	return s[0] == '*';
}

static const char *domain_fault(const char *s, struct arena *a)
{
	if (strcmp(s, "*") == 0)
		return "is every domain; name yours";
	if (strncmp(s, "*.", 2) == 0)
		return name_fault(s + 2, a);
	if (s[0] == '.')
		return "begins with a dot; for all names below it write *.example.org";
	return name_fault(s, a);
}

static const char *outbound_for_fault(const char *s, struct arena *a)
{
	return strcmp(s, "*") == 0 ? NULL : domain_fault(s, a);
}

static const char *host_name_fault(const char *s, struct arena *a)
{
	if (strncmp(s, "*.", 2) == 0)
		return "needs no *: a name stands for itself and all names below it";
	return name_fault(s, a);
}

static const char *host_fault(const char *s, struct arena *a)
{
	if (strcmp(s, "*") == 0)
		return "is every host";
	if (net_looks_like(s))
		return net_fault(s, a);
	return domain_fault(s, a);
}

/* RFC 5321 dot-atom, but for the characters that mean something to an Exim list or expansion. */
static const char *local_fault(const char *s, size_t n)
{
	size_t ok = strspn(s, ALNUM "!#%&'*+-./=?^_`|~");

	if (n == 0)
		return "has no local part";
	if (n > LOCAL_PART_MAX_CHARS)
		return "has a local part of more than 64 characters";
	if (s[0] == '"')
		return "has a quoted local part, which cannot be written here";
	if (ok < n && (unsigned char)s[ok] > 0x7f)
		return "has a local part that is not ASCII, which cannot be written here";
	if (ok < n)
		return "has a character in its local part that cannot be written here";
	if (s[0] == '.' || s[n - 1] == '.' || memmem(s, n, "..", 2))
		return "has a dot too many in its local part";
	if (s[0] == '^')
		return "looks like a regular expression, which cannot be written here";
	if (s[0] == '!')
		return "is negated; leave it out instead";
	if (s[0] == '+')
		return "looks like a named list of Exim; write {file: PATH} or the addresses";
	if (s[0] == '/')
		return "looks like a file; write {file: PATH}";
	if (memchr(s, '*', n))
		return "has a * in its local part";
	return NULL;
}

static const char *local_part_fault(const char *s, struct arena *a)
{
	(void)a;
	if (strchr(s, '@'))
		return "has a domain; a local part alone belongs here, it holds in all of ours";
	return local_fault(s, strlen(s));
}

static const char *mailbox_fault(const char *s, struct arena *a)
{
	const char *at = strrchr(s, '@'), *fault;

	if (!at)
		return "has no @; a whole address belongs here";
	fault = local_fault(s, (size_t)(at - s));
	return fault ? fault : name_fault(at + 1, a);
}

static const char *address_fault(const char *s, struct arena *a)
{
	const char *at = strrchr(s, '@'), *fault = NULL;

	if (s[0] == '\0' || strcmp(s, "<>") == 0)
		return "is the empty sender, which cannot stand here";
	if (strcmp(s, "*") == 0 || strcmp(s, "*@*") == 0)
		return "is everybody; name addresses or domains";
	if (!at && (s[0] == '^' || s[0] == '!' || s[0] == '+' || s[0] == '/'))
		return local_fault(s, strlen(s));
	if (!at)
		return domain_fault(s, a);
	if (at == s)
		return arena_printf(a, "matches nothing in Exim; write *%s", s);
	if (at - s > 1 && memchr(s, '*', (size_t)(at - s)))
		return "has a * in its local part; write *@example.org for all of a domain";
	if (s[0] != '*')
		fault = local_fault(s, (size_t)(at - s));
	return fault ? fault : domain_fault(at + 1, a);
}

static const char *bounce_sender_fault(const char *s, struct arena *a)
{
	const char *at = strrchr(s, '@');

	if (s[0] == '\0')
		return NULL;
	if (strcmp(s, "<>") == 0)
		return "is the empty sender, which is written \"\" here";
	if (at && at > s && strcmp(at, "@*") == 0 && s[0] != '*')
		return local_fault(s, (size_t)(at - s));
	return address_fault(s, a);
}

static const char *regex_fault(const char *s, struct arena *a)
{
	char fault[200];
	const char *why = jj_regex_fault(span_str(s), fault, sizeof fault);

	return why ? arena_printf(a, "%s", why) : NULL;
}

static const char *pattern_name_fault(const char *s, struct arena *a)
{
	size_t n = strlen(s);

	(void)a;
	if (n == 0 || n > JJ_PATTERN_NAME_MAX)
		return "is no name of 1 to 32 characters";
	return s[strspn(s, ALNUM "-_.")] == '\0' ? NULL : "has other characters than letters, "
							  "digits, hyphens, underscores and dots";
}

static const char *file_fault(const char *s, struct arena *a)
{
	(void)a;
	if (s[0] != '/')
		return "is no absolute path; Exim needs one that begins with /";
	if (s[strspn(s, ALNUM "/._-+@%=~,")] != '\0')
		return "has a character that is better kept out of a path in Exim's "
		       "configuration; use letters, digits and / . _ - +";
	if (s[strlen(s) - 1] == '/')
		return "is a folder; a file belongs here";
	if (strlen(s) > 1000)
		return "is too long for a path";
	return NULL;
}

static const char *ip_fault(const char *s, struct arena *a)
{
	if (strchr(s, '/'))
		return "is a network; one address belongs here";
	return net_looks_like(s) ? net_fault(s, a) : "is no address";
}

static const char *port_fault(const char *s, struct arena *a)
{
	size_t n = strlen(s);

	(void)a;
	if (n == 0 || n > 5 || s[strspn(s, "0123456789")] != '\0' || s[0] == '0' ||
		strtoul(s, NULL, 10) > 65535)
		return "is no port; write a number from 1 to 65535";
	return NULL;
}

static const char *inside_host_fault(const char *s, struct arena *a)
{
	return net_looks_like(s) ? ip_fault(s, a) : name_fault(s, a);
}

/* DNS lists answer with addresses of 127.0.0.0/8 (RFC 5782 section 2.1). */
static const char *dns_code_fault(const char *s, struct arena *a)
{
	if (strncmp(s, "127.", 4) != 0)
		return "does not begin with 127., as all answers of such lists do";
	return ip_fault(s, a);
}

/* spamd_address is a list that Exim splits at colons and blanks. */
static const char *spamd_fault(const char *s, struct arena *a)
{
	const char *blank = strchr(s, ' ');

	if (s[0] == '/')
		return s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789/._-")] == '\0'
			       ? NULL
			       : "has a character that Exim's spamd_address does not take";
	if (!blank || port_fault(blank + 1, a))
		return "is neither an address and a port, as in 127.0.0.1 783, nor a socket's path";
	const char *host = arena_copy(a, s, (size_t)(blank - s));
	if (strchr(host, ':'))
		return "is an IPv6 address, which spamd_address does not take; use a name";
	return inside_host_fault(host, a);
}

static const char *user_fault(const char *s, struct arena *a)
{
	(void)a;
	if (s[0] == '\0' || strlen(s) > 32 ||
		s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789._-")] != '\0')
		return "is no user's name";
	return NULL;
}

/* Beside the policy, or absolute: Exim gets it absolute. */
static const char *key_file_fault(const char *s, struct arena *a)
{
	return file_fault(s[0] == '/' ? s : arena_printf(a, "/%s", s), a);
}

static const char *date_fault(const char *s, struct arena *a)
{
	(void)a;
	return policy_date(s) > 0 ? NULL : "is no day; write it as 2027-01-31";
}

static const char *hook_fault(const char *s, struct arena *a)
{
	(void)a;
	if (s[0] == '\0' || s[strlen(s) - 1] == '/')
		return "is no file";
	return NULL;
}

/* What neither Exim's lists of servers nor a connection string of libpq takes for something else. */
static const char *state_server_fault(const char *s, struct arena *a)
{
	const char *colon = strrchr(s, ':'), *close = strchr(s, ']');
	size_t n = strlen(s);

	if (s[0] == '/')
		return s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789/._-")] != '\0' ||
				       s[n - 1] == '/'
			       ? "is no path of a socket that Exim takes: small letters, digits, / . _ -"
			       : NULL;
	if (s[0] == '[') {
		if (!close || (close[1] != '\0' && close[1] != ':'))
			return "is no address in brackets; write [2001:db8::5] or [2001:db8::5]:5432";
		if (close[1] == ':' && port_fault(close + 2, a))
			return port_fault(close + 2, a);
		return ip_fault(arena_copy(a, s + 1, (size_t)(close - s - 1)), a);
	}
	if (colon && colon != strchr(s, ':'))
		return "is an IPv6 address; write it in brackets";
	if (colon && port_fault(colon + 1, a))
		return port_fault(colon + 1, a);
	return inside_host_fault(colon ? arena_copy(a, s, (size_t)(colon - s)) : s, a);
}

/* What a lookup names is not expanded, so there is no way to write a capital that no macro knows. */
static const char *state_file_fault(const char *s, struct arena *a)
{
	if (s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789/._-")] != '\0')
		return "is no path that Exim's lookup takes: small letters, digits, / . _ -";
	return file_fault(s, a);
}

static const char *state_name_fault(const char *s, struct arena *a)
{
	(void)a;
	if (s[0] == '\0' || strlen(s) > 63 ||
		s[strspn(s, ALNUM "_-")] != '\0')
		return "is no name of 1 to 63 letters, digits, hyphens and underscores";
	return NULL;
}

/* RFC 6376 section 3.1: labels with dots between. */
static const char *selector_fault(const char *s, struct arena *a)
{
	size_t n = strlen(s);

	(void)a;
	if (n == 0 || n > LABEL_MAX_CHARS || s[strspn(s, ALNUM "-_.")] != '\0')
		return "is no selector: letters, digits, hyphens, underscores and dots";
	if (s[0] == '.' || s[n - 1] == '.' || strstr(s, ".."))
		return "has a dot too many";
	return NULL;
}

static const char *rule_fault(const char *s, struct arena *a)
{
	(void)a;
	return s[0] != '\0' && s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-_.")] == '\0'
		       ? NULL
		       : "is no rule; the log has them, as in rule=sender.verify";
}

static const char *diag_code_fault(const char *s, struct arena *a)
{
	(void)a;
	for (size_t i = 0; i < diag_codes_n; i++)
		if (strcmp(diag_codes[i].code, s) == 0)
			return NULL;
	return "is no code of aclgen's diagnostics; they stand in aclgen(1)";
}

const struct item_kind
	item_domain = { "domain", "domains", "example.org", AG_DOMAIN, domain_fault },
	item_outbound_for = { "domain", "domains", "example.org", AG_DOMAIN, outbound_for_fault },
	item_host_name = { "host name", "host names", "mx.example.org", AG_DOMAIN,
		host_name_fault },
	item_fqdn = { "host name", "host names", "mx.example.org", AG_DOMAIN, fqdn_fault },
	item_host = { "host", "addresses, networks or host names", "192.0.2.0/24", AG_HOST,
		host_fault },
	item_network = { "network", "networks", "192.0.2.0/24", AG_HOST, net_fault },
	item_address = { "address", "addresses", "\"*@example.org\"", AG_ADDRESS, address_fault },
	item_bounce_sender = { "address", "addresses", "\"\"", AG_ADDRESS, bounce_sender_fault },
	item_mailbox = { "address", "addresses", "postmaster@example.org", AG_ADDRESS,
		mailbox_fault },
	item_local_part = { "local part", "local parts", "postmaster", AG_LOCAL_PART,
		local_part_fault },
	item_regex = { "regular expression", "regular expressions", "'^X-Ticket: .*-UNI$'", AG_REGEX,
		regex_fault },
	item_pattern_name = { "name", "names", "ticket", AG_PATTERN_NAME, pattern_name_fault },
	item_file = { "path", "paths", "/etc/exim4/joejob.off", AG_PATH, file_fault },
	item_ip = { "address", "addresses", "192.0.2.99", AG_HOST, ip_fault },
	item_port = { "port", "ports", "587", AG_NUMBER, port_fault },
	item_inside_host = { "host", "addresses or host names", "192.0.2.10", AG_HOST,
		inside_host_fault },
	item_dns_code = { "code", "codes", "127.0.0.2", AG_CODE, dns_code_fault },
	item_spamd = { "server", "servers", "127.0.0.1 783", AG_SPAMD, spamd_fault },
	item_user = { "user", "users", "nobody", AG_SPAMD, user_fault },
	item_key_file = { "path", "paths", "keys/token", AG_PATH, key_file_fault },
	item_date = { "day", "days", "2027-01-31", AG_DATE, date_fault },
	item_state_file = { "path", "paths", "/var/lib/joejob/state.db", AG_PATH,
		state_file_fault },
	item_state_server = { "server", "servers", "db.example.org", AG_STATE_SERVER,
		state_server_fault },
	item_state_name = { "name", "names", "joejob", AG_STATE_SERVER, state_name_fault },
	item_selector = { "selector", "selectors", "\"2026\"", AG_DKIM_KEY, selector_fault },
	item_dkim_key = { "path", "paths", "keys/dkim.pub", AG_DKIM_KEY, hook_fault },
	item_hook = { "path", "paths", "local/rcpt.acl", AG_HOOK, hook_fault },
	item_rule = { "rule", "rules", "sender.verify", AG_VALUE, rule_fault },
	item_diag_code = { "code", "codes", "AG305", AG_VALUE, diag_code_fault };
