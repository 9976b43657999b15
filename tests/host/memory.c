/* memory.c - see memory.h. */
#include "memory.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

static unsigned fails_at, asked;
static bool rest_fails;

void memory_fails(unsigned at, bool rest)
{
	fails_at = at;
	rest_fails = rest;
	asked = 0;
}

unsigned memory_asked(void)
{
	return asked;
}

static bool fails(void)
{
	asked++;
	if (fails_at == 0 || asked < fails_at || (asked > fails_at && !rest_fails))
		return false;
	errno = ENOMEM;
	return true;
}

/* The linker makes these names of the function's own. They are shown since it finds those in
 * Criterion, too. */
#define SHOWN __attribute__((visibility("default")))
#define WRAP(type, name, arguments, values, without)                                               \
	type __real_##name arguments;                                                              \
	SHOWN type __wrap_##name arguments;                                                        \
	type __wrap_##name arguments                                                               \
	{                                                                                          \
		return fails() ? (without) : __real_##name values;                                 \
	}

WRAP(void *, calloc, (size_t k, size_t n), (k, n), NULL)
WRAP(DIR *, opendir, (const char *path), (path), NULL)
WRAP(pcre2_code_8 *, pcre2_compile_8,
	(PCRE2_SPTR8 s, PCRE2_SIZE n, uint32_t options, int *error, PCRE2_SIZE *at,
		pcre2_compile_context_8 *c),
	(s, n, options, error, at, c), (*at = 0, *error = PCRE2_ERROR_HEAP_FAILED, NULL))
WRAP(pcre2_match_data_8 *, pcre2_match_data_create_8, (uint32_t n, pcre2_general_context_8 *c),
	(n, c), NULL)
WRAP(pcre2_match_data_8 *, pcre2_match_data_create_from_pattern_8,
	(const pcre2_code_8 *code, pcre2_general_context_8 *c), (code, c), NULL)
WRAP(pcre2_match_context_8 *, pcre2_match_context_create_8, (pcre2_general_context_8 * c), (c),
	NULL)
WRAP(int, pcre2_match_8,
	(const pcre2_code_8 *code, PCRE2_SPTR8 s, PCRE2_SIZE n, PCRE2_SIZE from, uint32_t options,
		pcre2_match_data_8 *match, pcre2_match_context_8 *c),
	(code, s, n, from, options, match, c), PCRE2_ERROR_NOMEMORY)
