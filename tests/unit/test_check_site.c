/* test_check_site.c - the sections of one configuration in the place of another one's. */
#include <criterion/criterion.h>

#include "check_site.h"

#define FROM                                                                                       \
	"spool_directory = /new\n"                                                                 \
	"log_file_path = /new/%slog\n"                                                             \
	"begin routers\n"                                                                          \
	"r:\n  driver = accept\n"                                                                  \
	"begin transports\n"                                                                       \
	"t:\n  driver = smtp\n"                                                                    \
	"begin authenticators\n"                                                                   \
	"a:\n  driver = plaintext\n"

Test(check_site, graft)
{
	static const struct {
		const char *name, *text, *want; /* NULL: it cannot be grafted */
	} rows[] = {
		{ "sections, and main options of the same name",
			"MACRO = spool_directory\n"
			"spool_directory = /old\n"
			"spool_directory_not = kept\n"
			".include /some/file\n"
			"  log_file_path = \\\n"
			"    /old/%slog\n"
			"acl_smtp_rcpt = x\n"
			"begin acl\n"
			"x:\n"
			"  accept message = a \\\n"
			"begin routers is no section here\n"
			"spool_directory = is no main option here\n"
			"begin routers\n"
			"old:\n"
			"begin retry\n"
			"* * F,1h,1m\n"
			"begin transports\n"
			"begin authenticators\n"
			"old:\n",
			"spool_directory = /new\n"
			"log_file_path = /new/%slog\n"
			"MACRO = spool_directory\n"
			"spool_directory_not = kept\n"
			".include /some/file\n"
			"acl_smtp_rcpt = x\n"
			"begin acl\n"
			"x:\n"
			"  accept message = a \\\n"
			"begin routers is no section here\n"
			"spool_directory = is no main option here\n"
			"begin routers\n"
			"r:\n  driver = accept\n"
			"begin retry\n"
			"* * F,1h,1m\n"
			"begin transports\n"
			"t:\n  driver = smtp\n"
			"begin authenticators\n"
			"a:\n  driver = plaintext\n" },
		{ "a section is missing", "x = y\nbegin routers\nbegin transports\n", NULL },
		{ "nothing", "", NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct arena *a = arena_new();
		const char *got = site_graft(rows[i].text, FROM, a);

		if (rows[i].want == NULL)
			cr_expect_null(got, "%s", rows[i].name);
		else
			cr_expect_str_eq(got, rows[i].want, "%s", rows[i].name);
		arena_free(a);
	}
}
