/* exim_adapter.c - the detector as a guest in Exim: the only file that sees Exim's header.
 *
 * Two doors into one object: local_scan(), which Exim calls after all ACLs and which acts itself,
 * and joejob() for ${dlfunc}, which tells a DATA ACL the verdict. The settings come from
 * $acl_m_joejob; without them nothing is judged. Whatever goes wrong, the message is accepted and
 * one log line says why. joejob_token() signs what leaves. It writes no file but the copies that
 * bounces.keep asks for, starts nothing, never exits, and expands one constant string: no byte of the
 * message reaches expand_string(), and no byte of a key anything of Exim's.
 *
 * To compile it into Exim itself, from Exim's Local/, define JJ_IN_EXIM.
 */
#ifndef LOCAL_SCAN /* newer Exims say so when they compile it */
#define LOCAL_SCAN
#endif
#define DLFUNC_IMPL
#ifdef JJ_IN_EXIM
#include "local_scan.h"
#else
#include <exim4/local_scan.h>
#endif

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "keep.h"
#include "keyfile.h"
#include "reply.h"

#define VISIBLE __attribute__((visibility("default")))

enum {
	CHUNK = 16384,     /* of the body: most bounces come in one, and Exim's stack bears it */
	FIRST_FD = 3,      /* Exim keeps 0 to 2 taken, so no spool file is there */
	DESCRIPTORS = 256, /* searched for the spool file: Exim has a dozen open */
	FIRST_LINE = 64,   /* of the spool file: the id, 16 or 23 bytes, and "-D\n" */
};

/* What lasts from one message of a connection to the next: only memory of our own, since Exim
 * takes its pools back after each message. */
static struct {
	struct jj_settings settings;
	struct jj_detector *detector; /* for these settings; NULL: they are not valid */
	struct token_keys keys; /* of the message at hand, so that a rotated file is seen at once */
} kept;

/* 4.100 (ABI 9) took log_write's selector away and gave the debug channels names. */
static void log_main(const char *line)
{
#if LOCAL_SCAN_ABI_VERSION_MAJOR >= 9
	log_write(LOG_MAIN, "%s", line);
#else
	log_write(0, LOG_MAIN, "%s", line);
#endif
}

static bool debugging(void)
{
#if LOCAL_SCAN_ABI_VERSION_MAJOR >= 9
	return is_debug(D_local_scan);
#else
	return debug_selector & D_local_scan;
#endif
}

static void trouble(const char *what, const char *detail)
{
	char line[JJ_LOG_TEXT];

	jj_error_line(what, detail, line, sizeof line);
	log_main(line);
}

static struct span text_of(const uschar *s)
{
	return span(s, strlen(CCS s));
}

/* A detector for this message's settings, ready to be fed. NULL: do not judge. */
static struct jj_detector *ready(void)
{
	static uschar item[] = "${if def:acl_m_joejob{$acl_m_joejob}}";
	const uschar *value = expand_string(item);
	const struct jj_settings *s = &kept.settings;
	struct span line;
	char why[200];

	if (!value) {
		value = expand_string_message;
		trouble("expansion", value ? CCS value : "no reason given");
		return NULL;
	}
	line = span_trim(text_of(value));
	if (line.n == 0)
		return NULL;
	if (kept.detector && s->used == line.n && memcmp(s->text, line.p, line.n) == 0) {
		jj_reset(kept.detector);
		return kept.detector;
	}
	if (kept.detector)
		jj_free(kept.detector);
	kept.detector = NULL;
	if (jj_settings_parse(&kept.settings, line, why, sizeof why) != 0) {
		trouble("settings", why);
		return NULL;
	}
	kept.detector = jj_new(&kept.settings);
	if (!kept.detector)
		trouble("memory", "no detector could be made");
	return kept.detector;
}

static enum jj_more feed_header(struct jj_detector *d)
{
	enum jj_more more = JJ_MORE;

	for (const header_line *h = header_list; h && more == JJ_MORE; h = h->next)
		if (h->type != '*' && h->text && h->slen > 0)
			more = jj_feed(d, span(h->text, (size_t)h->slen));
	return more == JJ_MORE ? jj_feed(d, span("\n", 1)) : more;
}

