/* measure.c - see measure.h. */
#include "measure.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { OPTIONS_MAX = 16, ROUNDS_LEAST = 3, EXIT_WORST = 2 /* grep and joescan: 1 is an answer */ };

static double clock_ns(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

double cpu_ns(void)
{
	return clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

double wall_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

double quantile(double *v, size_t n, unsigned per_mille)
{
	qsort(v, n, sizeof *v, ascending);
	return v[(n - 1) * per_mille / 1000 + (per_mille == 500 && n % 2 == 0)];
}

void sample(const char *name, unsigned round, double value)
{
	printf("%s\t%u\t%.0f\n", name, round, value);
}

unsigned next_round(struct rounds *r, unsigned last)
{
	double now = wall_ns();

	if (last == 0)
		r->since = now;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K%s: round %u, %.0f of %.0f s\r", r->what, last + 1,
			(now - r->since) / 1e9, r->seconds);
	if (last < r->most && (last < (r->least ? r->least : ROUNDS_LEAST) ||
		now - r->since < r->seconds * 1e9))
		return last + 1;
	fflush(stdout);
	return 0;
}

void read_options(int argc, char **argv, const struct bench_option *options, int least, int most,
	const char *usage)
{
	char letters[2 * OPTIONS_MAX + 2] = "+";
	const struct bench_option *o;
	int c;

	for (o = options; o->letter; o++)
		snprintf(letters + strlen(letters), 3, "%c%s", o->letter, o->on ? "" : ":");
	while ((c = getopt(argc, argv, letters)) != -1) {
		for (o = options; o->letter && o->letter != c;)
			o++;
		if (!o->letter)
			die("usage", usage);
		if (o->on)
			*o->on = true;
		else if (o->number)
			*o->number = strtod(optarg, NULL);
		else
			*o->text = optarg;
	}
	if (argc - optind < least || argc - optind > most)
		die("usage", usage);
}

double command_ns(const char *const argv[], const char *out)
{
	/* POSIX takes pointers to what it will not change (exec, rationale). */
	union {
		const char *const *ours;
		char *const *posix;
	} args = { argv };
	struct rusage u;
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		if (fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0)
			execvp(argv[0], args.posix);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &u) != pid)
		die(argv[0], strerror(errno));
	if (!WIFEXITED(status) || WEXITSTATUS(status) > EXIT_WORST)
		die(argv[0], "failed");
	return ((double)u.ru_utime.tv_sec + (double)u.ru_stime.tv_sec) * 1e9 +
		((double)u.ru_utime.tv_usec + (double)u.ru_stime.tv_usec) * 1e3;
}

void die(const char *what, const char *why)
{
	fprintf(stderr, "bench: %s: %s\n", what, why);
	exit(2);
}

void *must(void *p)
{
	if (!p)
		die("memory", strerror(ENOMEM));
	return p;
}
