/* wire.c - see wire.h. */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "inside.h"
#include "wire.h"

/* What a runaway Exim may say before we stop listening. */
enum { HEARD_MAX = 4 << 20 };

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000L + ts.tv_nsec / 1000000L;
}

/* In the child: becomes Exim. */
static void become_exim(const struct wire_options *o, int in, int out, struct arena *a)
{
	const char *argv[16] = { o->site->exim->path, "-C", o->site->conf,
		arena_printf(a, "-DAG_CASE=%s", o->dir) };
	size_t n = 4;
	const char *err = arena_printf(a, "%s/stderr", o->dir);
	int fd = open(err, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	const char *env[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", o->clock,
		arena_printf(a, "LD_PRELOAD=%s/clock.so", o->site->dir), NULL };

	if (o->clock == NULL)
		env[1] = NULL;
	if (o->tls)
		argv[n++] = "-DAG_TLS=*";
	if (o->live) {
		argv[n++] = "-bs";
	} else {
		argv[n++] = "-bhc";
		argv[n++] = o->from;
		if (o->to != NULL) {
			argv[n++] = "-oMi";
			argv[n++] = arena_printf(a, "%s.25", o->to);
		}
	}
	cleanup_forget();
	if (fd >= 0 && dup2(in, 0) >= 0 && dup2(out, 1) >= 0 && dup2(fd, 2) >= 0)
		execve(argv[0], (char *const *)(const void *)argv,
			(char *const *)(const void *)env);
	_exit(127);
}

static bool connect_from(int fd, const char *from, const struct sockaddr *to, socklen_t len)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	bool is_v6 = to->sa_family == AF_INET6;

	if (inet_pton(to->sa_family, from, is_v6 ? (void *)&v6.sin6_addr : (void *)&v4.sin_addr) !=
		1) {
		errno = EAFNOSUPPORT;
		return false;
	}
	inside_any_address(fd);
	return bind(fd, is_v6 ? (const void *)&v6 : (const void *)&v4,
		       is_v6 ? sizeof v6 : sizeof v4) == 0 &&
	       connect(fd, to, len) == 0;
}

/* Both ends of a TCP connection between any two addresses of our network. */
static bool tcp_pair(const struct wire_options *o, int *client, int *server)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof at;
	int fd = inside_listen(o->to, 25);

	*server = *client = -1;
	if (fd < 0)
		return false;
	if (getsockname(fd, (struct sockaddr *)&at, &len) == 0)
		*client = socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*client >= 0 && connect_from(*client, o->from, (struct sockaddr *)&at, len))
		*server = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	len = (socklen_t)errno;
	close(fd);
	if (*server < 0 && *client >= 0)
		close(*client);
	errno = (int)len;
	return *server >= 0;
}

const char *wire_open(struct wire *w, const struct wire_options *o, struct arena *a)
{
	int to[2] = { -1, -1 }, from[2] = { -1, -1 };

	*w = (struct wire){
		.in = -1, .out = -1, .a = a, .heard = { .arena = a }, .dialogue = w->dialogue
	};
	if (o->live) {
		if (!tcp_pair(o, &w->in, &to[0]))
			return arena_printf(a, "no connection from %s to %s: %s", o->from, o->to,
				strerror(errno));
		w->out = w->in;
		from[1] = to[0];
	} else {
		if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0)
			return strerror(errno);
		w->in = to[1];
		w->out = from[0];
	}
	w->pid = fork();
	if (w->pid == 0)
		become_exim(o, to[0], from[1], a);
	close(to[0]);
	if (from[1] != to[0])
		close(from[1]);
	return w->pid > 0 ? NULL : strerror(errno);
}

/* For people: each line with who says it. */
static void note(struct wire *w, const char *who, const char *text, size_t n)
{
	while (w->dialogue != NULL && n > 0) {
		const char *end = memchr(text, '\n', n);
		size_t len = end != NULL ? (size_t)(end - text) + 1 : n;
		size_t shown = len;
		while (shown > 0 && strchr("\r\n", text[shown - 1]) != NULL)
			shown--;
		buf_printf(w->dialogue, "%s %.*s\n", who, (int)shown, text);
		text += len;
		n -= len;
	}
}

bool wire_send(struct wire *w, const char *bytes, size_t n, const char *shown)
{
	note(w, ">", shown, strlen(shown));
	while (n > 0) {
		ssize_t sent =
			w->tls != NULL ? wire_tls_write(w->tls, bytes, n) : write(w->in, bytes, n);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		bytes += sent;
		n -= (size_t)sent;
	}
	return true;
}

static bool is_reply_line(const char *s, size_t n)
{
	return n >= 4 && isdigit((unsigned char)s[0]) && isdigit((unsigned char)s[1]) &&
	       isdigit((unsigned char)s[2]) && (s[3] == ' ' || s[3] == '-');
}

/* A whole reply out of what has come, or NULL. -bh has remarks in between: passed over. */
static const char *next_reply(struct wire *w)
{
	size_t at = w->parsed, start = at;
	const char *end;

	while (at < w->heard.n && (end = memchr(w->heard.p + at, '\n', w->heard.n - at)) != NULL) {
		const char *line = w->heard.p + at;
		size_t next = (size_t)(end - w->heard.p) + 1;
		bool reply = is_reply_line(line, next - at);
		at = next;
		if (!reply) {
			start = at;
		} else if (line[3] == ' ') {
			w->parsed = at;
			note(w, "<", w->heard.p + start, at - start);
			return arena_copy(w->a, w->heard.p + start, at - start);
		}
	}
	return NULL;
}

const char *wire_reply(struct wire *w, unsigned seconds)
{
	long end = now_ms() + (long)seconds * 1000, left;
	const char *reply;

	while ((reply = next_reply(w)) == NULL && (left = end - now_ms()) > 0) {
		struct pollfd set = { .fd = w->out, .events = POLLIN };
		char chunk[4096];
		ssize_t n;
		if (!(w->tls != NULL && wire_tls_pending(w->tls)) && poll(&set, 1, (int)left) <= 0)
			continue;
		n = w->tls != NULL ? wire_tls_read(w->tls, chunk, sizeof chunk)
				   : read(w->out, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR)
			continue;
		w->gone = n <= 0;
		if (w->gone || w->heard.n > HEARD_MAX)
			break;
		buf_add(&w->heard, chunk, (size_t)n);
	}
	return reply;
}

const char *wire_start_tls(struct wire *w, unsigned seconds)
{
	return wire_tls_start(&w->tls, w->in, seconds);
}

void wire_close(struct wire *w, unsigned seconds)
{
	long end = now_ms() + (long)seconds * 1000;
	char rest[4096];

	wire_tls_end(w->tls);
	w->tls = NULL;
	if (w->in >= 0 && w->in != w->out)
		close(w->in);
	else if (w->in >= 0)
		shutdown(w->in, SHUT_WR);
	/* Exim has gone when nobody holds the other end any more. */
	for (long left; w->out >= 0 && (left = end - now_ms()) > 0;) {
		struct pollfd set = { .fd = w->out, .events = POLLIN };
		if (poll(&set, 1, (int)left) > 0 && read(w->out, rest, sizeof rest) <= 0)
			break;
	}
	if (w->out >= 0)
		close(w->out);
	w->in = w->out = -1;
	while (w->pid > 0 && waitpid(w->pid, NULL, WNOHANG) == 0) {
		struct timespec moment = { .tv_nsec = 5000000 };
		if (now_ms() >= end)
			kill(w->pid, SIGKILL);
		nanosleep(&moment, NULL);
	}
	w->pid = -1;
}
