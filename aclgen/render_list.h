/* render_list.h - a list of the policy as Exim looks somebody up in it. */
#ifndef AG_RENDER_LIST_H
#define AG_RENDER_LIST_H

#include "listdb.h"
#include "template.h"

/* What stands behind "hostlist NAME = " for a list that is a database in the folder `lists`
 * (absolute). Returns NULL, or a phrase that completes "the value ..."; *bad is the item that it is
 * about, or NULL where it is the folder. */
const char *render_list(struct buf *out, const struct listdb_row *row, const struct list *l,
	const char *lists, const struct str **bad);

/* For a dictionary: the list inline, or asked for in its database. `none` where it is not used. */
struct rendering;
struct value list_value(
	struct rendering *r, const char *name, enum value_as as, const struct list *l);

#endif
