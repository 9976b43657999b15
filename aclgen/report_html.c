/* report_html.c - a report as one page that needs nothing else: no script, no font, no picture, no
 * network, which its Content-Security-Policy says to the browser, too. */
#include <string.h>

#include "report_style.h"
#include "report_svg.h"
#include "report_view.h"
#include "report_when.h"
#include "test_report.h"

enum { HEAT_ROWS = 12 };

static void print_text(const char *text, struct arena *a, FILE *to)
{
	fputs(report_xml(text, a), to);
}

static void open_section(const char *title, const char *about, FILE *to)
{
	fprintf(to, "\n<section><h2>%s</h2><p>%s</p>\n", title, about);
}

static void print_cell(uint64_t n, FILE *to)
{
	char text[REPORT_NUMBER];

	if (n > 0)
		fprintf(to, "<td>%s</td>", report_number(n, text));
	else
		fputs("<td class=\"none\">&#8211;</td>", to);
}

static void print_figure(const char *mark, const char *value, const char *name, const char *about, FILE *to)
{
	fprintf(to, "<div style=\"--mark:var(--%s)\"><b>%s</b><span>%s</span><span>%s</span></div>\n", mark, value,
		name, about);
}

static void print_figures(const struct report_view *v, FILE *to)
{
	const struct tally *t = v->t;
	char n[REPORT_NUMBER], a[REPORT_NUMBER], about[3 * REPORT_NUMBER];

	fputs("<div class=\"key\">\n", to);
	snprintf(about, sizeof about, "%s; %s delayed", report_volume(t->received_bytes, a),
		*report_percent(t->delayed, t->received, n) ? n : "none");
	print_figure("taken", report_number(t->received, n), "Received", about, to);
	snprintf(about, sizeof about, "%s; failed: %s", report_volume(t->delivered_bytes, a),
		report_number(t->failed, n));
	print_figure("ham", report_number(t->delivered, n), "Delivered", about, to);
	snprintf(about, sizeof about, "%s of what was offered", report_percent(t->refused, v->offered, a));
	print_figure("refused", report_number(t->refused, n), "Rejected", v->offered ? about : "", to);
	print_figure("off", report_number(t->put_off, n), "Rejected for now", "to be tried again", to);
	if (t->would > 0)
		print_figure("would", report_number(t->would, n), "Would have been rejected", "only logged or marked", to);
	snprintf(about, sizeof about, "%s of what was offered",
		report_percent(t->ham + t->spam, v->offered, a));
	print_figure("line", report_number(t->ham + t->spam, n), "Seen by SpamAssassin", v->offered ? about : "", to);
	fputs("</div>\n", to);
}

static void print_shares(const struct report_view *v, FILE *to)
{
	const struct tally *t = v->t;
	/* What SpamAssassin made us refuse is among the refused, so its spam stands there alone. */
	const uint64_t seen = t->ham < t->received ? t->ham : t->received;
	const struct svg_part parts[] = {
		{ "refused", "rejected", t->refused },
		{ "off", "rejected for now", t->put_off },
		{ "ham", "taken, ham to SpamAssassin", seen },
		{ "taken", "taken otherwise", t->received - seen },
	};
	char n[REPORT_NUMBER], p[REPORT_NUMBER];

	open_section("What became of it", "All that was offered: messages that were taken, and refusals.", to);
	fputs("<div class=\"share\">", to);
	svg_share(parts, sizeof parts / sizeof parts[0], to);
	fputs("</div>\n<ul class=\"legend\">", to);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		fprintf(to, "<li><i class=\"%s\"></i>%s <b>%s</b> %s</li>", parts[i].class, parts[i].name,
			report_number(parts[i].n, n), report_percent(parts[i].n, v->offered, p));
	fprintf(to, "</ul>\n<ul class=\"legend\"><li>SpamAssassin said: ham <b>%s</b>,", report_number(t->ham, n));
	fprintf(to, " spam <b>%s</b></li>", report_number(t->spam, n));
	if (t->bounced > 0)
		fprintf(to, "<li>bounces of our own <b>%s</b></li>", report_number(t->bounced, n));
	fputs("</ul></section>\n", to);
}

