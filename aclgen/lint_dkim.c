/* lint_dkim.c - rules about the keys of our DKIM signatures. */
#include <strings.h>

#include "lint_find.h"
#include "settings.h"

enum { SHORT_BITS = 2048 }; /* RFC 8301 section 3.2 */

void lint_dkim_keys(const struct lint *t)
{
	const struct dkim_signer *s = t->p->bounces.dkim;
	size_t n = t->p->bounces.n_dkim;

	if (n > JJ_DKIM_KEYS)
		lint_say(t, s[JJ_DKIM_KEYS].at,
			"bounces.dkim: the detector takes %d keys; leave out those that nothing is signed "
			"with any more",
			JJ_DKIM_KEYS);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcasecmp(s[k].domain.s, s[i].domain.s) == 0 &&
				strcasecmp(s[k].selector.s, s[i].selector.s) == 0)
				lint_say(t, s[i].at,
					"bounces.dkim: \"%s\" of %s stands in line %u already; a "
					"selector has one key",
					s[i].selector.s, s[i].domain.s, s[k].at.line);
}

void lint_dkim_short(const struct lint *t)
{
	for (size_t i = 0; i < t->p->bounces.n_dkim; i++) {
		const struct dkim_signer *s = &t->p->bounces.dkim[i];

		if (!s->key.ed25519 && s->key.bits > 0 && s->key.bits < SHORT_BITS)
			lint_say(t, s->file.at,
				"bounces.dkim: \"%s\" is an RSA key of %u bits; sign with %d",
				s->file.s, s->key.bits, SHORT_BITS);
	}
}

/* No bounce for it is ever accepted, so nothing is ever proved. */
void lint_dkim_not_ours(const struct lint *t)
{
	for (size_t i = 0; i < t->p->bounces.n_dkim; i++) {
		const struct str *domain = &t->p->bounces.dkim[i].domain;
		const struct list *of[] = { &t->p->us.local, &t->p->us.relay_to };
		bool ours = is_ours(t->p, domain->s);

		for (size_t k = 0; k < 2; k++)
			for (size_t j = 0; j < of[k]->n; j++)
				ours = ours || is_within(of[k]->item[j].s, domain->s);
		if (!ours)
			lint_say(t, domain->at,
				"bounces.dkim: neither \"%s\" nor a domain below it is in us.domains, so "
				"no bounce of mail from there comes here",
				domain->s);
	}
	for (size_t i = 0; i < t->p->bounces.return_path.n; i++) {
		const struct str *domain = &t->p->bounces.return_path.item[i];

		if (!is_ours(t->p, domain->s))
			lint_say(t, domain->at,
				"bounces.return_path: \"%s\" is in none of us.domains, so no bounce for "
				"it is ever accepted",
				domain->s);
		if (t->p->bounces.n_dkim == 0)
			lint_say(t, domain->at,
				"bounces.return_path: without bounces.dkim nothing asks for it");
	}
}
