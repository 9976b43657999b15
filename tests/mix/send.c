/* send.c - the senders of the mix, hundreds of connections at a time, and what became of each message.
 *
 *	mix zone                     lines for dnsmasq
 *	mix kinds                    NAME SHARE END of each kind
 *	mix send [OPTION]... MX...   IPv4 addresses, in their order; the last one may be a honeypot
 *
 *	-p PASS -f FIRST -n COUNT    which messages (mix.h)
 *	-k KIND                      that kind alone, COUNT of it
 *	-c CONNECTIONS               at a time, at most
 *	-s SECONDS                   over which they come in
 *	-w SECONDS                   until a server tries again; then somewhat longer, up to ten times that
 *	-g SECONDS                   until it gives up
 *	-o MILLISECONDS              a pause in the middle of the text of each fourth server's message
 *
 * On stdout, one line for each answer that ends an attempt, and one for each message:
 *
 *	BEGAN TIME ID try MX STAGE CODE WHAT   WHAT: the rule, or the text without one
 *	BEGAN TIME ID end taken|refused|put-off|given-up ATTEMPTS
 *
 * BEGAN is when that attempt began; both in seconds since the machine was started.
 * CODE 000 is a connection that was lost, or not made. A server whose message has been put off, or
 * whose connection was lost, goes on to the next MX at once, and behind the last one waits. A bot
 * does not.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "mix.h"

enum {
	MX_MAX = 8,
	REPLY_MAX = 4096,
	PATIENCE = 300, /* seconds for an answer: RFC 5321 section 4.5.3.2 */
	SLOWER = 10,
};

enum stage { S_IDLE, S_CONNECT, S_GREETING, S_HELO, S_MAIL, S_RCPT, S_DATA, S_TEXT, S_DOT, S_QUIT };
static const char *const stage_name[] = { "idle", "connect", "greeting", "helo", "mail", "rcpt", "data",
	"text", "dot", "quit" };

struct sender {
	struct mix_message m;
	double due, since, began, patience, wait; /* seconds */
	unsigned mx, attempts;
	bool done;
	int fd;
	enum stage stage;
	char in[REPLY_MAX], out[MIX_TEXT + 64];
	size_t n_in, n_out, sent;
	size_t second; /* where the second part of the text begins, or 0 */
};

static struct {
	struct in_addr mx[MX_MAX];
	unsigned n_mx, pass, first, count, connections, pause_ms;
	double spread, wait, give_up;
	const char *kind;
} opt = { .count = MIX_TOTAL, .connections = 200, .wait = 5, .give_up = 300 };

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void say(const struct sender *s, const char *what)
{
	printf("%.2f %.2f %s %s\n", s->began, now(), s->m.id, what);
	fflush(stdout);
}

static void end(struct sender *s, const char *how)
{
	char line[64];

	snprintf(line, sizeof line, "end %s %u", how, s->attempts);
	say(s, line);
	s->done = true;
}

static void hang_up(struct sender *s)
{
	close(s->fd);
	s->fd = -1;
	s->stage = S_IDLE;
}

/* ---- one attempt ---- */

