/* addr.c - IP addresses and networks as the 16 bytes of settings.h.
 *
 * inet_pton knows the notations; what it lets pass and the contract does not (a NUL inside) is
 * refused here. No names, no resolver.
 */
#include "settings.h"

#include <arpa/inet.h>

static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

/* 4, 6, or 0 for what is no address. */
static int addr_family(struct span text, unsigned char addr[16])
{
	char name[INET6_ADDRSTRLEN];

	if (text.n == 0 || text.n >= sizeof name || memchr(text.p, '\0', text.n))
		return 0;
	for (size_t i = 0; i < text.n; i++)
		name[i] = (char)text.p[i];
	name[text.n] = '\0';
	if (inet_pton(AF_INET6, name, addr) == 1)
		return 6;
	memcpy(addr, mapped, sizeof mapped);
	return inet_pton(AF_INET, name, addr + sizeof mapped) == 1 ? 4 : 0;
}

int jj_addr_parse(struct span text, unsigned char addr[16])
{
	return addr_family(text, addr) ? 0 : -1;
}

int jj_net_parse(struct span text, struct jj_net *net)
{
	size_t slash = 0, digits;
	unsigned bits = 0, most;
	int family;

	while (slash < text.n && text.p[slash] != '/')
		slash++;
	family = addr_family(span(text.p, slash), net->addr);
	if (family == 0)
		return -1;
	most = family == 4 ? 32 : 128;
	net->bits = 128;
	if (slash == text.n)
		return 0;
	digits = text.n - slash - 1;
	if (digits < 1 || digits > 3 || (digits > 1 && text.p[slash + 1] == '0'))
		return -1;
	for (size_t i = slash + 1; i < text.n; i++) {
		if (!jj_digit(text.p[i]))
			return -1;
		bits = bits * 10 + (text.p[i] - (unsigned)'0');
	}
	if (bits > most)
		return -1;
	net->bits = (unsigned char)(128 - most + bits);
	return 0;
}

bool jj_net_has(const struct jj_net *net, const unsigned char addr[16])
{
	unsigned whole = net->bits / 8, rest = net->bits % 8;

	return memcmp(addr, net->addr, whole) == 0 &&
		(rest == 0 || (addr[whole] ^ net->addr[whole]) >> (8 - rest) == 0);
}

size_t jj_addr_print(const unsigned char addr[16], char text[JJ_ADDR_TEXT])
{
	bool v4 = memcmp(addr, mapped, sizeof mapped) == 0;

	if (!inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? addr + sizeof mapped : addr, text, JJ_ADDR_TEXT))
		text[0] = '\0';
	return strlen(text);
}
