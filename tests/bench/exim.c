/* exim.c - CPU and wall time that a message costs in Exims that run side by side.
 *
 *	exim [-t SECONDS] [-c] [-q] [-e] [-6] -n NAME -f SENDER MESSAGE VARIANT=PORT=CGROUP...
 *
 * Each round sends a message to each variant, in an order drawn anew by a fixed seed; samples are
 * exim.NAME.VARIANT.cpu and .wall (to the answer to the message). -c makes a connection for each
 * message, BATCH of them in a round, else one is kept for all. -q sends to a recipient whose
 * messages the configuration leaves in the queue: reception alone. -e ends each conversation behind
 * RCPT, so that no message is sent. -6 connects by IPv6.
 *
 * CPU is what the kernel charged to the cgroup of that Exim: the daemon, its children and theirs,
 * reaped by whomever; rusage would miss the delivery, which nobody waits for. It is read when only
 * the processes that stay are left. exim.sh makes all that this program takes for granted.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "measure.h"

enum {
	VARIANTS = 16,
	BATCH = 8, /* Exim waits 0.2 s after QUIT; these do so together */
	MESSAGE_MAX = 1 << 20,
	REPLY = 4096,
	WAIT_MS = 20000,
	POLL_NS = 300000,
	WARM_UP = 2, /* rounds that are not counted: page cache, first log line */
	COUNTED = 5, /* at least */
	ROUNDS = 3000,
};

struct variant {
	char name[64], cgroup[256];
	unsigned port;
	int fd; /* of the connection that is spoken with */
	int quit[BATCH];
	double cpu, wall;
};

static struct variant variant[VARIANTS];
static unsigned n_variants;
static char message[MESSAGE_MAX];
static size_t message_n;
static bool envelope_only, ipv6;

/* ---- the cgroup ---- */

static double cgroup_cpu_ns(const struct variant *v)
{
	char path[512], line[128];
	double us = -1;
	FILE *f;

	snprintf(path, sizeof path, "%s/cpu.stat", v->cgroup);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f))
		if (strncmp(line, "usage_usec ", 11) == 0)
			us = strtod(line + 11, NULL);
	if (f)
		fclose(f);
	if (us < 0)
		die(path, "no usage_usec in it");
	return us * 1e3;
}

static unsigned processes(const struct variant *v)
{
	char path[512], line[64];
	unsigned n = 0;
	FILE *f;

	snprintf(path, sizeof path, "%s/cgroup.procs", v->cgroup);
	f = fopen(path, "r");
	if (!f)
		die(path, strerror(errno));
	while (fgets(line, sizeof line, f))
		n++;
	fclose(f);
	return n;
}

static void wait_until_quiet(const struct variant *v, unsigned stay)
{
	double until = wall_ns() + WAIT_MS * 1e6;

	while (processes(v) > stay) {
		if (wall_ns() > until)
			die(v->name, "its processes do not end");
		nanosleep(&(struct timespec){ .tv_nsec = POLL_NS }, NULL);
	}
}

/* ---- SMTP ---- */

static void put(const struct variant *v, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = send(v->fd, p, n, MSG_NOSIGNAL);

		if (done <= 0)
			die(v->name, "the connection broke");
		p += done;
		n -= (size_t)done;
	}
}

/* Reads one reply, which must begin with `code`. */
static void expect(const struct variant *v, const char *code)
{
	char text[REPLY];
	size_t n = 0, last = 0;

	for (;;) {
		ssize_t got = recv(v->fd, text + n, sizeof text - n - 1, 0);

		if (got <= 0)
			die(v->name, "no reply");
		n += (size_t)got;
		text[n] = '\0';
		if (text[n - 1] != '\n')
			continue;
		for (last = n - 1; last > 0 && text[last - 1] != '\n';)
			last--;
		if (n - last > 3 && text[last + 3] == ' ')
			break;
	}
	if (strncmp(text, code, strlen(code)) != 0)
		die(v->name, text);
}

static void say(const struct variant *v, const char *line, const char *code)
{
	put(v, line, strlen(line));
	expect(v, code);
}

static void open_connection(struct variant *v)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons((unsigned short)v->port) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = v4.sin_port };
	const struct sockaddr *to = ipv6 ? (void *)&v6 : (void *)&v4;
	int on = 1;

	v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	v6.sin6_addr = in6addr_loopback;
	v->fd = socket(to->sa_family, SOCK_STREAM, 0);
	if (v->fd < 0 || connect(v->fd, to, ipv6 ? sizeof v6 : sizeof v4) != 0)
		die(v->name, strerror(errno));
	setsockopt(v->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	expect(v, "220");
	say(v, "EHLO mx.remote.example\r\n", "250");
}

static void send_message(const struct variant *v, const char *sender, const char *recipient)
{
	char line[512];

	snprintf(line, sizeof line, "MAIL FROM:<%s>\r\n", sender);
	say(v, line, "250");
	snprintf(line, sizeof line, "RCPT TO:<%s>\r\n", recipient);
	say(v, line, "250");
	if (envelope_only)
		return;
	say(v, "DATA\r\n", "354");
	put(v, message, message_n);
	say(v, ".\r\n", "250");
}

