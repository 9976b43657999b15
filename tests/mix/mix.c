/* mix.c - the kinds of mail in the mix, their shares, their senders and their texts.
 *
 * Faults come one to a message: what is wrong with one is what its kind says, and nothing else, so
 * that it is known which rule has to refuse it. Each kind has a /16 of 100.64.0.0/10 to itself, by
 * which the DNS knows it.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mix.h"

enum {
	SEED = 20081111,
	CLIENTS = 900, /* of one pass, over all kinds */
	/* The second octet of a client's address: its kind, and one of these. */
	NAMED = 64,
	LIST = 80,
	NAMELESS = 96,
};

enum kind {
	GOOD, FORWARDED, LISTED, LIST_SPAM, BOUNCE, EMPTY, ROLE, SPAM,
	FORGED, HELO, HASTY, PIPES, NO_SENDER, NO_USER, NO_USER_INSIDE, DNSBL, VISITOR, ONCE,
	KINDS,
};

const struct mix_kind mix_kinds[] = {
	[GOOD]		 = { "good", 135, MIX_TAKEN, MIX_SERVER, true },
	/* SPF says soft: greylisted, until its network is known. */
	[FORWARDED]	 = { "forwarded", 15, MIX_TAKEN, MIX_SERVER, true },
	[LISTED]	 = { "list", 63, MIX_TAKEN, MIX_SERVER, true },
	[LIST_SPAM]	 = { "list-spam", 7, MIX_TAKEN, MIX_SERVER, true },
	[BOUNCE]	 = { "bounce", 12, MIX_TAKEN, MIX_SERVER, true },
	[EMPTY]		 = { "empty", 7, MIX_TAKEN, MIX_SERVER, true },
	[ROLE]		 = { "role", 6, MIX_TAKEN, MIX_SERVER, false },
	[SPAM]		 = { "spam", 20, MIX_REFUSED, MIX_SERVER, true },
	[FORGED]	 = { "forged", 700, MIX_REFUSED, MIX_SERVER, false },
	[HELO]		 = { "helo", 350, MIX_REFUSED, MIX_BOT, false },
	[HASTY]		 = { "hasty", 104, MIX_REFUSED, MIX_HASTY, false },
	[PIPES]		 = { "pipes", 103, MIX_REFUSED, MIX_PIPES, false },
	[NO_SENDER]	 = { "no-sender", 250, MIX_REFUSED, MIX_BOT, false },
	[NO_USER]	 = { "no-user", 150, MIX_REFUSED, MIX_BOT, false },
	[NO_USER_INSIDE] = { "no-user-inside", 150, MIX_REFUSED, MIX_BOT, false },
	[DNSBL]		 = { "dnsbl", 150, MIX_REFUSED, MIX_BOT, false },
	[VISITOR]	 = { "visitor", 60, MIX_REFUSED, MIX_VISITOR, false },
	[ONCE]		 = { "once", 48, MIX_PUT_OFF, MIX_BOT, false },
};
const unsigned mix_n_kinds = KINDS;

