/* command.c - how long a program takes and how much memory.
 *
 *	command -n NAME [-r ROUNDS] PROGRAM [ARGUMENT]...
 *
 * Samples are NAME.wall, of its whole run, NAME.cpu of it and the processes it waited for, and NAME.memory,
 * the most that was resident in one of them. What it says goes nowhere; an exit status other than 0 ends the bench.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure.h"

static void run(char *const argv[], struct rusage *used)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		if (null >= 0 && dup2(null, 1) >= 0 && dup2(null, 2) >= 0)
			execvp(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, used) != pid)
		die(argv[0], strerror(errno));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		die(argv[0], "it failed");
}

static double in_ns(struct timeval t)
{
	return (double)t.tv_sec * 1e9 + (double)t.tv_usec * 1e3;
}

int main(int argc, char **argv)
{
	const char *name = "";
	double rounds = 3;
	const struct bench_option options[] = { { 'n', .text = &name }, { 'r', .number = &rounds }, { 0 } };
	char what[256];

	read_options(argc, argv, options, 1, argc, "command -n NAME [-r ROUNDS] PROGRAM [ARGUMENT]...");
	for (unsigned round = 1; round <= rounds; round++) {
		struct rusage used;
		double since = wall_ns();

		run(argv + optind, &used);
		snprintf(what, sizeof what, "%s.wall", name);
		sample(what, round, wall_ns() - since);
		snprintf(what, sizeof what, "%s.cpu", name);
		sample(what, round, in_ns(used.ru_utime) + in_ns(used.ru_stime));
		snprintf(what, sizeof what, "%s.memory", name);
		sample(what, round, (double)used.ru_maxrss * 1024);
	}
	return 0;
}
