/* lint_find.c - see lint_find.h. */
#include "lint_find.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "policy_load_items.h"

struct where at_key(const struct lint *t, const char *path, const char *section)
{
	struct where at = schema_where(t->run, path);

	return at.line > 0 ? at : schema_where(t->run, section);
}

bool wants(const struct lint *t, const struct check *c)
{
	return t->p->mode != MODE_OFF && c->asked != MODE_OFF;
}

bool wants_refusal(const struct lint *t, const struct check *c)
{
	return t->p->mode != MODE_OFF && c->asked >= MODE_DEFER;
}

const struct str *find(const struct list *list, const char *s)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcasecmp(list->item[i].s, s) == 0)
			return &list->item[i];
	return NULL;
}

bool overlap(const char *a, const char *b)
{
	size_t na, nb;

	if (strcasecmp(a, b) == 0)
		return true;
	/* A `*.name` is treated as the suffix `.name`. */
	if (!item_is_pattern(a) && !item_is_pattern(b))
		return false;
	a += item_is_pattern(a);
	b += item_is_pattern(b);
	na = strlen(a);
	nb = strlen(b);
	return na > nb ? strcasecmp(a + na - nb, b) == 0 : strcasecmp(b + nb - na, a) == 0;
}

bool covers(const struct list *domains, const char *domain)
{
	for (size_t i = 0; i < domains->n; i++)
		if (overlap(domains->item[i].s, domain))
			return true;
	return false;
}

bool is_ours(const struct policy *p, const char *domain)
{
	return covers(&p->us.local, domain) || covers(&p->us.relay_to, domain);
}

const char *domain_of(const char *address)
{
	const char *at = strrchr(address, '@');

	return at ? at + 1 : address;
}

bool is_within(const char *name, const char *zone)
{
	size_t n = strlen(name), z = strlen(zone);

	return n >= z && strcasecmp(name + n - z, zone) == 0 && (n == z || name[n - z - 1] == '.');
}

/* An address or network as 16 bytes, IPv4 mapped, and the length of its prefix among these; -1
 * where it is a name. */
static int net_bytes(const char *net, unsigned char bytes[16], bool *v6)
{
	char text[INET6_ADDRSTRLEN];
	size_t n = strcspn(net, "/");
	int bits = net[n] == '/' ? atoi(net + n + 1) : -1;

	*v6 = false;
	if (n >= sizeof text)
		return -1;
	memcpy(text, net, n);
	text[n] = '\0';
	*v6 = strchr(text, ':') != NULL;
	memset(bytes, 0, 16);
	memset(bytes + 10, 0xff, 2);
	if (inet_pton(*v6 ? AF_INET6 : AF_INET, text, *v6 ? bytes : bytes + 12) != 1)
		return -1;
	if (bits < 0)
		return 128;
	return *v6 ? bits : bits + 96;
}

int net_prefix(const char *net, bool *v6)
{
	unsigned char bytes[16];
	int bits = net_bytes(net, bytes, v6);

	return bits < 0 || *v6 ? bits : bits - 96;
}

bool net_holds(const char *net, const char *address)
{
	unsigned char a[16], b[16];
	bool v6a, v6b;
	int bits = net_bytes(net, a, &v6a), whole = net_bytes(address, b, &v6b);

	if (bits < 0 || whole < 0 || v6a != v6b)
		return false;
	int rest = bits % 8;
	return memcmp(a, b, (size_t)bits / 8) == 0 &&
	       (rest == 0 || ((a[bits / 8] ^ b[bits / 8]) >> (8 - rest)) == 0);
}

bool net_is(const char *net, const char *address)
{
	bool v6;
	int bits = net_prefix(net, &v6);

	return bits == (v6 ? 128 : 32) && net_holds(net, address);
}

const struct str *find_net(const struct list *nets, const char *address,
	bool (*fits)(const char *net, const char *address))
{
	for (size_t i = 0; i < nets->n; i++)
		if (fits(nets->item[i].s, address))
			return &nets->item[i];
	return NULL;
}
