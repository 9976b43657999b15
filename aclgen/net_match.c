/* net_match.c - see net_match.h. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "net_match.h"

struct net {
	int family;
	unsigned char first[16], last[16];
	size_t bytes;
};

static bool read_net(struct net *n, const char *text)
{
	char address[INET6_ADDRSTRLEN];
	size_t length = strcspn(text, "/");

	if (length >= sizeof address)
		return false;
	memcpy(address, text, length);
	address[length] = '\0';
	n->family = strchr(address, ':') != NULL ? AF_INET6 : AF_INET;
	n->bytes = n->family == AF_INET6 ? 16 : 4;
	if (inet_pton(n->family, address, n->first) != 1)
		return false;
	size_t bits = text[length] == '/' ? strtoul(text + length + 1, NULL, 10) : 8 * n->bytes;
	memcpy(n->last, n->first, sizeof n->last);
	for (size_t i = bits; i < 8 * n->bytes; i++) {
		n->first[i / 8] &= (unsigned char)~(0x80 >> i % 8);
		n->last[i / 8] |= (unsigned char)(0x80 >> i % 8);
	}
	return true;
}

bool net_match(const char *net, const char *address)
{
	struct net n, one;

	return read_net(&n, net) && read_net(&one, address) && n.family == one.family &&
	       memcmp(one.first, n.first, n.bytes) >= 0 && memcmp(one.last, n.last, n.bytes) <= 0;
}

bool net_ends(const char *net, const char **first, const char **last, struct arena *a)
{
	char text[INET6_ADDRSTRLEN];
	struct net n;

	if (!read_net(&n, net) || inet_ntop(n.family, n.first, text, sizeof text) == NULL)
		return false;
	*first = arena_copy(a, text, strlen(text));
	if (inet_ntop(n.family, n.last, text, sizeof text) == NULL)
		return false;
	*last = arena_copy(a, text, strlen(text));
	return true;
}
