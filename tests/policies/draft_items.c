/* draft_items.c - items that are valid by themselves: a function for each kind of item, and for the
 * few keys whose items are about other keys (see draft.h).
 *
 * Names of joejob.test and invalid are aclgen check's own, so no policy here is about them.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "diag_codes.h"
#include "draft.h"
#include "policy_load_items.h"

typedef const char *invent_fn(struct inventor *v);

static const char *const tails[] = { "example.org", "example.com", "example.net", "Example.ORG",
	"xn--mnchen-3ya.example", "university.example", "3com.example" };

static const char *label(struct inventor *v)
{
	static const char *const labels[] = { "mail", "mx", "Dept", "a-b", "0", "7of9", "LISTS",
		"joejob", "confdir", "xn--bcher-kva" };

	/* 63 characters. */
	if (dice_percent(&v->dice, 3))
		return arena_printf(v->arena,
			"a23456789-123456789-123456789-123456789-123456789-12345%08lu", v->number++);
	return arena_printf(v->arena, "%s%lu", dice_of(&v->dice, labels), v->number++);
}

static const char *name(struct inventor *v)
{
	const char *s = arena_printf(v->arena, "%s.%s", label(v), dice_of(&v->dice, tails));

	for (size_t more = dice_below(&v->dice, 3); more > 0; more--)
		s = arena_printf(v->arena, "%s.%s", label(v), s);
	return s;
}

static const char *below(struct inventor *v)
{
	return arena_printf(v->arena, "*.%s", name(v));
}

static const char *domain(struct inventor *v)
{
	return dice_percent(&v->dice, 20) ? below(v) : name(v);
}

/* A domain of ours where there is one. */
static const char *own_domain(struct inventor *v)
{
	return v->n_own > 0 ? v->own[dice_below(&v->dice, v->n_own)] : name(v);
}

static const char *own_name(struct inventor *v)
{
	const char *s = own_domain(v);

	return *s == '*' ? arena_printf(v->arena, "%s%s", label(v), s + 1) : s;
}

/* One that no entry of ours has, so that no domain is both local and relayed, and that is none of
 * those below another one of ours. */
static const char *new_own(struct inventor *v)
{
	const char *s = arena_printf(v->arena, "%sd%lu.%s",
		dice_percent(&v->dice, 15) ? "*." : "", v->number++, dice_of(&v->dice, tails));

	if (v->n_own < OWN_MAX)
		v->own[v->n_own++] = s;
	return s;
}

static const char *new_relayed(struct inventor *v)
{
	const char *s = new_own(v);

	if (v->n_relayed < OWN_MAX)
		v->relayed[v->n_relayed++] = s;
	return s;
}

static const char *inside_for(struct inventor *v)
{
	return v->n_relayed > 0 ? v->relayed[dice_below(&v->dice, v->n_relayed)] : domain(v);
}

static const char *outbound_for(struct inventor *v)
{
	return dice_percent(&v->dice, 30) ? "*"
	       : dice_percent(&v->dice, 70) ? own_domain(v)
					    : domain(v);
}

static const char *v4(struct inventor *v)
{
	static const char *const nets[] = { "192.0.2", "198.51.100", "203.0.113", "10.1.2",
		"172.16.77", "100.64.1" };

	return arena_printf(v->arena, "%s.%zu", dice_of(&v->dice, nets),
		1 + dice_below(&v->dice, 254));
}

static const char *v6(struct inventor *v)
{
	static const char *const nets[] = { "2001:db8:1::", "2001:DB8:2:3::", "fd00::A:",
		"2001:0db8:0004:0000:0000:0000:0000:" };

	return arena_printf(v->arena, "%s%zx", dice_of(&v->dice, nets),
		1 + dice_below(&v->dice, 0xfffe));
}

static const char *address_of_host(struct inventor *v)
{
	return dice_percent(&v->dice, 70) ? v4(v) : v6(v);
}

static const char *network(struct inventor *v)
{
	bool is_v4 = dice_percent(&v->dice, 70);
	size_t most = is_v4 ? 32 : 128, least = is_v4 ? 24 : 48;

	if (dice_percent(&v->dice, 30))
		return is_v4 ? v4(v) : v6(v);
	return arena_printf(v->arena, "%s/%zu", is_v4 ? v4(v) : v6(v),
		least + dice_below(&v->dice, most - least + 1));
}

static const char *host(struct inventor *v)
{
	return dice_percent(&v->dice, 60) ? network(v) : domain(v);
}

static const char *inside_host(struct inventor *v)
{
	return dice_percent(&v->dice, 60) ? address_of_host(v) : name(v);
}

static const char *local_part(struct inventor *v)
{
	static const char *const parts[] = { "sales", "News-Letter", "o'neill", "a+b", "a=b", "x&y",
		"50%off", "~tilde", "JOEJOB_INSIDE", "a.b_c" };

	return arena_printf(v->arena, "%s%lu", dice_of(&v->dice, parts), v->number++);
}

