/* doctor.h - what aclgen doctor looks at, and what it knows so far.
 *
 * A check is a function that asks for what it needs: records of the DNS, words of the running Exim.
 * What is not known yet is a NULL, and noted; the check then goes on without, or returns. When all
 * checks have been called, what they have noted is asked all at once, and they are called anew, until
 * nothing is left to be asked. So no check waits, and each reads as if it did.
 */
#ifndef AG_DOCTOR_H
#define AG_DOCTOR_H

#include "ask_dns.h"
#include "policy.h"

enum health { HEALTH_OK, HEALTH_WARNING, HEALTH_UNSURE };

struct doctor;

struct doctor_check {
	const char *name, *code;
	void (*look)(struct doctor *d);
};

extern const struct doctor_check doctor_checks[];
extern const size_t doctor_checks_n;

/* What a command of Exim's said. */
struct exim_said {
	const char *const *argv; /* argv[0] is Exim */
	const char *out, *err;
	int status; /* its exit code; -1: it did not end in time */
};

struct doctor {
	const struct policy *p;
	const char *exim; /* NULL: there is none */
	const char *output; /* where build has written; NULL: find out */
	struct arena *a;
};

/* NULL: not known yet. */
const struct dns_question *doctor_dns(struct doctor *d, const char *name, ldns_rr_type type);

/* `arg` is NULL-terminated. NULL: not known yet, or there is no Exim. */
const struct exim_said *doctor_exim(struct doctor *d, const char *const *arg);

/* The value of one of Exim's main options; NULL as above, or it has no such option. */
const char *doctor_option(struct doctor *d, const char *name);

/* One finding about something that has a name: what it is or has, and where something is to be mended,
 * what to do. */
void doctor_say(struct doctor *d, enum health h, const char *about, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The addresses of a name, of both kinds, up to `max`. Returns how many; -1: not known yet, or the DNS
 * could not tell, and that has been said. */
int doctor_addresses(struct doctor *d, const char *name, const char **address, size_t max);

/* Each domain of ours that is one name, local first, up to DOCTOR_DOMAINS. */
void doctor_each_domain(struct doctor *d, void (*look)(struct doctor *d, const char *domain, bool local));

struct finding {
	const struct doctor_check *check;
	enum health health;
	const char *about, *text;
};

struct findings {
	const struct finding *f;
	size_t n;
	bool deaf; /* the DNS answered nothing at all */
};

/* Calls all checks until they know all. */
struct findings doctor_run(const struct policy *p, const char *exim, const char *output, struct arena *a);

enum { DOCTOR_DOMAINS = 30, DOCTOR_ADDRESSES = 32 };

/* The checks, in the order of the table. */
void doctor_hostname(struct doctor *d);
void doctor_helo(struct doctor *d);
void doctor_ptr(struct doctor *d);
void doctor_mx(struct doctor *d);
void doctor_spf(struct doctor *d);
void doctor_dkim(struct doctor *d);
void doctor_token(struct doctor *d);
void doctor_qualify(struct doctor *d);
void doctor_postmaster(struct doctor *d);
void doctor_unknown(struct doctor *d);
void doctor_frozen(struct doctor *d);
void doctor_module(struct doctor *d);
void doctor_installed(struct doctor *d);

#endif
