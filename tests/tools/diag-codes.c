/* diag-codes - every code of aclgen's diagnostics, one a line, with its sentence and, behind another
 * tab, what its rule refers to. tests/repo/docs.t compares aclgen(1) with it.
 */
#include <stdio.h>
#include <string.h>

#include "lint.h"

static const char *see(const char *code)
{
	for (size_t i = 0; i < lint_rules_n; i++)
		if (strcmp(lint_rules[i].code, code) == 0)
			return lint_rules[i].see;
	return "";
}

int main(void)
{
	for (size_t i = 0; i < diag_codes_n; i++)
		printf("%s\t%s\t%s\n", diag_codes[i].code, diag_codes[i].summary,
			see(diag_codes[i].code));
	return 0;
}
