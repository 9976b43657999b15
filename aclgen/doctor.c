/* doctor.c - see doctor.h: the table of checks, and what they ask for. */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <time.h>

#include "diag_codes.h"
#include "doctor.h"
#include "talk.h"

enum {
	/* In all; a server that does not answer takes some seconds of it, once. */
	SECONDS = 20,
	EXIM_SECONDS = 12,
	QUESTIONS = 2048,
	COMMANDS = 4 + 2 * DOCTOR_DOMAINS + 16,
	ARGUMENTS = 8,
	FINDINGS = 1024,
};

const struct doctor_check doctor_checks[] = {
	{ "hostname", AG_DOCTOR_HOSTNAME, doctor_hostname },
	{ "helo", AG_DOCTOR_HELO, doctor_helo },
	{ "ptr", AG_DOCTOR_PTR, doctor_ptr },
	{ "mx", AG_DOCTOR_MX, doctor_mx },
	{ "spf", AG_DOCTOR_SPF, doctor_spf },
	{ "dkim", AG_DOCTOR_DKIM, doctor_dkim },
	{ "token", AG_DOCTOR_TOKEN, doctor_token },
	{ "qualify", AG_DOCTOR_QUALIFY, doctor_qualify },
	{ "postmaster", AG_DOCTOR_POSTMASTER, doctor_postmaster },
	{ "unknown", AG_DOCTOR_UNKNOWN, doctor_unknown },
	{ "frozen", AG_DOCTOR_FROZEN, doctor_frozen },
	{ "module", AG_DOCTOR_MODULE, doctor_module },
	{ "installed", AG_DOCTOR_INSTALLED, doctor_installed },
};
const size_t doctor_checks_n = sizeof doctor_checks / sizeof doctor_checks[0];

struct run {
	struct doctor d; /* what the checks get */
	const struct doctor_check *check;
	struct dns_question question[QUESTIONS];
	struct exim_said said[COMMANDS];
	struct finding finding[FINDINGS];
	size_t n_questions, n_asked, n_said, n_ran, n;
	time_t end;
};

static struct run *run_of(struct doctor *d)
{
	return (struct run *)(void *)d;
}

const struct dns_question *doctor_dns(struct doctor *d, const char *name, ldns_rr_type type)
{
	static const struct dns_question none = { .state = DNS_UNASKED };
	struct run *r = run_of(d);

	for (size_t i = 0; i < r->n_questions; i++)
		if (r->question[i].type == type && strcasecmp(r->question[i].name, name) == 0)
			return i < r->n_asked ? &r->question[i] : NULL;
	if (r->n_questions == QUESTIONS)
		return &none;
	r->question[r->n_questions++] = (struct dns_question){ .name = name, .type = type };
	return NULL;
}

static bool same_words(const char *const *x, const char *const *y)
{
	while (*x != NULL && *y != NULL && strcmp(*x, *y) == 0)
		x++, y++;
	return *x == *y;
}

const struct exim_said *doctor_exim(struct doctor *d, const char *const *arg)
{
	struct run *r = run_of(d);
	const char **argv;

	for (size_t i = 0; i < r->n_said; i++)
		if (same_words(r->said[i].argv + 1, arg))
			return i < r->n_ran ? &r->said[i] : NULL;
	if (d->exim == NULL || r->n_said == COMMANDS)
		return NULL;
	argv = arena_alloc(d->a, ARGUMENTS * sizeof *argv);
	argv[0] = d->exim;
	for (size_t i = 0; i < ARGUMENTS - 2 && arg[i] != NULL; i++)
		argv[i + 1] = arg[i];
	r->said[r->n_said++] = (struct exim_said){ .argv = argv };
	return NULL;
}

const char *doctor_option(struct doctor *d, const char *name)
{
	const char *const ask[] = { "-bP", name, NULL };
	const struct exim_said *said = doctor_exim(d, ask);
	const char *before = arena_printf(d->a, "%s = ", name);

	if (said == NULL || strncmp(said->out, before, strlen(before)) != 0)
		return NULL;
	return arena_copy(d->a, said->out + strlen(before), strcspn(said->out + strlen(before), "\n"));
}

