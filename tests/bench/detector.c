/* detector.c - the detector alone, beside cat, grep and the talk's regular expression.
 *
 *	detector [-t SECONDS] [-b SECONDS] -j JOESCAN -s SCRATCH [DIR]
 *
 * DIR holds *.eml and *.txt files; without it messages are made in SCRATCH. -t is the time for those,
 * -b for the big messages; without the option they are left out. What is compared: rows.txt.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "bounces.h"
#include "detect.h"
#include "measure.h"

enum {
	CHUNK = 16384,  /* as the adapter reads */
	REPEATS = 8,    /* of one message, so that the clock's own cost does not count */
	PROCESSES = 30, /* a round, of each program */
	ROUNDS = 1000,
};

static const char empty[] = "/dev/null";
static struct jj_settings site;
static struct jj_detector *detector;
static const char *joescan;
static char sink[4096]; /* not /dev/null: grep stops at its first match when it writes there */

static void judge(struct span message)
{
	jj_reset(detector);
	jj_recipient(detector, span_str("anna@joe-job.example"));
	jj_feed(detector, message);
	if (jj_finish(detector)->n_evidence == 0)
		die("detector", "no answer");
}

static void judge_file(const char *path)
{
	static unsigned char chunk[CHUNK];
	int fd = open(path, O_RDONLY);
	off_t at = 0;
	ssize_t n;

	if (fd < 0)
		die(path, strerror(errno));
	jj_reset(detector);
	jj_recipient(detector, span_str("anna@joe-job.example"));
	while ((n = pread(fd, chunk, sizeof chunk, at)) > 0) {
		if (jj_feed(detector, span(chunk, (size_t)n)) == JJ_DONE)
			break;
		at += n;
	}
	(void)jj_finish(detector);
	close(fd);
}

/* ---- the talk's condition: ${if match{${lc:$message_body}}{...}} ---- */

static pcre2_code *talk;
static pcre2_match_data *talk_data;

static pcre2_code *talk_compile(void)
{
	static const char pattern[] = "( |^ )received: from .+\\.joe-job\\.example.+";
	PCRE2_SIZE at;
	int error;

	return pcre2_compile((PCRE2_SPTR)pattern, sizeof pattern - 1, 0, &error, &at, NULL);
}

/* As Exim does: the body with its newlines and NULs as blanks, a lower-case copy, no JIT. */
static void talk_judge(struct span m)
{
	unsigned char *body, *lower;
	size_t at = 0, n;

	while (at + 1 < m.n && !(m.p[at] == '\n' && (m.p[at + 1] == '\n' || m.p[at + 1] == '\r')))
		at++;
	n = m.n - at;
	body = must(malloc(n));
	lower = must(malloc(n));
	for (size_t i = 0; i < n; i++)
		body[i] = m.p[at + i] == '\n' || m.p[at + i] == 0 ? ' ' : m.p[at + i];
	for (size_t i = 0; i < n; i++)
		lower[i] = jj_lower(body[i]);
	(void)pcre2_match(talk, lower, n, 0, 0, talk_data, NULL);
	free(body);
	free(lower);
}

/* ---- rows ---- */

static void each_message(const struct bounces *b, unsigned round, const char *name,
	void (*fn)(struct span))
{
	double *v = must(malloc(b->n * sizeof *v));
	char what[64];

	for (size_t i = 0; i < b->n; i++) {
		double before = cpu_ns();

		for (unsigned k = 0; k < REPEATS; k++)
			fn(b->text[i]);
		v[i] = (cpu_ns() - before) / REPEATS;
	}
	snprintf(what, sizeof what, "%s.median", name);
	sample(what, round, quantile(v, b->n, 500));
	snprintf(what, sizeof what, "%s.p90", name);
	sample(what, round, quantile(v, b->n, 900));
	snprintf(what, sizeof what, "%s.slowest", name);
	sample(what, round, v[b->n - 1]);
	free(v);
}

/* A process for each of some messages: what a shell loop over a maildir pays. */
static void each_process(const struct bounces *b, unsigned round)
{
	double cat = 0, grep = 0, scan = 0;

	for (size_t k = 0; k < PROCESSES; k++) {
		const char *path = b->path[(round * PROCESSES + k) % b->n];

		cat += command_ns((const char *[]){ "cat", path, NULL }, empty);
		grep += command_ns((const char *[]){ "grep", "-c", "Received", path, NULL }, sink);
		scan += command_ns((const char *[]){ joescan, "--our-host", "mx.joe-job.example", "--our-net",
			"192.88.99.0/24", path, NULL }, sink);
	}
	sample("process.cat", round, cat / PROCESSES);
	sample("process.grep", round, grep / PROCESSES);
	sample("process.joescan", round, scan / PROCESSES);
}

