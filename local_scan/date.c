/* date.c - see date.h. */
#include "date.h"

#include <locale.h>
#include <time.h>

/* The longest date has 31 characters; blanks may be many. */
enum { DATE_MAX = 63 };

bool date_parse(struct span text, int64_t *epoch)
{
	/* Seconds and the day of the week may be left out; %d and the others skip blanks. */
	static const char *const formats[] = {
		"%a, %d %b %Y %H:%M:%S %z",
		"%d %b %Y %H:%M:%S %z",
		"%a, %d %b %Y %H:%M %z",
		"%d %b %Y %H:%M %z",
	};
	char copy[DATE_MAX + 1];
	size_t n = text.n < DATE_MAX ? text.n : DATE_MAX;
	locale_t c = n ? newlocale(LC_ALL_MASK, "C", (locale_t)0) : (locale_t)0;
	bool found = false;

	if (!c)
		return false;
	memcpy(copy, text.p, n);
	copy[n] = '\0';
	for (size_t i = 0; i < sizeof formats / sizeof formats[0] && !found; i++) {
		struct tm tm = { 0 };

		if (!strptime_l(copy, formats[i], &tm, c))
			continue;
		long zone = tm.tm_gmtoff; /* timegm() clears it */

		*epoch = (int64_t)timegm(&tm) - zone;
		found = true;
	}
	freelocale(c);
	return found;
}
