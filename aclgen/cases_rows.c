/* cases_rows.c - the keys of a cases file, in the order of the manual. */
#include "cases.h"
#include "cases_items.h"

#define TOP(T, member) SCHEMA_FIELD(cases, T, member)
#define CASE(T, member) SCHEMA_FIELD(test_case, T, member)
#define STEP(T, member) SCHEMA_FIELD(step, T, member)
#define AGAIN(T, member) SCHEMA_FIELD(again, T, member)
#define SERVER(T, member) SCHEMA_FIELD(server, T, member)

#define SECTION(name, about)                                                                       \
	{                                                                                          \
		.path = name, .kind = ROW_SECTION, .offset = SCHEMA_NOWHERE, .doc = about          \
	}
#define TEXT(name, at, kind_of, about)                                                             \
	{                                                                                          \
		.path = name, .kind = ROW_TEXT, .offset = at, .item = &(kind_of), .doc = about     \
	}
#define LIST(name, at, kind_of, about)                                                             \
	{                                                                                          \
		.path = name, .kind = ROW_LIST, .offset = at, .item = &(kind_of),                  \
		.flags = ROW_ONE, .doc = about                                                     \
	}
#define FLAG(name, at, about)                                                                      \
	{                                                                                          \
		.path = name, .kind = ROW_FLAG, .offset = at, .doc = about                         \
	}
#define BLOCK(name, at, about)                                                                     \
	{                                                                                          \
		.path = name, .kind = ROW_BLOCK, .offset = at, .doc = about                        \
	}
#define WORD(name, at, of, preset, about)                                                          \
	{                                                                                          \
		.path = name, .kind = ROW_WORD, .offset = at, .words = of, .def = preset,          \
		.doc = about                                                                       \
	}
#define TIME(name, at, least, most, about)                                                         \
	{                                                                                          \
		.path = name, .kind = ROW_TIME, .offset = at, .min = least, .max = most,           \
		.doc = about                                                                       \
	}

/* What has to come back, the same three times. */
#define ANSWER(prefix, IN)                                                                         \
	TEXT(prefix "expect", IN(struct str, want.reply), case_reply,                              \
		"the reply: a code or a class; without it 2xx"),                                   \
	TEXT(prefix "says", IN(struct str, want.says), case_text, "a part of the reply's text"),   \
	TEXT(prefix "rule", IN(struct str, want.rule), case_rule,                                  \
		"the rule that the log names, or none"),                                           \
	LIST(prefix "log", IN(struct list, want.log), case_text, "parts of lines of the log")

/* In the order of the enums of cases.h. */
static const char *const moments[] = { "last", "connect", "helo", "sender", "rcpt", "data", NULL };
static const char *const manners[] = { "up", "down", "silent", "greylists", "refuses_null", NULL };
static const char *const case_manners[] = { "up", "down", "silent", "greylists", "refuses_null",
	"as_world", NULL };
static const char *const rests[] = { "exists", "missing", NULL };

enum {
	MINUTE = 60,
	/* No policy remembers anything for longer. */
	WAIT_MAX = 3650 * 86400,
};

