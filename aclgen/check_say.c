/* check_say.c - see check_say.h. */
#include <string.h>

#include "check_say.h"
#include "render_asks.h"
#include "render_check.h"
#include "settings.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static bool covers(const struct jj_net *net, const unsigned char addr[16])
{
	for (unsigned bit = 0; bit < net->bits; bit++)
		if (((net->addr[bit / 8] ^ addr[bit / 8]) >> (7 - bit % 8)) & 1)
			return false;
	return true;
}

static bool listed(const struct list *l, const char *address)
{
	unsigned char addr[16];
	struct jj_net net;

	if (jj_addr_parse(span_str(address), addr) != 0)
		return true;
	for (size_t i = 0; i < l->n; i++)
		if (jj_net_parse(span_str(l->item[i].s), &net) == 0 && covers(&net, addr))
			return true;
	return false;
}

static bool known(const struct policy *p, const char *address)
{
	const struct list *const lists[] = { &p->us.relay_from, &p->us.secondary_mx,
		&p->exempt.hosts, &p->exempt.mailing_lists, &p->block.hosts };

	for (size_t i = 0; i < COUNT(lists); i++)
		if (listed(lists[i], address))
			return true;
	return false;
}

/* A client that the policy says nothing about; another one for each conversation, so that none
 * answers for the others' rate. The documentation networks first, then others: a policy may be
 * about any of them. */
static const char *stranger(const struct policy *p, bool v6, unsigned number, struct arena *a)
{
	static const char *const v4_nets[] = { "203.0.113.", "198.51.100.", "192.0.2.", "11.22.33.",
		"81.82.83.", "141.142.143.", "201.202.203." };
	static const char *const v6_nets[] = { "2001:db8:ffff::", "2a00:11:22::", "2600:44:55::" };
	const char *const *nets = v6 ? v6_nets : v4_nets;

	for (size_t i = 0; i < (v6 ? COUNT(v6_nets) : COUNT(v4_nets)); i++) {
		const char *address = arena_printf(a, "%s%u", nets[i], number);
		if (!known(p, address))
			return address;
	}
	return NULL;
}

/* The last number of the first stranger's address, and the one who visits the honeypot. */
enum { FIRST_STRANGER = 17, VISITOR = 251 };

const char *cast_client(const struct cast *c, enum from from, unsigned index, struct arena *a)
{
	switch (from) {
	case FROM_STRANGER:
	case FROM_STRANGER6:
		return stranger(c->policy, from == FROM_STRANGER6, FIRST_STRANGER + index, a);
	case FROM_VISITOR:
		return stranger(c->policy, false, VISITOR, a);
	case FROM_OURS:
		return c->ours;
	case FROM_SECONDARY:
		return c->secondary;
	case FROM_PROGRAM:
		break;
	}
	return "";
}

/* The first item that is an address or a network, without the prefix length. */
static const char *address_in(const struct list *l, struct arena *a)
{
	struct jj_net net;

	for (size_t i = 0; i < l->n; i++)
		if (jj_net_parse(span_str(l->item[i].s), &net) == 0)
			return arena_copy(a, l->item[i].s, strcspn(l->item[i].s, "/"));
	return NULL;
}

static const char *domain_in(const struct list *l, struct arena *a)
{
	if (l->n == 0)
		return NULL;
	const char *s = l->item[0].s;
	return strncmp(s, "*.", 2) == 0 ? arena_printf(a, "some%s", s + 1) : s;
}

/* An address that the pattern matches. */
static const char *address_for(const char *pattern, struct arena *a)
{
	const char *at = strrchr(pattern, '@'), *domain = at != NULL ? at + 1 : pattern;
	int n = at != NULL ? (int)(at - pattern) : 0;
	const char *local = at == NULL || strncmp(pattern, "*@", 2) == 0
				    ? "somebody"
				    : arena_printf(a, "%.*s", n, pattern);

	if (strcmp(domain, "*") == 0)
		domain = "sender.joejob.test";
	return strncmp(domain, "*.", 2) == 0 ? arena_printf(a, "%s@some%s", local, domain + 1)
					     : arena_printf(a, "%s@%s", local, domain);
}

