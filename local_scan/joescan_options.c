/* joescan_options.c - see joescan_options.h. */
#include "joescan_options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "policy_load.h"
#include "policy_load_items.h"
#include "settings_line.h"

static const char help[] =
	"usage: joescan [--policy FILE | --our-host NAME ... --our-net CIDR ... --our-domain NAME ...]\n"
	"               [--incomplete] [--keys FILE] [--recipient ADDRESS ...] [--format text|json|tsv]\n"
	"               [--explain] [--replay] [FILE|MAILDIR|MBOX|-]...\n"
	"       joescan --learn[=DOMAIN,...] [--recipient ADDRESS ...] [FILE|MAILDIR|MBOX|-]...\n"
	"\n"
	"Says of bounces whether the mail that they return ever left our servers.\n"
	"\n"
	"  --our-host NAME      our mail leaves by this host, or by a host below this name\n"
	"  --our-net CIDR       our mail leaves from this network\n"
	"  --our-domain NAME    our Message-IDs end in this domain\n"
	"                       each may be repeated or hold a list separated by commas\n"
	"  --incomplete         that is not all: nothing is called forged\n"
	"  --policy FILE        take all that from a policy of aclgen\n"
	"  --keys FILE          check signed tokens with this key file, not the policy's\n"
	"  --recipient ADDRESS  whom the bounce was delivered to, instead of asking its header\n"
	"  --format FORMAT      text (default), json (an object a line) or tsv\n"
	"  --explain            say what was looked at, what counted, and why\n"
	"  --replay             say what would have been refused, and count the rest\n"
	"  --learn[=DOMAIN,...] write who we are, as genuine bounces or copies of our mail show it,\n"
	"                       as the beginning of a policy\n"
	"  --help, --version\n"
	"\n"
	"Exit code: 0 nothing forged or refused, 1 something is, 2 trouble.\n"
	"With --learn: 0 something was learnt, 1 nothing, 2 trouble.\n";

enum option_id { O_POLICY = 256, O_HOST, O_NET, O_DOMAIN, O_INCOMPLETE, O_KEYS, O_RECIPIENT, O_FORMAT,
	O_EXPLAIN, O_REPLAY, O_LEARN, O_HELP, O_VERSION };

static const struct option long_options[] = {
	{ "policy", required_argument, NULL, O_POLICY },
	{ "our-host", required_argument, NULL, O_HOST },
	{ "our-net", required_argument, NULL, O_NET },
	{ "our-domain", required_argument, NULL, O_DOMAIN },
	{ "incomplete", no_argument, NULL, O_INCOMPLETE },
	{ "keys", required_argument, NULL, O_KEYS },
	{ "recipient", required_argument, NULL, O_RECIPIENT },
	{ "format", required_argument, NULL, O_FORMAT },
	{ "explain", no_argument, NULL, O_EXPLAIN },
	{ "replay", no_argument, NULL, O_REPLAY },
	{ "learn", optional_argument, NULL, O_LEARN },
	{ "help", no_argument, NULL, O_HELP },
	{ "version", no_argument, NULL, O_VERSION },
	{ NULL, 0, NULL, 0 },
};

/* --our-*: the option and its key in a settings line. */
enum our { OUR_HOST, OUR_NET, OUR_DOMAIN, OURS };

static const struct {
	const char *option, *key;
} our[OURS] = {
	[OUR_HOST] = { "--our-host", "host" },
	[OUR_NET] = { "--our-net", "net" },
	[OUR_DOMAIN] = { "--our-domain", "msgid" },
};

struct command_line {
	struct options *o;
	struct arena *arena;
	struct buf list[OURS];
	const char *policy, *keys;
	bool incomplete, format;
	bool replay, learn;
};

