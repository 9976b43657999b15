/* settings_keep.c - the key of the settings line that is about copies of what is refused. */
#include "settings_read.h"

enum { KEEP_DAYS_DIGITS = 3, KEEP_FILES_DIGITS = 6 };

/* DAYS:FILES:FOLDER */
const char *set_keep(struct parser *p, struct span value)
{
	struct jj_keep *keep = &p->s->keep;
	struct span days = until(value, ':'), rest = behind(value, days), files = until(rest, ':');
	int64_t n;

	if (!span_number(days, KEEP_DAYS_DIGITS, &n) || n < 1)
		return "begins with no number of days";
	keep->days = (unsigned)n;
	if (!span_number(files, KEEP_FILES_DIGITS, &n) || n < 1)
		return "has no number of files";
	keep->files = (unsigned)n;

	size_t length;
	const char *why = read_coded(behind(rest, files), keep->folder, JJ_PATH_MAX, &length);
	if (why)
		return why;
	keep->folder[length] = '\0';
	if (keep->folder[0] != '/' || strlen(keep->folder) != length)
		return "does not end in the absolute path of a folder";
	return NULL;
}
