/* doctor_exim.c - doctor's checks of the running Exim: what it makes of addresses, and whether it bounces
 * later what it has taken.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "doctor.h"
#include "quote.h"

/* Exit codes of exim -bv. */
enum { VERIFIED = 0, DEFERRED = 1, FAILED = 2 };

/* The first line, without what Exim puts before it. */
static const char *reason(struct doctor *d, const struct exim_said *said)
{
	const char *text = *said->out != '\0' ? said->out : said->err;

	return arena_copy(d->a, text, strcspn(text, "\n"));
}

static const struct exim_said *verify(struct doctor *d, const char *local_part, const char *domain)
{
	const char *const ask[] = { "-bv", arena_printf(d->a, "%s@%s", local_part, domain), NULL };

	return doctor_exim(d, ask);
}

static void look_at_postmaster(struct doctor *d, const char *domain, bool local)
{
	const struct exim_said *said = verify(d, "postmaster", domain);
	const char *about = arena_printf(d->a, "postmaster@%s", domain);

	(void)local;
	if (said == NULL)
		return;
	if (said->status == VERIFIED)
		doctor_say(d, HEALTH_OK, about, "is taken by the routers");
	else if (said->status == FAILED)
		doctor_say(d, HEALTH_WARNING, about, "does not exist, and must (RFC 5321, section 4.5.1); make "
						     "an alias, and see that Exim's local domains have %s; "
						     "Exim: %s", domain, reason(d, said));
	else
		doctor_say(d, HEALTH_UNSURE, about, "Exim cannot tell: %s", reason(d, said));
}

void doctor_postmaster(struct doctor *d)
{
	doctor_each_domain(d, look_at_postmaster);
}

/* A name that nobody has. It is the same in one run, and looks like no user's. */
#define NOBODY "joejob-doctor-7f3a9c51"

static void look_at_unknown(struct doctor *d, const char *domain, bool local)
{
	const struct exim_said *said = local ? verify(d, NOBODY, domain) : NULL;
	const struct exim_said *postmaster = local ? verify(d, "postmaster", domain) : NULL;

	if (!local && d->p->recipient.callout.check.mode == MODE_OFF)
		doctor_say(d, HEALTH_WARNING, domain, "unknown users of the server inside are accepted, and "
						      "bounced later, to whomever the spammer named; switch "
						      "recipient.callout on");
	else if (!local)
		doctor_say(d, HEALTH_OK, domain, "the server inside is asked who exists (recipient.callout)");
	if (said == NULL || postmaster == NULL)
		return;
	if (said->status == FAILED && postmaster->status == FAILED)
		doctor_say(d, HEALTH_UNSURE, domain, "Exim knows no address there, not even postmaster; is it "
						     "in Exim's local domains?");
	else if (said->status == FAILED)
		doctor_say(d, HEALTH_OK, domain, "unknown users are known to be unknown");
	else if (said->status == VERIFIED)
		doctor_say(d, HEALTH_WARNING, domain, "Exim takes mail for %s, which nobody has: a catch-all, "
						      "or it bounces later what it has accepted; let its "
						      "routers know who exists (don't generate bounces)",
			NOBODY);
	else
		doctor_say(d, HEALTH_UNSURE, domain, "Exim cannot tell who exists, and answers 451: %s",
			reason(d, said));
}

void doctor_unknown(struct doctor *d)
{
	doctor_each_domain(d, look_at_unknown);
}

static bool is_our_domain(const struct list *l, const char *domain)
{
	size_t n = strlen(domain);

	for (size_t i = 0; i < l->n; i++) {
		const char *item = l->item[i].s;
		size_t k = strlen(item);
		if (strcasecmp(item, domain) == 0 ||
			(item[0] == '*' && n >= k && strcasecmp(domain + n - (k - 1), item + 1) == 0))
			return true;
	}
	return false;
}

void doctor_qualify(struct doctor *d)
{
	static const struct {
		const char *option, *what;
	} row[] = {
		{ "qualify_domain", "mail of programs on this machine leaves with a sender there, and its "
				    "bounces never come back here" },
		{ "qualify_recipient", "mail to the bare <postmaster> goes there" },
	};

	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		const char *value = doctor_option(d, row[i].option);
		if (value == NULL)
			continue;
		if (is_our_domain(&d->p->us.local, value) || is_our_domain(&d->p->us.relay_to, value))
			doctor_say(d, HEALTH_OK, row[i].option, "is %s, a domain of ours", value);
		else
			doctor_say(d, HEALTH_WARNING, row[i].option, "is %s, which is not in us.domains: %s; "
								     "set it to one of them", value,
				row[i].what);
	}
}

/* A bounce that cannot be delivered is frozen, and tried again and again where nothing ends that. */
void doctor_frozen(struct doctor *d)
{
	const char *ignore = doctor_option(d, "ignore_bounce_errors_after");
	const char *frozen = doctor_option(d, "timeout_frozen_after");

	if (ignore == NULL || frozen == NULL)
		return;
	if (strchr(ignore, 'w') != NULL && strcmp(frozen, "0s") == 0)
		doctor_say(d, HEALTH_WARNING, "ignore_bounce_errors_after",
			"is %s, so bounces that nobody takes fill the queue for weeks; set it to 2d, and "
			"timeout_frozen_after to 7d", ignore);
	else
		doctor_say(d, HEALTH_OK, "ignore_bounce_errors_after",
			"is %s, timeout_frozen_after is %s", ignore, frozen);
}

void doctor_module(struct doctor *d)
{
	const char *path = d->p->bounces.module.s;
	struct buf quoted = { .arena = d->a };
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
		doctor_say(d, HEALTH_WARNING, path, "is not there%s", d->p->bounces.door == DOOR_LOCAL_SCAN
			? ", and Exim answers 451 to all mail where its configuration names it; install it"
			: ", so no bounce is judged; install it");
		return;
	}
	if (quote_path(&quoted, path) != NULL)
		return;
	const char *const ask[] = { "-be",
		arena_printf(d->a, "${dlfunc{%s}{local_scan_version_major}}", buf_text(&quoted)), NULL };
	const struct exim_said *said = doctor_exim(d, ask);
	if (said == NULL)
		return;
	const char *why = strstr(said->out, "dlopen \"");
	why = why != NULL ? why : strstr(said->out, "dlsym \"");
	if (said->status != 0)
		doctor_say(d, HEALTH_WARNING, path, "Exim does not survive loading it; make it for this Exim");
	else if (why != NULL)
		doctor_say(d, HEALTH_WARNING, path, "cannot be loaded by the running Exim: %.*s",
			(int)strcspn(why, "\n"), why);
	else if (strstr(said->out, "dlfunc") != NULL)
		doctor_say(d, HEALTH_UNSURE, path, "this Exim has no dlfunc to try it by");
	else
		doctor_say(d, HEALTH_OK, path, "can be loaded by the running Exim; aclgen check tries more");
}
