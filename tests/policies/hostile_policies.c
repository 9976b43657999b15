/* hostile_policies.c - policies full of hostile texts that aclgen takes, through the real Exim: it
 * reads the statements that were written and no others, with macros of the site around, and each text
 * comes out as it went in.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "asked.h"
#include "hostile.h"
#include "render_memory.h"
#include "settings_line.h"
#include "victim.h"

enum {
	ITEMS_MAX = 4,	/* of a list: longer ones are folded, which is another matter */
	QUESTIONS_MAX = 4000,
	SHOWN_MAX = 5,
};

struct attack {
	struct victim t;
	struct dice dice;
	const char *dir;
	struct arena *arena;
	const struct hostile_pool *pool;
	unsigned long made, refused, wrong, texts;
};

/* Whether another key has the text already: a domain is not both local and relayed, and a list in
 * the DNS not both of good hosts and of bad ones. */
static bool clashes(const struct attack *k, size_t row, const char *s)
{
	static const char *const pairs[][2] = { { "us.domains.relay_to", "us.domains.local" },
		{ "dnswl[].zone", "dnsbl[].zone" } };
	const char *path = k->t.v.schema->row[row].path;

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		const struct pick *other;

		if (strcmp(path, pairs[i][0]) != 0)
			continue;
		other = victim_pick(&k->t, pairs[i][1]);
		for (size_t j = 0; j < other->n_items; j++)
			if (strcasecmp(other->item[j], s) == 0)
				return true;
	}
	return false;
}

/* Other texts for all keys: some of the pool, or those that were there. */
static void arm(struct attack *k)
{
	for (size_t row = 0; row < k->t.v.schema->n; row++) {
		const struct hostile_pool *pool = &k->pool[row];
		bool list = k->t.v.schema->row[row].kind == ROW_LIST;
		size_t n = list ? 1 + dice_below(&k->dice, ITEMS_MAX) : 1, kept = 0;
		const char **item = arena_alloc(k->arena, n * sizeof *item);

		for (size_t i = 0; i < n && pool->n > 0; i++) {
			const char *s = pool->item[dice_below(&k->dice, pool->n)];
			bool twice = clashes(k, row, s);

			for (size_t j = 0; j < kept; j++)
				twice = twice || strcasecmp(item[j], s) == 0;
			if (!twice)
				item[kept++] = s;
		}
		if (kept > 0)
			victim_set(&k->t, row, item, kept);
		k->texts += kept;
	}
	/* A server inside is for one of the domains that are relayed now. */
	victim_pick(&k->t, "us.inside[].for")->item[0] =
		victim_pick(&k->t, "us.domains.relay_to")->item[0];
	victim_suit_state(&k->t, "state.server");
	draft_fit(&k->t.v, &k->t.d);
}

static void ask_list(struct questions *q, const char *name, const char *test, const struct list *l)
{
	struct arena *a = q->questions.arena;

	for (size_t i = 0; i < l->n; i++) {
		const char *s = l->item[i].s;

		/* "*.example.org" and "*@example.org": something that they match. */
		s = strncmp(s, "*.", 2) == 0   ? arena_printf(a, "sub%s", s + 1)
		    : strncmp(s, "*@", 2) == 0 ? arena_printf(a, "sub%s", s + 1)
					       : s;
		if (strstr(s, "@*.") || (strcmp(test, "match_address") == 0 && !strchr(s, '@')))
			continue;
		asked_add(q, name,
			arena_printf(a, "${if %s{%s}{+%s}{in}{not in}} %s", test, inert(s, a), name,
				inert(l->item[i].s, a)),
			arena_printf(a, "in %s", l->item[i].s));
	}
	asked_add(q, name,
		arena_printf(a, "${if %s{%s}{+%s}{in}{not in}}", test,
			strcmp(test, "match_address") == 0 ? "nobody@nowhere.test" : "nowhere.test",
			name),
		"not in");
}

/* What stands in a generated line between two texts of our own. */
static const char *between(const char *text, const char *before, const char *after, struct arena *a)
{
	const char *s = strstr(text, before), *end = s ? strstr(s + strlen(before), after) : NULL;

	return end ? arena_copy(a, s + strlen(before), (size_t)(end - s) - strlen(before)) : "(none)";
}

