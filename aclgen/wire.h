/* wire.h - one SMTP connection to an Exim of our own, for `aclgen test` and `aclgen explain`.
 *
 * By `exim -bhc` over pipes, which shows nearly everything and delays nobody; or over TCP to an
 * `exim -bs` as inetd would start it, where the time, the network's packets or the accepted message
 * count. In both ways Exim writes what it has to say to files of the case's folder. Blocking, with
 * a time limit for each reply.
 */
#ifndef AG_WIRE_H
#define AG_WIRE_H

#include <stdbool.h>
#include <sys/types.h>

#include "buf.h"
#include "check_site.h"
#include "wire_tls.h"

/* The library that does it, as a file (preload/clock.c). */
extern const unsigned char clock_so[];
extern const size_t clock_so_n;

struct wire_options {
	const struct site *site;
	const char *dir;       /* the case's folder; its spool is there */
	const char *from, *to; /* addresses */
	bool live;	       /* over TCP */
	bool tls;	       /* Exim offers STARTTLS, with a certificate that it makes up */
	const char *clock;     /* NULL, or "AG_CLOCK=600"; clock.so is in the site's folder then */
};

struct wire {
	int in, out; /* to and from Exim; the same socket when live */
	pid_t pid;
	struct arena *a;
	struct buf heard;     /* all that came */
	struct wire_tls *tls; /* NULL: plain */
	size_t parsed;
	bool gone;	      /* Exim has hung up */
	struct buf *dialogue; /* NULL, or where both sides are written down for people */
};

/* Returns NULL or why there is no connection. */
const char *wire_open(struct wire *w, const struct wire_options *o, struct arena *a);

/* Bytes as they are; `shown` is what the dialogue says. False when Exim has gone. */
bool wire_send(struct wire *w, const char *bytes, size_t n, const char *shown);

/* The next reply, all its lines; NULL when there is none within `seconds`. */
const char *wire_reply(struct wire *w, unsigned seconds);

/* TLS from here on, when Exim has agreed to it. Returns NULL or what went wrong. */
const char *wire_start_tls(struct wire *w, unsigned seconds);

/* Closes and waits for Exim; one that goes on for longer is killed. */
void wire_close(struct wire *w, unsigned seconds);

#endif
