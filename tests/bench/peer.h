/* peer.h - an Exim that is measured: its cgroup, and a connection to it.
 *
 * CPU is what the kernel charged to its cgroup: the daemon, its children and theirs, reaped by
 * whomever; rusage would miss the delivery, which nobody waits for. It is read when only the
 * processes that stay are left. inside.sh makes what is taken for granted here.
 */
#ifndef PEER_H
#define PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PEERS = 16,
	BATCH = 8, /* Exim waits 0.2 s after QUIT; these do so together */
	REPLY = 4096,
};

struct peer {
	char name[64], cgroup[256], server[256];
	unsigned port;
	int fd; /* of the connection that is spoken with */
	int quit[BATCH];
	double cpu, wall;
};

/* NAME=PORT=CGROUP, or with =SERVER behind it: the cgroup of a server that it asks */
void add_peer(struct peer peers[PEERS], unsigned *n, const char *arg);

/* What ran before leaves its traces in the caches; nobody shall always come after the same one. */
void shuffle(unsigned order[PEERS], unsigned n);

/* A file as a message: with CRLF. None of the bench has a line that begins with a dot. */
struct message {
	char *text;
	size_t n;
};
struct message load_message(const char *path);

double cgroup_cpu_ns(const char *cgroup);
void wait_until_quiet(const struct peer *v, unsigned stay);

/* Connect to ::1; then `from` is 0. */
extern bool peer_ipv6;

/* From the address `from`, 0: any; -1 and errno. */
int connect_to(unsigned port, uint32_t from);

/* One, of all its lines; 0 where there was none. */
int read_reply(int fd, char text[REPLY]);
int put_bytes(int fd, const char *p, size_t n);

/* These end the bench where something else is answered. */
void put(const struct peer *v, const char *p, size_t n);
void expect(const struct peer *v, const char *code);
void say(const struct peer *v, const char *line, const char *code);
void open_connection(struct peer *v, uint32_t from);

#endif
