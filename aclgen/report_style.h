/* report_style.h - the style sheet of the page that report_html.c writes: light and dark, wide and
 * narrow. Text stands in HTML, never in SVG, so that charts may be stretched to any width. */
#ifndef AG_REPORT_STYLE_H
#define AG_REPORT_STYLE_H

extern const char report_style[];

#endif
