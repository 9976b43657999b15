/* key_command.c - see key_command.h. One row a kind of key. */
#include "key_command.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	size_t words;
	const char *takes;
	int (*run)(const struct options *o, struct arena *a);
} kinds[] = {
	{ "dkim", 2, "a domain and a selector, and --from-dns or --from-private FILE", key_dkim },
};

int key_command(const struct options *o, struct arena *a)
{
	const char *name = o->n_words > 0 ? o->words[0] : "";

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		struct options rest = *o;

		if (strcmp(name, kinds[i].name) != 0)
			continue;
		rest.words++;
		rest.n_words--;
		if (rest.n_words != kinds[i].words)
			return options_misuse(
				arena_printf(a, "key %s takes %s", name, kinds[i].takes), "");
		return kinds[i].run(&rest, a);
	}
	return options_misuse("key takes dkim", "");
}
