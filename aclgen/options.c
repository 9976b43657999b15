/* options.c - see options.h. One table says which command takes which option. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "options.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define BIT(command) (1u << (command))

enum {
	TRIALS = BIT(CMD_CHECK) | BIT(CMD_BUILD) | BIT(CMD_DIFF) | BIT(CMD_TEST) | BIT(CMD_EXPLAIN),
	WRITES = BIT(CMD_BUILD) | BIT(CMD_DIFF) | BIT(CMD_LISTS),
	STORED = BIT(CMD_STATE) | BIT(CMD_KEY),
	ALL = TRIALS | STORED,
	NO_POLICY = BIT(CMD_INIT) | BIT(CMD_ROLLBACK),
};

static const char usage[] =
	"usage: aclgen init [--from-exim] [-o FILE]      a policy to start from\n"
	"       aclgen check [options] POLICY           try the policy on the real Exim\n"
	"       aclgen build [options] POLICY -o DIR    check it, then write it into DIR\n"
	"       aclgen diff [options] POLICY -o DIR     show what build would change\n"
	"       aclgen rollback [options] DIR           back to what the last build replaced\n"
	"       aclgen doctor [options] POLICY          ask the live DNS and the running Exim\n"
	"       aclgen lists [options] POLICY -o DIR    only the databases of long lists\n"
	"       aclgen test [options] POLICY CASES...   hold the conversations of these files\n"
	"       aclgen explain [options] POLICY         which rules one conversation meets\n"
	"       aclgen state init|show|expire POLICY    what is remembered: made, counted, tidied\n"
	"       aclgen report [options] MAINLOG...      what Exim's log says: refused, let through, by whom\n"
	"       aclgen doc POLICY [-o FILE.html]        the policy as a page, for who must agree to it\n"
	"       aclgen key new|rotate|show FILE         the keys that outgoing mail is signed with\n"
	"       aclgen key dkim DOMAIN SELECTOR ...     the public key of our DKIM signatures, as a file\n"
	"       aclgen schema [policy|cases]            the JSON Schema of these files, for editors\n"
	"\n"
	"  -o, --output DIR     where to write; made if only DIR itself is missing; of key, init, doc: the file\n"
	"      --diff           show what build or rollback would change, and write nothing\n"
	"      --force          overwrite a file that was changed by hand\n"
	"      --no-exim        do not ask the real Exim (check, build, diff, rollback)\n"
	"      --exim PATH      the Exim to ask (default: exim4, then exim, of PATH)\n"
	"      --module FILE    local_scan.so, instead of the policy's bounces.module\n"
	"      --templates DIR  templates that replace built-in ones of the same name\n"
	"      --format FORMAT  text or json; of test: text, tap or junit\n"
	"      --only TEXT      of test: only cases with this in their names\n"
	"      --from ADDRESS   of explain: the client's address\n"
	"      --to ADDRESS     of explain: the address that it connects to\n"
	"      --helo NAME      of explain: what it calls itself\n"
	"      --auth           of explain: it has logged in\n"
	"      --sender ADDRESS of explain: the envelope sender; '' is the empty one\n"
	"      --rcpt ADDRESS   of explain: the recipient\n"
	"      --message FILE   of explain: the message\n"
	"      --from-dns       of key dkim: ask the DNS for it\n"
	"      --from-exim      of init: names and networks of the running Exim\n"
	"      --from-private FILE  of key dkim: take that of this private key\n"
	"      --sql            of state init: print what it would tell PostgreSQL\n"
	"      --since DATE, --until DATE  of report: only lines from then on, and before then\n"
	"      --top N          of report: so many names of each kind (default: 10)\n"
	"      --json, --html   of report: for programs, and as a page\n"
	"      --help, --version\n"
	"\n"
	"exit: 0 done, 1 the policy is wrong or a case fails, 2 trouble. See aclgen(1).\n";

static const char *const command_name[COMMANDS] = {
	[CMD_CHECK] = "check",
	[CMD_BUILD] = "build",
	[CMD_LISTS] = "lists",
	[CMD_TEST] = "test",
	[CMD_EXPLAIN] = "explain",
	[CMD_STATE] = "state",
	[CMD_KEY] = "key",
	[CMD_INIT] = "init",
	[CMD_DIFF] = "diff",
	[CMD_ROLLBACK] = "rollback",
	[CMD_DOCTOR] = "doctor",
	[CMD_REPORT] = "report",
	[CMD_SCHEMA] = "schema",
	[CMD_DOC] = "doc",
};

static const struct {
	enum command of;
	const char *name;
} actions[] = {
	[STATE_INIT] = { CMD_STATE, "init" },
	[STATE_SHOW] = { CMD_STATE, "show" },
	[STATE_EXPIRE] = { CMD_STATE, "expire" },
	[KEY_NEW] = { CMD_KEY, "new" },
	[KEY_ROTATE] = { CMD_KEY, "rotate" },
	[KEY_SHOW] = { CMD_KEY, "show" },
	[KEY_DKIM] = { CMD_KEY, "dkim" },
};

#define TEXT(member) offsetof(struct options, member), true
#define FLAG(member) offsetof(struct options, member), false

static const struct option_row {
	const char *name;
	unsigned commands;
	size_t offset;
	bool takes_text;
} rows[] = {
	{ "output", WRITES | BIT(CMD_ROLLBACK) | BIT(CMD_DOCTOR) | BIT(CMD_KEY) | BIT(CMD_INIT) | BIT(CMD_DOC), TEXT(output) },
	{ "diff", BIT(CMD_BUILD) | BIT(CMD_ROLLBACK), FLAG(diff) },
	{ "force", BIT(CMD_BUILD) | BIT(CMD_LISTS) | BIT(CMD_ROLLBACK), FLAG(force) },
	{ "no-exim", BIT(CMD_CHECK) | BIT(CMD_BUILD) | BIT(CMD_DIFF) | BIT(CMD_ROLLBACK), FLAG(no_exim) },
	{ "exim", ALL | BIT(CMD_INIT) | BIT(CMD_ROLLBACK) | BIT(CMD_DOCTOR), TEXT(exim) },
	{ "module", TRIALS | BIT(CMD_DOCTOR), TEXT(module) },
	{ "templates", TRIALS, TEXT(templates) },
	{ "only", BIT(CMD_TEST), TEXT(only) },
	{ "from", BIT(CMD_EXPLAIN), TEXT(from) },
	{ "to", BIT(CMD_EXPLAIN), TEXT(to) },
	{ "helo", BIT(CMD_EXPLAIN), TEXT(helo) },
	{ "auth", BIT(CMD_EXPLAIN), FLAG(auth) },
	{ "sender", BIT(CMD_EXPLAIN), TEXT(sender) },
	{ "rcpt", BIT(CMD_EXPLAIN), TEXT(rcpt) },
	{ "message", BIT(CMD_EXPLAIN), TEXT(message) },
	{ "sql", BIT(CMD_STATE), FLAG(sql) },
	{ "from-dns", BIT(CMD_KEY), FLAG(from_dns) },
	{ "from-exim", BIT(CMD_INIT), FLAG(from_exim) },
	{ "from-private", BIT(CMD_KEY), TEXT(from_private) },
	{ "since", BIT(CMD_REPORT), TEXT(since) },
	{ "until", BIT(CMD_REPORT), TEXT(until) },
	{ "top", BIT(CMD_REPORT), TEXT(top) },
	{ "json", BIT(CMD_REPORT), FLAG(json) },
	{ "html", BIT(CMD_REPORT), FLAG(html) },
};

static const struct {
	const char *name;
	enum format format;
	unsigned commands;
} formats[] = {
	{ "text", FORMAT_TEXT, ALL | BIT(CMD_SCHEMA) | BIT(CMD_LISTS) | BIT(CMD_REPORT) | BIT(CMD_DOCTOR) },
	{ "json", FORMAT_JSON,
		(ALL & ~(BIT(CMD_TEST) | BIT(CMD_KEY) | BIT(CMD_DIFF))) | BIT(CMD_LISTS) |
			BIT(CMD_REPORT) | BIT(CMD_DOCTOR) },
	{ "html", FORMAT_HTML, BIT(CMD_REPORT) },
	{ "tap", FORMAT_TAP, BIT(CMD_TEST) },
	{ "junit", FORMAT_JUNIT, BIT(CMD_TEST) },
};

/* Values of getopt_long behind the rows of the table. */
enum { OPT_FORMAT = COUNT(rows) + 1, OPT_HELP, OPT_VERSION };

