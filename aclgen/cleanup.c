/* cleanup.c - see cleanup.h. All that a signal handler calls here is async-signal-safe. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
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
	atomic_signal_fence(memory_order_seq_cst);
	if (path == NULL)
		return true;
	if (strlen(path) >= PATH_BYTES)
		return false;
	memcpy(to + 1, path + 1, strlen(path));
	atomic_signal_fence(memory_order_seq_cst);
	to[0] = path[0];
	return true;
}

void cleanup_file_done(void)
{
	set(file, NULL);
}

static void hold_signals(sigset_t *before)
{
	sigset_t ours;

	sigemptyset(&ours);
	for (int i = 0; i < SIGNALS; i++)
		sigaddset(&ours, signals[i]);
	sigprocmask(SIG_BLOCK, &ours, before);
}

static void release_signals(const sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}

int cleanup_temp(char *path)
{
	sigset_t before;
	int fd;

	hold_signals(&before);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		set(file, path); /* open() has taken it, so it is not too long */
	release_signals(&before);
	return fd;
}

int cleanup_new(const char *path)
{
	sigset_t before;
	int fd;

	hold_signals(&before);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0);
	if (fd >= 0)
		set(file, path);
	release_signals(&before);
	return fd;
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
	sigset_t before;
	pid_t pid;

	hold_signals(&before);
	pid = fork();
	if (pid > 0)
		watch(pid);
	if (pid == 0)
		cleanup_forget();
	release_signals(&before);
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
