/* inside.c - see inside.h. */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cleanup.h"
#include "inside.h"

static const struct {
	const char *command, *reply;
} replies[] = {
	{ "EHLO", "250 inside.joejob.test\r\n" },
	{ "HELO", "250 inside.joejob.test\r\n" },
	{ "MAIL FROM:", "250 OK\r\n" },
	{ "RCPT TO:<unknown", "550 No such user\r\n" },
	{ "RCPT TO:", "250 OK\r\n" },
	{ "RSET", "250 OK\r\n" },
	{ "QUIT", "221 Bye\r\n" },
};

/* The first row that fits. */
static const char *reply_to(const char *line)
{
	for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++)
		if (strncasecmp(line, replies[i].command, strlen(replies[i].command)) == 0)
			return replies[i].reply;
	return "502 Not here\r\n";
}

static void converse(int fd)
{
	FILE *f = fdopen(fd, "r");
	char line[1024];

	if (f == NULL)
		return;
	dprintf(fd, "220 inside.joejob.test ESMTP\r\n");
	while (fgets(line, sizeof line, f) != NULL)
		if (dprintf(fd, "%s", reply_to(line)) < 0)
			break;
	fclose(f);
}

const char *inside_start(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons(25),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int client, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pid_t pid;

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 64) != 0 ||
		(pid = fork()) < 0)
		return strerror(errno);
	if (pid > 0) {
		cleanup_child(pid);
		close(fd);
		return NULL;
	}
	cleanup_forget();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* A process for each: one that hangs must not keep the others waiting. */
	signal(SIGCHLD, SIG_IGN);
	while ((client = accept(fd, NULL, NULL)) >= 0) {
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			converse(client);
			_exit(0);
		}
		close(client);
	}
	_exit(0);
}
