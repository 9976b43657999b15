/* talk.c - see talk.h. One poll() loop over the pipes of all programs. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "talk.h"

/* What a runaway program may print before we stop listening. */
enum { OUTPUT_MAX = 4 << 20 };

unsigned talk_code(const char *reply)
{
	return reply != NULL ? (unsigned)strtoul(reply, NULL, 10) : 0;
}

static void hang_up(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void send_next(struct talk *t)
{
	const char *s = t->n_sent < TALK_STEPS ? t->send[t->n_sent] : NULL;

	if (t->in_fd < 0)
		return;
	/* Where DATA was refused, the message would be read as commands. */
	while (s != NULL && t->skip_data) {
		t->skip_data = false;
		t->reply[t->n_replies++] = "";
		t->n_sent++;
		s = t->n_sent < TALK_STEPS ? t->send[t->n_sent] : NULL;
	}
	if (s == NULL) {
		hang_up(&t->in_fd);
		return;
	}
	/* Commands and test messages fit into a pipe; a program that has gone shows at its end. */
	if (write(t->in_fd, s, strlen(s)) != (ssize_t)strlen(s))
		hang_up(&t->in_fd);
	t->n_sent++;
}

static void start(struct talk *t)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, err[2] = { -1, -1 };

	t->status = t->pid = t->in_fd = t->out_fd = t->err_fd = -1;
	if (pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0)
		t->pid = cleanup_fork();
	if (t->pid == 0) {
		if (dup2(in[0], 0) >= 0 && dup2(out[1], 1) >= 0 && dup2(err[1], 2) >= 0)
			execv(t->argv[0], (char *const *)(const void *)t->argv);
		dprintf(err[1], "%s: %s\n", t->argv[0], strerror(errno));
		_exit(127);
	}
	hang_up(&in[0]);
	hang_up(&out[1]);
	hang_up(&err[1]);
	if (t->pid < 0) {
		hang_up(&in[1]);
		hang_up(&out[0]);
		hang_up(&err[0]);
		return;
	}
	t->in_fd = in[1];
	t->out_fd = out[0];
	t->err_fd = err[0];
	if (t->send[0] == NULL || t->batch) {
		if (t->send[0] != NULL)
			send_next(t);
		hang_up(&t->in_fd);
	}
}

static bool is_reply_line(const char *s)
{
	return isdigit((unsigned char)s[0]) && isdigit((unsigned char)s[1]) &&
	       isdigit((unsigned char)s[2]) && (s[3] == ' ' || s[3] == '-');
}

/* Looks at the new whole lines of stdout; the last line of a reply lets the next command go. */
static void hear(struct talk *t, struct arena *a)
{
	const char *end;

	while (t->parsed < t->out.n &&
		(end = memchr(t->out.p + t->parsed, '\n', t->out.n - t->parsed)) != NULL) {
		const char *line = t->out.p + t->parsed;
		size_t next = (size_t)(end - t->out.p) + 1;
		bool reply = end - line >= 4 && is_reply_line(line);
		t->parsed = next;
		if (!reply) {
			t->reply_start = next; /* "**** SMTP testing session" and the like */
			continue;
		}
		if (line[3] == '-' || t->n_replies > TALK_STEPS)
			continue;
		char *text = arena_copy(a, t->out.p + t->reply_start, next - t->reply_start);
		t->reply[t->n_replies++] = text;
		t->reply_start = next;
		bool data = t->n_sent > 0 && strncmp(t->send[t->n_sent - 1], "DATA", 4) == 0;
		t->skip_data = data && talk_code(line) != 354;
		send_next(t);
	}
}

static void listen_to(struct talk *t, struct arena *a, int *fd, struct buf *b)
{
	char chunk[4096];
	ssize_t n = read(*fd, chunk, sizeof chunk);

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0 || b->n > OUTPUT_MAX) {
		hang_up(fd);
		return;
	}
	buf_add(b, chunk, (size_t)n);
	if (b == &t->out)
		hear(t, a);
}

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000L + ts.tv_nsec / 1000000L;
}

/* Who listens to which descriptor; returns how many programs still talk. */
static nfds_t gather(struct talk *t, size_t n, struct pollfd *set)
{
	nfds_t open = 0;

	for (size_t i = 0; i < n; i++) {
		set[2 * i] = (struct pollfd){ .fd = t[i].out_fd, .events = POLLIN };
		set[2 * i + 1] = (struct pollfd){ .fd = t[i].err_fd, .events = POLLIN };
		open += set[2 * i].fd >= 0 || set[2 * i + 1].fd >= 0;
	}
	return open;
}

static void reap(struct talk *t)
{
	if (t->pid < 0)
		return;
	hang_up(&t->in_fd);
	hang_up(&t->out_fd);
	hang_up(&t->err_fd);
	if (t->stuck)
		kill(t->pid, SIGKILL);
	while (waitpid(t->pid, &t->status, 0) < 0 && errno == EINTR)
		;
	cleanup_child_gone(t->pid);
}

void talk(struct talk *t, size_t n, unsigned seconds, struct arena *a)
{
	struct pollfd *set = arena_alloc(a, 2 * n * sizeof *set);
	long end = now_ms() + (long)seconds * 1000, left;

	for (size_t i = 0; i < n; i++) {
		t[i].out.arena = t[i].err.arena = a;
		start(&t[i]);
	}
	while (gather(t, n, set) > 0 && (left = end - now_ms()) > 0) {
		if (poll(set, (nfds_t)(2 * n), (int)left) <= 0)
			continue;
		for (size_t i = 0; i < n; i++) {
			if (set[2 * i].revents != 0)
				listen_to(&t[i], a, &t[i].out_fd, &t[i].out);
			if (set[2 * i + 1].revents != 0)
				listen_to(&t[i], a, &t[i].err_fd, &t[i].err);
		}
	}
	for (size_t i = 0; i < n; i++) {
		t[i].stuck = t[i].out_fd >= 0 || t[i].err_fd >= 0;
		reap(&t[i]);
	}
}
