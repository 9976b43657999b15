/* state.c - what a message costs where Exim remembers, up to the answer to RCPT.
 *
 *	state [-t SECONDS] [-c] [-k] [-l] -n NAME PEER=PORT=CGROUP[=SERVER]...
 *
 * Samples are state.NAME.PEER.cpu and .wall of one message, and .server: what the cgroup SERVER, of a
 * database, used for it. Rounds are as in exim.c; BATCH messages in each, on one connection or (-c)
 * on one each. -k: from a network that is known; else a first attempt, of another sender each time.
 *
 *	state -n NAME PEER -- COMMAND...
 *
 * Message after message while COMMAND runs: .time of it, .median and .longest wait.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure.h"
#include "peer.h"

enum {
	WARM_UP = 2,
	COUNTED = 5, /* at least */
	MOST = 400,
	SAMPLES_MAX = 1 << 18,
};

/* state.sh leads these networks to lo. */
static const uint32_t known_client = 0xc6120001; /* 198.18.0.1 */
static const uint32_t stranger = 0xc6120101;	 /* 198.18.1.1 */

struct kind {
	const char *name;
	bool each, known;
};

static struct peer peer[PEERS];
static unsigned n_peers;

static void report(const char *name, const struct peer *v, const char *what, unsigned round, double x)
{
	char text[256];

	snprintf(text, sizeof text, "state.%s.%s.%s", name, v->name, what);
	sample(text, round, x);
}

/* ---- one after the other ---- */

static void a_message(struct peer *v, bool known)
{
	static unsigned n;
	char line[128], text[REPLY];
	double since = wall_ns();

	snprintf(line, sizeof line, "MAIL FROM:<s%u.%d@remote.example>\r\n", n++, (int)getpid());
	say(v, line, "250");
	put(v, "RCPT TO:<user@example.org>\r\n", 28);
	if (!read_reply(v->fd, text))
		die(v->name, "no reply");
	v->wall += wall_ns() - since;
	/* Who is known passes; so does everybody where nothing is asked. */
	if (strncmp(text, "250", 3) != 0 && (known || !strstr(text, "(greylist)")))
		die(v->name, text);
}

static void messages(struct peer *v, const struct kind *k)
{
	for (unsigned i = 0; i < BATCH; i++) {
		if (k->each) {
			double since = wall_ns();
			open_connection(v, k->known ? known_client : stranger);
			v->wall += wall_ns() - since;
		}
		a_message(v, k->known);
		if (k->each)
			put(v, "QUIT\r\n", 6);
		else
			say(v, "RSET\r\n", "250");
		v->quit[i] = v->fd;
	}
}

static void finish(struct peer *v)
{
	for (unsigned i = 0; i < BATCH; i++) {
		v->fd = v->quit[i];
		expect(v, "221");
		close(v->fd);
	}
	wait_until_quiet(v, 1);
}

static void a_round(unsigned round, const struct kind *k)
{
	unsigned order[PEERS];
	double before[PEERS] = { 0 };

	shuffle(order, n_peers);
	for (unsigned i = 0; i < n_peers; i++) {
		struct peer *v = &peer[order[i]];

		if (peer[order[i]].server[0] != '\0')
			before[order[i]] = cgroup_cpu_ns(peer[order[i]].server);
		v->wall = 0;
		v->cpu = cgroup_cpu_ns(v->cgroup);
		messages(v, k);
		if (!k->each)
			v->cpu = cgroup_cpu_ns(v->cgroup) - v->cpu;
	}
	for (unsigned i = 0; i < n_peers; i++) {
		struct peer *v = &peer[i];

		if (k->each) {
			finish(v);
			v->cpu = cgroup_cpu_ns(v->cgroup) - v->cpu;
		}
		if (round <= WARM_UP)
			continue;
		report(k->name, v, "cpu", round - WARM_UP, v->cpu / BATCH);
		report(k->name, v, "wall", round - WARM_UP, v->wall / BATCH);
		if (v->server[0] != '\0')
			report(k->name, v, "server", round - WARM_UP,
				(cgroup_cpu_ns(v->server) - before[i]) / BATCH);
	}
}

static void one_by_one(struct rounds *r, const struct kind *k)
{
	for (unsigned i = 0; !k->each && i < n_peers; i++)
		open_connection(&peer[i], k->known ? known_client : stranger);
	for (unsigned round = 0; (round = next_round(r, round)) != 0;)
		a_round(round, k);
	for (unsigned i = 0; !k->each && i < n_peers; i++) {
		say(&peer[i], "QUIT\r\n", "221");
		close(peer[i].fd);
		wait_until_quiet(&peer[i], 1);
	}
}

/* ---- while a command runs ---- */

static double wait_ns[SAMPLES_MAX];
static size_t n_waits;

static void meanwhile(const char *name, char **command)
{
	struct peer *v = &peer[0];
	double since, longest = 0;
	int status;
	pid_t pid;

	open_connection(v, stranger);
	a_message(v, false);
	say(v, "RSET\r\n", "250");
	since = wall_ns();
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execvp(command[0], command);
		_exit(127);
	}
	while (waitpid(pid, &status, WNOHANG) == 0) {
		v->wall = 0;
		a_message(v, false);
		say(v, "RSET\r\n", "250");
		if (v->wall > longest)
			longest = v->wall;
		if (n_waits < SAMPLES_MAX)
			wait_ns[n_waits++] = v->wall;
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		die(command[0], "failed");
	report(name, v, "time", 1, wall_ns() - since);
	report(name, v, "longest", 1, longest);
	if (n_waits > 0)
		report(name, v, "median", 1, quantile(wait_ns, n_waits, 500));
	say(v, "QUIT\r\n", "221");
	close(v->fd);
	wait_until_quiet(v, 1);
}

int main(int argc, char **argv)
{
	struct rounds r = { .seconds = 1, .least = WARM_UP + COUNTED, .most = MOST };
	struct kind k = { .name = "" };
	const struct bench_option options[] = { { 't', .number = &r.seconds }, { 'c', .on = &k.each },
		{ 'k', .on = &k.known }, { 'n', .text = &k.name }, { 0 } };

	read_options(argc, argv, options, 1, argc, "state [-t SECONDS] [-c] [-k] -n NAME PEER... [COMMAND...]");
	r.what = k.name;
	for (; optind < argc && strchr(argv[optind], '='); optind++)
		add_peer(peer, &n_peers, argv[optind]);
	if (n_peers == 0)
		die("usage", "no PEER=PORT=CGROUP");
	if (optind < argc)
		meanwhile(k.name, argv + optind);
	else
		one_by_one(&r, &k);
	return 0;
}
