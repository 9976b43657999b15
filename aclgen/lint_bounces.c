/* lint_bounces.c - rules about bounces, and about the files and addresses that belong to them. */
#include <string.h>
#include <strings.h>

#include "lint_find.h"
#include "listdb.h"
#include "settings.h"

void lint_never_forged(const struct lint *t)
{
	if (t->p->mode == MODE_OFF || t->p->bounces.forged.asked <= MODE_LOG ||
		t->p->bounces.never_send.n > 0)
		return;
	for (size_t i = 0; i < t->p->us.n_outbound; i++)
		if (t->p->us.outbound[i].complete.on)
			return;
	lint_say(t, t->p->bounces.forged.at,
		"bounces.forged never happens: no entry of us.outbound is complete");
}

void lint_refuse_unproven(const struct lint *t)
{
	if (wants_refusal(t, &t->p->bounces.unverifiable))
		lint_say(t, t->p->bounces.unverifiable.at,
			"bounces.unverifiable: this refuses genuine bounces that return no header; "
			"write tag");
}

void lint_patterns(const struct lint *t)
{
	const struct bounce_pattern *p = t->p->bounces.patterns;
	size_t n = t->p->bounces.n_patterns;

	if (n > JJ_PATTERNS)
		lint_say(t, p[JJ_PATTERNS].at,
			"bounces.patterns: the detector takes %d, each is tried on each field; join "
			"some by |",
			JJ_PATTERNS);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(p[k].name.s, p[i].name.s) == 0)
				lint_say(t, p[i].name.at,
					"bounces.patterns: \"%s\" is the name of another one in line "
					"%u; the log could not tell them apart",
					p[i].name.s, p[k].name.at.line);
}

void lint_never_idle(const struct lint *t)
{
	for (size_t i = 0; i < t->p->bounces.never_send.n; i++) {
		const struct str *address = &t->p->bounces.never_send.item[i];

		if (!is_ours(t->p, domain_of(address->s)))
			lint_say(t, address->at,
				"bounces.never_send: \"%s\" is in none of us.domains, so no bounce "
				"for it is ever accepted or judged",
				address->s);
	}
}

void lint_null_sender(const struct lint *t)
{
	if (!find(&t->p->bounces.senders, ""))
		lint_say(t, t->p->bounces.senders.at,
			"bounces.senders lacks \"\", the sender of nearly all bounces");
}

void lint_one_recipient(const struct lint *t)
{
	if (wants_refusal(t, &t->p->bounces.one_recipient))
		lint_say(t, t->p->bounces.one_recipient.at,
			"bounces.one_recipient: Exchange sends to its lists, and others send reports "
			"and vacation notices, with an empty sender and to several; write tag");
}

/* Who is refused and writes to the contact comes from the same server again. */
void lint_contact(const struct lint *t)
{
	const struct str *contact = &t->p->bounces.contact;
	const char *at = contact->s ? strrchr(contact->s, '@') : NULL;

	if (!at || contact->at.line == 0 || !is_ours(t->p, at + 1))
		return;
	for (size_t i = 0; i < t->p->exempt.recipients.n; i++) {
		const char *role = t->p->exempt.recipients.item[i].s;

		if (strlen(role) == (size_t)(at - contact->s) &&
			strncasecmp(role, contact->s, strlen(role)) == 0)
			return;
	}
	lint_say(t, contact->at,
		"bounces.contact: \"%s\" is not in exempt.recipients, so whoever is refused cannot "
		"write there either",
		contact->s);
}

void lint_prvs_all(const struct lint *t)
{
	if (t->p->bounces.prvs.who == PRVS_ALL)
		lint_say(t, t->p->bounces.prvs.at,
			"bounces.prvs: all changes the envelope sender of all mail: lists that know "
			"their members by it, and greylisting elsewhere, see a stranger each day; begin "
			"with listed, and name such domains in bounces.prvs_except");
}

void lint_prvs_list(const struct lint *t)
{
	const struct list *senders = &t->p->bounces.prvs.senders;

	if (t->p->bounces.prvs.who == PRVS_LISTED && !listdb_there(senders))
		lint_say(t, t->p->bounces.prvs.at,
			"bounces.prvs: listed, but bounces.prvs_senders names nobody, so nothing is "
			"signed");
	else if (t->p->bounces.prvs.who != PRVS_LISTED && listdb_there(senders))
		lint_say(t, senders->at,
			"bounces.prvs_senders is used by \"bounces: {prvs: listed}\" alone");
}

/* Who can make the one switches the policy off; who can replace the other runs as Exim. */
void lint_world_writable(const struct lint *t)
{
	static const char *const folders[] = { "/tmp/", "/var/tmp/", "/dev/shm/", "/run/lock/" };
	const struct {
		const char *key;
		const struct str *path;
	} files[] = {
		{ "bounces.kill_switch", &t->p->bounces.kill_switch },
		{ "bounces.module", &t->p->bounces.module },
	};

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		for (size_t k = 0; k < sizeof folders / sizeof folders[0]; k++)
			if (files[i].path->s &&
				strncmp(files[i].path->s, folders[k], strlen(folders[k])) == 0)
				lint_say(t, files[i].path->at,
					"%s: everybody on this machine can write in %s; take a folder "
					"of root's",
					files[i].key, folders[k]);
}
