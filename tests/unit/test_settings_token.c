/* The keys of the settings line that are about signed tokens. */
#include "settings.h"

#include <criterion/criterion.h>
#include <stdio.h>

static struct jj_settings s;
static char err[200];

static int parse(const char *line)
{
	return jj_settings_parse(&s, span_str(line), err, sizeof err);
}

Test(settings_token, every_key)
{
	cr_assert_eq(parse("keys=/etc/exim4/a%20b%2Ftoken token=14 "
			   "required=example.org:1798761600,*.dept.example.org:1798761601 for=*"),
		0, "%s", err);
	cr_expect_str_eq(s.keys, "/etc/exim4/a b/token");
	cr_expect_eq(s.token_days, 14);
	cr_expect_eq(s.n_required, 2);
	cr_expect_eq(jj_settings_required(&s, span_str("user@EXAMPLE.org")), 1798761600);
	cr_expect_eq(jj_settings_required(&s, span_str("a@b.dept.example.org.")), 1798761601);
	cr_expect_eq(jj_settings_required(&s, span_str("a@dept.example.org")), 0);
	cr_expect_eq(jj_settings_required(&s, span_str("")), 0);

	/* The most specific one, whatever the order; and nothing is left of an earlier line. */
	cr_assert_eq(parse("required=*:5,example.org:7"), 0);
	cr_expect_str_empty(s.keys);
	cr_expect_eq(s.token_days, 0);
	cr_expect_eq(jj_settings_required(&s, span_str("user@example.org")), 7);
	cr_expect_eq(jj_settings_required(&s, span_str("user@example.net")), 5);
}

Test(settings_token, refused)
{
	static const struct {
		const char *line, *want;
	} tab[] = {
		{ "keys=", "keys \"\" is not the absolute path of a file" },
		{ "keys=etc/token", "keys \"etc/token\" is not the absolute path of a file" },
		{ "keys=/a%00b", "keys \"/a%00b\" is not the absolute path of a file" },
		{ "keys=/a%0", "keys \"/a%0\" has a % without two hexadecimal digits" },
		{ "keys=/a keys=/b", "keys \"/b\" comes a second time" },
		{ "token=0", "token \"0\" is not a number of days up to 60" },
		{ "token=61", "token \"61\" is not a number of days up to 60" },
		{ "token=", "token \"\" is not a number of days up to 60" },
		{ "required=", "required \"\" begins with neither *, nor a domain, nor *.domain" },
		{ "required=example.org", "required \"example.org\" is not DOMAIN:SECONDS" },
		{ "required=example.org:0", "required \"example.org:0\" is not DOMAIN:SECONDS" },
		{ "required=example.org:x", "required \"example.org:x\" is not DOMAIN:SECONDS" },
		{ "required=a@b:1", "required \"a@b:1\" begins with neither *, nor a domain, nor *.domain" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		cr_expect_eq(parse(tab[i].line), -1, "[%s]", tab[i].line);
		cr_expect_str_eq(err, tab[i].want);
	}
}

Test(settings_token, limits)
{
	static char line[4096];
	size_t n = (size_t)snprintf(line, sizeof line, "keys=/");

	memset(line + n, 'x', JJ_PATH_MAX);
	cr_expect_eq(parse(line), -1);
	cr_expect(strstr(err, "is too long"), "%s", err);
	line[n + JJ_PATH_MAX - 1] = '\0';
	cr_expect_eq(parse(line), 0, "%s", err);
	cr_expect_eq(strlen(s.keys), JJ_PATH_MAX);

	n = (size_t)snprintf(line, sizeof line, "required=");
	for (unsigned i = 0; i <= JJ_REQUIRED; i++)
		n += (size_t)snprintf(line + n, sizeof line - n, "%sa%u.example:1", i ? "," : "", i);
	cr_expect_eq(parse(line), -1);
	cr_expect(strstr(err, "is one domain too many"), "%s", err);
}
