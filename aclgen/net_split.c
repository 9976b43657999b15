/* net_split.c - see net_split.h. */
#include "net_split.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_key(char key[NET_KEY_MAX], const unsigned char *addr, bool v6, unsigned bits)
{
	size_t n = 0, room = NET_KEY_MAX;

	if (v6)
		for (unsigned i = 0; i < 16; i += 2)
			n += (size_t)snprintf(key + n, room - n, "%s%02x%02x", i > 0 ? "." : "",
				addr[i], addr[i + 1]);
	else
		n = (size_t)snprintf(
			key, room, "%u.%u.%u.%u", addr[0], addr[1], addr[2], addr[3]);
	if (bits < (v6 ? 128 : 32))
		snprintf(key + n, room - n, "/%u", bits);
}

static void clear_behind(unsigned char *addr, unsigned bits, unsigned size)
{
	for (unsigned bit = bits; bit < 8 * size; bit++)
		addr[bit / 8] = (unsigned char)(addr[bit / 8] & ~(0x80u >> bit % 8));
}

/* The shortest rung that is not shorter than the network's own prefix. */
static unsigned rung(unsigned bits)
{
	if (bits <= NET_RUNG_MIN)
		return NET_RUNG_MIN;
	return (bits + NET_RUNG_STEP - 1) / NET_RUNG_STEP * NET_RUNG_STEP;
}

bool net_split(const char *item, net_key_fn *fn, void *arg)
{
	unsigned char addr[16] = { 0 };
	char text[INET6_ADDRSTRLEN], key[NET_KEY_MAX];
	const char *slash = strchr(item, '/');
	size_t n = slash != NULL ? (size_t)(slash - item) : strlen(item);
	bool v6 = memchr(item, ':', n) != NULL;
	unsigned size = v6 ? 16 : 4;

	if (n >= sizeof text)
		return false;
	memcpy(text, item, n);
	text[n] = '\0';
	if (inet_pton(v6 ? AF_INET6 : AF_INET, text, addr) != 1)
		return false;
	unsigned long bits = slash != NULL ? strtoul(slash + 1, NULL, 10) : 8 * size;
	if (bits > 8 * size)
		return false;
	clear_behind(addr, (unsigned)bits, size);
	/* What is between the prefix and the rung lies in one byte: it counts up from zero. */
	unsigned to = rung((unsigned)bits), keys = 1u << (to - bits);
	unsigned step = 1u << (8 - (to - 1) % 8 - 1);
	for (unsigned i = 0; i < keys; i++) {
		write_key(key, addr, v6, to);
		fn(key, arg);
		addr[(to - 1) / 8] = (unsigned char)(addr[(to - 1) / 8] + step);
	}
	return true;
}
