/* policy_load_dkim.c - the key files of bounces.dkim. Their keys travel in the settings line, so that
 * nothing is read while mail waits. */
#include <string.h>

#include "policy_load_rows.h"

void read_dkim_keys(struct policy *p, struct schema_run *run)
{
	for (size_t i = 0; i < p->bounces.n_dkim; i++) {
		struct dkim_signer *s = &p->bounces.dkim[i];
		const char *file = s->file.s, *fault;

		if (!file || schema_bad(run, "bounces.dkim"))
			continue;
		if (file[0] != '/' && strcmp(run->folder, ".") != 0)
			file = arena_printf(run->arena, "%s/%s", run->folder, file);
		fault = dkim_key_file(&s->key, file, run->arena);
		if (!fault)
			fault = dkim_key_fault(&s->key, run->arena);
		if (fault)
			diag_add(run->d, SEV_ERROR, s->file.at, AG_DKIM_KEY, "bounces.dkim: \"%s\" %s",
				s->file.s, fault);
	}
}
