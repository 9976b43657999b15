/* joescan.c - the detector on files: the same core and the same settings as in the MX.
 *
 * This file turns messages into verdicts and an exit code; options, inputs, formats, --replay and
 * --learn have files of their own. But for --replay it does not ask whether the envelope sender was
 * empty, as many files do not say: whatever is named is judged.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "joescan_learn.h"
#include "joescan_mbox.h"
#include "joescan_replay.h"

enum { EXIT_CLEAN = 0, EXIT_FOUND = 1, EXIT_TROUBLE = 2 };

enum {
	/* Bytes of a message that are kept until its recipients are known. A longer header is judged
	 * by the recipients that stand in its beginning, where delivery writes them. */
	HEAD_MAX = 64 * 1024,
	PROGRESS_MS = 200,
};

struct scan {
	const struct options *o;
	struct jj_detector *detector;
	struct message_name name; /* of the message that is being read */
	bool in_head;
	size_t head_n, postmark_n;
	unsigned char head[HEAD_MAX], postmark[POSTMARK_MAX];
	bool wanted; /* by the job: there will be a verdict */
	struct steps steps;
	struct replay replay;
	struct learn learn;
	unsigned long messages, forged, troubles;
	uint64_t bytes;
	bool progress;
	uint64_t shown; /* when, in milliseconds */
};

/* ---- progress, for somebody who waits at a terminal while the verdicts go elsewhere ---- */

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void show_progress(struct scan *s)
{
	uint64_t now;

	if (!s->progress)
		return;
	now = now_ms();
	if (now - s->shown < PROGRESS_MS)
		return;
	s->shown = now;
	fprintf(stderr, "\r%lu messages, ", s->messages);
	if (s->o->job != JOB_LEARN)
		fprintf(stderr, "%lu forged, ", s->forged);
	fprintf(stderr, "%llu MB\033[K", (unsigned long long)(s->bytes >> 20));
}

static void clear_progress(const struct scan *s)
{
	if (s->progress)
		fputs("\r\033[K", stderr);
}

/* ---- one message ---- */

static void add_recipient(void *ctx, struct span address)
{
	struct scan *s = ctx;

	jj_recipient(s->detector, address);
}

static void add_step(void *ctx, unsigned line, const char *sentence)
{
	struct scan *s = ctx;

	steps_add(&s->steps, line, sentence);
}

/* A copy of sent mail is handed to the detector as if a bounce returned it. */
static bool feed_sent(struct scan *s, size_t header)
{
	static const char wrap[] = "Content-Type: message/rfc822\n\n";

	jj_feed(s->detector, span_str(wrap));
	jj_feed(s->detector, span(s->head, header));
	return false;
}

/* The header is there, or as much of it as is waited for: the detector may begin. */
static bool end_head(struct scan *s, size_t header)
{
	const struct mail_head m = { span(s->head, header), span(s->postmark, s->postmark_n),
		s->o->recipient, s->o->n_recipients };
	enum learn_kind kind = LEARN_BOUNCE;

	s->in_head = false;
	if (s->o->job == JOB_REPLAY)
		s->wanted = replay_begin(&s->replay, &m);
	if (s->o->job == JOB_LEARN)
		s->wanted = (kind = learn_begin(&s->learn, &m)) != LEARN_NOT;
	if (!s->wanted)
		return false;
	if (kind == LEARN_SENT)
		return feed_sent(s, header);
	recipients_each(&m, add_recipient, s);
	/* Proofs expire, so a message of an archive is judged by the time when it came. */
	jj_came(s->detector, head_came(m.header));
	return jj_feed(s->detector, span(s->head, s->head_n)) == JJ_MORE;
}

static void begin(void *ctx, const struct message_name *name)
{
	struct scan *s = ctx;

	jj_reset(s->detector);
	steps_clear(&s->steps);
	s->name = *name;
	s->postmark_n = name->postmark.n < POSTMARK_MAX ? name->postmark.n : POSTMARK_MAX;
	if (s->postmark_n)
		memcpy(s->postmark, name->postmark.p, s->postmark_n);
	s->in_head = s->wanted = true;
	s->head_n = 0;
}

static bool bytes(void *ctx, struct span chunk)
{
	struct scan *s = ctx;

	s->bytes += chunk.n;
	show_progress(s);
	if (s->in_head) {
		size_t n = chunk.n < HEAD_MAX - s->head_n ? chunk.n : HEAD_MAX - s->head_n;
		size_t from = s->head_n < 3 ? 0 : s->head_n - 3, header;

		memcpy(s->head + s->head_n, chunk.p, n);
		s->head_n += n;
		header = head_end(span(s->head, s->head_n), from);
		if (header == 0 && s->head_n < HEAD_MAX)
			return true;
		if (!end_head(s, header > 0 ? header : s->head_n))
			return false;
		chunk = span(chunk.p + n, chunk.n - n);
	}
	return chunk.n == 0 || jj_feed(s->detector, chunk) == JJ_MORE;
}

