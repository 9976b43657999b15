/* inside.c - see inside.h. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
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

/* What bad manners say, before the table above is asked. */
static const struct {
	enum manners manners;
	const char *command, *reply;
} rude[] = {
	{ MANNERS_GREYLISTS, "RCPT TO:", "451 4.7.1 Please try again later\r\n" },
	{ MANNERS_REFUSES_NULL, "MAIL FROM:<>", "550 5.7.1 No bounces here\r\n" },
};

static bool begins(const char *line, const char *command)
{
	return strncasecmp(line, command, strlen(command)) == 0;
}

static bool is_unknown(const struct mail_server *server, const char *line)
{
	const char *user = begins(line, "RCPT TO:<") ? line + strlen("RCPT TO:<") : NULL;
	size_t n = user != NULL ? strcspn(user, "@>") : 0;

	for (size_t i = 0; user != NULL && server->unknown != NULL && i < server->unknown->n; i++) {
		const char *s = server->unknown->item[i].s;
		if (strlen(s) == n && strncasecmp(s, user, n) == 0)
			return true;
	}
	return false;
}

const char *inside_reply(const struct mail_server *server, const char *line)
{
	for (size_t i = 0; i < sizeof rude / sizeof rude[0]; i++)
		if (server->manners == rude[i].manners && begins(line, rude[i].command))
			return rude[i].reply;
	if (is_unknown(server, line))
		return "550 No such user\r\n";
	for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++)
		if (begins(line, replies[i].command))
			return replies[i].reply;
	return "502 Not here\r\n";
}

static void converse(int fd, const void *arg)
{
	const struct mail_server *server = arg;
	FILE *f = fdopen(fd, "r");
	char line[1024];

	if (f == NULL)
		return;
	if (server->manners != MANNERS_SILENT)
		dprintf(fd, "220 inside.joejob.test ESMTP\r\n");
	while (fgets(line, sizeof line, f) != NULL)
		if (server->manners != MANNERS_SILENT &&
			dprintf(fd, "%s", inside_reply(server, line)) < 0)
			break;
	fclose(f);
}

void inside_any_address(int fd)
{
	int one = 1;

	setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &one, sizeof one);
	setsockopt(fd, IPPROTO_IPV6, IPV6_FREEBIND, &one, sizeof one);
}

int inside_listen(const char *address, unsigned port)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
	bool is_v6 = inet_pton(AF_INET6, address, &v6.sin6_addr) == 1;
	const void *at = is_v6 ? (const void *)&v6 : (const void *)&v4;
	int fd, one = 1;

	if (!is_v6 && inet_pton(AF_INET, address, &v4.sin_addr) != 1) {
		errno = EINVAL;
		return -1;
	}
	fd = socket(is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	inside_any_address(fd);
	if (bind(fd, at, is_v6 ? sizeof v6 : sizeof v4) == 0 && listen(fd, 64) == 0)
		return fd;
	one = errno;
	close(fd);
	errno = one;
	return -1;
}

const char *inside_serve(int fd, void (*talk_to)(int client, const void *arg), const void *arg)
{
	pid_t pid = cleanup_fork();
	int client;

	if (pid != 0) {
		close(fd);
		return pid > 0 ? NULL : strerror(errno);
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGCHLD, SIG_IGN);
	while ((client = accept(fd, NULL, NULL)) >= 0) {
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			talk_to(client, arg);
			_exit(0);
		}
		close(client);
	}
	_exit(0);
}

const char *inside_start(const struct mail_server *server)
{
	int fd;

	if (server->manners == MANNERS_DOWN)
		return NULL;
	fd = inside_listen(server->address, 25);
	return fd >= 0 ? inside_serve(fd, converse, server) : strerror(errno);
}