/* With CRLF; the messages of the bench have no line that begins with a dot. */
static void load_message(const char *path)
{
	FILE *f = fopen(path, "r");
	int c;

	if (!f)
		die(path, strerror(errno));
	while ((c = getc(f)) != EOF && message_n < sizeof message - 2) {
		if (c == '\n')
			message[message_n++] = '\r';
		message[message_n++] = (char)c;
	}
	fclose(f);
}

/* ---- rounds ---- */

/* What ran before leaves its traces in the caches; nobody shall always come after the same one. */
static void shuffle(unsigned order[VARIANTS])
{
	static unsigned seed = 20090119;

	for (unsigned k = 0; k < n_variants; k++)
		order[k] = k;
	for (unsigned k = n_variants; k > 1; k--) {
		unsigned other, kept = order[k - 1];

		seed = seed * 1103515245u + 12345u;
		other = (seed >> 16) % k;
		order[k - 1] = order[other];
		order[other] = kept;
	}
}

static void one_message(struct variant *v, const char *sender, const char *recipient)
{
	v->wall = wall_ns();
	send_message(v, sender, recipient);
	v->wall = wall_ns() - v->wall;
	/* Exim starts the delivery between its 250 and the next command. */
	say(v, "NOOP\r\n", "250");
	wait_until_quiet(v, 2);
}

static void connections(struct variant *v, const char *sender, const char *recipient)
{
	double wall = 0;

	for (unsigned i = 0; i < BATCH; i++) {
		v->wall = wall_ns();
		open_connection(v);
		send_message(v, sender, recipient);
		wall += wall_ns() - v->wall;
		put(v, "QUIT\r\n", 6);
		v->quit[i] = v->fd;
	}
	v->wall = wall / BATCH;
}

static void finish_connections(struct variant *v)
{
	for (unsigned i = 0; i < BATCH; i++) {
		v->fd = v->quit[i];
		expect(v, "221");
		close(v->fd);
	}
	wait_until_quiet(v, 1);
}

static void a_round(unsigned round, const char *name, const char *sender, const char *recipient,
	bool each)
{
	unsigned order[VARIANTS];
	char what[256];

	shuffle(order);
	for (unsigned k = 0; k < n_variants; k++) {
		struct variant *v = &variant[order[k]];

		v->cpu = cgroup_cpu_ns(v);
		(each ? connections : one_message)(v, sender, recipient);
	}
	for (unsigned k = 0; k < n_variants; k++) {
		struct variant *v = &variant[k];

		if (each)
			finish_connections(v);
		if (round <= WARM_UP)
			continue;
		snprintf(what, sizeof what, "exim.%s.%s.cpu", name, v->name);
		sample(what, round - WARM_UP, (cgroup_cpu_ns(v) - v->cpu) / (each ? BATCH : 1));
		snprintf(what, sizeof what, "exim.%s.%s.wall", name, v->name);
		sample(what, round - WARM_UP, v->wall);
	}
}

static void add_variant(const char *arg)
{
	struct variant *v = &variant[n_variants];

	if (n_variants == VARIANTS ||
		sscanf(arg, "%63[^=]=%u=%255s", v->name, &v->port, v->cgroup) != 3)
		die(arg, "not VARIANT=PORT=CGROUP");
	n_variants++;
}

int main(int argc, char **argv)
{
	struct rounds r = { .seconds = 1, .least = WARM_UP + COUNTED, .most = ROUNDS };
	const char *name = "", *sender = "", *recipient = "user@example.org";
	bool each = false;
	int opt;

	while ((opt = getopt(argc, argv, "t:cqe6n:f:")) != -1) {
		if (opt == 't')
			r.seconds = strtod(optarg, NULL);
		else if (opt == 'c')
			each = true;
		else if (opt == 'q')
			recipient = "queue@example.org";
		else if (opt == 'e')
			envelope_only = true;
		else if (opt == '6')
			ipv6 = true;
		else if (opt == 'n')
			r.what = name = optarg;
		else if (opt == 'f')
			sender = optarg;
		else
			return 2;
	}
	if (argc - optind < 2)
		die("usage", "exim [-t SECONDS] [-c] [-q] [-e] [-6] -n NAME -f SENDER MESSAGE VARIANT=PORT=CGROUP...");
	load_message(argv[optind]);
	for (int i = optind + 1; i < argc; i++)
		add_variant(argv[i]);
	for (unsigned k = 0; !each && k < n_variants; k++)
		open_connection(&variant[k]);
	for (unsigned round = 0; (round = next_round(&r, round)) != 0;)
		a_round(round, name, sender, recipient, each);
	for (unsigned k = 0; !each && k < n_variants; k++) {
		say(&variant[k], "QUIT\r\n", "221");
		close(variant[k].fd);
		wait_until_quiet(&variant[k], 1);
	}
	return 0;
}
