/* cases_items.h - the syntax of single values of a cases file. For cases*.c alone. */
#ifndef AG_CASES_ITEMS_H
#define AG_CASES_ITEMS_H

#include "schema.h"

extern const struct item_kind case_text, /* anything that can be seen */
	case_line,			 /* the same, or nothing */
	case_address,			 /* 192.0.2.1, 2001:db8::1 */
	case_reply,			 /* 550, 5xx */
	case_rule,			 /* sender.verify, none */
	case_header,			 /* X-Joejob-Rule, "X-Joejob-Rule: sender.verify" */
	case_record,			 /* a line of a zone file */
	case_name,			 /* a name, or an address for its reverse name */
	case_spam,			 /* 7.5, down */
	case_user;			 /* a local part */

#endif
