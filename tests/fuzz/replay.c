/* replay.c - runs a fuzz target over files: its seeds and the cases that were found once. Linked
 * with one fuzz_*.c, by any compiler; a finding aborts. Prints how many files it ran.
 */
#include <time.h>

#include "fuzz.h"

enum { MOST = 1 << 20, SLOW_MS = 1000 };

static int run(const char *path, unsigned char *block)
{
	FILE *f = fopen(path, "rb");
	size_t n;
	clock_t before;
	unsigned char *exact;

	if (!f) {
		perror(path);
		return 1;
	}
	n = fread(block, 1, MOST, f);
	fclose(f);

	/* A block of the exact length, so that ASan sees who reads behind it. */
	exact = malloc(n ? n : 1);
	if (!exact)
		return 1;
	memcpy(exact, block, n);
	fprintf(stderr, "%s\n", path);
	before = clock();
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	if ((clock() - before) / (CLOCKS_PER_SEC / 1000) > SLOW_MS) {
		fprintf(stderr, "%s: over %d ms\n", path, SLOW_MS);
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	unsigned char *block = malloc(MOST);
	int bad = 0;

	if (!block)
		return 1;
	for (int i = 1; i < argc; i++)
		bad |= run(argv[i], block);
	free(block);
	printf("%d files\n", argc - 1);
	return bad;
}
