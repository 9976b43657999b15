/* test_check_features.c - what a policy needs and an Exim lacks is refused by the key's name. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_features.h"
#include "policy_load.h"
#include "printed.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

#define SITE                                                                                       \
	"joejob: 1\n"                                                                              \
	"us:\n"                                                                                    \
	"  hostname: mx.example.org\n"                                                             \
	"  domains: {local: [example.org]}\n"                                                      \
	"  outbound: [{for: example.org, hosts: [mx.example.org], complete: yes}]\n"
#define NOT_JUDGED "bounces: {forged: off, unverifiable: off, unproven: off}\n"

/* As -bP macros prints them; the last one has no line end. */
static const char all[] = "_HAVE_SPF=y\n_HAVE_CONTENT_SCANNING=y\n_HAVE_DKIM=y\n"
			  "_HAVE_LOOKUP_DNSDB=y\n_HAVE_IPV6=y\n_HAVE_DLFUNC=y\n"
			  "_ACL_COND_SEEN=y\n_HAVE_LOOKUP_SQLITE=y\n_HAVE_LOOKUP_PGSQL=y\n"
			  "_HAVE_LOOKUP_REDIS=y\n"
			  "_OPT_MAIN_LOCAL_SCAN_PATH=y";

/* What check_features() says of this policy and an Exim with these macros; malloc()ed. */
static char *said_of(const char *yaml, const char *macros, unsigned *lacking)
{
	struct arena *a = arena_new();
	struct diags *d = diags_new(a, "p"), *found = diags_new(a, "p");
	struct exim e = { .major = 4, .minor = 94, .macros = macros };
	struct policy p;
	char *said;

	cr_assert_eq(policy_load_text(&p, "p", yaml, strlen(yaml), a, d), 0, "%s", yaml);
	*lacking = check_features(&p, &e, found);
	said = printed(found, false);
	arena_free(a);
	return said;
}

