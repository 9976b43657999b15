/* measure.h - clocks, samples and progress for the programs of the bench.
 *
 * A program prints samples, one a line: NAME <tab> ROUND <tab> VALUE; values are nanoseconds or
 * bytes, always a cost. Samples of one round were taken right after one another, so that ratios
 * within a round are of equals. table.awk makes the table; nothing is judged here.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* CPU time of this process, and time on the wall. */
double cpu_ns(void);
double wall_ns(void);

/* The middle of `n` values, which it sorts; the upper one of two. `per_mille` other than 500
 * gives that quantile. */
double quantile(double *v, size_t n, unsigned per_mille);

void sample(const char *name, unsigned round, double value);

/* Rounds until the time is over, at least `least` (0: three), at most `most`; 0 when it is. Shows
 * them on stderr where that is a terminal.
 *	for (unsigned round = 0; (round = next_round(&r, round)) != 0;) */
struct rounds {
	const char *what;
	double seconds;
	unsigned least, most;
	double since;
};
unsigned next_round(struct rounds *r, unsigned last);

/* CPU time of a program from its start to its end, children that it waited for included. Its
 * output goes to `out`; an exit status over 2 ends the bench. */
double command_ns(const char *const argv[], const char *out);

/* A program's options, up to a row without a letter; each sets one thing of the three. The first
 * argument that is none ends them: optind. Whoever writes another one, or fewer arguments behind them
 * than `least` or more than `most`, is told `usage`. */
struct bench_option {
	char letter;
	bool *on;
	double *number;
	const char **text;
};
void read_options(int argc, char **argv, const struct bench_option *options, int least, int most,
	const char *usage);

void die(const char *what, const char *why) __attribute__((noreturn));
void *must(void *p);

#endif
