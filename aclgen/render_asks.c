/* render_asks.c - see render_asks.h. One question a function. */
#include "listdb.h"
#include "render_asks.h"

static bool on(const struct check *c)
{
	return c->mode != MODE_OFF;
}

bool asks_senders(const struct policy *p)
{
	const struct list *listed = &p->sender.callout.senders;

	return on(&p->sender.callout.check) && p->sender.callout.who != CALLOUT_OFF &&
	       (p->sender.callout.who == CALLOUT_ALL || listdb_there(listed));
}

bool asks_recipients(const struct policy *p)
{
	return on(&p->recipient.callout.check) && p->us.relay_to.n > 0;
}

bool sender_has_to_answer(const struct policy *p)
{
	return asks_senders(p) && !p->sender.callout.defer_ok.on;
}

bool recipient_has_to_answer(const struct policy *p)
{
	return asks_recipients(p) && !p->recipient.callout.defer_ok.on;
}

bool judges_bounces(const struct policy *p)
{
	return p->bounces.senders.n > 0 &&
	       (on(&p->bounces.forged) || on(&p->bounces.unverifiable) || on(&p->bounces.unproven));
}

bool judges_secondary(const struct policy *p)
{
	return judges_bounces(p) && on(&p->bounces.from_secondary_mx) && p->us.secondary_mx.n > 0;
}

bool asks_helo(const struct policy *p)
{
	return on(&p->helo.bare_ip) || on(&p->helo.literal) || on(&p->helo.our_name) ||
	       on(&p->helo.not_fqdn) || on(&p->helo.no_address);
}

bool asks_pipelining(const struct policy *p)
{
	return on(&p->connect.pipelining);
}

/* A delay is no refusal, but it is felt: not in the shadow. */
bool asks_delay(const struct policy *p)
{
	return p->connect.delay.s > 0 && p->mode > MODE_LOG;
}

bool asks_greylist(const struct policy *p)
{
	return on(&p->greylist.check);
}

bool has_trap_interface(const struct policy *p)
{
	return on(&p->honeypot.check) && p->honeypot.interface.s != NULL;
}

bool has_trap_addresses(const struct policy *p)
{
	return on(&p->honeypot.check) && listdb_there(&p->honeypot.addresses);
}

bool asks_honeypot(const struct policy *p)
{
	return has_trap_interface(p) || has_trap_addresses(p);
}

bool asks_spf(const struct policy *p)
{
	return on(&p->spf.fail) || on(&p->spf.softfail) || listdb_there(&p->exempt.spf_white);
}

bool asks_spamassassin(const struct policy *p)
{
	return on(&p->spamassassin.check);
}

bool asks_ptr_header(const struct policy *p)
{
	return p->connect.ptr.mode >= MODE_TAG;
}

bool never_sends(const struct policy *p)
{
	return on(&p->bounces.forged) && p->bounces.never_send.n > 0 && p->bounces.senders.n > 0;
}

bool one_recipient(const struct policy *p)
{
	return on(&p->bounces.one_recipient) && p->bounces.senders.n > 0;
}

bool signs_senders(const struct policy *p)
{
	return p->bounces.prvs.who == PRVS_ALL ||
	       (p->bounces.prvs.who == PRVS_LISTED && listdb_there(&p->bounces.prvs.senders));
}

bool asks_signature(const struct policy *p)
{
	return signs_senders(p) && on(&p->bounces.prvs.check);
}

bool needs_connect(const struct policy *p)
{
	return asks_pipelining(p) || asks_delay(p) || has_trap_interface(p) || needs_helo(p) ||
	       listdb_any(p) || p->hook[HOOK_CONNECT].text;
}

bool needs_helo(const struct policy *p)
{
	return asks_helo(p) || p->hook[HOOK_HELO].text;
}

bool asks_memory(const struct policy *p)
{
	return asks_greylist(p) || asks_honeypot(p);
}

bool signs_mail(const struct policy *p)
{
	return p->bounces.token.file != NULL;
}

bool enforces_in_part(const struct policy *p)
{
	return p->enforce.share.n > 0 || p->enforce.domains.n > 0;
}

bool notes_put_off(const struct policy *p)
{
	return has_trap_interface(p);
}