static void send_some(struct sender *s)
{
	size_t to = s->second ? s->second : s->n_out;
	ssize_t n;

	while (s->sent < to) {
		n = send(s->fd, s->out + s->sent, to - s->sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		/* A refusal may be there to be read: its reader sees the end. */
		if (n < 0)
			return;
		s->sent += (size_t)n;
	}
	if (s->second) {
		s->patience = now() + opt.pause_ms / 1000.0;
		s->stage = S_TEXT;
	}
}

static void put(struct sender *s, enum stage next, const char *text)
{
	s->n_out = (size_t)snprintf(s->out, sizeof s->out, "%s", text);
	s->sent = s->second = 0;
	s->stage = next;
	s->patience = now() + PATIENCE;
	send_some(s);
}

static void put_text(struct sender *s)
{
	s->n_out = mix_text(&s->m, s->out);
	memcpy(s->out + s->n_out, ".\r\n", 3);
	s->n_out += 3;
	s->sent = 0;
	s->second = opt.pause_ms && s->m.n % 4 == 0 && s->m.kind->way == MIX_SERVER ? s->n_out / 2 : 0;
	s->stage = S_DOT;
	s->patience = now() + PATIENCE;
	send_some(s);
}

static void begin(struct sender *s)
{
	struct sockaddr_in from = { .sin_family = AF_INET }, to = { .sin_family = AF_INET,
		.sin_port = htons(25) };

	from.sin_addr.s_addr = htonl(s->m.client);
	to.sin_addr = opt.mx[s->mx];
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (s->fd < 0 || bind(s->fd, (struct sockaddr *)&from, sizeof from) != 0) {
		perror("mix: a client's address");
		exit(2);
	}
	s->n_in = s->n_out = s->sent = s->second = 0;
	s->attempts++;
	s->began = now();
	s->stage = S_CONNECT;
	s->patience = now() + PATIENCE;
	/* What comes of it is seen when the socket can be written. */
	connect(s->fd, (struct sockaddr *)&to, sizeof to);
}

/* `code` ends the attempt: what does the sender do next? */
static void attempt_over(struct sender *s, unsigned code, const char *what)
{
	char line[REPLY_MAX], mx[INET_ADDRSTRLEN];
	bool last = s->mx + 1 == opt.n_mx;

	inet_ntop(AF_INET, &opt.mx[s->mx], mx, sizeof mx);
	snprintf(line, sizeof line, "try %s %s %03u %s", mx, stage_name[s->stage], code, what);
	say(s, line);
	put(s, S_QUIT, "QUIT\r\n");
	/* The next attempt does not wait for the answer to that. */
	if (code / 100 != 2)
		hang_up(s);
	if (code / 100 == 2) {
		end(s, "taken");
	} else if (s->m.kind->way == MIX_VISITOR && s->attempts == 1) {
		s->mx = 0; /* the honeypot was only the first one */
		s->due = now();
	} else if (code / 100 == 5) {
		end(s, "refused");
	} else if (s->m.kind->way != MIX_SERVER) {
		end(s, "put-off");
	} else if (!last) {
		s->mx++;
		s->due = now();
	} else if (now() - s->since > opt.give_up) {
		end(s, "given-up");
	} else {
		s->mx = 0;
		s->due = now() + s->wait;
		if (s->wait < opt.wait * SLOWER)
			s->wait *= 1.5;
	}
}

/* The rule that a reply names, "(helo.bare_ip)", or its text without blanks. */
static void what_it_says(const char *reply, size_t n, char what[64])
{
	const char *open = memchr(reply, '(', n), *close = open ? memchr(open, ')',
		(size_t)(reply + n - open)) : NULL;
	size_t i;

	if (close) {
		snprintf(what, 64, "%.*s", (int)(close - open - 1), open + 1);
	} else {
		for (i = 0; i < 63 && i + 4 < n && reply[4 + i] >= ' '; i++)
			what[i] = reply[4 + i];
		what[i] = '\0';
	}
	for (char *p = what; *p; p++)
		if (*p == ' ')
			*p = '_';
}

static void answered(struct sender *s, unsigned code, const char *what)
{
	const struct mix_message *m = &s->m;
	char text[4 * MIX_NAME];

	if (s->stage == S_QUIT) {
		hang_up(s);
		return;
	}
	if (code / 100 != (s->stage == S_DATA ? 3u : 2u) || s->stage == S_DOT) {
		attempt_over(s, code, what);
		return;
	}
	switch (s->stage) {
	case S_GREETING:
		snprintf(text, sizeof text, "EHLO %s\r\n", m->helo);
		put(s, S_HELO, m->kind->way == MIX_HASTY ? "" : text);
		break;
	case S_HELO:
		snprintf(text, sizeof text, m->kind->way == MIX_PIPES ?
				"MAIL FROM:<%s>\r\nRCPT TO:<%s>\r\nDATA\r\n" : "MAIL FROM:<%s>\r\n",
			m->from, m->to);
		put(s, S_MAIL, text);
		break;
	case S_MAIL:
		snprintf(text, sizeof text, "RCPT TO:<%s>\r\n", m->to);
		put(s, S_RCPT, m->kind->way == MIX_PIPES ? "" : text);
		break;
	case S_RCPT:
		put(s, S_DATA, m->kind->way == MIX_PIPES ? "" : "DATA\r\n");
		break;
	case S_DATA:
		put_text(s);
		break;
	case S_IDLE: case S_CONNECT: case S_TEXT: case S_DOT: case S_QUIT:
		attempt_over(s, code, what);
		break;
	}
}

/* Whole replies in the input, one after the other. */
static void read_replies(struct sender *s)
{
	while (s->fd >= 0) {
		char *line = s->in, *nl = NULL, what[64];
		unsigned code;

		for (; (nl = memchr(line, '\n', (size_t)(s->in + s->n_in - line))); line = nl + 1)
			if (nl - line < 4 || line[3] != '-')
				break;
		if (!nl)
			return;
		code = (unsigned)strtoul(line, NULL, 10);
		what_it_says(s->in, (size_t)(nl - s->in), what);
		s->n_in -= (size_t)(nl + 1 - s->in);
		memmove(s->in, nl + 1, s->n_in);
		answered(s, code, what);
	}
}

static void readable(struct sender *s)
{
	ssize_t n;

	if (s->n_in == sizeof s->in)
		s->n_in = 0; /* nobody has a reply as long as this */
	n = recv(s->fd, s->in + s->n_in, sizeof s->in - s->n_in, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0) {
		s->n_in += (size_t)n;
		read_replies(s);
	} else if (s->stage == S_QUIT) {
		hang_up(s);
	} else {
		attempt_over(s, 0, n < 0 ? strerrorname_np(errno) : "closed");
	}
}

static void connected(struct sender *s)
{
	char hello[MIX_NAME + 16];
	int error = 0;
	socklen_t n = sizeof error;

	getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &n);
	if (error) {
		attempt_over(s, 0, strerrorname_np(error));
		return;
	}
	snprintf(hello, sizeof hello, "EHLO %s\r\n", s->m.helo);
	put(s, S_GREETING, s->m.kind->way == MIX_HASTY ? hello : "");
}

