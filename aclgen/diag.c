/* diag.c - see diag.h. */
#include "diag.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "utf8.h"

/* Our own words take some hundred bytes, and Exim's beside them. A value that takes more is shown by
 * its two ends, with what stands behind it: that is the reason, and what to write instead. */
enum { TEXT_MAX = 1000, TEXT_END = 300 };

struct diag {
	struct where at;
	enum severity sev;
	const char *code, *text;
	size_t number; /* in the order of finding: what keeps the sorting stable */
};

struct diags {
	struct arena *arena;
	const char *path;
	struct diag *d;
	size_t n, cap, errors, lost, found;
	struct hidden *hidden;
};

/* A code whose warnings are not shown. */
struct hidden {
	const char *code;
	struct hidden *next;
};

static const char *const severity_name[] = {
	[SEV_ERROR] = "error",
	[SEV_WARNING] = "warning",
};

struct diags *diags_new(struct arena *a, const char *path)
{
	struct diags *d = arena_alloc(a, sizeof *d);

	d->arena = a;
	d->path = path;
	return d;
}

/* `at`, or the beginning of the character that `at` is in. */
static size_t character_at(const char *text, size_t at)
{
	for (int i = 0; i < 3 && ((unsigned char)text[at] & 0xc0) == 0x80; i++)
		at--;
	return at;
}

static const char *shortened(struct arena *a, const char *text)
{
	size_t n = strlen(text);

	if (n <= TEXT_MAX)
		return text;
	size_t first = character_at(text, TEXT_END), last = character_at(text, n - TEXT_END);
	return arena_printf(a, "%.*s... (%zu bytes left out) ...%s", (int)first, text, last - first,
		text + last);
}

/* `text` as it may be shown on a terminal. */
static const char *printable(struct arena *a, const char *text)
{
	struct buf out = { .arena = a };
	size_t left = strlen(text);

	while (left > 0) {
		uint32_t ch = 0;
		size_t n = utf8_next(text, left, &ch);

		if (n > 0 && utf8_shown(ch)) {
			buf_add(&out, text, n);
		} else {
			n = n ? n : 1;
			for (size_t i = 0; i < n; i++)
				buf_printf(&out, "\\x%02x", (unsigned)(unsigned char)text[i]);
		}
		text += n;
		left -= n;
	}
	return buf_text(&out);
}

static bool is_hidden(const struct diags *d, const char *code)
{
	for (const struct hidden *h = d->hidden; h; h = h->next)
		if (strcmp(h->code, code) == 0)
			return true;
	return false;
}

bool diags_hide_warnings(struct diags *d, const char *code)
{
	struct hidden *h = arena_alloc(d->arena, sizeof *h);
	size_t kept = 0, before = d->n;

	*h = (struct hidden){ code, d->hidden };
	d->hidden = h;
	for (size_t i = 0; i < d->n; i++)
		if (d->d[i].sev == SEV_ERROR || strcmp(d->d[i].code, code) != 0)
			d->d[kept++] = d->d[i];
	d->n = kept;
	return kept < before;
}

void diag_add(
	struct diags *d, enum severity sev, struct where at, const char *code, const char *fmt, ...)
{
	struct buf text = { .arena = d->arena };
	va_list ap;

	if (sev == SEV_WARNING && is_hidden(d, code))
		return;
	d->errors += sev == SEV_ERROR;
	if (d->n == DIAG_MAX) {
		d->lost++;
		return;
	}
	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	d->d = arena_room(d->arena, d->d, d->n, &d->cap, sizeof *d->d);
	d->d[d->n] = (struct diag){ at, sev, code,
		printable(d->arena, shortened(d->arena, buf_text(&text))), d->found++ };
	d->n++;
}

size_t diag_errors(const struct diags *d)
{
	return d->errors;
}

size_t diag_count(const struct diags *d)
{
	return d->n + d->lost;
}

static int by_place(const void *va, const void *vb)
{
	const struct diag *a = va, *b = vb;

	if (!a->at.file != !b->at.file)
		return a->at.file ? 1 : -1;
	if (a->at.file && strcmp(a->at.file, b->at.file) != 0)
		return strcmp(a->at.file, b->at.file);
	if (a->at.line != b->at.line)
		return a->at.line < b->at.line ? -1 : 1;
	if (a->at.col != b->at.col)
		return a->at.col < b->at.col ? -1 : 1;
	return a->number < b->number ? -1 : 1;
}

static const char *file_of(const struct diags *d, const struct diag *g)
{
	return printable(d->arena, g->at.file ? g->at.file : d->path);
}

static void print_text(const struct diags *d, const struct diag *g, FILE *out)
{
	fputs(file_of(d, g), out);
	if (g->at.line > 0)
		fprintf(out, ":%u:%u", g->at.line, g->at.col);
	fprintf(out, ": %s: %s [%s]\n", severity_name[g->sev], g->text, g->code);
}

/* The text is printable already: only two characters are left that JSON escapes. */
static void print_json_string(const char *s, FILE *out)
{
	putc('"', out);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			putc('\\', out);
		putc(*s, out);
	}
	putc('"', out);
}

static void print_json(const struct diags *d, const struct diag *g, FILE *out)
{
	fputs("{\"file\":", out);
	print_json_string(file_of(d, g), out);
	fprintf(out, ",\"line\":%u,\"column\":%u,\"severity\":\"%s\",\"code\":\"%s\",\"message\":",
		g->at.line, g->at.col, severity_name[g->sev], g->code);
	print_json_string(g->text, out);
	putc('}', out);
}

void diags_print(const struct diags *d, FILE *out, bool json)
{
	struct diag *sorted = arena_alloc(d->arena, (d->n + 1) * sizeof *sorted);
	size_t n = d->n;

	if (n > 0) {
		memcpy(sorted, d->d, n * sizeof *sorted);
		qsort(sorted, n, sizeof *sorted, by_place);
	}
	if (d->lost > 0)
		sorted[n++] = (struct diag){ .sev = d->errors ? SEV_ERROR : SEV_WARNING,
			.code = AG_MORE,
			.text = arena_printf(
				d->arena, "%zu more are not shown; mend these first", d->lost) };
	if (json)
		fputs("[", out);
	for (size_t i = 0; i < n; i++) {
		if (!json) {
			print_text(d, &sorted[i], out);
			continue;
		}
		fputs(i > 0 ? ",\n " : "\n ", out);
		print_json(d, &sorted[i], out);
	}
	if (json)
		fputs(n > 0 ? "\n]\n" : "]\n", out);
}

void diags_report(const struct diags *d, int rc, bool json, const char *more)
{
	static const char *const result[] = { "done", "wrong", "trouble" };

	if (!json) {
		if (diag_count(d) > 0)
			diags_print(d, stderr, false);
		return;
	}
	fputs("{\"policy\":", stdout);
	print_json_string(printable(d->arena, d->path), stdout);
	printf(",\"result\":\"%s\",\"errors\":%zu,\"warnings\":%zu,%s\"diagnostics\":", result[rc],
		d->errors, diag_count(d) - d->errors, more);
	diags_print(d, stdout, true);
	puts("}");
}