int options_misuse(const char *what, const char *about)
{
	fprintf(stderr, "aclgen: %s%s; see aclgen --help\n", what, about);
	return EXIT_TROUBLE;
}

int options_printed(int rc)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return rc;
	fprintf(stderr, "aclgen: standard output: %s\n", strerror(errno));
	return EXIT_TROUBLE;
}

static void set_option(struct options *o, const struct option_row *row)
{
	unsigned char *to = (unsigned char *)o + row->offset;
	const char *text = optarg;
	bool yes = true;

	if (row->takes_text)
		memcpy(to, &text, sizeof text);
	else
		memcpy(to, &yes, sizeof yes);
}

static int set_format(struct options *o, const char *name)
{
	for (size_t i = 0; i < COUNT(formats); i++)
		if (strcmp(name, formats[i].name) == 0 && (formats[i].commands & BIT(o->command))) {
			o->format = formats[i].format;
			return 0;
		}
	return -1;
}

/* The word behind "state" or "key". -1: go on. */
static int read_action(struct options *o, const char *word)
{
	size_t i = 0;

	while (i < COUNT(actions) &&
		(actions[i].of != o->command || strcmp(word, actions[i].name) != 0))
		i++;
	if (i == COUNT(actions))
		return options_misuse(o->command == CMD_KEY
					      ? "key takes new, rotate or show, and a key file; or dkim"
					      : "state takes init, show or expire, and a policy",
			"");
	o->action = (enum action)i;
	return -1;
}