/* Debian's ACLs refuse odd characters before they ask ours (output.layout: debian-hooks). */
static const char *role(struct inventor *v)
{
	static const char *const parts[] = { "Abuse", "no-c", "a+b", "JOEJOB_INSIDE", "web.master" };

	return arena_printf(v->arena, "%s%lu", dice_of(&v->dice, parts), v->number++);
}

static const char *mailbox(struct inventor *v)
{
	const char *local = dice_percent(&v->dice, 10) ? "user" : local_part(v);

	return arena_printf(v->arena, "%s@%s", local,
		dice_percent(&v->dice, 70) ? own_name(v) : name(v));
}

/* An address or a pattern of them, of ours or of others. */
static const char *address(struct inventor *v)
{
	const char *d = dice_percent(&v->dice, 40) ? own_domain(v) : domain(v);
	size_t form = dice_below(&v->dice, 10);

	if (form < 2)
		return arena_printf(v->arena, "*@%s", d);
	if (form < 4)
		return d;
	return arena_printf(v->arena, "%s@%s", local_part(v), d);
}

static const char *bounce_sender(struct inventor *v)
{
	if (dice_percent(&v->dice, 50))
		return address(v);
	return arena_printf(v->arena, "%s@*", local_part(v));
}

static const char *regex(struct inventor *v)
{
	static const char *const regexes[] = { "^X-Ticket: .*-UNI$", "(?i)subject: (a|b){2,3}",
		"\\QJOEJOB_INSIDE\\E \\\\", "[[:alpha:]]+\\.?\\d*$", "^Message-ID: <[^@]+@a\\.b>$",
		"\\$\\{run\\{x\\}\\}", "\"quoted\" # not a comment", "%20,;: \\N", "caf\xc3\xa9" };

	return arena_printf(v->arena, "%s|n%lu", dice_of(&v->dice, regexes), v->number++);
}

static const char *queue_id(struct inventor *v)
{
	static const char *const ids[] = { "exim", "postfix", "[0-9A-F]{6,20}",
		"\\d{10}\\.[a-z]{4}" };

	return dice_of(&v->dice, ids);
}

static const char *pattern_name(struct inventor *v)
{
	return arena_printf(v->arena, "Pattern_%lu", v->number++);
}

/* Some of the files exist: then the kill switch is on. */
static const char *file(struct inventor *v)
{
	if (dice_percent(&v->dice, 10))
		return "/etc/passwd";
	return arena_printf(v->arena, "/etc/Exim4/a_b+c,d=%lu~.off", v->number++);
}

static const char *port(struct inventor *v)
{
	return arena_printf(v->arena, "%lu", 1 + (v->number++ % 65535));
}

static const char *dns_code(struct inventor *v)
{
	return dice_percent(&v->dice, 50)
		       ? arena_printf(v->arena, "127.0.0.%zu", 1 + dice_below(&v->dice, 20))
		       : arena_printf(v->arena, "127.%zu.%lu.1", dice_below(&v->dice, 256),
				 v->number++ % 256);
}

/* Exim's option takes no capitals that could be a macro's. */
static const char *spamd(struct inventor *v)
{
	static const char *const places[] = { "127.0.0.1 7830", "spamd.example.org 783",
		"/run/spamd/spamd.sock", "192.0.2.50 783" };

	return dice_of(&v->dice, places);
}

static const char *user(struct inventor *v)
{
	return arena_printf(v->arena, "spam_user-%lu.x", v->number++ % 1000);
}

static const char *diag(struct inventor *v)
{
	return diag_codes[dice_below(&v->dice, diag_codes_n)].code;
}

static const char *new_file(struct inventor *v, const char *stem, const char *text)
{
	const char *name = arena_printf(v->arena, "%s%zu.txt", stem, v->n_files);

	if (v->n_files == FILES_MAX)
		abort(); /* a name without a file would be a policy that aclgen has to refuse */
	v->file[v->n_files++] = (struct file){ name, text };
	return name;
}

/* Stanzas that change nothing: what must hold for all policies must hold with them. */
static const char *hook(struct inventor *v)
{
	static const char *const stanzas[] = { "", "# nothing",
		"  warn    condition = no\n          logwrite = never",
		"  warn    logwrite = hook: ${run{nothing}{x}{y}} \\\n                     goes on\n",
		"  accept  condition = false\n\n  warn\n    # a remark\n    set acl_m_mine = 1\n" };

	return new_file(v, "hook", dice_of(&v->dice, stanzas));
}

static const char *state_server(struct inventor *v)
{
	static const char *const places[] = { "192.0.2.5", "192.0.2.5:5433", "[2001:db8::5]:7000",
		"[2001:db8::5]", "db.example.org", "DB.example.org:65535", "/run/db-1/socket" };

	return dice_of(&v->dice, places);
}

static const char *state_name(struct inventor *v)
{
	static const char *const names[] = { "joejob", "Debian-exim", "JOE_job", "db-2" };

	return dice_of(&v->dice, names);
}

static const char *state_file(struct inventor *v)
{
	return arena_printf(v->arena, "/var/lib/joejob-%lu/state.db_x", v->number++);
}

/* Two keys for one selector are an error. */
static const char *selector(struct inventor *v)
{
	return arena_printf(v->arena, "S%lu_a.b-c", v->number++);
}