/* From `at` to the end, or until enough is seen. The descriptor and its position stay Exim's. */
static int feed_body(struct jj_detector *d, int fd, off_t at)
{
	unsigned char chunk[CHUNK];
	ssize_t n;

	while ((n = pread(fd, chunk, sizeof chunk, at)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (jj_feed(d, span(chunk, (size_t)n)) == JJ_DONE)
			break;
		at += n;
	}
	return 0;
}

/* Without them no token proves anything, and none is missed. */
static void read_keys(struct jj_detector *d)
{
	char why[KEYFILE_WHY] = "", line[JJ_LOG_TEXT];
	bool found = false;

	if (kept.settings.keys[0]) {
		found = keyfile_read(&kept.keys, kept.settings.keys, why);
		snprintf(line, sizeof line, "joejob error=keys (the key file %s; no token is judged)", why);
		if (!found)
			log_main(line);
	}
	jj_keys(d, found ? &kept.keys : NULL);
}

/* NULL, and a log line, when the message cannot be read to its end. */
static const struct jj_result *judge_with_keys(struct jj_detector *d, int fd, off_t at)
{
	for (int i = 0; i < recipients_count; i++)
		jj_recipient(d, text_of(recipients_list[i].address));
	if (feed_header(d) == JJ_MORE && feed_body(d, fd, at) != 0) {
		trouble("read", strerror(errno));
		return NULL;
	}
	return jj_finish(d);
}

static const struct jj_result *judge(struct jj_detector *d, int fd, off_t at)
{
	const struct jj_result *r;

	read_keys(d);
	r = judge_with_keys(d, fd, at);
	jj_keys(d, NULL);
	token_keys_wipe(&kept.keys);
	return r;
}

static struct jj_decision decide_and_log(const struct jj_result *r)
{
	struct jj_decision decision = jj_decide(&kept.settings, r);
	char line[JJ_LOG_TEXT];

	jj_log_line(&decision, r, line, sizeof line);
	log_main(line);
	if (debugging())
		for (unsigned i = 0; i < r->n_evidence; i++)
			debug_printf("joejob: %s in %s, line %u: %s\n",
				jj_evidence_name[r->evidence[i].kind], r->evidence[i].where,
				r->evidence[i].line, r->evidence[i].detail);
	return decision;
}

static void keep_whole(struct keep *k, int fd, off_t at)
{
	unsigned char chunk[CHUNK];
	ssize_t n;

	keep_sender(k, text_of(sender_address));
	for (int i = 0; i < recipients_count; i++)
		keep_recipient(k, text_of(recipients_list[i].address));
	for (const header_line *h = header_list; h; h = h->next)
		if (h->type != '*' && h->text && h->slen > 0)
			keep_text(k, span(h->text, (size_t)h->slen));
	keep_text(k, span("\n", 1));
	while (k->error == 0 && (n = pread(fd, chunk, sizeof chunk, at)) != 0) {
		if (n > 0) {
			keep_text(k, span(chunk, (size_t)n));
			at += n;
		} else if (errno != EINTR) {
			k->error = errno;
		}
	}
}

/* A copy of what is refused as forged, where the policy asks for it. Without one it is refused all
 * the same. */
static void keep_copy(const struct jj_decision *decision, int fd, off_t at)
{
	const struct jj_keep *to = &kept.settings.keep;
	char why[KEEP_WHY], line[JJ_LOG_TEXT];
	struct keep k;
	bool begun;

	if (!to->folder[0] || decision->verdict != JJ_FORGED || decision->action != JJ_DENY)
		return;
	begun = keep_begin(&k, to->folder, to->days, to->files, (int64_t)time(NULL), CCS message_id, why);
	if (begun)
		keep_whole(&k, fd, at);
	if (begun && keep_end(&k, why))
		snprintf(line, sizeof line, "joejob kept=%s", k.name);
	else
		snprintf(line, sizeof line, "joejob error=keep (the %s %s)",
			begun ? "copy" : "folder", why);
	log_main(line);
}

/* A refusal is logged with the header of the message (not _NOLOGHDR): nothing else is left of it
 * for an admin who is asked why. */
VISIBLE int local_scan(int fd, uschar **return_text)
{
	static const int code[JJ_DENY + 1] = {
		[JJ_OFF] = LOCAL_SCAN_ACCEPT,
		[JJ_LOG] = LOCAL_SCAN_ACCEPT,
		[JJ_TAG] = LOCAL_SCAN_ACCEPT,
		[JJ_DEFER] = LOCAL_SCAN_TEMPREJECT,
		[JJ_DENY] = LOCAL_SCAN_REJECT,
	};
	struct jj_detector *d = ready();
	const struct jj_result *r;
	struct jj_decision decision;
	off_t body;

	if (!d)
		return LOCAL_SCAN_ACCEPT;
	/* Not SPOOL_DATA_START_OFFSET: 4.97 changed it and kept the number of its ABI. */
	body = lseek(fd, 0, SEEK_CUR);
	if (body < 0) {
		trouble("read", strerror(errno));
		return LOCAL_SCAN_ACCEPT;
	}
	r = judge(d, fd, body);
	if (!r)
		return LOCAL_SCAN_ACCEPT;
	decision = decide_and_log(r);
	keep_copy(&decision, fd, body);
	if (decision.action == JJ_TAG)
		header_add(' ', "X-Joejob-Rule: %s\n", decision.rule);
	if (code[decision.action] != LOCAL_SCAN_ACCEPT) {
		char text[JJ_REPLY_TEXT];

		jj_reply_text(&decision, kept.settings.contact, text, sizeof text);
		*return_text = string_copy(US text);
	}
	return code[decision.action];
}

/* While the DATA ACL runs, Exim has the spool file open and locked. Its descriptor is borrowed,
 * never a new one opened: closing that would drop Exim's lock, as POSIX drops all locks of a
 * process on a file with its first close. The first line tells the file, whatever the spool's
 * layout and the length of the id. Returns -1 when there is none, else where the body starts. */
static off_t find_spool_file(int *fd)
{
	char want[FIRST_LINE], got[FIRST_LINE];
	int n = snprintf(want, sizeof want, "%s-D\n", message_id ? CCS message_id : "");
	struct stat st;

	if (n <= (int)strlen("-D\n") || n >= (int)sizeof want)
		return -1;
	for (*fd = FIRST_FD; *fd < DESCRIPTORS; ++*fd)
		if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode) &&
			pread(*fd, got, (size_t)n, 0) == n && memcmp(got, want, (size_t)n) == 0)
			return n;
	return -1;
}

