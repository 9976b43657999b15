/* cases.h - a file of SMTP conversations and what has to come of them, as typed C.
 *
 * Filled by cases_load() from YAML, run by `aclgen test`. All memory belongs to the arena it was
 * loaded into. joejob-cases(5) says what the keys mean.
 */
#ifndef AG_CASES_H
#define AG_CASES_H

#include "inside.h"
#include "schema.h"

/* What has to come back. */
struct answer {
	struct str reply; /* "550", "5xx"; .s NULL: 2xx or 3xx */
	struct str says;  /* part of the reply; .s NULL: anything */
	struct str rule;  /* of a line "joejob rule=..."; "none": there is none; .s NULL: any */
	struct list log;  /* parts of lines of Exim's log */
	struct list has, lacks; /* "Name" or "Name: part of its value", of the accepted message */
	struct span_of_time least, most; /* that the reply takes; .at.line 0: any time */
};

/* The one thing that is done in a step. */
enum doing {
	DO_CONNECT, /* and, where `send` is given, talk before the greeting */
	DO_HELO,
	DO_STARTTLS,
	DO_AUTH,
	DO_SENDER,
	DO_RCPT,
	DO_MESSAGE, /* DATA, and the message if that is taken */
	DO_SEND,    /* lines in one segment */
	DO_QUIT,
	DO_WAIT, /* between connections, by Exim's clock */
	DOINGS
};

struct step {
	enum doing doing;
	struct flag connect, starttls, auth, quit;
	struct str from, to; /* of a connect; .s NULL: the case's */
	struct str helo, sender, rcpt;
	struct block message;
	struct list send;
	struct span_of_time wait;
	struct answer want;
	struct where at;
};

/* The same conversation once more, later. */
struct again {
	struct span_of_time after;
	struct answer want;
	struct where at;
};

enum moment { AT_LAST, AT_CONNECT, AT_HELO, AT_SENDER, AT_RCPT, AT_DATA };

struct test_case {
	struct str name;
	struct str from, to; /* addresses; .s NULL: the tool's choice */
	struct str helo, sender;
	struct list rcpt;
	struct block message;
	struct flag starttls, auth;
	enum moment moment;
	struct answer want;
	struct again *again;
	size_t n_again;
	struct step *step; /* after loading: always, what the keys above say as well */
	size_t n_step;
	struct list dns; /* records beside the world's */
	enum manners inside;
	struct str spam; /* a score or "down"; .s NULL: as `world` says */
	struct where at;
};

struct server {
	struct str address;
	struct list unknown; /* local parts */
	enum manners manners;
	struct where at;
};

enum rest { REST_EXISTS, REST_MISSING };

struct world {
	struct list dns;		     /* records as in a zone file */
	struct list missing, broken, silent; /* names: NXDOMAIN, SERVFAIL, no answer */
	enum rest rest;			     /* names that nothing is said about */
	struct list known, unknown;	     /* local parts of the local domains */
	struct {
		struct list unknown;
		enum manners manners;
	} inside;
	struct server *server;
	size_t n_server;
	struct str spam;
};

struct cases {
	const char *path;
	struct world world;
	struct test_case *one;
	size_t n;
};

/* Reads `path`. Returns 0; -1 when the file is wrong, -2 when it cannot be read: the reasons are
 * in `d`, and *c is untouched. */
int cases_load(struct cases *c, const char *path, struct arena *a, struct diags *d);

/* The same for text in memory. Returns 0 or -1. */
int cases_load_text(struct cases *c, const char *path, const char *text, size_t n, struct arena *a,
	struct diags *d);

extern const struct schema cases_schema;

#endif
