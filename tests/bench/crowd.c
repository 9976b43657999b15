/* crowd.c - many clients of an Exim at the same time, each from a network of its own, a connection for each message.
 *
 *	crowd -p CLIENTS [-t SECONDS] [-m MESSAGE] -n NAME PEER=PORT=CGROUP...
 *
 * Up to the answer to RCPT, which greylisting may give, or with MESSAGE, from the null sender, to the
 * answer to it. Samples are NAME.PEER.each (time by messages), .median and .p99 to that answer, .errors, and
 * .passed: accepted. Its rounds are TURNS.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "measure.h"
#include "peer.h"

enum {
	TURNS = 5,
	CLIENTS_MAX = 1000,
	SAMPLES_MAX = 1 << 18,
	STACK = 1 << 17,
};

/* The scripts lead 198.18.0.0/15 to lo. */
static const uint32_t first_of_crowd = 0xc6130001; /* 198.19.0.1; each has a /24 of its own */

static struct peer peer[PEERS];
static unsigned n_peers;
static struct message message;

static void report(const char *name, const struct peer *v, const char *what, unsigned round, double x)
{
	char text[256];

	snprintf(text, sizeof text, "%s.%s.%s", name, v->name, what);
	sample(text, round, x);
}

struct client {
	pthread_t thread;
	const struct peer *peer;
	unsigned number, round;
	double until;
};

static pthread_mutex_t counted = PTHREAD_MUTEX_INITIALIZER;
static double wait_ns[SAMPLES_MAX];
static size_t n_waits;
static unsigned errors, passed;

static bool ask(int fd, const char *line, const char *code, char *text)
{
	return (!line || put_bytes(fd, line, strlen(line))) && read_reply(fd, text) &&
		strncmp(text, code, strlen(code)) == 0;
}

/* Whether it was answered as greylisting answers, or by 250; `text` says what else. */
static bool converse(int fd, const char *mail, char *text, double since)
{
	bool ok = ask(fd, NULL, "220", text) && ask(fd, "EHLO mx.remote.example\r\n", "250", text) &&
		ask(fd, mail, "250", text) && put_bytes(fd, "RCPT TO:<user@example.org>\r\n", 28) &&
		read_reply(fd, text);
	bool accepted = ok && strncmp(text, "250", 3) == 0;
	double took;
	char bye[REPLY];

	ok = ok && (accepted || strstr(text, "(greylist)"));
	if (accepted && message.n)
		ok = ask(fd, "DATA\r\n", "354", text) && put_bytes(fd, message.text, message.n) &&
			ask(fd, ".\r\n", "250", text);
	took = wall_ns() - since;
	pthread_mutex_lock(&counted);
	if (ok && n_waits < SAMPLES_MAX)
		wait_ns[n_waits++] = took;
	passed += accepted;
	pthread_mutex_unlock(&counted);
	return ask(fd, "QUIT\r\n", "221", bye) && ok;
}

static void *client(void *arg)
{
	const struct client *c = arg;
	char mail[128], text[REPLY];

	/* One at least, however late a busy machine begins with it. */
	for (unsigned n = 0; n == 0 || wall_ns() < c->until; n++) {
		double since = wall_ns();
		int fd = connect_to(c->peer->port, first_of_crowd + (c->number << 8));

		if (message.n)
			snprintf(mail, sizeof mail, "MAIL FROM:<>\r\n");
		else
			snprintf(mail, sizeof mail, "MAIL FROM:<c%u.%u.%u.%d@remote.example>\r\n", c->round,
				c->number, n, (int)getpid());
		snprintf(text, sizeof text, "%s", fd < 0 ? strerror(errno) : "no reply");
		if (fd < 0 || !converse(fd, mail, text, since)) {
			pthread_mutex_lock(&counted);
			if (errors++ == 0)
				fprintf(stderr, "bench: %s: %s\n", c->peer->name, text);
			pthread_mutex_unlock(&counted);
		}
		if (fd >= 0)
			close(fd);
	}
	return NULL;
}

static void a_turn(const char *name, const struct peer *v, unsigned clients, unsigned round, double seconds)
{
	static struct client all[CLIENTS_MAX];
	double since = wall_ns();
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK);
	n_waits = errors = passed = 0;
	for (unsigned i = 0; i < clients; i++) {
		all[i] = (struct client){ .peer = v, .number = i, .round = round,
			.until = since + seconds * 1e9 };
		if (pthread_create(&all[i].thread, &attr, client, &all[i]) != 0)
			die("pthread_create", strerror(errno));
	}
	for (unsigned i = 0; i < clients; i++)
		pthread_join(all[i].thread, NULL);
	if (n_waits == 0)
		die(v->name, "no message came through");
	report(name, v, "each", round, (wall_ns() - since) / (double)n_waits);
	report(name, v, "median", round, quantile(wait_ns, n_waits, 500));
	report(name, v, "p99", round, quantile(wait_ns, n_waits, 990));
	report(name, v, "errors", round, errors);
	report(name, v, "passed", round, passed);
	wait_until_quiet(v, 1);
}

static void crowd(const char *name, unsigned clients, double seconds)
{
	unsigned order[PEERS];

	if (clients > CLIENTS_MAX)
		die(name, "too many clients");
	for (unsigned round = 1; round <= TURNS; round++) {
		shuffle(order, n_peers);
		for (unsigned i = 0; i < n_peers; i++)
			a_turn(name, &peer[order[i]], clients, round, seconds / TURNS / n_peers);
	}
}

int main(int argc, char **argv)
{
	const char *name = "", *path = NULL;
	double seconds = 1, clients = 0;
	const struct bench_option options[] = { { 'p', .number = &clients }, { 't', .number = &seconds },
		{ 'm', .text = &path }, { 'n', .text = &name }, { 0 } };

	read_options(argc, argv, options, 1, PEERS, "crowd -p CLIENTS [-t SECONDS] [-m MESSAGE] -n NAME PEER...");
	if (path)
		message = load_message(path);
	for (; optind < argc; optind++)
		add_peer(peer, &n_peers, argv[optind]);
	crowd(name, (unsigned)clients, seconds);
	free(message.text);
	return 0;
}