/* What waits for no answer: a pause in the text, or an answer that does not come. */
static void time_is_over(struct sender *s)
{
	if (s->stage == S_TEXT) {
		s->second = 0;
		s->stage = S_DOT;
		s->patience = now() + PATIENCE;
		send_some(s);
	} else if (s->stage == S_QUIT) {
		hang_up(s);
	} else {
		attempt_over(s, 0, "timeout");
	}
}

/* ---- all of them ---- */

static unsigned begin_those_due(struct sender *senders, unsigned open, double *next)
{
	double t = now();

	*next = t + 1;
	for (unsigned i = 0; i < opt.count; i++) {
		struct sender *s = &senders[i];

		if (s->fd >= 0) {
			if (s->patience < *next)
				*next = s->patience;
		} else if (!s->done && s->due > t) {
			if (s->due < *next)
				*next = s->due;
		} else if (!s->done && open < opt.connections) {
			begin(s);
			open++;
		}
	}
	return open;
}

static void run(struct sender *senders)
{
	struct pollfd *fds = calloc(opt.connections, sizeof *fds);
	struct sender **who = calloc(opt.connections, sizeof *who);
	unsigned open = 0, left;

	if (!fds || !who)
		exit(2);
	do {
		double next;
		unsigned n = 0;

		begin_those_due(senders, open, &next);
		left = 0;
		for (unsigned i = 0; i < opt.count; i++) {
			struct sender *s = &senders[i];
			bool out = s->stage == S_CONNECT ||
				(s->stage != S_TEXT && s->sent < s->n_out);

			left += !s->done || s->fd >= 0;
			if (s->fd < 0)
				continue;
			who[n] = s;
			fds[n].fd = s->fd;
			fds[n++].events = (short)(s->stage == S_CONNECT ? POLLOUT :
					out ? POLLIN | POLLOUT : POLLIN);
		}
		next = (next - now()) * 1000;
		poll(fds, n, next < 0 ? 0 : (int)next + 1);
		for (unsigned i = 0; i < n; i++) {
			struct sender *s = who[i];

			if (fds[i].revents && s->stage == S_CONNECT)
				connected(s);
			else if (fds[i].revents & (POLLIN | POLLERR | POLLHUP))
				readable(s);
			else if (fds[i].revents & POLLOUT)
				send_some(s);
			else if (s->patience <= now())
				time_is_over(s);
		}
		open = 0;
		for (unsigned i = 0; i < opt.count; i++)
			open += senders[i].fd >= 0;
	} while (left > 0);
	free(fds);
	free(who);
}