static void give_result(struct scan *s, const struct jj_result *r)
{
	uint64_t before = s->replay.refused;

	s->forged += r->verdict == JJ_FORGED;
	switch (s->o->job) {
	case JOB_SCAN:
		output_result(stdout, s->o->format, &s->name, r, s->o->explain ? &s->steps : NULL);
		break;
	case JOB_REPLAY:
		replay_end(&s->replay, stdout, &s->name, r);
		/* Progress may stand on the same terminal. */
		if (s->progress && s->replay.refused > before)
			fflush(stdout);
		break;
	case JOB_LEARN:
		learn_end(&s->learn, r);
		break;
	}
}

static bool end(void *ctx)
{
	struct scan *s = ctx;
	const struct jj_result *r;

	if (s->in_head)
		end_head(s, s->head_n);
	r = jj_finish(s->detector);
	s->messages++;
	if (s->wanted)
		give_result(s, r);
	return !ferror(stdout);
}

static void trouble(void *ctx, const char *file, const char *reason)
{
	struct scan *s = ctx;

	clear_progress(s);
	s->troubles++;
	output_trouble(stderr, file, reason);
}

/* ---- all of them ---- */

static bool start_job(struct scan *s)
{
	switch (s->o->job) {
	case JOB_SCAN:
		if (s->o->explain)
			jj_explain(s->detector, add_step, s);
		output_begin(stdout, s->o->format);
		return true;
	case JOB_REPLAY:
		if (!replay_start(&s->replay, s->o))
			return false;
		replay_headings(&s->replay, stdout);
		return true;
	case JOB_LEARN:
		jj_received(s->detector, learn_received, &s->learn);
		return learn_start(&s->learn, s->o);
	}
	return false;
}

/* Whether the exit code is to be 1. */
static bool end_job(struct scan *s)
{
	switch (s->o->job) {
	case JOB_SCAN:
		return s->forged > 0;
	case JOB_REPLAY:
		replay_summary(&s->replay, stdout);
		return s->replay.refused > 0;
	case JOB_LEARN:
		return !learn_print(&s->learn, stdout);
	}
	return false;
}

static int scan_all(struct scan *s)
{
	const struct message_sink sink = { s, begin, bytes, end, trouble };
	size_t i = 0;
	bool found;

	if (!start_job(s)) {
		output_trouble(stderr, "tables", "out of memory");
		return EXIT_TROUBLE;
	}
	while (i < s->o->n_inputs && input_read(s->o->input[i], &sink))
		i++;
	clear_progress(s);
	found = end_job(s);
	return s->troubles > 0 ? EXIT_TROUBLE : found ? EXIT_FOUND : EXIT_CLEAN;
}

/* A verdict that did not get through is trouble. That the reader has gone away is his own
 * decision, as with `| head`, and needs no message. */
static int finish_output(int code)
{
	if (!ferror(stdout) && fflush(stdout) == 0)
		return code;
	if (errno != EPIPE)
		output_trouble(stderr, "standard output", strerror(errno));
	return EXIT_TROUBLE;
}

int main(int argc, char **argv)
{
	static struct options o;
	static struct scan s = { .o = &o };
	int code = EXIT_TROUBLE;

	/* With descriptor 1 closed, the first input would become the output. */
	if (fcntl(STDOUT_FILENO, F_GETFD) < 0)
		return EXIT_TROUBLE;
	signal(SIGPIPE, SIG_IGN);
	switch (options_read(&o, argc, argv)) {
	case OPTIONS_DONE:
		code = EXIT_CLEAN;
		break;
	case OPTIONS_WRONG:
		break;
	case OPTIONS_RUN:
		s.detector = jj_new(&o.settings);
		/* Verdicts that run down the same terminal are progress enough. */
		s.progress = isatty(STDERR_FILENO) &&
			(o.job != JOB_SCAN || !isatty(STDOUT_FILENO));
		if (s.detector && o.has_keys)
			jj_keys(s.detector, &o.keys);
		if (s.detector)
			code = scan_all(&s);
		else
			output_trouble(stderr, "detector", "out of memory");
		jj_free(s.detector);
		replay_free(&s.replay);
		learn_free(&s.learn);
		break;
	}
	options_free(&o);
	return finish_output(code);
}
