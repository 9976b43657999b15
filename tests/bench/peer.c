/* peer.c - see peer.h. */
#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "measure.h"

enum {
	WAIT_MS = 60000,
	PATIENCE_S = 60,
	POLL_NS = 300000,
};

void add_peer(struct peer peers[PEERS], unsigned *n, const char *arg)
{
	struct peer *v = &peers[*n];

	v->server[0] = '\0';
	if (*n == PEERS ||
		sscanf(arg, "%63[^=]=%u=%255[^=]=%255s", v->name, &v->port, v->cgroup, v->server) < 3)
		die(arg, "not NAME=PORT=CGROUP[=SERVER]");
	++*n;
}

void shuffle(unsigned order[PEERS], unsigned n)
{
	static unsigned seed = 20090119;

	for (unsigned k = 0; k < n; k++)
		order[k] = k;
	for (unsigned k = n; k > 1; k--) {
		unsigned other, kept = order[k - 1];

		seed = seed * 1103515245u + 12345u;
		other = (seed >> 16) % k;
		order[k - 1] = order[other];
		order[other] = kept;
	}
}

struct message load_message(const char *path)
{
	FILE *f = fopen(path, "r");
	struct message m = { 0 };
	size_t size = 0;
	int c;

	if (!f)
		die(path, strerror(errno));
	while ((c = getc(f)) != EOF) {
		if (m.n + 2 > size)
			m.text = must(realloc(m.text, size = 2 * size + 4096));
		if (c == '\n')
			m.text[m.n++] = '\r';
		m.text[m.n++] = (char)c;
	}
	fclose(f);
	return m;
}

/* ---- the cgroup ---- */

double cgroup_cpu_ns(const char *cgroup)
{
	char path[512], line[128];
	double us = -1;
	FILE *f;

	snprintf(path, sizeof path, "%s/cpu.stat", cgroup);
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

static unsigned processes(const struct peer *v)
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

void wait_until_quiet(const struct peer *v, unsigned stay)
{
	double until = wall_ns() + WAIT_MS * 1e6;

	while (processes(v) > stay) {
		if (wall_ns() > until)
			die(v->name, "its processes do not end");
		nanosleep(&(struct timespec){ .tv_nsec = POLL_NS }, NULL);
	}
}

/* ---- SMTP ---- */

bool peer_ipv6;

int connect_to(unsigned port, uint32_t from)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_addr = in6addr_loopback };
	int on = 1, fd = socket(peer_ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return -1;
	a.sin_addr.s_addr = htonl(from);
	if (from && bind(fd, (struct sockaddr *)&a, sizeof a) != 0)
		goto fail;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	a.sin_port = htons((unsigned short)port);
	v6.sin6_port = a.sin_port;
	if (connect(fd, peer_ipv6 ? (void *)&v6 : (void *)&a, peer_ipv6 ? sizeof v6 : sizeof a) != 0)
		goto fail;
	/* A listener whose queue overflows forgets whom it has greeted. */
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){ .tv_sec = PATIENCE_S }, sizeof(struct timeval));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
fail:
	close(fd);
	return -1;
}

int put_bytes(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = send(fd, p, n, MSG_NOSIGNAL);

		if (done <= 0)
			return 0;
		p += done;
		n -= (size_t)done;
	}
	return 1;
}

int read_reply(int fd, char text[REPLY])
{
	size_t n = 0, last = 0;

	for (;;) {
		ssize_t got = recv(fd, text + n, REPLY - n - 1, 0);

		if (got <= 0)
			return 0;
		n += (size_t)got;
		text[n] = '\0';
		if (text[n - 1] != '\n')
			continue;
		for (last = n - 1; last > 0 && text[last - 1] != '\n';)
			last--;
		if (n - last > 3 && text[last + 3] == ' ')
			break;
	}
	return 1;
}

void put(const struct peer *v, const char *p, size_t n)
{
	if (!put_bytes(v->fd, p, n))
		die(v->name, "the connection broke");
}

/* Reads one reply, which must begin with `code`. */
void expect(const struct peer *v, const char *code)
{
	char text[REPLY];

	if (!read_reply(v->fd, text))
		die(v->name, "no reply");
	if (strncmp(text, code, strlen(code)) != 0)
		die(v->name, text);
}

void say(const struct peer *v, const char *line, const char *code)
{
	put(v, line, strlen(line));
	expect(v, code);
}

void open_connection(struct peer *v, uint32_t from)
{
	v->fd = connect_to(v->port, from);
	if (v->fd < 0)
		die(v->name, strerror(errno));
	expect(v, "220");
	say(v, "EHLO mx.remote.example\r\n", "250");
}