static void print_time(const struct report_view *v, FILE *to)
{
	uint64_t most = 0;
	char a[REPORT_NUMBER], b[REPORT_NUMBER];

	if (v->n_pieces == 0)
		return;
	for (size_t i = 0; i < v->n_pieces; i++) {
		const uint64_t *n = v->piece[i].n;
		uint64_t sum = n[H_RECEIVED] + n[H_REFUSED] + n[H_PUT_OFF];

		most = sum > most ? sum : most;
	}
	snprintf(b, sizeof b, v->hours == 1 ? "By hour" : v->hours == 24 ? "By day" : "By %u hours", v->hours);
	open_section(b, "Messages taken, refused and put off.", to);
	fprintf(to, "<div class=\"bars\"><div class=\"y\"><span>%s</span>", report_number(most, a));
	fprintf(to, "<span>%s</span><span>0</span></div>", report_number(most / 2, a));
	svg_pieces(v, most, to);
	fprintf(to, "<div class=\"x\"><span>%s</span>", report_piece_name(v, 0, a));
	if (v->n_pieces > 4)
		fprintf(to, "<span class=\"wide\">%s</span>", report_piece_name(v, v->n_pieces / 2, a));
	if (v->n_pieces > 1)
		fprintf(to, "<span>%s</span>", report_piece_name(v, v->n_pieces - 1, a));
	fputs("</div></div>\n<ul class=\"legend\"><li><i class=\"taken\"></i>taken</li><li><i class=\"refused\"></i>"
	      "refused</li><li><i class=\"off\"></i>put off</li></ul></section>\n",
		to);
}

/* ---- rules ---- */

static void print_refusing(const struct report_view *v, FILE *to)
{
	uint64_t most = 0;

	if (v->n_refusing == 0)
		return;
	open_section("Refused, by rule", "In parentheses: by Exim or by ACLs that are not joejob's.", to);
	fputs("<table><tr><th>rule</th><th>rejected</th><th>for now</th></tr>\n", to);
	for (size_t i = 0; i < v->n_refusing; i++) {
		const struct rule_count *r = &v->t->rule[v->refusing[i]];
		bool off = r->n[PUT_OFF] > r->n[REFUSED];

		most = most ? most : r->n[REFUSED] + r->n[PUT_OFF];
		fputs("<tr><td>", to);
		print_text(r->name, v->t->arena, to);
		svg_bar(r->n[REFUSED] + r->n[PUT_OFF], most, off ? "off" : "refused", to);
		fputs("</td>", to);
		print_cell(r->n[REFUSED], to);
		print_cell(r->n[PUT_OFF], to);
		fputs("</tr>\n", to);
	}
	fputs("</table></section>\n", to);
}

static void print_would(const struct report_view *v, FILE *to)
{
	uint64_t most = 0;

	if (v->n_would == 0)
		return;
	open_section("Would have been refused, by rule",
		"By rules that only log or mark, or (mode deny, defer) while the kill switch was on. Alone: no "
		"rule before it would have refused the same attempt.",
		to);
	fputs("<table><tr><th>rule</th><th>mode</th><th>times</th><th>alone</th></tr>\n", to);
	for (size_t i = 0; i < v->n_would; i++) {
		const struct rule_count *r = &v->t->rule[v->would[i]];

		most = most ? most : r->n[WOULD_REFUSE];
		fputs("<tr><td>", to);
		print_text(r->name, v->t->arena, to);
		svg_bar(r->n[WOULD_REFUSE], most, "would", to);
		fputs("</td><td>", to);
		print_text(r->mode, v->t->arena, to);
		fputs("</td>", to);
		print_cell(r->n[WOULD_REFUSE], to);
		print_cell(r->first, to);
		fputs("</tr>\n", to);
	}
	fputs("</table></section>\n", to);
}

static void print_heat(const struct report_view *v, FILE *to)
{
	size_t rows = v->n_refusing < HEAT_ROWS ? v->n_refusing : HEAT_ROWS;
	uint64_t most = 0;

	if (rows == 0)
		return;
	for (size_t i = 0; i < rows; i++)
		for (unsigned h = 0; h < 24; h++)
			if (v->daily[v->refusing[i]][h] > most)
				most = v->daily[v->refusing[i]][h];
	open_section("Refusals by rule and hour of the day", "All days together, by the log's own clock.", to);
	fputs("<div class=\"heat\">\n", to);
	for (size_t i = 0; i < rows; i++) {
		fputs("<span>", to);
		print_text(v->t->rule[v->refusing[i]].name, v->t->arena, to);
		fputs("</span>", to);
		svg_day(v->daily[v->refusing[i]], most ? most : 1, to);
		fputs("\n", to);
	}
	fputs("<div class=\"x\"><span>0:00</span><span>6:00</span><span>12:00</span><span>18:00</span>"
	      "<span>24:00</span></div></div></section>\n",
		to);
}

