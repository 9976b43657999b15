/* joescan_nets.c - see joescan_nets.h. */
#include "joescan_nets.h"

#include <stdio.h>
#include <stdlib.h>

enum { ALL_BITS = 128, V4_BITS = 96 };

static int by_address(const void *a, const void *b)
{
	const struct seen_net *x = a, *y = b;

	return memcmp(x->net.addr, y->net.addr, sizeof x->net.addr);
}

/* Whether `b` is the upper half of the network whose lower half is `a`. */
static bool halves(const struct jj_net *a, const struct jj_net *b)
{
	unsigned byte, bit;
	struct jj_net upper = *a;

	if (a->bits != b->bits || a->bits == 0)
		return false;
	byte = (a->bits - 1u) / 8;
	bit = 0x80u >> (a->bits - 1u) % 8;
	if (a->addr[byte] & bit)
		return false;
	upper.addr[byte] = (unsigned char)(upper.addr[byte] | bit);
	return memcmp(upper.addr, b->addr, sizeof upper.addr) == 0;
}

size_t nets_merge(struct seen_net *list, size_t n)
{
	size_t kept = 0;

	qsort(list, n, sizeof *list, by_address);
	for (size_t i = 0; i < n; i++) {
		struct seen_net one = list[i];

		one.net.bits = ALL_BITS;
		one.addresses = 1;
		for (; i + 1 < n && by_address(&one, &list[i + 1]) == 0; i++)
			one.times += list[i + 1].times;
		list[kept++] = one;
		for (; kept > 1 && halves(&list[kept - 2].net, &list[kept - 1].net); kept--) {
			list[kept - 2].net.bits--;
			list[kept - 2].addresses += list[kept - 1].addresses;
			list[kept - 2].times += list[kept - 1].times;
		}
	}
	return kept;
}

bool net_is_v4(const struct jj_net *net)
{
	static const struct jj_net mapped = { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff }, V4_BITS };

	return net->bits >= V4_BITS && jj_net_has(&mapped, net->addr);
}

void net_print(const struct jj_net *net, char text[NET_TEXT])
{
	char addr[JJ_ADDR_TEXT];
	size_t n = jj_addr_print(net->addr, addr);

	snprintf(text, NET_TEXT, "%.*s/%u", (int)n, addr,
		net->bits - (net_is_v4(net) ? (unsigned)V4_BITS : 0u));
}
