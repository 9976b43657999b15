/* cleanup.c - see cleanup.h. All that a signal handler calls here is async-signal-safe. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"

enum { PATH_BYTES = 4096 };

static char file[PATH_BYTES], mountpoint[PATH_BYTES];
static volatile pid_t child[CLEANUP_CHILDREN];
static volatile int own_namespace = -1;
static volatile pid_t owner; /* a forked child that exits must not tidy up for its parent */

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
enum { SIGNALS = sizeof signals / sizeof signals[0] };

static void tidy(void)
{
	if (getpid() != owner)
		return;
	for (int i = 0; i < CLEANUP_CHILDREN; i++)
		if (child[i] > 0)
			kill(child[i], SIGKILL);
	/* Any of them, in whatever order: the init of a PID namespace ends only when all others in
	 * it have been waited for. */
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
	if (own_namespace >= 0)
		setns(own_namespace, CLONE_NEWPID);
	if (file[0] != '\0')
		unlink(file);
	if (mountpoint[0] != '\0') {
		umount2(mountpoint, MNT_DETACH);
		rmdir(mountpoint);
	}
}

static void on_signal(int sig)
{
	tidy();
	signal(sig, SIG_DFL);
	raise(sig);
}

void cleanup_init(void)
{
	struct sigaction act = { .sa_handler = on_signal };

	owner = getpid();
	sigemptyset(&act.sa_mask);
	for (int i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &act, NULL);
	signal(SIGPIPE, SIG_IGN);
	atexit(tidy);
}

/* The name becomes visible to the handler only when it is whole. */
static bool set(char *to, const char *path)
{
	to[0] = '\0';
	if (path == NULL)
		return true;
	if (strlen(path) >= PATH_BYTES)
		return false;
	memcpy(to + 1, path + 1, strlen(path));
	to[0] = path[0];
	return true;
}

bool cleanup_file(const char *path)
{
	return set(file, path);
}

bool cleanup_mount(const char *path)
{
	return set(mountpoint, path);
}

void cleanup_namespace(int own)
{
	own_namespace = own;
}

static void watch(pid_t pid)
{
	for (int i = 0; i < CLEANUP_CHILDREN; i++)
		if (child[i] == 0) {
			child[i] = pid;
			return;
		}
}

pid_t cleanup_fork(void)
{
	sigset_t ours, before;
	pid_t pid;

	sigemptyset(&ours);
	for (int i = 0; i < SIGNALS; i++)
		sigaddset(&ours, signals[i]);
	sigprocmask(SIG_BLOCK, &ours, &before);
	pid = fork();
	if (pid > 0)
		watch(pid);
	if (pid == 0)
		cleanup_forget();
	sigprocmask(SIG_SETMASK, &before, NULL);
	return pid;
}

void cleanup_child_gone(pid_t pid)
{
	for (int i = 0; i < CLEANUP_CHILDREN; i++)
		if (child[i] == pid)
			child[i] = 0;
}

void cleanup_forget(void)
{
	owner = 0;
	for (int i = 0; i < SIGNALS; i++)
		signal(signals[i], SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
}
