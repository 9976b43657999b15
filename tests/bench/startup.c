/* startup.c - what a connection pays before its first verdict, and the detector's memory.
 *
 *	startup [-t SECONDS] MODULE
 *
 * A process forked for each round, as Exim forks one for each connection, loads the module and
 * judges a message twice by local_scan(). The names that the module takes from Exim are here, with
 * nothing behind them but the settings line; PCRE2 is in the process already, as it is in Exim.
 */
#define LOCAL_SCAN
#include <exim4/local_scan.h>

#include <dlfcn.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "bounces.h"
#include "detect.h"
#include "measure.h"

enum { FED = 100 * 1000 * 1000, ROUNDS = 2000 };

/* ---- Exim, as far as the module looks ---- */

unsigned debug_selector;
uschar *expand_string_message;
header_line *header_list;
uschar *message_id;
int recipients_count;
recipient_item *recipients_list;
uschar *sender_address;

static uschar settings_line[1024];

uschar *expand_string(uschar *s)
{
	(void)s;
	return settings_line;
}

void debug_printf(const char *format, ...)
{
	(void)format;
}

void header_add(int type, const char *format, ...)
{
	(void)type;
	(void)format;
}

void log_write(unsigned selector, int which, const char *format, ...)
{
	(void)selector;
	(void)which;
	(void)format;
}

uschar *string_copy_function(const uschar *s)
{
	return US strdup(CCS s);
}

static const char bounce[] =
	"From: MAILER-DAEMON@remote.example\nContent-Type: message/rfc822\n\n"
	"Received: from pc (pc.dial.example [203.0.113.77])\n\tby mx.remote.example (Postfix) with SMTP "
	"id 1234;\n\tMon, 12 Oct 2026 10:00:00 +0000\nFrom: a@example.org\nDate: today\n"
	"Message-ID: <1@pc.dial.example>\n\nbody\n";

/* ---- a connection ---- */

struct times {
	double load, first, next, settings, new;
};

static void connection(const char *module, int fd, struct times *t)
{
	union {
		void *object;
		int (*function)(int, uschar **);
	} scan;
	struct jj_settings *s;
	char err[200];
	uschar *text;
	double a = cpu_ns(), b;
	void *so = dlopen(module, RTLD_NOW);

	if (!so)
		die(module, dlerror());
	scan.object = dlsym(so, "local_scan");
	if (!scan.object)
		die(module, dlerror());
	b = cpu_ns();
	t->load = b - a;
	scan.function(fd, &text);
	a = cpu_ns();
	t->first = a - b;
	scan.function(fd, &text);
	b = cpu_ns();
	t->next = b - a;

	/* The same again in pieces, by this program's own copy of the detector. */
	s = must(malloc(sizeof *s));
	a = cpu_ns();
	if (jj_settings_parse(s, span_str(foreign_site), err, sizeof err) != 0)
		die("settings", err);
	b = cpu_ns();
	t->settings = b - a;
	(void)must(jj_new(s));
	t->new = cpu_ns() - b;
}

/* ---- memory ---- */

static double status_bytes(const char *key)
{
	char line[256];
	double kb = 0;
	FILE *f = fopen("/proc/self/status", "r");

	while (f && fgets(line, sizeof line, f))
		if (strncmp(line, key, strlen(key)) == 0)
			kb = strtod(line + strlen(key) + 1, NULL);
	if (f)
		fclose(f);
	return kb * 1024;
}

static void reset_peak(void)
{
	FILE *f = fopen("/proc/self/clear_refs", "w");

	if (f) {
		fputc('5', f);
		fclose(f);
	}
}

/* Resident memory over that of a detector that has judged one small message, while it is fed FED
 * bytes of a text that has no end. */
static void memory(unsigned round)
{
	static char text[16384];
	static struct jj_settings s;
	char err[200];
	size_t heap = mallinfo2().uordblks;
	struct jj_detector *d;
	double before;

	if (jj_settings_parse(&s, span_str(foreign_site), err, sizeof err) != 0)
		die("settings", err);
	d = must(jj_new(&s));
	sample("memory.detector", round, (double)(mallinfo2().uordblks - heap));
	jj_feed(d, span_str(bounce));
	(void)jj_finish(d);
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = i % 72 ? 'x' : '\n';
	reset_peak();
	before = status_bytes("VmRSS:");
	jj_reset(d);
	jj_feed(d, span_str("Content-Type: text/plain\n\n"));
	for (size_t n = 0; n < FED; n += sizeof text)
		jj_feed(d, span(text, sizeof text));
	(void)jj_finish(d);
	sample("memory.growth", round, status_bytes("VmHWM:") - before);
	jj_free(d);
}

/* ---- */

static void in_child(void (*fn)(void *), void *arg)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		fn(arg);
		fflush(stdout);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
		die("startup", "a child failed");
}

static struct {
	const char *module;
	int fd;
	struct times *times;
} shared;

static void connection_child(void *arg)
{
	(void)arg;
	connection(shared.module, shared.fd, shared.times);
}

static void memory_child(void *round)
{
	memory(*(unsigned *)round);
}

/* The spool file as local_scan() finds it: the body alone, since the header is a list. */
static int body_file(void)
{
	FILE *f = tmpfile();

	if (!f)
		die("tmpfile", "cannot be made");
	fputs(strstr(bounce, "\n\n") + 2, must(f));
	fflush(f);
	lseek(fileno(f), 0, SEEK_SET);
	return fileno(f);
}

int main(int argc, char **argv)
{
	struct rounds r = { .what = "startup", .seconds = 1, .most = ROUNDS };
	static uschar text[] = "Content-Type: message/rfc822\n";
	static header_line type = { .type = ' ', .text = text, .slen = sizeof text - 1 };
	const struct bench_option options[] = { { 't', .number = &r.seconds }, { 0 } };

	read_options(argc, argv, options, 1, 1, "startup [-t SECONDS] MODULE");
	memcpy(settings_line, foreign_site, strlen(foreign_site));
	header_list = &type;
	shared.module = argv[optind];
	shared.fd = body_file();
	shared.times = mmap(NULL, sizeof *shared.times, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared.times == MAP_FAILED)
		die("mmap", "no memory");
	for (unsigned round = 0; (round = next_round(&r, round)) != 0;) {
		const struct times *t = shared.times;

		in_child(connection_child, NULL);
		sample("startup.load", round, t->load);
		sample("startup.first", round, t->first);
		sample("startup.next", round, t->next);
		sample("startup.settings", round, t->settings);
		sample("startup.new", round, t->new);
		if (round <= 3)
			in_child(memory_child, &round);
	}
	return 0;
}
