/* joescan_learn.h - who we are, as our own mail shows it once it is elsewhere.
 *
 * Read are genuine bounces of our mail and copies of our mail as others received it. The lowest
 * Received lines are ours, up to the first that a stranger wrote; what that stranger and our own
 * hosts saw of their peers are our addresses. It learns what it is shown: a forged bounce among the
 * genuine ones teaches it a forger's host.
 *
 * Names and addresses are kept only where they pass the syntax rules of a policy, so that no byte
 * of a message reaches the YAML otherwise. Memory is constant.
 */
#ifndef JOESCAN_LEARN_H
#define JOESCAN_LEARN_H

#include "joescan_count.h"
#include "joescan_options.h"
#include "joescan_recipients.h"
#include "received.h"

enum {
	LEARN_NAME = 256,
	LEARN_NAMES = 1000, /* of each table; a settings line has room for JJ_ITEMS in all */
	LEARN_HOPS = 500,   /* Received lines of one message; JJ_RECEIVED_MAX of each header in it */
};

/* What a message is to us. */
enum learn_kind { LEARN_NOT, LEARN_BOUNCE, LEARN_SENT };

/* Why nothing was learnt from a message. */
enum learn_skip {
	UNUSED_STRANGER,  /* for or from other domains */
	UNUSED_DOMAINS,   /* there are more domains than entries */
	UNUSED_HEADER,    /* no whole header is returned */
	UNUSED_RECEIVED,  /* no Received line in it */
	UNUSED
};

/* Columns of the hosts. */
enum { HOST_BY, HOST_PEER, HOST_ELSEWHERE };

/* Columns of the doubts. */
enum { DOUBT_FIRST, DOUBT_PEER, DOUBT_MESSAGE_ID };

struct learn_domain {
	char name[LEARN_NAME];
	uint64_t bounces, sent, shown; /* shown: those of them with a host of ours */
};

struct hop {
	unsigned line;
	char by[LEARN_NAME];     /* a host name, or empty */
	struct address by_addr;
	char name[LEARN_NAME];   /* of the peer, as it was looked up, or empty */
	char helo[LEARN_NAME];
	struct address peer;
	bool from;
};

struct learn {
	const struct options *o;
	struct arena *arena;
	struct learn_domain domain[JJ_ENTRIES];
	unsigned n_domains;
	/* The owner is the number of the domain. */
	struct counts *hosts, *addrs, *ids, *doubts;
	uint64_t used, unused[UNUSED];

	/* of the message that is being read */
	enum learn_kind kind;
	unsigned owner;
	size_t n_hops;
	struct hop hop[LEARN_HOPS];
};

/* False when memory fails; learn_free in any case. */
bool learn_start(struct learn *l, const struct options *o);
void learn_free(struct learn *l);

/* A message begins: what it is. LEARN_NOT has been counted as that. */
enum learn_kind learn_begin(struct learn *l, const struct mail_head *m);

/* For jj_received; `ctx` is the struct learn. */
void learn_received(void *ctx, unsigned line, const struct received *r);

/* It ends with this result. */
void learn_end(struct learn *l, const struct jj_result *result);

/* The policy. False: nothing was learnt. */
bool learn_print(const struct learn *l, FILE *out);

#endif
