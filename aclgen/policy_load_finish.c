/* policy_load_finish.c - what in a policy follows from something else in it. */
#include <strings.h>

#include "policy_load_items.h"
#include "policy_load_rows.h"

static bool given(const struct schema_run *run, const char *path)
{
	return schema_where(run, path).line > 0;
}

/* The top-level mode is the most that any check does. */
static void limit_modes(struct loaded *l, const struct schema_run *run)
{
	struct policy *p = &l->p;
	struct check *const checks[] = { &p->sender.verify, &p->sender.callout.check,
		&p->recipient.callout.check, &p->bounces.forged, &p->bounces.unverifiable,
		&p->bounces.unproven };

	p->mode = given(run, "mode") ? l->top.mode : MODE_DENY;
	for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
		if (checks[i]->mode > p->mode)
			checks[i]->mode = p->mode;
}

/* A default must not contradict what the policy says. */
static void fit_times(const struct span_of_time *timeout, struct span_of_time *connect,
	bool connect_given, struct span_of_time *maxwait, bool maxwait_given)
{
	if (!connect_given && connect->s > timeout->s)
		connect->s = timeout->s;
	if (!maxwait_given && maxwait->s < timeout->s)
		maxwait->s = timeout->s;
}

static void fit_callouts(struct loaded *l, const struct schema_run *run)
{
	struct policy *p = &l->p;

	if (p->sender.callout.who == CALLOUT_OFF)
		p->sender.callout.check.mode = MODE_OFF;
	fit_times(&p->sender.callout.timeout, &p->sender.callout.connect,
		given(run, "sender.callout.connect"), &p->sender.callout.maxwait,
		given(run, "sender.callout.maxwait"));
	fit_times(&p->recipient.callout.timeout, &p->recipient.callout.connect,
		given(run, "recipient.callout.connect"), &p->recipient.callout.maxwait,
		given(run, "recipient.callout.maxwait"));
	p->recipient.callout.as = l->use_sender.on	 ? CALLOUT_AS_SENDER
				  : l->use_postmaster.on ? CALLOUT_AS_POSTMASTER
							 : CALLOUT_AS_NULL;
}

/* The first plain name of a list of domains, or NULL. */
static const char *first_name(const struct list *domains)
{
	for (size_t i = 0; i < domains->n; i++)
		if (!item_is_pattern(domains->item[i].s))
			return domains->item[i].s;
	return NULL;
}

static void default_contact(struct policy *p, struct arena *a)
{
	const char *domain = first_name(&p->us.local);

	if (p->bounces.contact.s)
		return;
	if (!domain)
		domain = first_name(&p->us.relay_to);
	if (!domain)
		domain = p->us.hostname.s;
	if (domain)
		p->bounces.contact =
			(struct str){ arena_printf(a, "postmaster@%s", domain), p->bounces.at };
}

/* Message-IDs are made by the hosts that send, or by programs that know only the domain. */
static void default_message_ids(struct outbound *o, struct arena *a)
{
	struct list *ids = &o->message_ids;
	bool listed = false;

	if (ids->at.line > 0)
		return;
	ids->at = o->at;
	ids->item = arena_alloc(a, (o->hosts.n + 1) * sizeof *ids->item);
	for (size_t i = 0; i < o->hosts.n; i++) {
		ids->item[ids->n++] = o->hosts.item[i];
		if (o->for_domain.s && strcasecmp(o->hosts.item[i].s, o->for_domain.s) == 0)
			listed = true;
	}
	if (o->for_domain.s && !item_is_pattern(o->for_domain.s) && !listed)
		ids->item[ids->n++] = o->for_domain;
}

void policy_finish(struct loaded *l, struct schema_run *run)
{
	struct policy *p = &l->p;

	fit_callouts(l, run);
	limit_modes(l, run);
	p->bounces.door_at = schema_where(run, "bounces.door");
	if (p->bounces.door_at.line == 0)
		p->bounces.door_at = p->bounces.at;
	default_contact(p, run->arena);
	for (size_t i = 0; i < p->us.n_outbound; i++)
		default_message_ids(&p->us.outbound[i], run->arena);
}
