/* detector.h - detectors for tests, by a settings line that has to be right. */
#ifndef JJ_TESTS_DETECTOR_H
#define JJ_TESTS_DETECTOR_H

#include "detect.h"

/* Fills *settings, which the detector keeps looking at. Never NULL; to be freed by jj_free(). */
struct jj_detector *detector_for(struct jj_settings *settings, const char *line);

/* Hands it the recipients (up to NULL; may be NULL itself) and the whole message; its result. */
const struct jj_result *detector_judges(
	struct jj_detector *d, const char *message, const char *const *recipients);

#endif