__attribute__((format(printf, 1, 2))) static bool wrong(const char *fmt, ...)
{
	va_list ap;

	fputs("joescan: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	putc('\n', stderr);
	return false;
}

/* A value of --our-*: each item of it is tried alone, so that the message names the item. */
static bool add_ours(struct command_line *c, enum our kind, const char *value)
{
	for (const char *p = value, *end; p; p = *end ? end + 1 : NULL) {
		struct buf line = { .arena = c->arena };
		char err[256];

		end = p + strcspn(p, ",");
		if (strcspn(p, " \t\r\n") < (size_t)(end - p))
			return wrong("%s: a blank in '%s'", our[kind].option, value);
		buf_printf(&line, "for=* %s=%.*s", our[kind].key, (int)(end - p), p);
		if (jj_settings_parse(&c->o->settings, span(line.p, line.n), err, sizeof err) != 0)
			return wrong("%s: %s", our[kind].option, err);
		buf_printf(&c->list[kind], "%s%.*s", c->list[kind].n ? "," : "", (int)(end - p), p);
	}
	return true;
}

static bool set_format(struct command_line *c, const char *value)
{
	c->format = true;
	for (unsigned i = 0; i < FORMATS; i++)
		if (!strcmp(value, format_name[i])) {
			c->o->format = (enum format)i;
			return true;
		}
	return wrong("--format: '%s' is none of text, json, tsv", value);
}

static bool add_recipient(struct options *o, const char *value)
{
	if (*value == '\0')
		return wrong("--recipient: an empty address");
	o->recipient[o->n_recipients++] = value;
	return true;
}

/* `value` NULL: --learn alone. */
static bool add_learn(struct command_line *c, const char *value)
{
	c->learn = true;
	for (const char *p = value, *end; p; p = *end ? end + 1 : NULL) {
		char *domain;
		const char *fault;

		end = p + strcspn(p, ",");
		domain = arena_copy(c->arena, p, (size_t)(end - p));
		fault = item_fqdn.fault(domain, c->arena);
		if (fault)
			return wrong("--learn: '%s' %s", domain, fault);
		if (c->o->n_learn == JJ_ENTRIES)
			return wrong("--learn: more than %d domains", JJ_ENTRIES);
		for (char *d = domain; *d; d++)
			*d = (char)jj_lower((unsigned char)*d);
		c->o->learn[c->o->n_learn++] = domain;
	}
	return true;
}

static bool take(struct command_line *c, int id)
{
	switch (id) {
	case O_POLICY:
		if (c->policy)
			return wrong("--policy: one is enough");
		c->policy = optarg;
		return true;
	case O_HOST:
		return add_ours(c, OUR_HOST, optarg);
	case O_NET:
		return add_ours(c, OUR_NET, optarg);
	case O_DOMAIN:
		return add_ours(c, OUR_DOMAIN, optarg);
	case O_INCOMPLETE:
		c->incomplete = true;
		return true;
	case O_KEYS:
		c->keys = optarg;
		return true;
	case O_RECIPIENT:
		return add_recipient(c->o, optarg);
	case O_FORMAT:
		return set_format(c, optarg);
	case O_EXPLAIN:
		c->o->explain = true;
		return true;
	case O_REPLAY:
		c->replay = true;
		return true;
	case O_LEARN:
		return add_learn(c, optarg);
	default:
		fputs("try 'joescan --help'\n", stderr);
		return false;
	}
}

static bool settings_of_policy(struct command_line *c)
{
	struct policy *p = arena_alloc(c->arena, sizeof *p);
	struct diags *d = diags_new(c->arena, c->policy);
	struct buf line = { .arena = c->arena };
	char err[256];

	if (policy_load(p, c->policy, c->arena, d) != 0 || settings_line(&line, p, d) != 0) {
		diags_print(d, stderr, false);
		return false;
	}
	if (jj_settings_parse(&c->o->settings, span(line.p, line.n), err, sizeof err) != 0)
		return wrong("%s: %s", c->policy, err);
	c->o->policy = p;
	return true;
}

static bool settings_of_flags(struct command_line *c)
{
	struct buf line = { .arena = c->arena };
	char err[256];

	/* Without a policy, --replay asks what the wish behind one would do. */
	buf_printf(&line, "forged=deny for=* complete=%s", c->incomplete ? "no" : "yes");
	for (unsigned i = 0; i < OURS; i++)
		if (c->list[i].n > 0)
			buf_printf(&line, " %s=%s", our[i].key, buf_text(&c->list[i]));
	if (jj_settings_parse(&c->o->settings, span(line.p, line.n), err, sizeof err) != 0)
		return wrong("too many --our-host, --our-net or --our-domain: %s", err);
	return true;
}

static bool settings_of_nobody(struct command_line *c)
{
	char err[256];

	return jj_settings_parse(&c->o->settings, span_str("for=* complete=no"), err, sizeof err) == 0 ||
		wrong("%s", err);
}

static bool make_settings(struct command_line *c)
{
	bool flags = c->list[OUR_HOST].n + c->list[OUR_NET].n + c->list[OUR_DOMAIN].n > 0;

	if (c->learn) {
		c->o->job = JOB_LEARN;
		if (c->policy || flags || c->incomplete)
			return wrong("--learn finds out who we are: no --policy and no --our-* beside it");
		if (c->replay || c->o->explain || c->format)
			return wrong("--learn writes a policy: no --replay, --explain or --format beside it");
		return settings_of_nobody(c);
	}
	if (c->replay && c->o->explain)
		return wrong("--replay reads many messages; --explain the one in question without it");
	c->o->job = c->replay ? JOB_REPLAY : JOB_SCAN;
	if (c->policy && (flags || c->incomplete))
		return wrong("--policy says who we are: no --our-* and no --incomplete beside it");
	if (!c->policy && !flags)
		return wrong("who are we? give --policy, or --our-host, --our-net, --our-domain");
	return c->policy ? settings_of_policy(c) : settings_of_flags(c);
}

/* The policy's file may be the server's, and not there where its mail is looked at. */
static bool read_keys(struct command_line *c)
{
	const char *path = c->keys ? c->keys : c->o->settings.keys;
	char why[KEYFILE_WHY];

	if (!*path)
		return true;
	c->o->has_keys = keyfile_read(&c->o->keys, path, why);
	if (!c->o->has_keys && c->keys)
		return wrong("--keys: %s %s", path, why);
	if (!c->o->has_keys)
		wrong("the key file %s %s; no token is checked", path, why);
	return true;
}

static bool set_inputs(struct options *o, int n, char **operands)
{
	static char dash[] = "-";
	static char *from_stdin[] = { dash, NULL };

	if (n == 0 && isatty(STDIN_FILENO))
		return wrong("nothing to scan: name files, a maildir or an mbox, or '-' for standard input");
	o->input = n > 0 ? operands : from_stdin;
	o->n_inputs = n > 0 ? (size_t)n : 1;
	return true;
}

static enum options_result read_all(struct command_line *c, int argc, char **argv)
{
	int id;

	while ((id = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (id == O_HELP || id == O_VERSION) {
			fputs(id == O_HELP ? help : "joescan " JJ_VERSION "\n", stdout);
			return OPTIONS_DONE;
		}
		if (!take(c, id))
			return OPTIONS_WRONG;
	}
	return make_settings(c) && read_keys(c) && set_inputs(c->o, argc - optind, argv + optind) ? OPTIONS_RUN
										   : OPTIONS_WRONG;
}

enum options_result options_read(struct options *o, int argc, char **argv)
{
	struct command_line c = { .o = o, .arena = arena_new() };

	o->arena = c.arena;
	o->learn = arena_alloc(c.arena, JJ_ENTRIES * sizeof *o->learn);
	for (unsigned i = 0; i < OURS; i++)
		c.list[i].arena = c.arena;
	o->recipient = arena_alloc(c.arena, ((size_t)argc + 1) * sizeof *o->recipient);
	return read_all(&c, argc, argv);
}

void options_free(struct options *o)
{
	token_keys_wipe(&o->keys);
	arena_free(o->arena);
}
