/* check_features.c - see check_features.h. What a build has is told by its predefined macros, which
 * `.ifdef` looks at too. All else that the templates use is there since 4.94, the oldest Exim that
 * they are tried with (tests/exim-versions). */
#include "check_features.h"
#include "listdb.h"
#include "render_asks.h"
#include "render_memory.h"

/* Whether the policy wants it, and where it says so. */
typedef bool wants_fn(const struct policy *p, struct where *at);

static bool wants_check(const struct check *c, struct where *at)
{
	*at = c->at;
	return c->mode != MODE_OFF;
}

static bool local_scan(const struct policy *p, struct where *at)
{
	*at = p->bounces.door_at;
	return judges_bounces(p) && p->bounces.door == DOOR_LOCAL_SCAN;
}

static bool dlfunc(const struct policy *p, struct where *at)
{
	*at = p->bounces.door_at;
	return judges_bounces(p) && p->bounces.door == DOOR_ACL;
}

static bool greylist(const struct policy *p, struct where *at)
{
	return wants_check(&p->greylist.check, at);
}

static bool honeypot(const struct policy *p, struct where *at)
{
	*at = has_trap_interface(p) ? p->honeypot.interface.at : p->honeypot.addresses.at;
	return asks_honeypot(p);
}

static bool remembers(const struct policy *p, struct where *at, enum state_backend backend)
{
	*at = p->state.at;
	return p->state.backend == backend && asks_memory(p);
}

static bool sqlite(const struct policy *p, struct where *at)
{
	return remembers(p, at, STATE_SQLITE);
}

static bool pgsql(const struct policy *p, struct where *at)
{
	return remembers(p, at, STATE_PGSQL);
}

static bool redis_lookup(const struct policy *p, struct where *at)
{
	return remembers(p, at, STATE_REDIS) && memory_redis_by_lookup(p);
}

static bool spf(const struct policy *p, struct where *at)
{
	return wants_check(&p->spf.fail, at) || wants_check(&p->spf.softfail, at);
}

static bool spf_white(const struct policy *p, struct where *at)
{
	*at = p->exempt.spf_white.at;
	return listdb_there(&p->exempt.spf_white);
}

static bool spamassassin(const struct policy *p, struct where *at)
{
	return wants_check(&p->spamassassin.check, at);
}

static bool results(const struct policy *p, struct where *at)
{
	*at = p->headers.authentication_results.at;
	return p->headers.authentication_results.on && p->mode >= MODE_TAG;
}

static bool helo_address(const struct policy *p, struct where *at)
{
	return wants_check(&p->helo.no_address, at);
}

static bool ptr_header(const struct policy *p, struct where *at)
{
	*at = p->connect.ptr.at;
	return asks_ptr_header(p);
}

static const struct {
	const char *key;
	wants_fn *wants;
	const char *macro[2]; /* any of these; a name of Exim's -bP macros */
	const char *lacks;    /* "this Exim has no ..." */
	const char *advice;
} features[] = {
	{ "bounces.door", local_scan,
		/* The second: a local_scan() is compiled in. Whose, shows when it judges. */
		{ "_OPT_MAIN_LOCAL_SCAN_PATH", "_OPT_MAIN_LOCAL_SCAN_TIMEOUT" }, "local_scan_path",
		"use door: acl" },
	{ "bounces.door", dlfunc, { "_HAVE_DLFUNC" }, "dlfunc", "use door: local_scan" },
	/* Whatever remembers, the proof is made with the hints (check_memory.h). */
	{ "greylist.mode", greylist, { "_ACL_COND_SEEN" }, "\"seen\", which is of 4.96",
		"leave greylist out, or take a newer Exim" },
	{ "honeypot", honeypot, { "_ACL_COND_SEEN" }, "\"seen\", which is of 4.96",
		"leave honeypot out, or take a newer Exim" },
	{ "state.backend", sqlite, { "_HAVE_LOOKUP_SQLITE" }, "sqlite lookup",
		"take another backend, or a build with it, as exim4-daemon-heavy" },
	{ "state.backend", pgsql, { "_HAVE_LOOKUP_PGSQL" }, "pgsql lookup",
		"take another backend, or a build with it, as exim4-daemon-heavy" },
	{ "state.backend", redis_lookup, { "_HAVE_LOOKUP_REDIS" },
		"redis lookup, by which alone a password stays out of debug output",
		"let Redis listen, without a password, on a socket or network where only Exim gets "
		"to it" },
	{ "spf", spf, { "_HAVE_SPF" }, "SPF",
		"leave spf out, or take a build with SPF, as exim4-daemon-heavy" },
	{ "exempt.spf_white", spf_white, { "_HAVE_SPF" }, "SPF",
		"name the hosts in exempt.hosts, or take a build with SPF, as exim4-daemon-heavy" },
	{ "spamassassin", spamassassin, { "_HAVE_CONTENT_SCANNING" }, "content scanning",
		"leave spamassassin out, or take a build with it, as exim4-daemon-heavy" },
	{ "headers.authentication_results", results, { "_HAVE_DKIM" }, "DKIM",
		"say no, or take a build with DKIM" },
	{ "helo.no_address", helo_address, { "_HAVE_LOOKUP_DNSDB" }, "dnsdb",
		"say off, or take a build with the lookup dnsdb" },
	{ "helo.no_address", helo_address, { "_HAVE_IPV6" }, "IPv6",
		"say off: names with IPv6 addresses alone would seem to have none" },
	{ "connect.ptr", ptr_header, { "_HAVE_LOOKUP_DNSDB" }, "dnsdb",
		"say log, or take a build with the lookup dnsdb" },
};

unsigned check_features(const struct policy *p, const struct exim *e, struct diags *d)
{
	unsigned lacking = 0;

	for (size_t i = 0; i < sizeof features / sizeof features[0]; i++) {
		struct where at = { 0 };

		if (!features[i].wants(p, &at) || exim_has(e, features[i].macro[0]) ||
			(features[i].macro[1] != NULL && exim_has(e, features[i].macro[1])))
			continue;
		lacking++;
		diag_add(d, SEV_ERROR, at, AG_EXIM_LACKS, "%s: this Exim (%u.%u) has no %s; %s",
			features[i].key, e->major, e->minor, features[i].lacks, features[i].advice);
	}
	return lacking;
}