void doctor_say(struct doctor *d, enum health h, const char *about, const char *fmt, ...)
{
	struct run *r = run_of(d);
	struct buf text = { .arena = d->a };
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	/* What several checks ask for, and nobody can tell, is told once. */
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->finding[i].text, buf_text(&text)) == 0 &&
			strcmp(r->finding[i].about, about) == 0)
			return;
	if (r->n < FINDINGS)
		r->finding[r->n++] = (struct finding){ r->check, h, about, buf_text(&text) };
}

int doctor_addresses(struct doctor *d, const char *name, const char **address, size_t max)
{
	const struct dns_question *q[] = { doctor_dns(d, name, LDNS_RR_TYPE_A),
		doctor_dns(d, name, LDNS_RR_TYPE_AAAA) };
	bool known = true;
	int n = 0;

	if (q[0] == NULL || q[1] == NULL)
		return -1;
	for (size_t i = 0; i < 2; i++) {
		known = known && (q[i]->state == DNS_FOUND || q[i]->state == DNS_MISSING);
		for (size_t k = 0; k < q[i]->n && (size_t)n < max; k++)
			address[n++] = q[i]->text[k];
	}
	if (n > 0 || known)
		return n;
	doctor_say(d, HEALTH_UNSURE, name, "its address %s", dns_trouble(q[0]->state != DNS_FOUND
		? q[0]->state : q[1]->state));
	return -1;
}

void doctor_each_domain(struct doctor *d, void (*look)(struct doctor *d, const char *domain, bool local))
{
	const struct list *list[] = { &d->p->us.local, &d->p->us.relay_to };
	size_t n = 0;

	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < list[l]->n; i++)
			if (list[l]->item[i].s[0] != '*' && ++n <= DOCTOR_DOMAINS)
				look(d, list[l]->item[i].s, l == 0);
	if (n > DOCTOR_DOMAINS)
		doctor_say(d, HEALTH_UNSURE, "us.domains", "only the first %d of %zu were looked at",
			DOCTOR_DOMAINS, n);
}

static void ask_exim(struct run *r)
{
	size_t n = r->n_said - r->n_ran;
	struct talk *t = arena_alloc(r->d.a, (n + 1) * sizeof *t);

	for (size_t i = 0; i < n; i++)
		t[i].argv = r->said[r->n_ran + i].argv;
	talk(t, n, EXIM_SECONDS, r->d.a);
	for (size_t i = 0; i < n; i++) {
		struct exim_said *s = &r->said[r->n_ran + i];

		s->out = buf_text(&t[i].out);
		s->err = t[i].stuck ? "it does not answer" : buf_text(&t[i].err);
		s->status = !t[i].stuck && WIFEXITED(t[i].status) ? WEXITSTATUS(t[i].status) : -1;
	}
	r->n_ran = r->n_said;
}

static void ask_all(struct run *r)
{
	struct dns_question *q = r->question + r->n_asked;
	size_t n = r->n_questions - r->n_asked;

	if (time(NULL) > r->end || ask_dns(q, n, r->d.a) != NULL)
		for (size_t i = 0; i < n; i++)
			q[i].state = DNS_SILENT;
	r->n_asked = r->n_questions;
	ask_exim(r);
}

static bool is_deaf(const struct run *r)
{
	for (size_t i = 0; i < r->n_asked; i++)
		if (r->question[i].state != DNS_SILENT)
			return false;
	return r->n_asked > 0;
}

struct findings doctor_run(const struct policy *p, const char *exim, const char *output, struct arena *a)
{
	struct run *r = arena_alloc(a, sizeof *r);

	r->d = (struct doctor){ p, exim, output, a };
	r->end = time(NULL) + SECONDS;
	for (;;) {
		r->n = 0;
		for (size_t i = 0; i < doctor_checks_n; i++) {
			r->check = &doctor_checks[i];
			r->check->look(&r->d);
		}
		if (r->n_asked == r->n_questions && r->n_ran == r->n_said)
			break;
		ask_all(r);
	}
	return (struct findings){ r->finding, r->n, is_deaf(r) };
}