/* The command word and the files. -1: go on. */
static int read_words(struct options *o, int n, char *const *words)
{
	size_t i = 0;

	if (n < 1)
		return options_misuse("init, check, build, diff, rollback, doctor, doc, lists, test, explain, "
				      "state, key, report or schema", "?");
	while (i < COMMANDS && strcmp(words[0], command_name[i]) != 0)
		i++;
	if (i == COMMANDS)
		return options_misuse("there is no command ", words[0]);
	o->command = (enum command)i;
	if (STORED & BIT(o->command)) {
		int rc = read_action(o, n > 1 ? words[1] : "");
		if (rc >= 0)
			return rc;
		words++;
		n--;
	}
	if (o->command == CMD_KEY && o->action == KEY_DKIM) {
		o->words = words + 1;
		return n == 3 ? -1 : options_misuse("key dkim takes a domain and a selector", "");
	}
	o->cases = words + 1;
	o->n_cases = (size_t)n - 1;
	if (o->command == CMD_REPORT)
		return n > 1 ? -1 : options_misuse("report takes log files, folders of them, or -", "");
	if (o->command == CMD_TEST && n < 3)
		return options_misuse("test takes a policy and files of cases", "");
	if (o->command == CMD_SCHEMA && n == 1)
		return -1;
	if (o->command == CMD_ROLLBACK && n == 2 && o->output == NULL) {
		o->output = words[1];
		return -1;
	}
	if (NO_POLICY & BIT(o->command))
		return n == 1 ? -1 : options_misuse(command_name[o->command], " takes no policy");
	if (o->command != CMD_TEST && n != 2)
		return options_misuse(command_name[o->command],
			o->command == CMD_KEY	   ? " takes one key file"
			: o->command == CMD_SCHEMA ? " takes the word policy or cases, or nothing"
						   : " takes one policy");
	o->policy = words[1];
	o->cases++;
	o->n_cases--;
	return -1;
}

/* What does not follow from one option. -1: go on. */
static int check_options(struct options *o, unsigned given, const char *format)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if ((given & (1u << i)) && !(rows[i].commands & BIT(o->command))) {
			fprintf(stderr, "aclgen: --%s is not for %s; see aclgen --help\n",
				rows[i].name, command_name[o->command]);
			return EXIT_TROUBLE;
		}
	if (o->json + o->html + (format != NULL) > 1)
		return options_misuse("one of --json, --html and --format", "");
	o->format = o->json ? FORMAT_JSON : o->html ? FORMAT_HTML : o->format;
	if (format != NULL && set_format(o, format) != 0)
		return options_misuse("not a format of this command: ", format);
	if (o->diff && o->format == FORMAT_JSON)
		return options_misuse("--diff shows text", "");
	if (((WRITES | BIT(CMD_ROLLBACK)) & BIT(o->command)) && o->output == NULL)
		return options_misuse(command_name[o->command], " needs -o DIR");
	if (o->command == CMD_EXPLAIN && (o->from == NULL || o->rcpt == NULL))
		return options_misuse("explain needs --from and --rcpt", "");
	return -1;
}

int options_read(struct options *o, int argc, char **argv)
{
	struct option table[COUNT(rows) + 4] = { 0 };
	const char *format = NULL;
	unsigned given = 0;
	int opt, rc;

	for (size_t i = 0; i < COUNT(rows); i++)
		table[i] = (struct option){ rows[i].name,
			rows[i].takes_text ? required_argument : no_argument, NULL, (int)i + 1 };
	table[COUNT(rows)] = (struct option){ "format", required_argument, NULL, OPT_FORMAT };
	table[COUNT(rows) + 1] = (struct option){ "help", no_argument, NULL, OPT_HELP };
	table[COUNT(rows) + 2] = (struct option){ "version", no_argument, NULL, OPT_VERSION };
	opterr = 0;
	while ((opt = getopt_long(argc, argv, "o:", table, NULL)) != -1) {
		if (opt == OPT_HELP || opt == OPT_VERSION) {
			fputs(opt == OPT_HELP ? usage : "aclgen " JJ_VERSION "\n", stdout);
			return options_printed(EXIT_DONE);
		}
		if (opt == OPT_FORMAT) {
			format = optarg;
			continue;
		}
		opt = opt == 'o' ? 1 : opt; /* the first row */
		if (opt < 1 || opt > (int)COUNT(rows))
			return options_misuse(
				"not an option, or not a value of one: ", argv[optind - 1]);
		set_option(o, &rows[opt - 1]);
		given |= 1u << (opt - 1);
	}
	rc = read_words(o, argc - optind, argv + optind);
	return rc >= 0 ? rc : check_options(o, given, format);
}
