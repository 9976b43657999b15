/* layout.c - see layout.h. */
#include <string.h>

#include "layout.h"

const char *const layout_names[] = { "include", "whole", "debian-split", "debian-hooks", NULL };

#define STUB "# joejob: written once by aclgen build. What a policy makes is in the file below.\n"

/* "000_localmacros" comes before the last and Debian's own macros after it; ACLs of our own begin
 * right behind Debian's "begin acl". What Debian's transports have no macro for is put behind their
 * last option, as if their files went on: there is nothing between the names. */
const char *const layout_stubs[LAYOUT_STUBS] = {
	"joejob/rcpt.acl",
	"joejob/data.acl",
	"conf.d/acl/05_joejob",
	"conf.d/transport/30_exim4-config_remote_smtp_joejob",
	"conf.d/transport/30_exim4-config_remote_smtp_smarthost_joejob",
	"conf.d/router/090_joejob",
	"conf.d/main/001_joejob",
};

#define SIGN                                                                                       \
	STUB "# It goes on with the transport of the file before: what leaves is signed.\n"        \
	     ".ifdef JOEJOB_HEADERS_ADD\n"                                                         \
	     "  headers_add = JOEJOB_HEADERS_ADD\n"                                                \
	     ".endif\n"

/* %s is the folder. What a hook of the site's own includes stays included, behind ours. */
static const char *const stub_text[LAYOUT_STUBS] = {
	STUB "# Never \"accept acl =\": the accepts around it would make an open relay.\n"
	     "  require acl = acl_jj_rcpt\n"
	     ".ifdef JOEJOB_SITE_RCPT\n"
	     ".include JOEJOB_SITE_RCPT\n"
	     ".endif\n",
	STUB "  require acl = acl_jj_data\n"
	     ".ifdef JOEJOB_SITE_DATA\n"
	     ".include JOEJOB_SITE_DATA\n"
	     ".endif\n",
	STUB ".include %s/joejob/joejob.inc\n",
	SIGN,
	SIGN,
	/* Which addresses are signed does not matter here: who bounces to one is judged at RCPT. */
	"# joejob: written once by aclgen build. A signed address (bounces.prvs) is its user's.\n"
	".ifdef JOEJOB_RETURN_PATH\n"
	"joejob_signed:\n"
	"  driver = redirect\n"
	"  domains = +jj_ours\n"
	"  local_parts = \\N^(?i)prvs=[0-9]{4}[0-9a-f]{6}=\\N\n"
	"  data = ${sg{$local_part@$domain}{\\N(?i)^prvs=.{10}=\\N}{}}\n"
	".endif\n",
	STUB ".include %s/joejob/joejob.inc\n",
};

#define BIT(stub) (1U << (stub))

#define SECRET "joejob-state.inc"

static const struct {
	const char *file, *secret, *needs;
	unsigned stubs;
	bool debian, names_dir;
} layouts[] = {
	[LAYOUT_INCLUDE] = { "joejob.inc", SECRET, NULL, 0, false, false },
	[LAYOUT_WHOLE] = { "exim.conf", SECRET, NULL, 0, false, true },
	[LAYOUT_DEBIAN_SPLIT] = { "joejob/joejob.inc", "joejob/" SECRET, "conf.d/acl",
		BIT(2) | BIT(3) | BIT(4) | BIT(5) | BIT(6), true, true },
	[LAYOUT_DEBIAN_HOOKS] = { "joejob/joejob.inc", "joejob/" SECRET, "conf.d/main",
		BIT(0) | BIT(1) | BIT(3) | BIT(4) | BIT(5) | BIT(6), true, true },
};

const char *layout_file(enum layout l)
{
	return layouts[l].file;
}

const char *layout_secret(enum layout l)
{
	return layouts[l].secret;
}

const char *layout_secret_name(void)
{
	return SECRET;
}

const char *layout_lists(enum layout l)
{
	return layouts[l].debian ? "joejob/lists" : "lists";
}

const char *layout_stub(enum layout l, unsigned stub, const char *dir, struct arena *a)
{
	const char *text = stub_text[stub], *place = strstr(text, "%s");

	if (!(layouts[l].stubs & BIT(stub)))
		return NULL;
	return place == NULL
		       ? text
		       : arena_printf(a, "%.*s%s%s", (int)(place - text), text, dir, place + 2);
}

const char *layout_needs(enum layout l)
{
	return layouts[l].needs;
}

bool layout_is_debian(enum layout l)
{
	return layouts[l].debian;
}

const char *layout_dir_fault(enum layout l, const char *dir)
{
	static const char inert[] = "abcdefghijklmnopqrstuvwxyz0123456789._/+-";

	if (!layouts[l].names_dir)
		return NULL;
	if (dir[strspn(dir, inert)] != '\0')
		return "has other characters in its path than a-z, 0-9 and ._/+-, which an "
		       ".include of Exim might take for something else; choose another";
	return NULL;
}
