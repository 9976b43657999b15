/* token.c - what signing a message costs, and checking a token: the key file read each time, as the
 * module does, and without; and what a token adds to the bounce that returns it.
 *
 *	token [-t SECONDS] KEYFILE
 *
 * KEYFILE is written.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "detect.h"
#include "keyfile.h"
#include "measure.h"

enum { ROUNDS = 1000, REPEATS = 200, NOW = 1795478400 };

static const char text[] = "joejob-keys 1\n"
			   "a7 1795000000 - 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"
			   "b2 1790000000 1795000000 100102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
static const char settings_line[] = "now=1795478400 token=14 for=* host=mx.example.org complete=yes";
static struct jj_settings settings;
static const char *file;

static void read_keys(struct token_keys *keys)
{
	char why[KEYFILE_WHY];

	if (!keyfile_read(keys, file, why))
		die(file, why);
}

static void sign(const struct token_keys *keys, char value[TOKEN_TEXT])
{
	const char *why = token_make(value, keys, span_str("user@example.org"), span_str("1xVcmP-00003j-1Y"),
		NOW);

	if (why)
		die("sign", why);
}

static double signing(bool with_file)
{
	struct token_keys keys;
	char value[TOKEN_TEXT];
	double before;

	read_keys(&keys);
	before = cpu_ns();
	for (unsigned i = 0; i < REPEATS; i++) {
		if (with_file)
			read_keys(&keys);
		sign(&keys, value);
	}
	return (cpu_ns() - before) / REPEATS;
}

static double checking(void)
{
	struct span to = span_str("user@example.org");
	struct token_keys keys;
	struct token_value t;
	char value[TOKEN_TEXT];
	double before;

	read_keys(&keys);
	sign(&keys, value);
	before = cpu_ns();
	for (unsigned i = 0; i < REPEATS; i++)
		if (token_check(&t, &keys, span_str(value), &to, 1, NOW, 14) != TOKEN_GOOD)
			die("check", "not good");
	return (cpu_ns() - before) / REPEATS;
}

/* A bounce with a token, and the same judged without keys. */
static double judging(struct jj_detector *d, bool with_keys)
{
	static const char wrap[] = "Content-Type: message/rfc822\n\nReceived: from a.example "
				   "([198.51.100.66]) by b.example with esmtp id 4711; Tue, 24 Nov 2026 "
				   "00:00:00 +0000\nFrom: user@example.org\nSubject: x\nX-Joejob-Token: ";
	struct token_keys keys;
	char message[1024], value[TOKEN_TEXT];
	double before;

	read_keys(&keys);
	sign(&keys, value);
	snprintf(message, sizeof message, "%s%s\n\nbody\n", wrap, value);
	before = cpu_ns();
	for (unsigned i = 0; i < REPEATS; i++) {
		jj_reset(d);
		if (with_keys)
			read_keys(&keys);
		jj_keys(d, with_keys ? &keys : NULL);
		jj_recipient(d, span_str("user@example.org"));
		jj_feed(d, span_str(message));
		if ((jj_finish(d)->verdict == JJ_OURS) != with_keys)
			die("judge", "not the verdict");
	}
	return (cpu_ns() - before) / REPEATS;
}

int main(int argc, char **argv)
{
	struct rounds r = { .what = "token", .seconds = 1, .most = ROUNDS };
	const struct bench_option options[] = { { 't', .number = &r.seconds }, { 0 } };
	struct jj_detector *d;
	char err[200];
	int fd;

	read_options(argc, argv, options, 1, 1, "token [-t SECONDS] KEYFILE");
	file = argv[optind];
	fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, text, sizeof text - 1) != (ssize_t)(sizeof text - 1) || close(fd) != 0)
		die(file, "cannot be written");
	if (jj_settings_parse(&settings, span_str(settings_line), err, sizeof err) != 0)
		die("settings", err);
	d = must(jj_new(&settings));
	for (unsigned round = 0; (round = next_round(&r, round)) != 0;) {
		sample("token.sign", round, signing(true));
		sample("token.hmac", round, signing(false));
		sample("token.check", round, checking());
		sample("token.bounce", round, judging(d, true));
		sample("token.without", round, judging(d, false));
	}
	jj_free(d);
	return 0;
}