/* ---- names ---- */

static void print_names(const struct report_view *v, const struct report_section *s, FILE *to)
{
	static const char *const classes[NAME_KINDS] = {
		[BY_CLIENT] = "refused", [BY_DOMAIN] = "would", [BY_VERDICT] = "taken", [BY_MTA] = "off",
		[BY_VIA] = "taken", [BY_UNSIGNED] = "off", [BY_WHY] = "off", [BY_CALLOUT] = "taken",
		[BY_TROUBLE] = "refused",
	};
	const struct top *top = &v->t->name[s->kind];
	struct top_row *row;
	size_t n = top_rows(top, s->by, v->top, &row);
	char text[REPORT_NUMBER];
	uint64_t most = 0;

	if (n == 0)
		return;
	open_section(s->title, s->about, to);
	fprintf(to, "<table><tr><th>%s</th>", s->name);
	for (unsigned k = 0; k < TOP_COUNTS && s->count[k].key != NULL; k++)
		fprintf(to, "<th>%s</th>", s->count[k].title);
	fputs("</tr>\n", to);
	for (size_t i = 0; i < n; i++) {
		uint64_t sum = 0;

		for (unsigned k = 0; k < TOP_COUNTS; k++)
			sum += s->by & 1u << k ? row[i].n[k] : 0;
		most = most ? most : sum;
		fputs("<tr><td>", to);
		print_text(row[i].name, v->t->arena, to);
		svg_bar(sum, most, classes[s->kind], to);
		fputs("</td>", to);
		for (unsigned k = 0; k < TOP_COUNTS && s->count[k].key != NULL; k++)
			print_cell(row[i].n[k], to);
		fputs("</tr>\n", to);
	}
	fputs("</table>", to);
	if (top->lost > 0)
		fprintf(to, "<p>So many names that a count may be too low by up to %s.</p>",
			report_number(top->lost, text));
	fputs("</section>\n", to);
}

static void print_head(const struct report_view *v, FILE *to)
{
	const struct tally *t = v->t;
	char from[LOG_DATE_TEXT] = "", till[LOG_DATE_TEXT] = "", n[REPORT_NUMBER];

	if (t->first <= t->last) {
		log_date_print(t->first, from);
		log_date_print(t->last, till);
	}
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	      "<meta name=\"robots\" content=\"noindex\">\n",
		to);
	fprintf(to, "<title>Mail from %.16s to %.16s</title>\n<style>\n%s</style>\n</head>\n<body>\n", from, till,
		report_style);
	if (*from)
		fprintf(to, "<header><h1>What the mail server did</h1><p>%.16s to %.16s, by %zu log file%s of %s lines", from,
			till, v->files, v->files == 1 ? "" : "s", report_number(t->lines, n));
	else
		fputs("<header><h1>What the mail server did</h1><p>Nothing of that time stands in the log", to);
	if (t->outside > 0)
		fprintf(to, ", %s of them of another time", report_number(t->outside, n));
	if (t->foreign > 0)
		fprintf(to, ", %s not Exim's", report_number(t->foreign, n));
	if (t->unknown > 0)
		fprintf(to, ", %s of another version of joejob", report_number(t->unknown, n));
	fputs(".</p>", to);
	if (v->unread > 0)
		fprintf(to, "<p class=\"warn\">%zu file%s could not be read to the end.</p>", v->unread,
			v->unread == 1 ? "" : "s");
	fputs("</header>\n<main>\n", to);
}

void report_html(const struct report_view *v, FILE *to)
{
	print_head(v, to);
	print_figures(v, to);
	print_shares(v, to);
	print_time(v, to);
	fputs("<div class=\"grid\">", to);
	print_refusing(v, to);
	print_would(v, to);
	fputs("</div>\n", to);
	print_heat(v, to);
	fputs("<div class=\"grid\">", to);
	for (size_t i = 0; i < REPORT_SECTIONS; i++)
		print_names(v, &report_sections[i], to);
	fputs("</div>\n</main>\n<footer><p>aclgen report " JJ_VERSION "</p></footer>\n</body>\n</html>\n", to);
}