static const char *dkim_key(struct inventor *v)
{
	static const char *const keys[] = { "ldaojmgnS2FRYuJnLyYA/GOSalCVCs5DvJvkb64nhjE=\n",
		"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
		"a._domainkey IN TXT ( \"v=DKIM1; h=sha256; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDk\"\n"
		"  \"HlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ"
		"/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3Q"
		"IDAQAB\" ) ; a\n" };

	return new_file(v, "dkim", dice_of(&v->dice, keys));
}

static const char *secret(struct inventor *v)
{
	static const char *const secrets[] = { "hidden", "S3c\"r\\et$x{y}#\n", "a:b,c'd_E%`|^\r\nmore" };

	return new_file(v, "secret", dice_of(&v->dice, secrets));
}

/* None that cannot fall back at the other door. */
static const char *rule(struct inventor *v)
{
	static const char *const rules[] = { "sender", "sender.verify", "spf.softfail", "helo",
		"connect.ptr", "bounces.one_recipient", "dnsbl", "greylist", "block.hosts",
		"spamassassin" };

	return dice_of(&v->dice, rules);
}

static const struct {
	const char *path;
	invent_fn *invent;
} by_path[] = {
	{ "state.password.file", secret },
	{ "enforce.domains", own_domain },
	{ "us.domains.local", new_own },
	{ "exempt.recipients", role },
	{ "us.domains.relay_to", new_relayed },
	{ "us.inside[].for", inside_for },
	{ "us.outbound[].for", outbound_for },
	{ "us.outbound[].queue_id", queue_id },
};

static const struct {
	const struct item_kind *item;
	invent_fn *invent;
} by_kind[] = {
	{ &item_domain, domain },
	{ &item_rule, rule },
	{ &item_outbound_for, outbound_for },
	{ &item_host_name, name },
	{ &item_fqdn, name },
	{ &item_host, host },
	{ &item_network, network },
	{ &item_address, address },
	{ &item_bounce_sender, bounce_sender },
	{ &item_mailbox, mailbox },
	{ &item_local_part, local_part },
	{ &item_regex, regex },
	{ &item_pattern_name, pattern_name },
	{ &item_file, file },
	{ &item_ip, address_of_host },
	{ &item_port, port },
	{ &item_inside_host, inside_host },
	{ &item_dns_code, dns_code },
	{ &item_spamd, spamd },
	{ &item_user, user },
	{ &item_hook, hook },
	{ &item_selector, selector },
	{ &item_dkim_key, dkim_key },
	{ &item_state_server, state_server },
	{ &item_state_name, state_name },
	{ &item_state_file, state_file },
	{ &item_diag_code, diag },
};

/* A kind that nobody knows here gets its own example, and the counts still show the key. */
const char *invent_item(struct inventor *v, const struct row *row)
{
	for (size_t i = 0; i < sizeof by_path / sizeof by_path[0]; i++)
		if (strcmp(row->path, by_path[i].path) == 0)
			return by_path[i].invent(v);
	for (size_t i = 0; i < sizeof by_kind / sizeof by_kind[0]; i++)
		if (row->item == by_kind[i].item)
			return by_kind[i].invent(v);
	return row->item->example;
}

bool takes_file(const struct row *row)
{
	return strncmp(row->path, "us.outbound[].", 14) != 0 &&
	       strcmp(row->path, "bounces.never_send") != 0 &&
	       strcmp(row->path, "bounces.return_path") != 0;
}

/* Whom the conversations of a policy are about stays in its lists. */
static size_t begin_list(const struct row *row, const char **item)
{
	size_t n = 0;

	if (strcmp(row->path, "exempt.recipients") == 0)
		item[n++] = "postmaster";
	else if (strcmp(row->path, "bounces.senders") == 0)
		item[n++] = "";
	return n;
}

static const char *list_text(struct inventor *v, const struct pick *p)
{
	struct buf b = { .arena = v->arena };

	buf_str(&b, dice_percent(&v->dice, 30) ? "\xef\xbb\xbf# a list\n\n" : "");
	for (size_t i = 0; i < p->n_items; i++)
		buf_printf(&b, "%s%s%s%s", dice_percent(&v->dice, 10) ? "\t" : "", p->item[i],
			dice_percent(&v->dice, 10) ? "  # why" : "",
			i + 1 == p->n_items && dice_percent(&v->dice, 20) ? ""
			: dice_percent(&v->dice, 10)			  ? "\r\n"
									  : "\n");
	return buf_text(&b);
}

void invent_items(struct inventor *v, const struct row *row, struct pick *p, size_t n)
{
	bool list = row->kind == ROW_LIST;

	p->item = arena_alloc(v->arena, (n + 2) * sizeof *p->item);
	/* An empty line of a file is no item. */
	if (list && p->choice == CHOICE_INLINE && dice_percent(&v->dice, 80))
		p->n_items = begin_list(row, p->item);
	while (n-- > 0)
		p->item[p->n_items++] = invent_item(v, row);
	if (list && p->choice == CHOICE_FILE)
		p->item[p->n_items] = new_file(v, "list", list_text(v, p));
}
