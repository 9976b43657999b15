/* mix.h - a day's mail of an MX: 2,330 messages in the proportions of four real hours, in an order
 * shuffled by a fixed seed. For `make bench` and `make endure`; what is sent is in mix.c, who sends
 * it in send.c.
 *
 * One pass is 2,330 messages. Another pass has the same kinds in the same order, with other
 * addresses and other Message-IDs, so that nothing depends on what an earlier one has left behind.
 */
#ifndef MIX_H
#define MIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
	MIX_TOTAL = 2330,
	MIX_TEXT = 4096, /* the longest message has less */
	MIX_NAME = 80,
};

/* What becomes of it where nothing is broken. */
enum mix_end {
	MIX_TAKEN,
	MIX_REFUSED,
	MIX_PUT_OFF, /* and never comes back */
};

/* How it comes. A bot tries the first MX once. */
enum mix_way {
	MIX_SERVER,  /* tries all MXs in their order, then again, as real servers do */
	MIX_BOT,
	MIX_VISITOR, /* tries the last MX, then the first */
	MIX_HASTY,   /* does not wait for the greeting */
	MIX_PIPES,   /* sends commands in one segment that nobody allowed */
};

struct mix_kind {
	const char *name;
	unsigned share; /* of MIX_TOTAL */
	enum mix_end end;
	enum mix_way way;
	bool spamd; /* SpamAssassin has to look at it */
};

extern const struct mix_kind mix_kinds[];
extern const unsigned mix_n_kinds;

struct mix_message {
	const struct mix_kind *kind;
	unsigned pass, n;
	uint32_t client; /* IPv4, host byte order */
	char id[MIX_NAME], helo[MIX_NAME], from[MIX_NAME], to[MIX_NAME];
};

/* The n-th message of that pass. */
struct mix_message mix_message(unsigned pass, unsigned n);

/* Its text, with CRLF and dots doubled, without the last dot. */
size_t mix_text(const struct mix_message *m, char text[MIX_TEXT]);

/* What the lab's DNS has to know of its senders, as lines for dnsmasq. */
void mix_zone(FILE *to);

#endif
