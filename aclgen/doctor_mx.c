/* doctor_mx.c - doctor's check of where the DNS sends our mail. */
#include <string.h>
#include <strings.h>

#include "doctor.h"
#include "net_match.h"

static bool ends_in(const char *name, const char *tail)
{
	size_t n = strlen(name), k = strlen(tail);

	return n >= k && strcasecmp(name + n - k, tail) == 0 && (n == k || name[n - k - 1] == '.');
}

/* A server of ours, by its name. */
static bool is_ours(const struct policy *p, const char *name)
{
	if (strcasecmp(name, p->us.hostname.s) == 0)
		return true;
	for (size_t i = 0; i < p->us.n_outbound; i++)
		for (size_t k = 0; k < p->us.outbound[i].hosts.n; k++)
			if (ends_in(name, p->us.outbound[i].hosts.item[k].s))
				return true;
	return false;
}

/* Whether one of the addresses is ours, or that of a secondary MX. */
static bool knows(struct doctor *d, const char *const *address, size_t n)
{
	const char *own[DOCTOR_ADDRESSES];
	int n_own = doctor_addresses(d, d->p->us.hostname.s, own, DOCTOR_ADDRESSES);

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < d->p->us.secondary_mx.n; k++)
			if (net_match(d->p->us.secondary_mx.item[k].s, address[i]))
				return true;
		for (int k = 0; k < n_own; k++)
			if (strcasecmp(own[k], address[i]) == 0)
				return true;
	}
	return false;
}

static bool is_secondary_name(const struct policy *p, const char *name)
{
	for (size_t k = 0; k < p->us.secondary_mx.n; k++) {
		const char *item = p->us.secondary_mx.item[k].s;
		if (strcasecmp(item, name) == 0 || (item[0] == '*' && ends_in(name, item + 2)))
			return true;
	}
	return false;
}

static void look_at_server(struct doctor *d, const char *domain, const char *name)
{
	const char *address[DOCTOR_ADDRESSES];
	int n = doctor_addresses(d, name, address, DOCTOR_ADDRESSES);

	if (n < 0)
		return;
	if (n == 0)
		doctor_say(d, HEALTH_WARNING, domain, "its MX %s has no address in the DNS; publish one, or "
						      "take the MX record away", name);
	else if (is_ours(d->p, name) || is_secondary_name(d->p, name) || knows(d, address, (size_t)n))
		doctor_say(d, HEALTH_OK, domain, "its MX %s is known to the policy", name);
	else
		doctor_say(d, HEALTH_WARNING, domain, "its MX %s (%s) is a stranger to the policy, and what "
						      "it hands over is refused like a stranger's; put it "
						      "into us.secondary_mx", name, address[0]);
}

static void look_at_domain(struct doctor *d, const char *domain, bool local)
{
	const struct dns_question *mx = doctor_dns(d, domain, LDNS_RR_TYPE_MX);
	const char *address[DOCTOR_ADDRESSES];
	int n;

	(void)local;
	if (mx == NULL)
		return;
	if (mx->state == DNS_FAILED || mx->state == DNS_SILENT) {
		doctor_say(d, HEALTH_UNSURE, domain, "its MX record %s", dns_trouble(mx->state));
		return;
	}
	for (size_t i = 0; i < mx->n; i++)
		if (strcmp(mx->text[i], ".") == 0)
			doctor_say(d, HEALTH_WARNING, domain, "its MX says that it takes no mail (RFC 7505), "
							      "so nobody writes to it, and others refuse "
							      "mail from it");
		else
			look_at_server(d, domain, mx->text[i]);
	if (mx->n > 0 || (n = doctor_addresses(d, domain, address, DOCTOR_ADDRESSES)) < 0)
		return;
	if (n == 0)
		doctor_say(d, HEALTH_WARNING, domain, "has neither an MX record nor an address, so nobody can "
						      "write to it, and others refuse mail from it");
	else
		doctor_say(d, HEALTH_WARNING, domain, "has no MX record; mail goes to its address %s; "
						      "publish an MX record", address[0]);
}

void doctor_mx(struct doctor *d)
{
	doctor_each_domain(d, look_at_domain);
}