Test(check_features, each)
{
	static const struct {
		const char *yaml;  /* behind SITE */
		const char *macro; /* without which it cannot be done */
		const char *said;
	} rows[] = {
		{ "bounces: {door: local_scan, forged: deny}\n", "_OPT_MAIN_LOCAL_SCAN_PATH",
			"p:6:17: error: bounces.door: this Exim (4.94) has no local_scan_path; use "
			"door: acl [AG411]\n" },
		{ "bounces: {door: acl, forged: deny}\n", "_HAVE_DLFUNC",
			"p:6:17: error: bounces.door: this Exim (4.94) has no dlfunc; use door: "
			"local_scan [AG411]\n" },
		{ NOT_JUDGED "greylist: {mode: defer}\n", "_ACL_COND_SEEN",
			"p:7:18: error: greylist.mode: this Exim (4.94) has no \"seen\", which is "
			"of 4.96; leave greylist out, or take a newer Exim [AG411]\n" },
		{ NOT_JUDGED "honeypot: {addresses: [trap@example.org]}\n", "_ACL_COND_SEEN",
			"p:7:23: error: honeypot: this Exim (4.94) has no \"seen\", which is of "
			"4.96; leave honeypot out, or take a newer Exim [AG411]\n" },
		{ NOT_JUDGED "greylist: {for: all}\nstate: {backend: sqlite}\n",
			"_HAVE_LOOKUP_SQLITE",
			"p:8:18: error: state.backend: this Exim (4.94) has no sqlite lookup; take "
			"another backend, or a build with it, as exim4-daemon-heavy [AG411]\n" },
		{ NOT_JUDGED "greylist: {for: all}\nstate: {backend: pgsql}\n",
			"_HAVE_LOOKUP_PGSQL",
			"p:8:18: error: state.backend: this Exim (4.94) has no pgsql lookup; take "
			"another backend, or a build with it, as exim4-daemon-heavy [AG411]\n" },
		/* By readsocket, which every Exim has, unless there is a password or such. */
		{ NOT_JUDGED "greylist: {for: all}\nstate: {backend: redis, server: site}\n",
			"_HAVE_LOOKUP_REDIS",
			"p:8:18: error: state.backend: this Exim (4.94) has no redis lookup, by "
			"which alone a password stays out of debug output; let Redis listen, "
			"without a password, on a socket or network where only Exim gets to it "
			"[AG411]\n" },
		{ NOT_JUDGED "spf: {fail: deny}\n", "_HAVE_SPF",
			"p:7:13: error: spf: this Exim (4.94) has no SPF; leave spf out, or take a "
			"build with SPF, as exim4-daemon-heavy [AG411]\n" },
		{ NOT_JUDGED "spf: {softfail: tag}\n", "_HAVE_SPF",
			"p:7:17: error: spf: this Exim (4.94) has no SPF; leave spf out, or take a "
			"build with SPF, as exim4-daemon-heavy [AG411]\n" },
		{ NOT_JUDGED "exempt: {spf_white: [example.net]}\n", "_HAVE_SPF",
			"p:7:21: error: exempt.spf_white: this Exim (4.94) has no SPF; name the "
			"hosts in exempt.hosts, or take a build with SPF, as exim4-daemon-heavy "
			"[AG411]\n" },
		{ NOT_JUDGED "spamassassin: {mode: deny}\n", "_HAVE_CONTENT_SCANNING",
			"p:7:22: error: spamassassin: this Exim (4.94) has no content scanning; "
			"leave spamassassin out, or take a build with it, as exim4-daemon-heavy "
			"[AG411]\n" },
		{ NOT_JUDGED "headers: {authentication_results: yes}\n", "_HAVE_DKIM",
			"p:7:35: error: headers.authentication_results: this Exim (4.94) has no "
			"DKIM; say no, or take a build with DKIM [AG411]\n" },
		{ NOT_JUDGED "helo: {no_address: log}\n", "_HAVE_LOOKUP_DNSDB",
			"p:7:20: error: helo.no_address: this Exim (4.94) has no dnsdb; say off, "
			"or "
			"take a build with the lookup dnsdb [AG411]\n" },
		{ NOT_JUDGED "helo: {no_address: log}\n", "_HAVE_IPV6",
			"p:7:20: error: helo.no_address: this Exim (4.94) has no IPv6; say off: "
			"names with IPv6 addresses alone would seem to have none [AG411]\n" },
		{ NOT_JUDGED "connect: {ptr: tag}\n", "_HAVE_LOOKUP_DNSDB",
			"p:7:16: error: connect.ptr: this Exim (4.94) has no dnsdb; say log, or "
			"take a build with the lookup dnsdb [AG411]\n" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char yaml[1024], without[sizeof all + 1];
		const char *end = strstr(all, rows[i].macro) + strlen(rows[i].macro);
		unsigned lacking;

		snprintf(yaml, sizeof yaml, "%s%s", SITE, rows[i].yaml);
		/* A macro whose name only begins with this one's is another. */
		snprintf(without, sizeof without, "%.*sX%s", (int)(end - all), all, end);
		char *said = said_of(yaml, without, &lacking);
		cr_expect_eq(lacking, 1U, "%s", rows[i].yaml);
		cr_expect_str_eq(said, rows[i].said, "%s", rows[i].yaml);
		free(said);
		said = said_of(yaml, all, &lacking);
		cr_expect_eq(lacking, 0U, "%s", rows[i].yaml);
		cr_expect_str_eq(said, "", "%s", rows[i].yaml);
		free(said);
	}
}

/* What is off, or in the shadow, needs nothing. */
Test(check_features, nothing)
{
	static const char *const rows[] = {
		SITE NOT_JUDGED,
		SITE NOT_JUDGED "greylist: {mode: off}\nhoneypot: {mode: off, addresses: "
				"[trap@example.org]}\nspf: {fail: off}\nspamassassin: {mode: off}\n"
				"helo: {no_address: off}\nconnect: {ptr: log}\n",
		SITE NOT_JUDGED "mode: log\nheaders: {authentication_results: yes}\nconnect: {ptr: "
				"tag}\n",
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned lacking;
		char *said = said_of(rows[i], "", &lacking);

		cr_expect_eq(lacking, 0U, "%s", rows[i]);
		cr_expect_str_eq(said, "", "%s", rows[i]);
		free(said);
	}
}

/* A local_scan() that is compiled in will do. */
Test(check_features, compiled_in)
{
	unsigned lacking;

	free(said_of(SITE "bounces: {door: local_scan, forged: deny}\n",
		"_OPT_MAIN_LOCAL_SCAN_TIMEOUT=y\n", &lacking));
	cr_expect_eq(lacking, 0U);
}
