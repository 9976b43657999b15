/* joescan_output.c - see joescan_output.h. */
#include "joescan_output.h"

#include <string.h>

#include "utf8.h"

const char *const format_name[FORMATS] = {
	[FORMAT_TEXT] = "text",
	[FORMAT_JSON] = "json",
	[FORMAT_TSV] = "tsv",
};

/* The letter that stands behind a backslash for this byte, in C as in JSON; 0: none does. */
static char letter(uint32_t ch)
{
	static const char from[] = "\\\t\n\r\b\f", to[] = "\\tnrbf";
	const char *at = ch > 0 && ch < 128 ? strchr(from, (int)ch) : NULL;

	return at ? to[at - from] : '\0';
}

void output_json(FILE *out, const char *s)
{
	size_t n = strlen(s);

	putc('"', out);
	while (n > 0) {
		uint32_t ch;
		size_t len = utf8_next(s, n, &ch);

		if (len == 0) {
			fputs("\\ufffd", out);
			len = 1;
		} else if (ch == '"' || letter(ch)) {
			fprintf(out, "\\%c", ch == '"' ? '"' : letter(ch));
		} else if (!utf8_shown(ch) && ch < 0x10000) {
			fprintf(out, "\\u%04x", (unsigned)ch);
		} else {
			fwrite(s, 1, len, out);
		}
		s += len;
		n -= len;
	}
	putc('"', out);
}

void output_text(FILE *out, const char *s)
{
	size_t n = strlen(s);

	while (n > 0) {
		uint32_t ch = 0;
		size_t len = utf8_next(s, n, &ch);

		if (letter(ch)) {
			fprintf(out, "\\%c", letter(ch));
		} else if (len > 0 && utf8_shown(ch)) {
			fwrite(s, 1, len, out);
		} else {
			len = len > 0 ? len : 1;
			for (size_t i = 0; i < len; i++)
				fprintf(out, "\\x%02x", (unsigned)(unsigned char)s[i]);
		}
		s += len;
		n -= len;
	}
}

void steps_clear(struct steps *s)
{
	s->n = s->lost = 0;
	s->used = 0;
}

void steps_add(struct steps *s, unsigned line, const char *sentence)
{
	size_t n = strlen(sentence) + 1;

	if (s->n == STEPS_MAX || n > sizeof s->text - s->used) {
		s->lost++;
		return;
	}
	memcpy(s->text + s->used, sentence, n);
	s->step[s->n].line = line;
	s->step[s->n++].text = s->used;
	s->used += n;
}

static const char *where(const struct jj_evidence *e)
{
	return e->where ? e->where : "";
}

static void text_steps(FILE *out, const struct steps *s)
{
	for (unsigned i = 0; i < s->n; i++) {
		if (s->step[i].line > 0)
			fprintf(out, "  line %u: %s\n", s->step[i].line, s->text + s->step[i].text);
		else
			fprintf(out, "  %s\n", s->text + s->step[i].text);
	}
	if (s->lost > 0)
		fprintf(out, "  and %u more steps\n", s->lost);
}

void output_name(FILE *out, const struct message_name *name)
{
	output_text(out, name->file);
	if (name->number > 0)
		fprintf(out, ":%lu", name->number);
}

static void text_result(FILE *out, const struct message_name *name, const struct jj_result *r,
	const struct steps *steps)
{
	const struct jj_evidence *e = &r->evidence[0];

	output_name(out, name);
	if (name->number > 0)
		fprintf(out, " at byte %llu", (unsigned long long)name->offset);
	fprintf(out, ": %s (%s%s%s)\n", jj_verdict_name[r->verdict], jj_evidence_name[e->kind],
		*e->detail ? ", " : "", e->detail);
	if (steps)
		text_steps(out, steps);
}

static void json_steps(FILE *out, const struct steps *s)
{
	fputs(",\"explain\":[", out);
	for (unsigned i = 0; i < s->n; i++) {
		fprintf(out, "%s{\"line\":%u,\"text\":", i > 0 ? "," : "", s->step[i].line);
		output_json(out, s->text + s->step[i].text);
		putc('}', out);
	}
	if (s->lost > 0)
		fprintf(out, "%s{\"line\":0,\"text\":\"and %u more steps\"}", s->n > 0 ? "," : "",
			s->lost);
	putc(']', out);
}

static void json_result(FILE *out, const struct message_name *name, const struct jj_result *r,
	const struct steps *steps)
{
	fputs("{\"file\":", out);
	output_json(out, name->file);
	if (name->number > 0)
		fprintf(out, ",\"number\":%lu,\"offset\":%llu", name->number,
			(unsigned long long)name->offset);
	fprintf(out, ",\"verdict\":\"%s\",\"evidence\":[", jj_verdict_name[r->verdict]);
	for (unsigned i = 0; i < r->n_evidence; i++) {
		const struct jj_evidence *e = &r->evidence[i];

		fprintf(out, "%s{\"kind\":\"%s\",\"where\":", i > 0 ? "," : "",
			jj_evidence_name[e->kind]);
		output_json(out, where(e));
		fprintf(out, ",\"line\":%u,\"detail\":", e->line);
		output_json(out, e->detail);
		putc('}', out);
	}
	putc(']', out);
	if (steps)
		json_steps(out, steps);
	fputs("}\n", out);
}

static void tsv_result(FILE *out, const struct message_name *name, const struct jj_result *r,
	const struct steps *steps)
{
	const struct jj_evidence *e = &r->evidence[0];

	(void)steps;
	output_name(out, name);
	fprintf(out, "\t%llu\t%s\t%s\t%s\t%u\t", (unsigned long long)name->offset,
		jj_verdict_name[r->verdict], jj_evidence_name[e->kind], where(e), e->line);
	output_text(out, e->detail);
	putc('\n', out);
}

typedef void writer(FILE *out, const struct message_name *name, const struct jj_result *r,
	const struct steps *steps);

static writer *const writers[FORMATS] = {
	[FORMAT_TEXT] = text_result,
	[FORMAT_JSON] = json_result,
	[FORMAT_TSV] = tsv_result,
};

void output_begin(FILE *out, enum format format)
{
	if (format == FORMAT_TSV)
		fputs("file\toffset\tverdict\tevidence\twhere\tline\tdetail\n", out);
}

void output_result(FILE *out, enum format format, const struct message_name *name,
	const struct jj_result *r, const struct steps *steps)
{
	writers[format](out, name, r, steps);
}

void output_trouble(FILE *err, const char *file, const char *reason)
{
	fputs("joescan: ", err);
	output_text(err, file);
	fprintf(err, ": %s\n", reason);
}
