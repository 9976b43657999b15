/* render_prvs.c - see render_prvs.h. */
#include "listdb.h"
#include "render_asks.h"
#include "render_check_write.h"
#include "render_prvs.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

const char *prvs_senders(const struct policy *p)
{
	return p->bounces.prvs.who == PRVS_ALL ? "*@+jj_ours" : "+jj_prvs_senders";
}

struct value prvs_key(const struct rendering *r)
{
	const struct str *key = &r->p->bounces.prvs.key;

	return r->o->prvs_key != NULL
		       ? (struct value){ "key", AS_EXIM, .text = r->o->prvs_key }
		       : (struct value){ "key", AS_MACRO, .text = key->s, .at = key->at };
}

void render_prvs(struct rendering *r)
{
	const struct policy *p = r->p;
	const struct value dict[] = {
		{ "where", AS_COMMENT, .text = line_comment(r, p->bounces.prvs.at) },
		prvs_key(r),
		{ "senders", AS_EXIM, .text = prvs_senders(p) },
		{ "except", AS_FLAG, .number = listdb_there(&p->bounces.prvs.except) },
		{ "asks", AS_FLAG, .number = asks_signature(p) },
	};

	if (signs_senders(p))
		fill(r, &r->out, "prvs.acl", dict, COUNT(dict));
}