/* ${dlfunc{FILE}{joejob}}: the verdict, or nothing when there is none; always OK, because any other
 * answer fails the expansion and with it the message. */
VISIBLE exim_dlfunc_t joejob;

int joejob(uschar **yield, int argc, uschar *argv[])
{
	struct jj_detector *d = ready();
	const struct jj_result *r = NULL;
	const char *word = "";
	off_t body;
	int fd;

	(void)argc;
	(void)argv;
	if (d) {
		body = find_spool_file(&fd);
		if (body < 0)
			trouble("spool", "no open spool file of this message");
		else
			r = judge(d, fd, body);
	}
	if (r) {
		struct jj_decision decision = decide_and_log(r);

		keep_copy(&decision, fd, body);
		word = jj_word(r);
	}
	*yield = string_copy(CUS word);
	return OK;
}

/* ${dlfunc{FILE}{joejob_token}{KEYFILE}{RETURN PATH}{MESSAGE ID}{SECONDS}}: the value of a header
 * line, or a minus sign and why there is none: no token begins so. Always OK, because any other
 * answer fails the expansion, and a transport that cannot expand its headers keeps the mail back. */
VISIBLE exim_dlfunc_t joejob_token;

enum { TOKEN_ARGS = 4 };

static const char *sign(char value[TOKEN_TEXT], uschar *const *argv, char why[KEYFILE_WHY])
{
	const uschar *digit = argv[3];
	const char *fault = why;
	struct token_keys keys;
	int64_t now = 0;

	for (; *digit >= '0' && *digit <= '9' && now < INT32_MAX; digit++)
		now = now * 10 + (*digit - '0');
	if (*digit)
		return "the time is none";
	if (keyfile_read(&keys, CCS argv[0], why))
		fault = token_make(value, &keys, text_of(argv[1]), text_of(argv[2]), now);
	token_keys_wipe(&keys);
	return fault;
}

int joejob_token(uschar **yield, int argc, uschar *argv[])
{
	char value[TOKEN_TEXT], why[KEYFILE_WHY], text[KEYFILE_WHY + sizeof "-the key file "];
	const char *fault = "it takes four arguments";

	if (argc == TOKEN_ARGS)
		fault = sign(value, argv, why);
	if (fault)
		snprintf(text, sizeof text, "-%s%s", fault == why ? "the key file " : "", fault);
	*yield = string_copy(CUS (fault ? text : value));
	return OK;
}

/* The patch that gives Exim local_scan_path refuses a module of another ABI, and crashes where
 * these are missing. Other Exims never look for them, but `aclgen check` does at either door. */
VISIBLE int local_scan_version_major(void);
VISIBLE int local_scan_version_minor(void);

int local_scan_version_major(void)
{
	return LOCAL_SCAN_ABI_VERSION_MAJOR;
}

int local_scan_version_minor(void)
{
	return LOCAL_SCAN_ABI_VERSION_MINOR;
}
