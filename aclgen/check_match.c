/* check_match.c - see check_match.h. */
#include <string.h>
#include <strings.h>

#include "check_match.h"

static bool covers(const struct jj_net *net, const unsigned char addr[16])
{
	for (unsigned bit = 0; bit < net->bits; bit++)
		if (((net->addr[bit / 8] ^ addr[bit / 8]) >> (7 - bit % 8)) & 1)
			return false;
	return true;
}

bool match_is_network(const char *item, struct jj_net *net)
{
	return jj_net_parse(span_str(item), net) == 0;
}

bool match_host(const struct list *l, const char *address)
{
	bool named = strcmp(address, MATCH_NAMED_V4) == 0 || strcmp(address, MATCH_NAMED_V6) == 0;
	unsigned char addr[16];
	struct jj_net net;

	if (jj_addr_parse(span_str(address), addr) != 0)
		return true;
	for (size_t i = 0; i < l->n; i++)
		if (match_is_network(l->item[i].s, &net) ? covers(&net, addr)
						   : named && l->item[i].s[0] != '*')
			return true;
	return false;
}

static bool domain_matches(const char *pattern, const char *domain)
{
	size_t n = strlen(domain), k = strlen(pattern);

	if (strcmp(pattern, "*") == 0)
		return true;
	if (*pattern != '*')
		return strcasecmp(pattern, domain) == 0;
	return n >= k - 1 && strcasecmp(domain + n - (k - 1), pattern + 1) == 0;
}

bool match_domain(const struct list *l, const char *domain)
{
	for (size_t i = 0; i < l->n; i++)
		if (domain_matches(l->item[i].s, domain))
			return true;
	return false;
}

static bool address_matches(const char *pattern, const char *address)
{
	const char *at = strrchr(address, '@'), *cut = strrchr(pattern, '@');
	size_t n = (size_t)(at - address);

	if (*pattern == '\0')
		return false; /* the empty sender */
	if (cut == NULL)
		return domain_matches(pattern, at + 1);
	return domain_matches(cut + 1, at + 1) &&
	       (strncmp(pattern, "*@", 2) == 0 ||
		       ((size_t)(cut - pattern) == n && strncasecmp(pattern, address, n) == 0));
}

bool match_address(const struct list *l, const char *address)
{
	for (size_t i = 0; i < l->n; i++)
		if (address_matches(l->item[i].s, address))
			return true;
	return false;
}
