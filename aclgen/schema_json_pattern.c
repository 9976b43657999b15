/* schema_json_pattern.c - what items look like, for editors (see schema_json.h). The parser's own
 * functions are stricter; a pattern never refuses what they take. */
#include <stddef.h>

#include "policy_load_items.h"
#include "schema_json.h"

#define NAME "[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.?"

static const struct {
	const struct item_kind *item;
	const char *pattern;
} patterns[] = {
	{ &item_port, "^[0-9]{1,5}$" },
	{ &item_dns_code, "^127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}$" },
	{ &item_date, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" },
	{ &item_diag_code, "^AG[0-9]{3}$" },
	{ &item_selector, "^[A-Za-z0-9._-]+$" },
	{ &item_state_name, "^[A-Za-z0-9_-]{1,63}$" },
	{ &item_state_file, "^/[a-z0-9/._-]+$" },
	{ &item_file, "^/" },
	{ &item_mailbox, "^[^@\\s]+@[^@\\s]+$" },
	{ &item_ip, "^[0-9A-Fa-f:.]+$" },
	{ &item_network, "^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$" },
	{ &item_fqdn, "^" NAME "$" },
	{ &item_host_name, "^" NAME "$" },
};

const char *schema_json_pattern(const struct item_kind *item)
{
	for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
		if (patterns[i].item == item)
			return patterns[i].pattern;
	return NULL;
}