/* One process for all of them, less its start: what a file costs. */
static void each_file(const struct bounces *b, unsigned round)
{
	const char **args = must(calloc(b->n + 4, sizeof *args));
	double t, n = (double)b->n;

	args[0] = "cat";
	memcpy(args + 1, b->path, b->n * sizeof *args);
	t = command_ns(args, empty) - command_ns((const char *[]){ "cat", empty, NULL }, empty);
	sample("file.cat", round, t / n);
	args[0] = "grep";
	args[1] = "-c";
	args[2] = "Received";
	memcpy(args + 3, b->path, b->n * sizeof *args);
	t = command_ns(args, sink) -
		command_ns((const char *[]){ "grep", "-c", "Received", empty, NULL }, sink);
	sample("file.grep", round, t / n);
	t = cpu_ns();
	for (size_t i = 0; i < b->n; i++)
		judge_file(b->path[i]);
	sample("file.detector", round, (cpu_ns() - t) / n);
	free(args);
}

static void bounces_rows(const char *dir, double seconds)
{
	struct rounds r = { .what = "detector, bounces", .seconds = seconds, .most = ROUNDS };
	struct bounces b = bounces_load(dir);

	for (unsigned round = 0; (round = next_round(&r, round)) != 0;) {
		each_message(&b, round, "bounce", judge);
		each_message(&b, round, "talk", talk_judge);
		each_file(&b, round);
		each_process(&b, round);
	}
}

static void big_rows(enum big kind, const char *scratch, double seconds)
{
	struct rounds r = { .seconds = seconds, .most = ROUNDS };
	char path[4096], what[64], name[64];
	double t;

	snprintf(what, sizeof what, "detector, 100 MB, %s", big_name[kind]);
	r.what = what;
	snprintf(path, sizeof path, "%s/big", scratch);
	big_make(path, kind);
	for (unsigned round = 0; (round = next_round(&r, round)) != 0;) {
		t = cpu_ns();
		judge_file(path);
		snprintf(name, sizeof name, "big.%s.detector", big_name[kind]);
		sample(name, round, cpu_ns() - t);
		t = command_ns((const char *[]){ "cat", path, NULL }, empty) -
			command_ns((const char *[]){ "cat", empty, NULL }, empty);
		snprintf(name, sizeof name, "big.%s.cat", big_name[kind]);
		sample(name, round, t);
		t = command_ns((const char *[]){ "grep", "-c", "Received", path, NULL }, sink) -
			command_ns((const char *[]){ "grep", "-c", "Received", empty, NULL }, sink);
		snprintf(name, sizeof name, "big.%s.grep", big_name[kind]);
		sample(name, round, t);
	}
	remove(path);
}

int main(int argc, char **argv)
{
	const char *scratch = NULL;
	double seconds = -1, big_seconds = -1;
	const struct bench_option options[] = { { 't', .number = &seconds }, { 'b', .number = &big_seconds },
		{ 'j', .text = &joescan }, { 's', .text = &scratch }, { 0 } };
	char err[200], made[4096];

	read_options(argc, argv, options, 0, 1, "detector [-t SECONDS] [-b SECONDS] -j JOESCAN -s SCRATCH [DIR]");
	if (!scratch || !joescan)
		die("usage", "-j and -s are wanted");
	setenv("LC_ALL", "C", 1); /* grep's fastest */
	if (jj_settings_parse(&site, span_str(foreign_site), err, sizeof err) != 0)
		die("settings", err);
	detector = must(jj_new(&site));
	talk = must(talk_compile());
	talk_data = must(pcre2_match_data_create_from_pattern(talk, NULL));
	snprintf(sink, sizeof sink, "%s/output", scratch);
	snprintf(made, sizeof made, "%s/made", scratch);
	if (optind == argc)
		bounces_make(made);
	if (seconds >= 0)
		bounces_rows(optind < argc ? argv[optind] : made, seconds);
	for (unsigned k = 0; k < BIGS && big_seconds >= 0; k++)
		big_rows((enum big)k, scratch, big_seconds / BIGS);
	jj_free(detector);
	pcre2_match_data_free(talk_data);
	pcre2_code_free(talk);
	return 0;
}
