/* lint_honeypot.c - rules about the honeypot's own address. Its other addresses: lint_exempt.c. */
#include "lint_find.h"
#include "render_asks.h"

/* A secondary MX by network counts too: nobody lists a network of which this machine is a part. */
void lint_honeypot_backup(const struct lint *t)
{
	const struct str *interface = &t->p->honeypot.interface;

	if (has_trap_interface(t->p) && find_net(&t->p->us.secondary_mx, interface->s, net_holds))
		lint_say(t, interface->at,
			"honeypot.interface: \"%s\" is in us.secondary_mx, a real backup: whatever "
			"goes there while this server is down is put off or remembered",
			interface->s);
}

void lint_honeypot_ours(const struct lint *t)
{
	const struct str *interface = &t->p->honeypot.interface;
	const struct str *found;

	if (!has_trap_interface(t->p))
		return;
	found = find_net(&t->p->us.relay_from, interface->s, net_is);
	for (size_t i = 0; !found && i < t->p->us.n_inside; i++)
		found = find_net(&t->p->us.inside[i].hosts, interface->s, net_is);
	for (size_t i = 0; !found && i < t->p->us.n_outbound; i++)
		found = find_net(&t->p->us.outbound[i].networks, interface->s, net_is);
	if (found)
		lint_say(t, interface->at,
			"honeypot.interface: \"%s\" is in use, see line %u; take an address that does "
			"nothing else, since it takes no mail",
			interface->s, found->at.line);
}
