/* doctor_keys.c - doctor's checks of what our mail is signed with. */
#include <string.h>
#include <time.h>

#include "doctor.h"
#include "keyfile.h"

enum { DAY = 86400, KEY_DAYS = 365 /* a key that long in use has been seen by many backups */ };

static bool same_key(const struct dkim_key *x, const struct dkim_key *y)
{
	return x->ed25519 == y->ed25519 && strcmp(x->key, y->key) == 0 &&
	       (x->ed25519 || strcmp(x->exponent, y->exponent) == 0);
}

static void look_at_signer(struct doctor *d, const struct dkim_signer *s)
{
	const char *name = arena_printf(d->a, "%s._domainkey.%s", s->selector.s, s->domain.s), *why;
	const struct dns_question *q = doctor_dns(d, name, LDNS_RR_TYPE_TXT);
	struct dkim_key key = { .bits = 0 };

	if (q == NULL)
		return;
	if (q->state == DNS_FAILED || q->state == DNS_SILENT)
		doctor_say(d, HEALTH_UNSURE, name, "%s", dns_trouble(q->state));
	else if (q->n == 0)
		doctor_say(d, HEALTH_WARNING, name, "is not in the DNS, so others cannot verify what is signed "
						    "with it; publish it, or take it out of bounces.dkim "
						    "when its last mail is %lu days old", s->days.n);
	else if (q->n > 1)
		doctor_say(d, HEALTH_WARNING, name, "has several TXT records, where DKIM wants one");
	else if ((why = dkim_key_record(&key, q->text[0], d->a)) != NULL)
		doctor_say(d, HEALTH_WARNING, name, "%s", why);
	else if (!same_key(&key, &s->key))
		doctor_say(d, HEALTH_WARNING, name, "is another key in the DNS than in %s, so one of them "
						    "verifies nothing; aclgen key dkim --from-dns fetches it",
			s->file.s);
	else if (key.testing)
		doctor_say(d, HEALTH_WARNING, name, "says t=y, so others take its signatures for a test");
	else
		doctor_say(d, HEALTH_OK, name, "is the key in %s", s->file.s);
}

void doctor_dkim(struct doctor *d)
{
	for (size_t i = 0; i < d->p->bounces.n_dkim; i++)
		look_at_signer(d, &d->p->bounces.dkim[i]);
}

void doctor_token(struct doctor *d)
{
	const char *file = d->p->bounces.token.file;
	struct token_keys keys;
	char why[KEYFILE_WHY];

	if (file == NULL)
		return;
	if (!keyfile_read(&keys, file, why)) {
		doctor_say(d, HEALTH_WARNING, file, "%s; mail leaves unsigned", why);
		return;
	}
	long days = keys.n > 0 ? (long)((time(NULL) - (time_t)keys.key[0].made) / DAY) : 0;
	if (days > KEY_DAYS)
		doctor_say(d, HEALTH_WARNING, file, "the key that signs is %ld days old; aclgen key rotate "
						    "makes a new one, and loses nothing", days);
	else if (days < 0)
		doctor_say(d, HEALTH_WARNING, file, "the key that signs was made in the future; one of the "
						    "clocks is wrong");
	else
		doctor_say(d, HEALTH_OK, file, "the key that signs is %ld days old", days);
	token_keys_wipe(&keys);
}
