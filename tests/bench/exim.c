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
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "measure.h"
#include "peer.h"

enum {
	WARM_UP = 2, /* rounds that are not counted: page cache, first log line */
	COUNTED = 5, /* at least */
	ROUNDS = 3000,
};

static struct peer variant[PEERS];
static unsigned n_variants;
static struct message message;
static bool envelope_only;

static void send_message(const struct peer *v, const char *sender, const char *recipient)
{
	char line[512];

	snprintf(line, sizeof line, "MAIL FROM:<%s>\r\n", sender);
	say(v, line, "250");
	snprintf(line, sizeof line, "RCPT TO:<%s>\r\n", recipient);
	say(v, line, "250");
	if (envelope_only)
		return;
	say(v, "DATA\r\n", "354");
	put(v, message.text, message.n);
	say(v, ".\r\n", "250");
}

/* ---- rounds ---- */

static void one_message(struct peer *v, const char *sender, const char *recipient)
{
	v->wall = wall_ns();
	send_message(v, sender, recipient);
	v->wall = wall_ns() - v->wall;
	/* Exim starts the delivery between its 250 and the next command. */
	say(v, "NOOP\r\n", "250");
	wait_until_quiet(v, 2);
}

static void connections(struct peer *v, const char *sender, const char *recipient)
{
	double wall = 0;

	for (unsigned i = 0; i < BATCH; i++) {
		v->wall = wall_ns();
		open_connection(v, 0);
		send_message(v, sender, recipient);
		wall += wall_ns() - v->wall;
		put(v, "QUIT\r\n", 6);
		v->quit[i] = v->fd;
	}
	v->wall = wall / BATCH;
}

static void finish_connections(struct peer *v)
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
	unsigned order[PEERS];
	char what[256];

	shuffle(order, n_variants);
	for (unsigned k = 0; k < n_variants; k++) {
		struct peer *v = &variant[order[k]];

		v->cpu = cgroup_cpu_ns(v->cgroup);
		(each ? connections : one_message)(v, sender, recipient);
	}
	for (unsigned k = 0; k < n_variants; k++) {
		struct peer *v = &variant[k];

		if (each)
			finish_connections(v);
		if (round <= WARM_UP)
			continue;
		snprintf(what, sizeof what, "exim.%s.%s.cpu", name, v->name);
		sample(what, round - WARM_UP, (cgroup_cpu_ns(v->cgroup) - v->cpu) / (each ? BATCH : 1));
		snprintf(what, sizeof what, "exim.%s.%s.wall", name, v->name);
		sample(what, round - WARM_UP, v->wall);
	}
}

int main(int argc, char **argv)
{
	struct rounds r = { .seconds = 1, .least = WARM_UP + COUNTED, .most = ROUNDS };
	const char *name = "", *sender = "";
	bool each = false, queue = false;
	const struct bench_option options[] = { { 't', .number = &r.seconds }, { 'c', .on = &each },
		{ 'q', .on = &queue }, { 'e', .on = &envelope_only }, { '6', .on = &peer_ipv6 },
		{ 'n', .text = &name }, { 'f', .text = &sender }, { 0 } };

	read_options(argc, argv, options, 2, PEERS + 1,
		"exim [-t SECONDS] [-c] [-q] [-e] [-6] -n NAME -f SENDER MESSAGE VARIANT=PORT=CGROUP...");
	r.what = name;
	message = load_message(argv[optind]);
	for (int i = optind + 1; i < argc; i++)
		add_peer(variant, &n_variants, argv[i]);
	for (unsigned k = 0; !each && k < n_variants; k++)
		open_connection(&variant[k], 0);
	for (unsigned round = 0; (round = next_round(&r, round)) != 0;)
		a_round(round, name, sender, queue ? "queue@example.org" : "user@example.org", each);
	for (unsigned k = 0; !each && k < n_variants; k++) {
		say(&variant[k], "QUIT\r\n", "221");
		close(variant[k].fd);
		wait_until_quiet(&variant[k], 1);
	}
	free(message.text);
	return 0;
}
