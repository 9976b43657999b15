/* template.c - fills the places of a template, line by line. See template.h. */
#include <ctype.h>
#include <string.h>

#include "diag_codes.h"
#include "quote.h"
#include "template.h"

enum {
	NESTING_MAX = 8,   /* of %if; our own templates need two */
	NAME_MAX_LEN = 64, /* of a place */
	VALUES_MAX = 96,   /* entries of one dictionary */
};

/* An %if that is open: whether the lines of the current branch are written, whether an outer one
 * already hides everything, and where it began. */
struct branch {
	bool on, outer, seen_else;
	unsigned line;
};

struct filling {
	const struct template *t;
	const struct value *dict;
	size_t n;
	struct diags *d;
	struct buf out;
	unsigned line;
	struct branch open[NESTING_MAX];
	unsigned depth;
	bool used[VALUES_MAX];
	bool failed;
};

static void fail(
	struct filling *f, struct where at, const char *code, const char *what, const char *about)
{
	diag_add(f->d, SEV_ERROR, at, code, "template %s:%u: %s%s", f->t->name, f->line, what,
		about);
	f->failed = true;
}

static const struct value *look_up(struct filling *f, const char *name, size_t len)
{
	char shown[NAME_MAX_LEN + 1];

	for (size_t i = 0; i < f->n; i++)
		if (strlen(f->dict[i].name) == len && memcmp(f->dict[i].name, name, len) == 0) {
			f->used[i] = true;
			return &f->dict[i];
		}
	len = len < NAME_MAX_LEN ? len : NAME_MAX_LEN;
	memcpy(shown, name, len);
	shown[len] = '\0';
	fail(f, (struct where){ 0 }, AG_TEMPLATE_NAME, "there is no value named ", shown);
	return NULL;
}

static bool is_there(const struct value *v)
{
	switch (v->as) {
	case AS_HOSTS:
	case AS_DOMAINS:
	case AS_ADDRESSES:
	case AS_LOCAL_PARTS:
		return v->list->n > 0;
	case AS_TIME:
		return true;
	case AS_FLAG:
	case AS_NUMBER:
	case AS_TIME_IF:
		return v->number != 0;
	case AS_EXIM:
	case AS_TEXT:
	case AS_REPLY:
	case AS_HEADER:
	case AS_COMMENT:
	case AS_WORD:
	case AS_NAME:
	case AS_MACRO:
	case AS_PATH:
	case AS_PATH_OPTION:
		break;
	}
	return v->text != NULL && *v->text != '\0';
}

static const char *write_list_value(struct buf *out, const struct value *v, const struct str **bad)
{
	static quote_list_fn *const writer[] = {
		[AS_HOSTS] = quote_hosts,
		[AS_DOMAINS] = quote_domains,
		[AS_ADDRESSES] = quote_addresses,
		[AS_LOCAL_PARTS] = quote_local_parts,
	};

	return writer[v->as](out, v->list, bad);
}

static const char *write_text_value(struct buf *out, const struct value *v)
{
	static const char *(*const writer[])(struct buf *, const char *) = {
		[AS_TEXT] = quote_text,
		[AS_REPLY] = quote_reply,
		[AS_HEADER] = quote_header,
		[AS_COMMENT] = quote_comment,
		[AS_WORD] = quote_word,
		[AS_NAME] = quote_name,
		[AS_MACRO] = quote_macro,
		[AS_PATH] = quote_path,
		[AS_PATH_OPTION] = quote_path_option,
	};

	if (v->text == NULL)
		return "is not there, and the template does not ask with %if";
	if (v->as == AS_EXIM) {
		buf_str(out, v->text);
		return NULL;
	}
	return writer[v->as](out, v->text);
}

