/* report_svg.c - see report_svg.h. */
#include "report_svg.h"

enum { WIDE = 1000, HIGH = 200, GAP = 2 };

static void open_svg(unsigned width, unsigned height, const char *label, FILE *to)
{
	fprintf(to, "<svg viewBox=\"0 0 %u %u\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"%s\">",
		width, height, label);
}

static void rect(double x, double y, double width, double height, const char *class, FILE *to)
{
	fprintf(to, "<rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"", class, x, y,
		width, height);
}

void svg_share(const struct svg_part *part, size_t n, FILE *to)
{
	char text[REPORT_NUMBER], percent[REPORT_NUMBER];
	uint64_t sum = 0;
	double x = 0;

	for (size_t i = 0; i < n; i++)
		sum += part[i].n;
	open_svg(WIDE, 10, "shares of all messages", to);
	rect(0, 0, WIDE, 10, "track", to);
	fputs("/>", to);
	for (size_t i = 0; i < n && sum > 0; i++) {
		double width = (double)part[i].n * WIDE / (double)sum;

		if (part[i].n == 0)
			continue;
		rect(x, 0, width > 2 * GAP ? width - GAP : width, 10, part[i].class, to);
		fprintf(to, "><title>%s: %s (%s)</title></rect>", part[i].name,
			report_number(part[i].n, text), report_percent(part[i].n, sum, percent));
		x += width;
	}
	fputs("</svg>", to);
}

void svg_bar(uint64_t n, uint64_t most, const char *class, FILE *to)
{
	open_svg(WIDE, 10, "share of the most", to);
	rect(0, 0, WIDE, 10, "track", to);
	fputs("/>", to);
	rect(0, 0, most ? (double)n * WIDE / (double)most : 0, 10, class, to);
	fputs("/></svg>", to);
}

void svg_pieces(const struct report_view *v, uint64_t most, FILE *to)
{
	static const struct {
		enum hour_count count;
		const char *class, *name;
	} layers[] = {
		{ H_RECEIVED, "taken", "taken" },
		{ H_REFUSED, "refused", "refused" },
		{ H_PUT_OFF, "off", "put off" },
	};
	double step = (double)WIDE / (double)v->n_pieces, gap = step > 4 * GAP ? step / 6 : 0;
	char name[REPORT_NUMBER], text[REPORT_NUMBER];

	open_svg(WIDE, HIGH, "messages by time", to);
	for (unsigned i = 0; i < 4; i++)
		fprintf(to, "<path class=\"line\" d=\"M0 %uH%d\"/>", i * HIGH / 4, WIDE);
	for (size_t i = 0; i < v->n_pieces; i++) {
		double y = HIGH;

		fprintf(to, "\n<g><title>%s", report_piece_name(v, i, name));
		for (size_t k = 0; k < sizeof layers / sizeof layers[0]; k++)
			fprintf(to, ", %s %s", report_number(v->piece[i].n[layers[k].count], text), layers[k].name);
		fputs("</title>", to);
		for (size_t k = 0; k < sizeof layers / sizeof layers[0]; k++) {
			double height = (double)v->piece[i].n[layers[k].count] * HIGH / (double)(most ? most : 1);

			if (height <= 0)
				continue;
			y -= height;
			rect((double)i * step + gap / 2, y, step - gap, height, layers[k].class, to);
			fputs("/>", to);
		}
		fputs("</g>", to);
	}
	fputs("</svg>", to);
}

void svg_day(const uint64_t hour[24], uint64_t most, FILE *to)
{
	char text[REPORT_NUMBER];

	open_svg(24 * 10, 10, "refusals by hour of the day", to);
	for (unsigned h = 0; h < 24; h++) {
		rect(h * 10.0 + 0.5, 0, 9, 10, hour[h] ? "cell" : "track", to);
		/* A tenth at least, so that few differ from none. */
		if (hour[h] > 0)
			fprintf(to, " fill-opacity=\"%.2f\"", 0.1 + 0.9 * (double)hour[h] / (double)most);
		fprintf(to, "><title>%02u:00 to %02u:00: %s</title></rect>", h, h + 1, report_number(hour[h], text));
	}
	fputs("</svg>", to);
}
