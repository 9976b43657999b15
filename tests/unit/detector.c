/* detector.c - see detector.h. */
#include "detector.h"

#include <criterion/criterion.h>

struct jj_detector *detector_for(struct jj_settings *settings, const char *line)
{
	struct jj_detector *d;
	char err[200];

	cr_assert_eq(jj_settings_parse(settings, span_str(line), err, sizeof err), 0, "[%s] %s",
		line, err);
	d = jj_new(settings);
	cr_assert_not_null(d);
	return d;
}

const struct jj_result *detector_judges(
	struct jj_detector *d, const char *message, const char *const *recipients)
{
	for (; recipients && *recipients; recipients++)
		jj_recipient(d, span_str(*recipients));
	jj_feed(d, span_str(message));
	return jj_finish(d);
}
