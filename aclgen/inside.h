/* inside.h - mail servers for callouts in the sandbox: the one inside, and others. */
#ifndef AG_INSIDE_H
#define AG_INSIDE_H

#include "policy.h"

/* How a server behaves. */
enum manners {
	MANNERS_UP,
	MANNERS_DOWN,	      /* nobody listens */
	MANNERS_SILENT,	      /* takes the connection and says nothing */
	MANNERS_GREYLISTS,    /* 451 to every RCPT */
	MANNERS_REFUSES_NULL, /* 550 to MAIL FROM:<> */
	MANNERS_AS_WORLD,     /* of a case: as its world says */
};

struct mail_server {
	const char *address;	    /* IPv4 or IPv6 */
	const struct list *unknown; /* local parts; NULL: none */
	enum manners manners;
};

/* Speaks SMTP on port 25 of the address from a child of ours: knows every user but those whose
 * name begins with "unknown" and the listed ones, and takes no message. Returns NULL or why not. */
const char *inside_start(const struct mail_server *server);

/* A socket that listens, at any address of this network namespace; -1 and errno where it cannot. */
int inside_listen(const char *address, unsigned port);

/* Lets a socket be bound to an address that routes lead here and no interface has: with IPv6 that
 * has to be asked for. */
void inside_any_address(int fd);

/* Serves each connection to `fd` in a process of its own, from a child of ours: one that hangs
 * must not keep the others waiting. Closes `fd` here. Returns NULL or why not. */
const char *inside_serve(int fd, void (*converse)(int client, const void *arg), const void *arg);

/* What is answered to one command. */
const char *inside_reply(const struct mail_server *server, const char *line);

#endif
