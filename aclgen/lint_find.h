/* lint_find.h - what several rules look for in a policy. */
#ifndef AG_LINT_FIND_H
#define AG_LINT_FIND_H

#include "lint.h"

/* Where a key's value stands, or else the section it would be in. */
struct where at_key(const struct lint *t, const char *path, const char *section);

/* Whether the policy asks for a refusal, or for the check at all, be it in the shadow. */
bool wants_refusal(const struct lint *t, const struct check *c);
bool wants(const struct lint *t, const struct check *c);

/* The item that equals `s`, in any case; NULL: none. */
const struct str *find(const struct list *list, const char *s);

/* Whether two domain items, a name or `*.name` each, have a name in common. */
bool overlap(const char *a, const char *b);
/* Whether an item of a list, or of us.domains, has a name in common with this one. */
bool covers(const struct list *domains, const char *domain);
bool is_ours(const struct policy *p, const char *domain);

/* Behind the @, or all of it where there is none. */
const char *domain_of(const char *address);

/* Whether a name is `zone` or one below it. */
bool is_within(const char *name, const char *zone);

/* Whether an address lies in an item that is an address or a network. */
bool net_holds(const char *net, const char *address);
/* Whether an item is this address and nothing more. */
bool net_is(const char *net, const char *address);
/* The first item of a list that holds it, or is it. */
const struct str *find_net(const struct list *nets, const char *address,
	bool (*fits)(const char *net, const char *address));

/* The prefix length: 32 or 128 where there is none, -1 for a name. *v6 is filled in. */
int net_prefix(const char *net, bool *v6);

#endif
