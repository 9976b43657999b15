/* lint_lists.c - rules about lists that cost each connection more than their writers think. */
#include "lint_find.h"
#include "listdb.h"

enum {
	NAMES_MAX = 20,    /* a client that is in none waits for the DNS this often */
	INLINE_MAX = 1000, /* half a millisecond at each check */
};

struct named {
	const char *key;
	const struct list *list;
};

void lint_many_names(const struct lint *t)
{
	const struct named lists[] = {
		{ "us.relay_from", &t->p->us.relay_from },
		{ "us.secondary_mx", &t->p->us.secondary_mx },
		{ "exempt.hosts", &t->p->exempt.hosts },
		{ "exempt.mailing_lists", &t->p->exempt.mailing_lists },
		{ "block.hosts", &t->p->block.hosts },
	};

	for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++) {
		const struct str *over = NULL;
		size_t n = 0;

		for (size_t i = 0; i < lists[k].list->n; i++)
			if (listdb_inline(LISTDB_HOSTS, lists[k].list->item[i].s) && ++n == NAMES_MAX + 1)
				over = &lists[k].list->item[i];
		if (over)
			lint_say(t, over->at,
				"%s has %zu host names, and Exim looks up the addresses of all of them "
				"for each client that is not in the list; write the addresses, or "
				"*.name, which is compared with the client's own name",
				lists[k].key, n);
	}
}

void lint_long_inline(const struct lint *t)
{
	const struct named lists[] = {
		{ "us.domains.local", &t->p->us.local },
		{ "us.domains.relay_to", &t->p->us.relay_to },
		{ "us.relay_from", &t->p->us.relay_from },
		{ "us.secondary_mx", &t->p->us.secondary_mx },
		{ "exempt.recipients", &t->p->exempt.recipients },
		{ "bounces.senders", &t->p->bounces.senders },
	};

	for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++)
		if (lists[k].list->n > INLINE_MAX)
			lint_say(t, lists[k].list->at,
				"%s has %zu items, and this list always stands in the configuration "
				"itself: Exim goes through it item by item, half a microsecond each, "
				"for each recipient; write wider networks or *.domain",
				lists[k].key, lists[k].list->n);
}