/* None: all of them. */
static bool is_kind(const char *name)
{
	for (unsigned k = 0; name && k < mix_n_kinds; k++)
		if (strcmp(mix_kinds[k].name, name) == 0)
			return true;
	return !name;
}

static int send_mix(int argc, char **argv)
{
	struct sender *senders;
	double start = now();
	int o;

	while ((o = getopt(argc, argv, "p:f:n:k:c:s:w:g:o:")) != -1) {
		double v = optarg ? strtod(optarg, NULL) : 0;

		switch (o) {
		case 'p': opt.pass = (unsigned)v; break;
		case 'f': opt.first = (unsigned)v; break;
		case 'n': opt.count = (unsigned)v; break;
		case 'k': opt.kind = optarg; break;
		case 'c': opt.connections = (unsigned)v; break;
		case 's': opt.spread = v; break;
		case 'w': opt.wait = v; break;
		case 'g': opt.give_up = v; break;
		case 'o': opt.pause_ms = (unsigned)v; break;
		default: return 2;
		}
	}
	for (; optind < argc && opt.n_mx < MX_MAX; optind++)
		if (inet_pton(AF_INET, argv[optind], &opt.mx[opt.n_mx++]) != 1)
			return 2;
	if (!opt.n_mx || !is_kind(opt.kind) || !(senders = calloc(opt.count ? opt.count : 1, sizeof *senders)))
		return 2;
	for (unsigned i = 0, at = opt.first; i < opt.count; at++) {
		struct sender *s = &senders[i];

		s->m = mix_message(opt.pass + at / MIX_TOTAL, at % MIX_TOTAL);
		if (opt.kind && strcmp(s->m.kind->name, opt.kind) != 0)
			continue;
		s->fd = -1;
		s->since = s->due = start + opt.spread * i / opt.count;
		s->wait = opt.wait;
		s->mx = s->m.kind->way == MIX_VISITOR ? opt.n_mx - 1 : 0;
		i++;
	}
	run(senders);
	free(senders);
	return 0;
}

static void print_kinds(void)
{
	static const char *const ends[] = { "taken", "refused", "put-off" };

	for (unsigned k = 0; k < mix_n_kinds; k++)
		printf("%s %u %s\n", mix_kinds[k].name, mix_kinds[k].share, ends[mix_kinds[k].end]);
}

int main(int argc, char **argv)
{
	int rc = 2;

	signal(SIGPIPE, SIG_IGN);
	if (argc == 2 && strcmp(argv[1], "zone") == 0) {
		mix_zone(stdout);
		rc = 0;
	} else if (argc == 2 && strcmp(argv[1], "kinds") == 0) {
		print_kinds();
		rc = 0;
	} else if (argc > 2 && strcmp(argv[1], "send") == 0) {
		rc = send_mix(argc - 1, argv + 1);
	}
	if (rc == 2)
		fputs("usage: mix zone | mix kinds | mix send [OPTION]... MX...\n", stderr);
	return rc;
}
