/* returned.c - see returned.h. */
#include "returned.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>

#include "detector.h"

static struct jj_settings settings;

struct jj_detector *detector;
char message[MESSAGE], steps[65536];

static void step(void *ctx, unsigned line, const char *sentence)
{
	(void)ctx;
	(void)line;
	if (strlen(steps) + strlen(sentence) + 2 < sizeof steps)
		strcat(strcat(steps, sentence), "\n");
}

void with(const char *fmt, ...)
{
	static char line[32768];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	jj_free(detector);
	detector = detector_for(&settings, line);
	jj_explain(detector, step, NULL);
}

const struct jj_result *bounce(const char *rcpt, const char *top, const char *header)
{
	snprintf(message, sizeof message,
		"From: MAILER-DAEMON@remote.example\n"
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
		"--b\n\nIt could not be delivered.\n"
		"--b\nContent-Type: message/rfc822\n\n"
		"Received: from evil.example ([203.0.113.9]) by remote.example; %s"
		"%s%s\nHi.\n--b--\n",
		&DATE[6], top, header);
	jj_reset(detector);
	steps[0] = '\0';
	if (rcpt)
		jj_recipient(detector, span_str(rcpt));
	jj_feed(detector, span_str(message));
	return jj_finish(detector);
}

const char *detail(const struct jj_result *r, enum jj_evidence_kind kind)
{
	for (unsigned i = 0; i < r->n_evidence; i++)
		if (r->evidence[i].kind == kind)
			return r->evidence[i].detail;
	return "-";
}