/* xorshift: the same on every machine, which rand() is not. */
static uint32_t draw(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* Which kind stands where, and the how-manieth of its kind it is. */
static struct {
	unsigned char kind[MIX_TOTAL];
	unsigned short nth[MIX_TOTAL];
	bool made;
} order;

static void make_order(void)
{
	uint32_t state = SEED;
	unsigned n = 0, seen[KINDS] = { 0 };

	for (unsigned k = 0; k < KINDS; k++)
		for (unsigned i = 0; i < mix_kinds[k].share; i++)
			order.kind[n++] = (unsigned char)k;
	if (n != MIX_TOTAL)
		abort();
	for (unsigned i = n; i > 1; i--) {
		unsigned j = draw(&state) % i;
		unsigned char swap = order.kind[i - 1];

		order.kind[i - 1] = order.kind[j];
		order.kind[j] = swap;
	}
	for (unsigned i = 0; i < n; i++)
		order.nth[i] = (unsigned short)seen[order.kind[i]]++;
	order.made = true;
}

/* ---- who ---- */

static unsigned second_octet(enum kind k)
{
	/* The kinds of the lists stand first in their own range, the nameless in theirs. */
	switch (k) {
	case LISTED: case LIST_SPAM:
		return LIST + k;
	case ROLE: case ONCE:
		return NAMELESS + k;
	case GOOD: case FORWARDED: case BOUNCE: case EMPTY: case SPAM: case FORGED: case HELO:
	case HASTY: case PIPES: case NO_SENDER: case NO_USER: case NO_USER_INSIDE: case DNSBL:
	case VISITOR: case KINDS:
		break;
	}
	return NAMED + (k < LISTED ? k : k - 2u);
}

static uint32_t client_of(enum kind k, unsigned pass, unsigned nth)
{
	unsigned share = mix_kinds[k].share, clients = share * CLIENTS / MIX_TOTAL + 1, host;

	/* Greylisting knows networks, so these come from one each; and who got in while something was
	 * broken has honeypot.grace, and would be no visitor next time. */
	if (k == FORWARDED || k == VISITOR)
		clients = share;
	host = pass * clients + nth % clients;
	return 100u << 24 | second_octet(k) << 16 | (host % 256) << 8 | (1 + host / 256 % 250);
}

static void name_client(struct mix_message *m, enum kind k)
{
	unsigned a = m->client >> 24, b = m->client >> 16 & 255, c = m->client >> 8 & 255,
		 d = m->client & 255;
	const char *below = k == LISTED || k == LIST_SPAM ? "lists.example" : "mta.example";

	snprintf(m->helo, sizeof m->helo, "out-%u-%u-%u-%u.%s", a, b, c, d, below);
	if (k == ROLE || (k == HELO && m->n % 4 == 0))
		snprintf(m->helo, sizeof m->helo, "%u.%u.%u.%u", a, b, c, d);
	else if (k == HELO)
		snprintf(m->helo, sizeof m->helo, "%s", m->n % 4 == 1 ? "mx.example.org" :
				m->n % 4 == 2 ? "localhost" : "[192.0.2.1]");
}

static const char *sender_domain(enum kind k)
{
	switch (k) {
	case FORWARDED:
		return "soft.example";
	case LISTED: case LIST_SPAM:
		return "lists.example";
	case NO_SENDER: case ROLE:
		return "nowhere.example";
	case NO_USER_INSIDE: /* takes the bounce that follows where the server inside is down */
		return "remote.example";
	case GOOD: case BOUNCE: case EMPTY: case SPAM: case FORGED: case HELO: case HASTY:
	case PIPES: case NO_USER: case DNSBL: case VISITOR: case ONCE: case KINDS:
		break;
	}
	return "from.example";
}

/* Nobody is asked for twice: the answer of the server inside would be remembered. */
static void recipient(struct mix_message *m, enum kind k)
{
	static const char *const users[] = { "user@example.org", "anna@example.org",
		"known@dept.example.org" };

	const char *to = users[m->n % 3];

	if (k == ROLE)
		to = m->n % 2 ? "postmaster@example.org" : "abuse@example.org";
	else if (k == FORGED || k == BOUNCE)
		to = "user@example.org";
	if (k == NO_USER || k == NO_USER_INSIDE)
		snprintf(m->to, sizeof m->to, "nobody-%u-%u@%s", m->pass, m->n,
			k == NO_USER ? "example.org" : "dept.example.org");
	else
		snprintf(m->to, sizeof m->to, "%s", to);
}

struct mix_message mix_message(unsigned pass, unsigned n)
{
	struct mix_message m = { .pass = pass, .n = n };
	enum kind k;

	if (!order.made)
		make_order();
	k = order.kind[n];
	m.kind = &mix_kinds[k];
	m.client = client_of(k, pass, order.nth[n]);
	snprintf(m.id, sizeof m.id, "%.20s.%u.%u", m.kind->name, pass, n);
	if (k != BOUNCE && k != EMPTY && k != FORGED)
		snprintf(m.from, sizeof m.from, "%.40s@%.30s", m.id, sender_domain(k));
	recipient(&m, k);
	name_client(&m, k);
	return m;
}

/* ---- what ---- */

static const char a_report[] =
	"Auto-Submitted: auto-replied\r\n"
	"Content-Type: multipart/report; report-type=delivery-status; boundary=report\r\n\r\n"
	"--report\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
	"A message that you sent could not be delivered:\r\n\r\n"
	"  nobody@mta.example: no such user\r\n\r\n"
	"--report\r\nContent-Type: message/delivery-status\r\n\r\n"
	"Reporting-MTA: dns; %s\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n"
	"Final-Recipient: rfc822;nobody@mta.example\r\n\r\n"
	"--report\r\nContent-Type: message/rfc822\r\n\r\n"
	"Return-path: <%s>\r\n"
	"Received: from %s\r\n\tby %s with esmtp (Exim 4.96)\r\n\t(envelope-from <%s>)\r\n"
	"\tid 1xVcmP-00003j-1Y for nobody@mta.example;\r\n\t%s\r\n"
	"From: %s\r\nTo: nobody@mta.example\r\nSubject: a question\r\nDate: %s\r\n"
	"Message-ID: <original.%s@%s>\r\n\r\nIs this of interest?\r\n--report--\r\n";

static const char a_note[] =
	"\r\nThe minutes of the meeting are on the page of the working group.\r\n"
	"Please tell me by Friday what is missing.\r\n\r\nRegards\r\n";

/* What SpamAssassin knows as spam, by agreement. */
static const char gtube[] =
	"\r\nXJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n";

size_t mix_text(const struct mix_message *m, char text[MIX_TEXT])
{
	enum kind k = (enum kind)(m->kind - mix_kinds);
	const char *from = m->from[0] ? m->from : "mailer-daemon@from.example";
	char date[64];
	time_t now = time(NULL);
	struct tm tm;
	int n;

	gmtime_r(&now, &tm);
	strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", &tm);
	n = snprintf(text, MIX_TEXT,
		"Received: from desk.%s ([198.51.100.200])\r\n\tby %s with esmtp id %u-%u;\r\n\t%s\r\n"
		"From: %s\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%s@mix.example>\r\n"
		"MIME-Version: 1.0\r\n",
		m->from[0] ? strchr(m->from, '@') + 1 : "from.example", m->helo, m->pass, m->n, date,
		from, m->to,
		k == BOUNCE || k == FORGED ? "Mail delivery failed: returning message to sender" :
		k == EMPTY ? "Away until Monday (was: a question)" : "minutes",
		date, m->id);
	if (k == BOUNCE)
		n += snprintf(text + n, MIX_TEXT - (size_t)n, a_report, m->helo, m->to,
			"inside.dept.example.org ([192.0.2.10])", "mx.example.org", m->to, date, m->to,
			date, m->id, "example.org");
	else if (k == FORGED)
		n += snprintf(text + n, MIX_TEXT - (size_t)n, a_report, m->helo, m->to,
			"pc-77.dial.example ([203.0.113.77])", m->helo, m->to, date, m->to, date, m->id,
			"pc-77.dial.example");
	else if (k == EMPTY)
		n += snprintf(text + n, MIX_TEXT - (size_t)n,
			"Auto-Submitted: auto-replied\r\nIn-Reply-To: <%u@elsewhere.example>\r\n\r\n"
			"I am away and shall read your message on Monday.\r\n", m->n);
	else
		n += snprintf(text + n, MIX_TEXT - (size_t)n, "%s",
			k == SPAM || k == LIST_SPAM ? gtube : a_note);
	if (n < 0 || n >= MIX_TEXT)
		abort();
	return (size_t)n;
}

void mix_zone(FILE *to)
{
	fprintf(to, "# The senders of tests/mix, for dnsmasq.\n");
	fprintf(to, "synth-domain=mta.example,100.%u.0.1,100.%u.255.254,out-\n", NAMED, LIST - 1);
	fprintf(to, "synth-domain=lists.example,100.%u.0.1,100.%u.255.254,out-\n", LIST,
		NAMELESS - 1);
	fputs("mx-host=from.example,mail.from.example,10\n"
	      "host-record=mail.from.example,203.0.113.10\n"
	      "mx-host=lists.example,mail.from.example,10\n", to);
	fprintf(to, "address=/%u.100.bl.example/127.0.0.2\n", second_octet(DNSBL));
	fprintf(to, "address=/%u.100.bl.example/127.0.0.2\n", second_octet(ROLE));
}
