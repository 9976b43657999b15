/* doctor_names.c - doctor's checks of who we say that we are: a name with an address with that name. */
#include <ifaddrs.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "doctor.h"

static bool is_there(const char *const *list, size_t n, const char *s)
{
	for (size_t i = 0; i < n; i++)
		if (strcasecmp(list[i], s) == 0)
			return true;
	return false;
}

/* Whether this machine has one of the addresses. */
static bool is_here(const char *const *address, size_t n)
{
	struct ifaddrs *all, *i;
	char text[INET6_ADDRSTRLEN];
	bool found = false;

	if (getifaddrs(&all) != 0)
		return false;
	for (i = all; i != NULL && !found; i = i->ifa_next) {
		const struct sockaddr *s = i->ifa_addr;
		const void *bytes = NULL;

		if (s != NULL && s->sa_family == AF_INET)
			bytes = &((const struct sockaddr_in *)(const void *)s)->sin_addr;
		else if (s != NULL && s->sa_family == AF_INET6)
			bytes = &((const struct sockaddr_in6 *)(const void *)s)->sin6_addr;
		found = bytes != NULL && inet_ntop(s->sa_family, bytes, text, sizeof text) != NULL &&
			is_there(address, n, text);
	}
	freeifaddrs(all);
	return found;
}

void doctor_hostname(struct doctor *d)
{
	const char *name = d->p->us.hostname.s, *primary = doctor_option(d, "primary_hostname");
	const char *address[DOCTOR_ADDRESSES];
	int n = doctor_addresses(d, name, address, DOCTOR_ADDRESSES);

	if (primary != NULL && strcasecmp(primary, name) != 0)
		doctor_say(d, HEALTH_WARNING, name, "Exim calls itself %s; set primary_hostname, or "
						    "us.hostname in the policy", primary);
	if (n == 0)
		doctor_say(d, HEALTH_WARNING, name, "has no address in the DNS; many servers refuse "
						    "mail from such a name; publish an A or AAAA record");
	if (n > 0 && is_here(address, (size_t)n))
		doctor_say(d, HEALTH_OK, name, "has %d address%s, and is this machine", n,
			n > 1 ? "es" : "");
	else if (n > 0)
		doctor_say(d, HEALTH_UNSURE, name, "has %s, which is no address of this machine; right "
						   "only behind address translation", address[0]);
}

/* What smtp transports say in EHLO. */
static void look_at_helo(struct doctor *d, const char *value)
{
	const char *primary = doctor_option(d, "primary_hostname");
	const char *address[DOCTOR_ADDRESSES];

	if (strcmp(value, "$primary_hostname") == 0 || strcmp(value, "${primary_hostname}") == 0)
		value = primary;
	if (value == NULL)
		return;
	if (strchr(value, '$') != NULL) {
		doctor_say(d, HEALTH_UNSURE, value, "helo_data is expanded for each delivery; see that "
						    "each name has the address that the mail comes from");
		return;
	}
	if (strchr(value, '.') == NULL) {
		doctor_say(d, HEALTH_WARNING, value, "is said in HELO and has no dot; many servers refuse "
						     "that; set primary_hostname or helo_data");
		return;
	}
	int n = doctor_addresses(d, value, address, DOCTOR_ADDRESSES);
	if (n == 0)
		doctor_say(d, HEALTH_WARNING, value, "is said in HELO and has no address in the DNS; "
						     "publish one, or set helo_data");
	else if (n > 0)
		doctor_say(d, HEALTH_OK, value, "is said in HELO, and has an address");
}

void doctor_helo(struct doctor *d)
{
	static const char *const ask[] = { "-bP", "transports", NULL };
	static const char key[] = "helo_data = ";
	const struct exim_said *said = doctor_exim(d, ask);
	const char *seen[8];
	size_t n = 0;

	for (const char *s = said != NULL ? said->out : ""; (s = strstr(s, key)) != NULL;) {
		s += strlen(key);
		const char *value = arena_copy(d->a, s, strcspn(s, "\n"));
		if (n == sizeof seen / sizeof seen[0] || is_there(seen, n, value))
			continue;
		seen[n++] = value;
		look_at_helo(d, value);
	}
	if (said != NULL && n == 0)
		doctor_say(d, HEALTH_UNSURE, "Exim", "has no transport that speaks SMTP to others");
}

/* One of the names that a PTR gives leads back to the address. */
static void look_at_address(struct doctor *d, const char *address)
{
	const struct dns_question *ptr = doctor_dns(d, dns_reverse(address, d->a), LDNS_RR_TYPE_PTR);
	bool pending = false;

	if (ptr == NULL)
		return;
	if (ptr->state == DNS_FAILED || ptr->state == DNS_SILENT) {
		doctor_say(d, HEALTH_UNSURE, address, "its PTR record %s", dns_trouble(ptr->state));
		return;
	}
	if (ptr->n == 0) {
		doctor_say(d, HEALTH_WARNING, address, "has no name in the DNS (no PTR record), and many "
						       "servers refuse such clients; ask your provider "
						       "for one: %s", d->p->us.hostname.s);
		return;
	}
	for (size_t i = 0; i < ptr->n && i < DOCTOR_ADDRESSES; i++) {
		const char *back[DOCTOR_ADDRESSES];
		int n = doctor_addresses(d, ptr->text[i], back, DOCTOR_ADDRESSES);

		pending = pending || n < 0;
		if (n > 0 && is_there(back, (size_t)n, address)) {
			doctor_say(d, HEALTH_OK, address, "is %s, which has this address", ptr->text[i]);
			return;
		}
	}
	if (!pending)
		doctor_say(d, HEALTH_WARNING, address, "is %s in the DNS, but %s does not have this "
						       "address; many servers refuse that; mend the one "
						       "or the other", ptr->text[0], ptr->text[0]);
}

void doctor_ptr(struct doctor *d)
{
	const char *address[DOCTOR_ADDRESSES];
	int n = doctor_addresses(d, d->p->us.hostname.s, address, DOCTOR_ADDRESSES);

	for (int i = 0; i < n; i++)
		look_at_address(d, address[i]);
}