static const struct row rows[] = {
	{ .path = "joejob_cases",
		.kind = ROW_VERSION,
		.offset = SCHEMA_NOWHERE,
		.flags = ROW_REQUIRED,
		.doc = "the version of the format of cases: 1" },

	SECTION("world", "what is around the server"),
	LIST("world.dns", TOP(struct list, world.dns), case_record,
		"records, as in a zone file; a name that stands here has no others"),
	LIST("world.missing", TOP(struct list, world.missing), case_name,
		"names that do not exist, nor any below them"),
	LIST("world.broken", TOP(struct list, world.broken), case_name,
		"names that get SERVFAIL, as all below them"),
	LIST("world.silent", TOP(struct list, world.silent), case_name,
		"names that get no answer, as all below them"),
	WORD("world.rest", TOP(enum rest, world.rest), rests, "exists",
		"whether other names exist"),
	SECTION("world.users", "the mailboxes of the local domains"),
	LIST("world.users.known", TOP(struct list, world.known), case_user,
		"the only ones; without it all but those that begin with unknown"),
	LIST("world.users.unknown", TOP(struct list, world.unknown), case_user,
		"those that do not exist"),
	SECTION("world.inside", "the server of the relayed domains"),
	WORD("world.inside.state", TOP(enum manners, world.inside.manners), manners, "up",
		"how it behaves"),
	LIST("world.inside.unknown", TOP(struct list, world.inside.unknown), case_user,
		"users that it does not know, beside those that begin with unknown"),
	{ .path = "world.servers",
		.kind = ROW_EACH,
		.offset = TOP(struct server *, world.server),
		.size = sizeof(struct server),
		.n_offset = TOP(size_t, world.n_server),
		.at_offset = SERVER(struct where, at),
		.doc = "mail servers elsewhere, which callouts meet" },
	{ .path = "world.servers[].address",
		.kind = ROW_TEXT,
		.offset = SERVER(struct str, address),
		.flags = ROW_REQUIRED,
		.item = &case_address,
		.doc = "where it listens" },
	WORD("world.servers[].state", SERVER(enum manners, manners), manners, "up",
		"how it behaves"),
	LIST("world.servers[].unknown", SERVER(struct list, unknown), case_user,
		"users that it does not know, beside those that begin with unknown"),
	TEXT("world.spam", TOP(struct str, world.spam), case_spam,
		"the score that spamd gives to every message; or down"),

	{ .path = "cases",
		.kind = ROW_EACH,
		.offset = TOP(struct test_case *, one),
		.size = sizeof(struct test_case),
		.n_offset = TOP(size_t, n),
		.at_offset = CASE(struct where, at),
		.flags = ROW_REQUIRED,
		.doc = "the conversations" },
	{ .path = "cases[].name",
		.kind = ROW_TEXT,
		.offset = CASE(struct str, name),
		.flags = ROW_REQUIRED,
		.item = &case_text,
		.doc = "what is tried" },
	TEXT("cases[].from", CASE(struct str, from), case_address, "the client's address"),
	TEXT("cases[].to", CASE(struct str, to), case_address, "the address it connects to"),
	TEXT("cases[].helo", CASE(struct str, helo), case_line, "the name in EHLO"),
	FLAG("cases[].starttls", CASE(struct flag, starttls), "go on under TLS"),
	FLAG("cases[].auth", CASE(struct flag, auth), "log in"),
	TEXT("cases[].sender", CASE(struct str, sender), case_line,
		"the envelope sender; \"\" is the empty one"),
	LIST("cases[].rcpt", CASE(struct list, rcpt), case_line, "the recipients"),
	BLOCK("cases[].message", CASE(struct block, message), "the message"),
	WORD("cases[].at", CASE(enum moment, moment), moments, "last",
		"the command that the expectations are about; the conversation ends behind it"),
	ANSWER("cases[].", CASE),
	SECTION("cases[].headers", "the header of the accepted message"),
	LIST("cases[].headers.has", CASE(struct list, want.has), case_header,
		"lines that it has: \"Name\", or \"Name: part of the value\""),
	LIST("cases[].headers.lacks", CASE(struct list, want.lacks), case_header,
		"lines that it does not have"),
	SECTION("cases[].takes", "how long the reply takes"),
	TIME("cases[].takes.least", CASE(struct span_of_time, want.least), 0, MINUTE,
		"so long at least"),
	TIME("cases[].takes.most", CASE(struct span_of_time, want.most), 0, MINUTE,
		"so long at most"),
	{ .path = "cases[].again",
		.kind = ROW_EACH,
		.offset = CASE(struct again *, again),
		.size = sizeof(struct again),
		.n_offset = CASE(size_t, n_again),
		.at_offset = AGAIN(struct where, at),
		.doc = "the same once more, later" },
	{ .path = "cases[].again[].after",
		.kind = ROW_TIME,
		.offset = AGAIN(struct span_of_time, after),
		.flags = ROW_REQUIRED,
		.min = 0,
		.max = WAIT_MAX,
		.doc = "how much later; Exim's clock is put on, nobody waits" },
	ANSWER("cases[].again[].", AGAIN),
	LIST("cases[].dns", CASE(struct list, dns), case_record, "records beside those of world"),
	WORD("cases[].inside", CASE(enum manners, inside), case_manners, "as_world",
		"how the server of the relayed domains behaves"),
	TEXT("cases[].spam", CASE(struct str, spam), case_spam, "the score that spamd gives"),
	{ .path = "cases[].steps",
		.kind = ROW_EACH,
		.offset = CASE(struct step *, step),
		.size = sizeof(struct step),
		.n_offset = CASE(size_t, n_step),
		.at_offset = STEP(struct where, at),
		.doc = "the whole conversation, instead of helo, sender, rcpt and the like" },
	TEXT("cases[].steps[].helo", STEP(struct str, helo), case_line, "EHLO with this name"),
	FLAG("cases[].steps[].connect", STEP(struct flag, connect), "a new connection"),
	TEXT("cases[].steps[].from", STEP(struct str, from), case_address,
		"with connect: the client's address, instead of the case's"),
	TEXT("cases[].steps[].to", STEP(struct str, to), case_address,
		"with connect: the address it connects to, instead of the case's"),
	FLAG("cases[].steps[].starttls", STEP(struct flag, starttls), "STARTTLS"),
	FLAG("cases[].steps[].auth", STEP(struct flag, auth), "log in"),
	TEXT("cases[].steps[].sender", STEP(struct str, sender), case_line, "MAIL FROM"),
	TEXT("cases[].steps[].rcpt", STEP(struct str, rcpt), case_line, "RCPT TO"),
	BLOCK("cases[].steps[].message", STEP(struct block, message), "DATA and the message"),
	LIST("cases[].steps[].send", STEP(struct list, send), case_line,
		"these lines, in one segment"),
	FLAG("cases[].steps[].quit", STEP(struct flag, quit), "QUIT"),
	TIME("cases[].steps[].wait", STEP(struct span_of_time, wait), 0, WAIT_MAX,
		"the next connection is so much later"),
	ANSWER("cases[].steps[].", STEP),
	SECTION("cases[].steps[].headers", "the header of the accepted message"),
	LIST("cases[].steps[].headers.has", STEP(struct list, want.has), case_header,
		"lines that it has"),
	LIST("cases[].steps[].headers.lacks", STEP(struct list, want.lacks), case_header,
		"lines that it does not have"),
	SECTION("cases[].steps[].takes", "how long the reply takes"),
	TIME("cases[].steps[].takes.least", STEP(struct span_of_time, want.least), 0, MINUTE,
		"so long at least"),
	TIME("cases[].steps[].takes.most", STEP(struct span_of_time, want.most), 0, MINUTE,
		"so long at most"),
};

const struct schema cases_schema = { rows, sizeof rows / sizeof rows[0], "file of cases",
	"joejob_cases: 1" };
