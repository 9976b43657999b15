/* joescan_learn_print.c - what was learnt as the beginning of a policy, with the counts it rests on.
 *
 * A policy's settings travel with each judged message, so there is an end to what fits; what is
 * left out is said. That mail never showed another way out is no proof that there is none, so no
 * entry is ever called complete.
 */
#include "joescan_learn.h"

#include <stdlib.h>

#include "joescan_nets.h"
#include "policy_load_items.h"

#define U(n) ((unsigned long long)(n))

enum {
	DOUBT_ROWS = 5,
	/* Of the settings line, for its global keys: three rules, and a contact address of 320. */
	GLOBAL_BYTES = 600,
	ENTRY_BYTES = 40, /* the keys of an entry */
};

struct printer {
	const struct learn *l;
	FILE *out;
	size_t room;   /* bytes of the settings line that are left for this kind of item */
	size_t listed; /* items of the list that is being written */
	unsigned long left_out;
	uint64_t least; /* what was seen less often is left out */
};

static const char *times(uint64_t n)
{
	return n == 1 ? "once" : n == 2 ? "twice" : NULL;
}

static void put_times(FILE *out, uint64_t n)
{
	if (times(n))
		fputs(times(n), out);
	else
		fprintf(out, "%llu times", U(n));
}

/* ---- lists ---- */

/* Whether the item gets a line; its beginning is written then. */
static bool item(struct printer *p, const char *key, const char *text, uint64_t seen)
{
	size_t n = strlen(text) + 1;

	if (seen < p->least || n > p->room) {
		p->left_out++;
		return false;
	}
	p->room -= n;
	if (p->listed++ == 0)
		fprintf(p->out, "      %s:\n", key);
	/* Colons mean something to YAML. */
	fprintf(p->out, strchr(text, ':') ? "        - \"%s\"" : "        - %s", text);
	return true;
}

static void list_end(struct printer *p)
{
	if (p->left_out)
		fprintf(p->out, "        # left out: %lu that were seen once, or do not fit\n",
			p->left_out);
	p->listed = 0;
	p->left_out = 0;
}

static void host(struct printer *p, const struct count *k)
{
	uint64_t seen = k->seen[HOST_BY] + k->seen[HOST_PEER] + k->seen[HOST_ELSEWHERE];
	const char *comma = "";

	if (!item(p, "hosts", k->key, seen))
		return;
	fputs("  # ", p->out);
	if (k->seen[HOST_BY]) {
		fputs("wrote a Received line ", p->out);
		put_times(p->out, k->seen[HOST_BY]);
		comma = ", ";
	}
	if (k->seen[HOST_PEER]) {
		fprintf(p->out, "%swas the peer of one ", comma);
		put_times(p->out, k->seen[HOST_PEER]);
		comma = ", ";
	}
	if (k->seen[HOST_ELSEWHERE]) {
		fprintf(p->out, "%sdoubtful: only its address is ours, ", comma);
		put_times(p->out, k->seen[HOST_ELSEWHERE]);
	}
	putc('\n', p->out);
}

static void hosts(struct printer *p, unsigned owner)
{
	for (unsigned col = 0; col < COUNT_COLUMNS; col++)
		for (const struct count *k = NULL; (k = counts_next(p->l->hosts, owner, col, k));) {
			bool before = false;

			for (unsigned c = 0; c < col; c++)
				before |= k->seen[c] > 0;
			if (!before)
				host(p, k);
		}
	list_end(p);
}

static void networks(struct printer *p, unsigned owner)
{
	static struct seen_net list[LEARN_NAMES];
	const struct count *k = NULL;
	size_t n = 0;

	while (n < LEARN_NAMES && (k = counts_next(p->l->addrs, owner, 0, k))) {
		if (jj_addr_parse(span_str(k->key), list[n].net.addr) != 0)
			continue;
		list[n++].times = k->seen[0];
	}
	n = nets_merge(list, n);
	for (size_t i = 0; i < n; i++) {
		char text[NET_TEXT];

		net_print(&list[i].net, text);
		if (item_network.fault(text, p->l->arena) ||
			!item(p, "networks", text, list[i].times))
			continue;
		fputs("  # ", p->out);
		if (list[i].addresses > 1)
			fprintf(p->out, "%lu addresses, ", list[i].addresses);
		put_times(p->out, list[i].times);
		putc('\n', p->out);
	}
	list_end(p);
}

static void message_ids(struct printer *p, unsigned owner)
{
	for (const struct count *k = NULL; (k = counts_next(p->l->ids, owner, 0, k));) {
		if (!item(p, "message_ids", k->key, k->seen[0]))
			continue;
		fputs("  # ", p->out);
		put_times(p->out, k->seen[0]);
		putc('\n', p->out);
	}
	/* Without the key, all hosts would stand for it, in the settings line as well. */
	if (p->listed == 0)
		fprintf(p->out, "      message_ids:\n        - %s  # not seen\n",
			p->l->domain[owner].name);
	list_end(p);
}

/* ---- what is not used ---- */

