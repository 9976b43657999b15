/* check_match.c - see check_match.h. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "check_match.h"
#include "net_split.h"

bool match_is_network(const char *item, struct jj_net *net)
{
	return jj_net_parse(span_str(item), net) == 0;
}

static void add_net(const char *key, void *arg)
{
	keyset_add_copy(arg, key);
}

void match_hosts(struct match_hosts *m, const struct list *l, struct arena *a)
{
	*m = (struct match_hosts){ .nets = { .arena = a } };
	for (size_t i = 0; i < l->n; i++)
		if (!net_split(l->item[i].s, add_net, &m->nets) && l->item[i].s[0] != '*')
			m->has_names = true;
}

struct asking {
	const struct keyset *nets;
	bool found;
};

static void ask_net(const char *key, void *arg)
{
	struct asking *ask = arg;

	ask->found = ask->found || keyset_has(ask->nets, key, strlen(key));
}

bool match_host(const struct match_hosts *m, const char *address)
{
	bool named = strcmp(address, MATCH_NAMED_V4) == 0 || strcmp(address, MATCH_NAMED_V6) == 0;
	struct asking ask = { .nets = &m->nets };
	char net[INET6_ADDRSTRLEN + sizeof "/128"];
	unsigned rung = NET_RUNG_MIN;

	do
		snprintf(net, sizeof net, "%s/%u", address, rung);
	while (net_split(net, ask_net, &ask) && (rung += NET_RUNG_STEP) <= 128);
	/* The shortest prefix fits every address. */
	return rung == NET_RUNG_MIN || ask.found || (named && m->has_names);
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
