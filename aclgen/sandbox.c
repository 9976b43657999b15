/* sandbox.c - see sandbox.h. Linux namespaces; the mounts below are seen by us and our children. */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "sandbox.h"

/* Where the folder is made. Not /tmp: who has a /run of his own, as each lab of the tests, is left
 * with nothing even when aclgen gets a SIGKILL. */
#define PLACE "/run"

/* What tells programs where names come from. Without the second and third, libc might ask
 * systemd-resolved or a hosts file of the site, over sockets that no network namespace closes. */
static const struct {
	const char *path, *name, *text;
} masks[] = {
	{ "/etc/resolv.conf", "resolv.conf",
		"nameserver 127.0.0.1\noptions timeout:10 attempts:2\n" },
	{ "/etc/nsswitch.conf", "nsswitch.conf",
		"passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n" },
	{ "/etc/hosts", "hosts", "127.0.0.1 localhost\n::1 localhost\n" },
};

static const char *up(void)
{
	struct ifreq lo = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool done = fd >= 0 && ioctl(fd, SIOCGIFFLAGS, &lo) == 0;

	lo.ifr_flags = (short)(lo.ifr_flags | IFF_UP);
	done = done && ioctl(fd, SIOCSIFFLAGS, &lo) == 0;
	if (fd >= 0)
		close(fd);
	return done ? NULL : "the loopback interface of the namespace cannot be set up";
}

/* `ip route add local default dev lo`: AnyIP, see Linux's Documentation on "local" routes. */
static bool route_all(int netlink, unsigned char family, unsigned loopback)
{
	struct {
		struct nlmsghdr head;
		struct rtmsg route;
		struct rtattr attr;
		unsigned index;
	} ask = {
		.head = { .nlmsg_len = sizeof ask,
			.nlmsg_type = RTM_NEWROUTE,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_ACK },
		.route = { .rtm_family = family,
			.rtm_table = RT_TABLE_LOCAL,
			.rtm_protocol = RTPROT_BOOT,
			.rtm_scope = family == AF_INET ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE,
			.rtm_type = RTN_LOCAL },
		.attr = { .rta_len = RTA_LENGTH(sizeof ask.index), .rta_type = RTA_OIF },
		.index = loopback,
	};
	struct {
		struct nlmsghdr head;
		struct nlmsgerr fault;
		char rest[256];
	} reply;

	return send(netlink, &ask, sizeof ask, 0) == (ssize_t)sizeof ask &&
	       recv(netlink, &reply, sizeof reply, 0) > 0 && reply.head.nlmsg_type == NLMSG_ERROR &&
	       reply.fault.error == 0;
}

const char *sandbox_network(void)
{
	const char *fault;
	unsigned loopback;
	bool done;
	int fd;

	if (unshare(CLONE_NEWNET) != 0)
		return strerror(errno);
	if ((fault = up()) != NULL)
		return fault;
	loopback = if_nametoindex("lo");
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	done = fd >= 0 && route_all(fd, AF_INET, loopback);
	/* A machine without IPv6 can still try the rest. */
	if (done)
		route_all(fd, AF_INET6, loopback);
	if (fd >= 0)
		close(fd);
	return done ? NULL : "no route for all addresses";
}

const char *sandbox_init(void)
{
	pid_t pid = cleanup_fork();

	if (pid < 0)
		return strerror(errno);
	if (pid > 0)
		return NULL;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGCHLD, SIG_IGN); /* orphans are waited for by nobody else */
	for (;;)
		pause();
}

const char *sandbox_file(
	const char *dir, const char *name, const char *text, size_t n, struct arena *a)
{
	const char *path = arena_printf(a, "%s/%s", dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	bool done = fd >= 0 && write(fd, text, n) == (ssize_t)n;

	if (fd >= 0)
		close(fd);
	return done ? path : NULL;
}

static const char *mask(const char *dir, struct arena *a)
{
	for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++) {
		const char *path =
			sandbox_file(dir, masks[i].name, masks[i].text, strlen(masks[i].text), a);
		/* What does not exist cannot be masked and misleads nobody. */
		if (path == NULL ||
			(mount(path, masks[i].path, "none", MS_BIND, NULL) != 0 && errno != ENOENT))
			return arena_printf(a, "%s: %s", masks[i].path, strerror(errno));
	}
	if (access("/run/nscd", F_OK) == 0 && mount("none", "/run/nscd", "tmpfs", 0, NULL) != 0)
		return arena_printf(a, "/run/nscd: %s", strerror(errno));
	return NULL;
}

const char *sandbox_enter(const char **dir, struct arena *a)
{
	char *path = arena_printf(a, PLACE "/aclgen.%d.XXXXXX", (int)getpid());
	const char *fault;

	if (geteuid() != 0)
		return "it needs root, for namespaces and for exim -C";
	cleanup_namespace(open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC));
	if (unshare(CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID) != 0)
		return arena_printf(a, "no namespaces: %s", strerror(errno));
	if (mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) != 0)
		return arena_printf(a, "no mounts of its own: %s", strerror(errno));
	if ((fault = up()) != NULL)
		return fault;
	if (mkdtemp(path) == NULL || !cleanup_mount(path))
		return arena_printf(a, PLACE ": %s", strerror(errno));
	if (mount("none", path, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=4g") != 0)
		return arena_printf(a, "%s: %s", path, strerror(errno));
	*dir = path;
	return mask(path, a);
}