bool cast_for(struct cast *c, const struct policy *p, struct arena *a)
{
	const struct list *asked = &p->sender.callout.senders;

	*c = (struct cast){
		.policy = p,
		.local = domain_in(&p->us.local, a),
		.relay = domain_in(&p->us.relay_to, a),
		.role = p->exempt.recipients.n > 0 ? p->exempt.recipients.item[0].s : "postmaster",
		.nowhere = "somebody@nowhere.invalid",
		.asked = p->sender.callout.who == CALLOUT_LISTED && asked->n > 0
			? address_for(asked->item[0].s, a)
			: "somebody@asked.joejob.test",
		.hostname = p->us.hostname.s,
		.trap = p->honeypot.interface.s,
		.ours = address_in(&p->us.relay_from, a),
		.secondary = address_in(&p->us.secondary_mx, a),
	};
	c->any = c->local != NULL ? c->local : c->relay;
	c->has = (c->local != NULL ? (unsigned)NEED_LOCAL : 0) |
		 (c->relay != NULL ? (unsigned)NEED_RELAY : 0) |
		 (c->ours != NULL ? (unsigned)NEED_OURS : 0) |
		 (c->secondary != NULL ? (unsigned)NEED_SECONDARY : 0) |
		 (p->exempt.recipients.n > 0 ? (unsigned)NEED_ROLE : 0) |
		 (asks_senders(p) ? (unsigned)NEED_CALLOUT : 0) |
		 (has_trap_interface(p) ? (unsigned)NEED_TRAP : 0);
	return stranger(p, false, FIRST_STRANGER, a) != NULL;
}

/* Another sender for each conversation, for the same reason. */
static const char *sender_of(unsigned index, struct arena *a)
{
	return arena_printf(a, "somebody%u@sender.joejob.test", index);
}

const char *cast_say(const struct cast *c, const struct conversation *v, unsigned index,
	const char *say, struct arena *a)
{
	const struct {
		const char *name, *value;
	} names[] = {
		{ "$local", c->local },
		{ "$relay", c->relay },
		{ "$any", c->any },
		{ "$role", c->role },
		{ "$sender", sender_of(index, a) },
		{ "$hostname", c->hostname },
		{ "$nowhere", c->nowhere },
		{ "$asked", c->asked },
		{ "$client", cast_client(c, v->from, index, a) },
		{ "$$", "$" },
	};
	struct buf b = { .arena = a };

	while (*say != '\0') {
		size_t skip = 1;
		for (size_t i = 0; *say == '$' && i < COUNT(names) && skip == 1; i++)
			if (strncmp(say, names[i].name, strlen(names[i].name)) == 0) {
				buf_str(&b, names[i].value);
				skip = strlen(names[i].name);
			}
		if (*say != '$')
			buf_add(&b, say, 1);
		say += skip;
	}
	buf_str(&b, "\r\n");
	return buf_text(&b);
}

void cast_prepare(struct talk *t, const struct cast *c, const struct conversation *v, unsigned index,
	const struct exim *e, const char *conf, struct arena *a)
{
	const char **argv = arena_alloc(a, 16 * sizeof *argv);
	const char *const smtp[] = { e->path, "-C", conf, "-bhc", cast_client(c, v->from, index, a) };
	const char *const program[] = { e->path, "-C", conf, "-odq", "-f", sender_of(index, a),
		arena_printf(a, "user@%s", c->any) };

	*t = (struct talk){ .argv = argv, .batch = v->from == FROM_PROGRAM };
	if (t->batch)
		memcpy(argv, program, sizeof program);
	else
		memcpy(argv, smtp, sizeof smtp);
	if (v->from == FROM_VISITOR) {
		argv[COUNT(smtp)] = "-oMi";
		argv[COUNT(smtp) + 1] = arena_printf(a, "%s.25", c->trap);
	}
	for (size_t i = 0; i < TALK_STEPS && v->turn[i].say != NULL; i++)
		t->send[i] = cast_say(c, v, index, v->turn[i].say, a);
}
