/* listdb.c - which lists are databases. See listdb.h. */
#include <string.h>

#include "listdb.h"
#include "render_asks.h"

#define AT(member) offsetof(struct policy, member)

static bool always(const struct policy *p)
{
	(void)p;
	return true;
}

static bool blocks(const struct policy *p)
{
	return p->block.check.mode != MODE_OFF;
}

static bool asks_listed_senders(const struct policy *p)
{
	return asks_senders(p) && p->sender.callout.who == CALLOUT_LISTED;
}

const struct listdb_row listdb_rows[] = {
	{ "exempt.hosts", LISTDB_HOSTS, AT(exempt.hosts), always },
	{ "exempt.mailing_lists", LISTDB_HOSTS, AT(exempt.mailing_lists), always },
	{ "exempt.senders", LISTDB_ADDRESSES, AT(exempt.senders), always },
	{ "exempt.spf_white", LISTDB_DOMAINS, AT(exempt.spf_white), always },
	{ "block.hosts", LISTDB_HOSTS, AT(block.hosts), blocks },
	{ "block.senders", LISTDB_ADDRESSES, AT(block.senders), blocks },
	{ "block.recipients", LISTDB_ADDRESSES, AT(block.recipients), blocks },
	{ "sender.callout.senders", LISTDB_ADDRESSES, AT(sender.callout.senders),
		asks_listed_senders },
	{ "bounces.prvs_senders", LISTDB_ADDRESSES, AT(bounces.prvs.senders), signs_senders },
	{ "bounces.prvs_except", LISTDB_DOMAINS, AT(bounces.prvs.except), signs_senders },
	{ "honeypot.addresses", LISTDB_ADDRESSES, AT(honeypot.addresses), has_trap_addresses },
};

const size_t listdb_rows_n = sizeof listdb_rows / sizeof listdb_rows[0];

const struct list *listdb_list(const struct policy *p, const struct listdb_row *row)
{
	return (const struct list *)(const void *)((const char *)p + row->offset);
}

static bool is_db(const struct list *l)
{
	return l->path != NULL || l->n > LISTDB_INLINE_MAX;
}

const struct listdb_row *listdb_find(const struct policy *p, const struct list *l)
{
	for (size_t i = 0; i < listdb_rows_n; i++)
		if (listdb_list(p, &listdb_rows[i]) == l)
			return is_db(l) ? &listdb_rows[i] : NULL;
	return NULL;
}

bool listdb_there(const struct list *l)
{
	return l->n > 0 || l->path != NULL;
}

bool listdb_any(const struct policy *p)
{
	for (size_t i = 0; i < listdb_rows_n; i++)
		if (is_db(listdb_list(p, &listdb_rows[i])) && listdb_rows[i].used(p))
			return true;
	return false;
}

static bool is_address(const char *item)
{
	return strchr(item, ':') != NULL || item[strspn(item, "0123456789./")] == '\0';
}

bool listdb_named(const char *item)
{
	return strncmp(item, "*.", 2) == 0;
}

bool listdb_inline(enum listdb_of of, const char *item)
{
	const char *at = strrchr(item, '@');

	switch (of) {
	case LISTDB_HOSTS:
		return !is_address(item) && !listdb_named(item);
	case LISTDB_ADDRESSES:
		return *item == '\0' || (at != NULL && item[0] != '*' && at[1] == '*');
	case LISTDB_DOMAINS:
		break;
	}
	return false;
}