static void write_value(struct filling *f, const struct value *v)
{
	const struct str *bad = NULL;
	const char *fault = NULL;

	if (v->as == AS_FLAG)
		fault = "is for %if alone and has no text";
	else if (v->as == AS_NUMBER)
		buf_printf(&f->out, "%lu", v->number);
	else if (v->as == AS_TIME || v->as == AS_TIME_IF)
		quote_time(&f->out, v->number);
	else if (v->as >= AS_HOSTS)
		fault = write_list_value(&f->out, v, &bad);
	else
		fault = write_text_value(&f->out, v);
	if (fault == NULL)
		return;
	const char *text = bad != NULL ? bad->s : v->text != NULL ? v->text : v->name;
	diag_add(f->d, SEV_ERROR, bad != NULL ? bad->at : v->at, AG_UNWRITABLE,
		"\"%s\" cannot be written into the configuration (template %s:%u, {{%s}}): it %s",
		text, f->t->name, f->line, v->name, fault);
	f->failed = true;
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* The length of the name when a place starts here, else 0. Exim's own "{{" is followed by a
 * condition with braces or a colon, so it is never taken for a place. */
static size_t place_at(const char *s, const char *end)
{
	const char *p = s + 2;

	if (end - s < 5 || s[0] != '{' || s[1] != '{')
		return 0;
	while (p < end && is_name_char(*p))
		p++;
	return p > s + 2 && end - p >= 2 && p[0] == '}' && p[1] == '}' ? (size_t)(p - s - 2) : 0;
}

/* {{ Name }}: surely meant as a place, and would otherwise reach Exim. */
static bool is_botched_place(const char *s, const char *end)
{
	const char *p = s + 2;

	if (end - s < 5 || s[0] != '{' || s[1] != '{')
		return false;
	while (p < end && (isalnum((unsigned char)*p) || strchr("_-. \t", *p) != NULL))
		p++;
	return p > s + 2 && end - p >= 2 && p[0] == '}' && p[1] == '}';
}

/* A line that is one AS_EXIM place: whole stanzas take the line's room, indentation included. */
static bool fill_block(struct filling *f, const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	size_t len = place_at(s, end);
	if (len == 0 || s + len + 4 != end)
		return false;
	const struct value *v = look_up(f, s + 2, len);
	if (v == NULL || v->as != AS_EXIM)
		return v == NULL;
	if (v->text != NULL)
		buf_str(&f->out, v->text);
	return true;
}

static void fill_line(struct filling *f, const char *s, const char *end)
{
	if (fill_block(f, s, end))
		return;
	while (s < end) {
		size_t len = place_at(s, end);
		if (len > 0) {
			const struct value *v = look_up(f, s + 2, len);
			if (v != NULL)
				write_value(f, v);
			s += len + 4;
			continue;
		}
		if (is_botched_place(s, end)) {
			fail(f, (struct where){ 0 }, AG_TEMPLATE_PLACE,
				"a place is written {{name}}, in small letters without blanks", "");
			return;
		}
		buf_add(&f->out, s++, 1);
	}
	buf_str(&f->out, "\n");
}

static bool is_shown(const struct filling *f)
{
	return f->depth == 0 || (f->open[f->depth - 1].on && f->open[f->depth - 1].outer);
}

static void open_branch(struct filling *f, const char *arg, size_t len)
{
	bool not = len > 0 && *arg == '!';
	bool outer = is_shown(f);
	const struct value *v = look_up(f, arg + not, len - not );

	if (f->depth == NESTING_MAX) {
		fail(f, (struct where){ 0 }, AG_TEMPLATE_PLACE, "%if is nested too deeply", "");
		return;
	}
	f->open[f->depth++] = (struct branch){
		.on = v != NULL && is_there(v) != not, .outer = outer, .line = f->line
	};
}

static void else_branch(struct filling *f, const char *arg, size_t len)
{
	(void)arg;
	if (f->depth == 0 || f->open[f->depth - 1].seen_else || len > 0) {
		fail(f, (struct where){ 0 }, AG_TEMPLATE_PLACE,
			"%else stands alone, once in an %if", "");
		return;
	}
	f->open[f->depth - 1].seen_else = true;
	f->open[f->depth - 1].on = !f->open[f->depth - 1].on;
}

static void end_branch(struct filling *f, const char *arg, size_t len)
{
	(void)arg;
	if (f->depth == 0 || len > 0) {
		fail(f, (struct where){ 0 }, AG_TEMPLATE_PLACE, "%end stands alone and ends an %if",
			"");
		return;
	}
	f->depth--;
}

static void ignore_name(struct filling *f, const char *arg, size_t len)
{
	look_up(f, arg, len);
}

static void directive(struct filling *f, const char *s, const char *end)
{
	static const struct {
		const char *word;
		void (*act)(struct filling *, const char *, size_t);
	} table[] = {
		{ "%if", open_branch },
		{ "%else", else_branch },
		{ "%end", end_branch },
		{ "%ignore", ignore_name },
	};
	const char *arg = s;

	if (end - s >= 2 && s[1] == '#')
		return;
	while (arg < end && *arg != ' ' && *arg != '\t')
		arg++;
	size_t word = (size_t)(arg - s);
	while (arg < end && (*arg == ' ' || *arg == '\t'))
		arg++;
	while (end > arg && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (strlen(table[i].word) == word && memcmp(table[i].word, s, word) == 0) {
			table[i].act(f, arg, (size_t)(end - arg));
			return;
		}
	fail(f, (struct where){ 0 }, AG_TEMPLATE_PLACE,
		"an unknown directive; there are %if, %else, %end, %ignore and %#", "");
}

static void fill_lines(struct filling *f)
{
	const char *s = f->t->text, *last = s + f->t->length;

	while (s < last) {
		const char *end = memchr(s, '\n', (size_t)(last - s));
		const char *next = end != NULL ? end + 1 : last;
		if (end == NULL)
			end = last;
		f->line++;
		if (*s == '%')
			directive(f, s, end);
		else if (is_shown(f))
			fill_line(f, s, end);
		s = next;
	}
}

/* A hidden line's places count as used: the dictionary belongs to all branches. */
static void mark_hidden(struct filling *f)
{
	const char *s = f->t->text, *end = s + f->t->length;

	for (; s < end; s++) {
		size_t len = place_at(s, end);
		for (size_t i = 0; len > 0 && i < f->n; i++)
			if (strlen(f->dict[i].name) == len &&
				memcmp(f->dict[i].name, s + 2, len) == 0)
				f->used[i] = true;
	}
}

int template_fill(struct buf *out, const struct template *t, const struct value *dict, size_t n,
	struct diags *d)
{
	struct filling f = {
		.t = t,
		.dict = dict,
		.n = n < VALUES_MAX ? n : VALUES_MAX,
		.d = d,
		.out = { .arena = out->arena },
	};

	fill_lines(&f);
	mark_hidden(&f);
	if (f.depth > 0) {
		f.line = f.open[f.depth - 1].line;
		fail(&f, (struct where){ 0 }, AG_TEMPLATE_PLACE, "this %if has no %end", "");
	}
	for (size_t i = 0; i < f.n; i++)
		if (!f.used[i])
			fail(&f, dict[i].at, AG_TEMPLATE_UNUSED,
				"the template does not use (or %ignore) the value ", dict[i].name);
	if (f.failed)
		return -1;
	buf_add(out, buf_text(&f.out), f.out.n);
	return 0;
}