static const char *joined(const char *text, struct arena *a)
{
	struct buf b = { .arena = a };

	for (; *text; text++) {
		if (text[0] == '\\' && text[1] == '\n')
			text += 1 + strspn(text + 1, "\n\t ") - 1;
		else
			buf_add(&b, text, 1);
	}
	return buf_text(&b);
}

static void ask_settings(struct questions *q, const struct policy *p, const char *text, struct arena *a)
{
	struct buf line = { .arena = a };
	struct diags *d = diags_new(a, "settings");
	const char *set = between(text, "set acl_m_joejob = enforce=", "\n  warn    set acl_m_jj_verdict",
		a);

	if (settings_line(&line, p, d) != 0)
		return;
	/* The clock and the kill switch stand in front. */
	set = strstr(joined(set, a), "forged=");
	if (!set)
		set = "${if eq{$acl_m_jj_skip}{secondary}{}{forged=no settings}}";
	else if (strstr(joined(text, a), "${if eq{$acl_m_jj_skip}{secondary}{forged="))
		set = arena_printf(a, "${if eq{$acl_m_jj_skip}{secondary}{%s", set);
	set = arena_copy(a, set, strcspn(set, "\n"));
	asked_add(q, "settings", set, buf_text(&line));
}

static void ask_all(const struct policy *p, const char *text, struct questions *q)
{
	struct arena *a = q->questions.arena;
	const struct {
		const char *name, *test;
		const struct list *list;
	} lists[] = {
		{ "jj_local", "match_domain", &p->us.local },
		{ "jj_relay_to", "match_domain", &p->us.relay_to },
		{ "jj_spf_white", "match_domain", &p->exempt.spf_white },
		{ "jj_role", "match_local_part", &p->exempt.recipients },
		{ "jj_exempt_senders", "match_address", &p->exempt.senders },
		{ "jj_block_senders", "match_address", &p->block.senders },
		{ "jj_block_recipients", "match_address", &p->block.recipients },
		{ "jj_trap_addresses", "match_address", &p->honeypot.addresses },
		{ "jj_never_send", "match_address", &p->bounces.never_send },
		{ "jj_callout_senders", "match_address", &p->sender.callout.senders },
	};

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		ask_list(q, lists[i].name, lists[i].test, lists[i].list);
	asked_add(q, "bounces.kill_switch", between(text, "!condition = ${if exists{", "}}", a),
		p->bounces.kill_switch.s);
	asked_add(q, "bounces.module", between(text, "${dlfunc{", "}{joejob}}", a),
		p->bounces.module.s);
	asked_add(q, "bounces.contact", between(text, "If this is wrong, write to ", "\n", a),
		p->bounces.contact.s);
	ask_settings(q, p, text, a);
}

/* Whether the item stands between separators somewhere. */
static bool stands_in(const char *list, const char *item)
{
	size_t n = strlen(item);

	while ((list = strcasestr(list, item)) != NULL) {
		if (list[-1] == ' ' && (list[n] == ' ' || list[n] == '\n'))
			return true;
		list++;
	}
	return false;
}

/* "hostlist jj_block_hosts = <; a ; b": each item is there, and nothing is more than an item. */
static bool has_hosts(const char *conf, const char *name, const struct list *l,
	struct arena *a)
{
	const char *said = output_of(
		arena_printf(a, "/usr/sbin/exim4 -C %s -bP +%s 2>&1", conf, name), a);
	const char *s = strstr(said, " = <;");
	size_t found = 0;

	for (size_t i = 0; s && i < l->n; i++)
		found += stands_in(s, l->item[i].s);
	if (found == l->n)
		return true;
	printf("# %s: %s", name, said);
	return false;
}