static void doubt(struct printer *p, unsigned owner, unsigned column, const char *what)
{
	const struct count *k = NULL;

	for (unsigned i = 0; i < DOUBT_ROWS && (k = counts_next(p->l->doubts, owner, column, k)); i++) {
		if (i == 0)
			fprintf(p->out, "      # %s:\n", what);
		fprintf(p->out, "      #   %s (", strcmp(k->key, "-") != 0 ? k->key : "no name");
		put_times(p->out, k->seen[column]);
		fputs(")\n", p->out);
	}
	if (k && counts_next(p->l->doubts, owner, column, k))
		fputs("      #   and others\n", p->out);
}

static void doubts(struct printer *p, unsigned owner)
{
	const struct learn_domain *d = &p->l->domain[owner];

	if (d->bounces + d->sent > d->shown)
		fprintf(p->out, "      # Doubtful: %llu of these messages show no host in a domain of ours.\n"
			"      # If they were ours, mail also leaves another way, or --learn=DOMAIN,...\n"
			"      # was not told the domain that the servers are in.\n",
			U(d->bounces + d->sent - d->shown));
	doubt(p, owner, DOUBT_FIRST, "Doubtful: messages that a stranger received first");
	doubt(p, owner, DOUBT_PEER, "Doubtful: addresses whose name is a stranger's");
	doubt(p, owner, DOUBT_MESSAGE_ID, "Doubtful: Message-IDs of our mail in other domains");
}

/* ---- the whole ---- */

static void entry(struct printer *p, unsigned owner, size_t room)
{
	const struct learn_domain *d = &p->l->domain[owner];

	fprintf(p->out, "    - for: %s\n      # rests on %llu bounces and %llu copies of sent mail; "
		"%llu show a host of ours\n", d->name, U(d->bounces), U(d->sent), U(d->shown));
	p->room = room * 2 / 5;
	hosts(p, owner);
	p->room = room * 2 / 5;
	networks(p, owner);
	p->room = room / 5;
	message_ids(p, owner);
	fputs("      complete: no  # set to yes only when every way out is listed\n", p->out);
	doubts(p, owner);
}

static const char *const unused_text[UNUSED] = {
	[UNUSED_STRANGER] = "for and from other domains, or none",
	[UNUSED_DOMAINS] = "of more domains than a policy has entries",
	[UNUSED_HEADER] = "without a whole header of our mail",
	[UNUSED_RECEIVED] = "with a header of our mail without Received lines",
};

static void heading(const struct printer *p)
{
	const struct learn *l = p->l;

	fprintf(p->out, "# joescan --learn: from %llu messages.\n", U(l->used));
	for (unsigned i = 0; i < UNUSED; i++)
		if (l->unused[i])
			fprintf(p->out, "# Not used: %llu %s.\n", U(l->unused[i]), unused_text[i]);
	if (p->least > 1)
		fprintf(p->out, "# More than %d different names or addresses: counts are at least these,\n"
			"# and what was seen once is left out.\n", LEARN_NAMES);
	fputs("# This is what the mail showed and no more. Read it, and what is doubtful most.\n",
		p->out);
}

/* The host that wrote most Received lines of all. */
static const char *busiest(const struct learn *l)
{
	const struct count *best = NULL;

	for (unsigned i = 0; i < l->n_domains; i++) {
		const struct count *k = counts_next(l->hosts, i, HOST_BY, NULL);

		if (k && (!best || k->seen[HOST_BY] > best->seen[HOST_BY]))
			best = k;
	}
	return best ? best->key : NULL;
}

bool learn_print(const struct learn *l, FILE *out)
{
	bool overflowed = counts_overflowed(l->hosts) || counts_overflowed(l->addrs) ||
		counts_overflowed(l->ids) || counts_overflowed(l->doubts);
	struct printer p = { .l = l, .out = out, .least = overflowed ? 2 : 1 };
	size_t room = JJ_SETTINGS_TEXT - GLOBAL_BYTES, entries = 0;
	const char *hostname = busiest(l);

	heading(&p);
	for (unsigned i = 0; i < l->n_domains; i++)
		if (l->domain[i].shown) {
			entries++;
			room -= 2 * strlen(l->domain[i].name) + ENTRY_BYTES;
		}
	if (!entries) {
		fputs("# No message shows a host of ours.\n", out);
		for (unsigned i = 0; i < l->n_domains; i++)
			doubts(&p, i);
		return false;
	}
	fprintf(out, "joejob: 1\nus:\n  hostname: %s  # %s\n  domains:\n    local:\n",
		hostname ? hostname : l->domain[0].name, "seen most; write the name of this server");
	for (unsigned i = 0; i < l->n_domains; i++)
		if (l->domain[i].shown)
			fprintf(out, "      - %s\n", l->domain[i].name);
	fputs("  outbound:\n", out);
	for (unsigned i = 0; i < l->n_domains; i++)
		if (l->domain[i].shown)
			entry(&p, i, room / entries);
	for (unsigned i = 0; i < l->n_domains; i++)
		if (!l->domain[i].shown && l->domain[i].bounces + l->domain[i].sent) {
			fprintf(out, "    # - for: %s\n", l->domain[i].name);
			doubts(&p, i);
		}
	return true;
}
