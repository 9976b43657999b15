/* render_list.c - see render_list.h.
 *
 * What is asked of a database stands in the arms of a question that the ACL acl_jj_list answers
 * (templates/list.acl): whether the file is there, whole and readable. Exim closes the connection
 * where a list names a file that it cannot open, and answers 451 where a cdb is cut short.
 */
#include <string.h>

#include "quote.h"
#include "render_check.h"
#include "render_list.h"

struct writing {
	struct buf *out;
	const struct listdb_row *row;
	const char *path; /* quoted */
};

/* `separated`: something stands before it in the list. An empty item would be the empty sender. */
static void open_arm(const struct writing *w, bool separated)
{
	buf_printf(w->out, " \\\n\t${if acl{{acl_jj_list}{%s}{%s}}{%s", w->path, w->row->key,
		separated ? " ; " : " ");
}

static void close_arm(const struct writing *w)
{
	buf_str(w->out, " }{}}");
}

/* Each prefix length that the database has; ${map} doubles the semicolon again. */
static void add_addresses(const struct writing *w)
{
	open_arm(w, true);
	buf_printf(w->out,
		"net-cdb;;%s ; \\\n\t${map{<; ${extract{${if isip6{$sender_host_address}{v6}{v4}}}"
		"{$value}}}{net$item-cdb;%s}}",
		w->path, w->path);
	close_arm(w);
}

/* `*.name`: first whom it does not match, then whom it does. `at` is "" or "*@". */
static void add_wild(const struct writing *w, const char *at)
{
	buf_printf(w->out, "!%spartial999(!.)cdb;;%s ; %spartial1-cdb;;%s", at, w->path, at, w->path);
}

static void add_names(const struct writing *w)
{
	open_arm(w, true);
	add_wild(w, "");
	close_arm(w);
}

static void add_exact(const struct writing *w, bool separated)
{
	open_arm(w, separated);
	buf_printf(w->out, "cdb;;%s ; ", w->path);
	if (w->row->of == LISTDB_ADDRESSES)
		buf_printf(w->out, "*@cdb;;%s ; ", w->path);
	add_wild(w, w->row->of == LISTDB_ADDRESSES ? "*@" : "");
	close_arm(w);
}

/* The items that stay in the configuration, as the ordinary writers write them but for the choice of
 * the separator in front. */
static const char *add_inline(const struct writing *w, const struct list *l, const char *before,
	const struct str **bad, size_t *n)
{
	static quote_list_fn *const writer[] = {
		[LISTDB_HOSTS] = quote_hosts,
		[LISTDB_DOMAINS] = quote_domains,
		[LISTDB_ADDRESSES] = quote_addresses,
	};
	struct str *item = arena_alloc(w->out->arena, (l->n + 1) * sizeof *item);
	struct buf b = { .arena = w->out->arena };
	struct list some = { .item = item, .at = l->at };

	for (size_t i = 0; i < l->n; i++)
		if (listdb_inline(w->row->of, l->item[i].s))
			item[some.n++] = l->item[i];
	*n = some.n;
	if (some.n == 0)
		return NULL;
	const char *fault = writer[w->row->of](&b, &some, bad);
	if (fault == NULL) {
		const char *text = buf_text(&b);
		const char *lead = w->row->of == LISTDB_HOSTS
					   ? "<; +ignore_unknown ; +ignore_defer ; "
					   : "<; ";
		buf_printf(w->out, "%s%s", before, text + strlen(lead));
	}
	return fault;
}

static bool has_names(const struct list *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (listdb_named(l->item[i].s))
			return true;
	return false;
}

const char *render_list(struct buf *out, const struct listdb_row *row, const struct list *l,
	const char *lists, const struct str **bad)
{
	static const char inert[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789._/+-";
	struct buf path = { .arena = out->arena };
	struct writing w = { .out = out, .row = row };
	size_t n;

	*bad = NULL;
	if (lists[strspn(lists, inert)] != '\0')
		return "has other characters in its path than letters, digits and ._/+-";
	const char *fault = quote_path(&path, arena_printf(out->arena, "%s/%s.cdb", lists, row->key));
	if (fault != NULL)
		return fault;
	w.path = buf_text(&path);
	if (row->of != LISTDB_HOSTS) {
		buf_str(out, "<;");
		fault = add_inline(&w, l, " ", bad, &n);
		add_exact(&w, n > 0);
		return fault;
	}
	buf_str(out, "<; +ignore_unknown ; +ignore_defer");
	add_addresses(&w);
	fault = add_inline(&w, l, " ; ", bad, &n);
	if (has_names(l))
		add_names(&w);
	return fault;
}

struct value list_value(
	struct rendering *r, const char *name, enum value_as as, const struct list *l)
{
	const struct listdb_row *row = listdb_find(r->p, l);
	struct value v = { name, as, .list = l, .at = l->at };
	struct buf text = { .arena = r->out.arena };
	const struct str *bad;

	if (row == NULL)
		return v;
	const char *lists = r->o->lists != NULL ? r->o->lists : "/etc/exim4/joejob/lists";
	const char *fault = render_list(&text, row, l, lists, &bad);
	if (fault != NULL) {
		diag_add(r->d, SEV_ERROR, bad != NULL ? bad->at : l->at, AG_UNWRITABLE,
			"%s: \"%s\" cannot be written into the configuration: it %s", row->key,
			bad != NULL ? bad->s : lists, fault);
		r->failed = true;
	}
	v.as = AS_EXIM;
	v.text = buf_text(&text);
	return v;
}