/* Exim prints what it has read: macros replaced, lines joined, comments gone. */
static bool reads_the_same(const char *conf, const char *text, struct arena *a)
{
	const char *said = statements(
		output_of(arena_printf(a, "/usr/sbin/exim4 -C %s -bP config 2>&1", conf), a), a);
	const char *wanted = statements(text, a);

	for (; *wanted; wanted += strcspn(wanted, "\n") + 1) {
		size_t n = strcspn(wanted, "\n");
		const char *line = arena_printf(a, "%.*s\n", (int)n, wanted);

		if (strncmp(line, ".ifdef", 6) == 0 || strncmp(line, ".ifndef", 7) == 0 ||
			strncmp(line, ".endif", 6) == 0)
			continue;
		/* In this order, with nothing of its own between them. */
		if (strncmp(said, line, strlen(line)) != 0) {
			const char *later = strstr(said, line);

			if (!later || *said == '\0' || strncmp(line, "domainlistjj_", 13) != 0) {
				printf("# written: %.150s\n# read: %.150s\n", line, said);
				return false;
			}
			said = later; /* the first line of ours: before it is the site */
		}
		said += strlen(line);
	}
	return *said == '\0';
}

static const char *write_conf(struct attack *k, const char *text, struct arena *a)
{
	const char *conf = arena_printf(a, "%s/exim.conf", k->dir);
	FILE *f = fopen(conf, "w");

	if (!f)
		exit(2);
	fprintf(f,
		HOSTILE_MACROS "primary_hostname = mx.example.org\nkeep_environment =\n"
			       "spool_directory = %s\nlog_file_path = %s/%%slog\n%s",
		k->dir, k->dir, text);
	fclose(f);
	return conf;
}

/* The text with what it includes beside itself, which is a policy's values, too. */
static const char *with_option(const struct policy *p, const char *text, struct arena *a)
{
	static const char include[] = ".include joejob-state.inc\n";
	const char *place = strstr(text, include);
	struct buf all = { .arena = a };

	if (!place || !memory_has_option(p))
		return text;
	buf_add(&all, text, (size_t)(place - text));
	render_memory_option(&all, p);
	buf_str(&all, place + strlen(include));
	return buf_text(&all);
}

static void attack_once(struct attack *k)
{
	struct arena *a = arena_new();
	struct buf yaml = { .arena = a }, out = { .arena = a };
	struct questions q;
	struct policy p;
	const char *said, *conf, *text;
	unsigned long wrong;

	arm(k);
	draft_write(&k->t.v, &k->t.d, &yaml);
	k->made++;
	if (victim_render(&k->t, buf_text(&yaml), &p, &out, &said, a) != 0) {
		/* Two texts that do not fit each other, such as a domain of both kinds. */
		k->refused++;
		if (k->refused <= 2)
			printf("# together: %.*s\n", (int)strcspn(said, "\n"), said);
		arena_free(a);
		return;
	}
	text = with_option(&p, buf_text(&out), a);
	conf = write_conf(k, text, a);
	asked_init(&q, QUESTIONS_MAX, a);
	ask_all(&p, text, &q);
	wrong = asked_all(&q, conf, k->dir);
	wrong += !reads_the_same(conf, text, a);
	wrong += !has_hosts(conf, "jj_relay_from", &p.us.relay_from, a);
	wrong += !has_hosts(conf, "jj_block_hosts", &p.block.hosts, a);
	wrong += !has_hosts(conf, "jj_exempt_hosts", &p.exempt.hosts, a);
	wrong += !has_hosts(conf, "jj_mailing_lists", &p.exempt.mailing_lists, a);
	wrong += !has_hosts(conf, "jj_secondary_mx", &p.us.secondary_mx, a);
	k->wrong += wrong;
	arena_free(a);
}

int hostile_policies(
	uint64_t seed, unsigned long n, unsigned *point, const struct hostile_pool *pool)
{
	char dir[] = "/tmp/hostile.XXXXXX", command[64];
	struct attack k = { .dice = { seed }, .arena = arena_new(), .dir = dir, .pool = pool };
	int failed;

	if (!mkdtemp(dir))
		return 1;
	victim_make(&k.t, seed, dir, k.arena);
	for (unsigned long i = 0; i < n; i++)
		attack_once(&k);
	failed = hostile_point(point, k.wrong == 0 && k.refused * 2 < k.made,
		arena_printf(k.arena,
			"%lu hostile texts in %lu policies through Exim, %lu wrong; %lu more policies "
			"do not fit together",
			k.texts, k.made - k.refused, k.wrong, k.refused));
	snprintf(command, sizeof command, "rm -rf %s", dir);
	if (system(command) != 0)
		failed++;
	arena_free(k.arena);
	return failed;
}
