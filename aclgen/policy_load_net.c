/* policy_load_net.c - see policy_load_net.h.
 *
 * Exim takes all of the refused forms without a word and then never matches them: a prefix over
 * the size of the address, dotted masks, leading zeros, missing parts, ranges, brackets,
 * IPv4-mapped addresses.
 */
#include "policy_load_net.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS "0123456789"

bool net_looks_like(const char *s)
{
	return s[0] == '[' || strchr(s, ':') ||
	       (s[0] != '\0' && s[strspn(s, DIGITS "./-")] == '\0');
}

/* The prefix length of a dotted mask, or -1. */
static int mask_bits(const char *mask)
{
	struct in_addr in;
	unsigned long m, bits = 0;

	if (inet_pton(AF_INET, mask, &in) != 1)
		return -1;
	m = ntohl(in.s_addr);
	while (bits < 32 && (m >> (31 - bits) & 1))
		bits++;
	return bits < 32 && (m << bits & 0xffffffffUL) != 0 ? -1 : (int)bits;
}

/* `prefix` stands behind the slash of ADDR/PREFIX; `max` is 32 or 128. */
static const char *prefix_fault(const char *addr, const char *prefix, int max, struct arena *a)
{
	size_t digits = strspn(prefix, DIGITS);
	int bits = mask_bits(prefix);

	if (bits > 0 && max == 32)
		return arena_printf(a, "has a mask; write %s/%d", addr, bits);
	if (digits == 0 || digits > 3 || prefix[digits] != '\0')
		return "has no number behind the slash; write a prefix length, as in 192.0.2.0/24";
	if (prefix[0] == '0' && digits > 1)
		return "has a prefix length with a leading zero; write it without";
	if (atoi(prefix) > max)
		return arena_printf(a, "has a prefix length over %d, and would match nothing", max);
	if (prefix[0] == '0')
		return "is every address; name your networks";
	return NULL;
}

static const char *v4_fault(const char *addr, struct arena *a)
{
	unsigned part[4] = { 0 };
	size_t n = 0;
	bool zeros = false;

	for (const char *p = addr; *p && n < 5; n++) {
		size_t digits = strspn(p, DIGITS);

		if (digits == 0 || digits > 9)
			return "is no IPv4 address";
		if (digits > 1 && p[0] == '0')
			zeros = true;
		if (n < 4)
			part[n] = (unsigned)strtoul(p, NULL, 10);
		if (n < 4 && part[n] > 255)
			return "is no IPv4 address: a part of it is over 255";
		p += digits;
		if (*p == '.' && p[1] != '\0')
			p++;
		else if (*p)
			return "is no IPv4 address";
	}
	if (n != 4)
		return "is no IPv4 address; write out all four parts, as in 192.0.2.0/24";
	if (zeros)
		return arena_printf(a,
			"has leading zeros, which some programs take for octal; write %u.%u.%u.%u",
			part[0], part[1], part[2], part[3]);
	return NULL;
}

static const char *v6_fault(const char *addr, const char *prefix, struct arena *a)
{
	struct in6_addr in;
	const unsigned char *b = in.s6_addr;

	if (strchr(addr, '%'))
		return "has a zone behind the %, which a network does not have; leave it out";
	if (inet_pton(AF_INET6, addr, &in) != 1)
		return "is no IPv6 address";
	if (!IN6_IS_ADDR_V4MAPPED(&in))
		return NULL;
	if (!prefix || atoi(prefix) < 96 || atoi(prefix) > 128)
		return arena_printf(a,
			"is IPv4 written as IPv6, and would match nothing; write "
			"%d.%d.%d.%d",
			b[12], b[13], b[14], b[15]);
	return arena_printf(a,
		"is IPv4 written as IPv6, and would match nothing; write "
		"%d.%d.%d.%d/%d",
		b[12], b[13], b[14], b[15], atoi(prefix) - 96);
}

const char *net_fault(const char *s, struct arena *a)
{
	const char *slash = strchr(s, '/'), *fault;
	char *addr = arena_copy(a, s, slash ? (size_t)(slash - s) : strlen(s));
	bool v6 = strchr(addr, ':') != NULL;

	if (s[0] == '\0')
		return "is empty; an address or network belongs here";
	if (s[0] == '[')
		return "has brackets; write the address without them";
	if (s[0] == '!')
		return "is negated; leave it out instead";
	if (!net_looks_like(s))
		return "is no address or network; write for example 192.0.2.0/24";
	if (strchr(s, '-'))
		return "is a range; write networks, as in 192.0.2.0/28";
	fault = v6 ? v6_fault(addr, slash ? slash + 1 : NULL, a) : v4_fault(addr, a);
	if (fault || !slash)
		return fault;
	return prefix_fault(addr, slash + 1, v6 ? 128 : 32, a);
}
