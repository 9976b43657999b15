/* net_split.c - see net_split.h. */
#include "net_split.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

/* A list of a million networks is a million calls: printf() would take most of the time. */
static char *write_number(char *to, unsigned n)
{
	if (n >= 100)
		*to++ = (char)('0' + n / 100);
	if (n >= 10)
		*to++ = (char)('0' + n / 10 % 10);
	*to++ = (char)('0' + n % 10);
	return to;
}

static void write_key(char key[NET_KEY_MAX], const unsigned char *addr, bool v6, unsigned bits)
{
	static const char hex[] = "0123456789abcdef";
	char *to = key;

	for (unsigned i = 0; i < (v6 ? 16 : 4); i++) {
		if (i > 0 && (!v6 || i % 2 == 0))
			*to++ = '.';
		if (v6) {
			*to++ = hex[addr[i] >> 4];
			*to++ = hex[addr[i] & 15];
		} else {
			to = write_number(to, addr[i]);
		}
	}
	if (bits < (v6 ? 128 : 32)) {
		*to++ = '/';
		to = write_number(to, bits);
	}
	*to = '\0';
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
