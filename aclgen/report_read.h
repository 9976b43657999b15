/* report_read.h - the lines of log files: plain or gzipped, standard input, those of a folder. */
#ifndef AG_REPORT_READ_H
#define AG_REPORT_READ_H

#include <stdint.h>

#include "arena.h"
#include "span.h"

enum {
	/* Exim writes lines of at most 8 kB, twice that when they are escaped. What is longer is
	 * none of its, and is handed over cut. */
	LOG_LINE_MAX = 32768,
};

struct log_file {
	const char *path; /* "-" is standard input */
	uint64_t size;    /* on the disk; 0: nobody knows */
	int64_t first;    /* time of its first line; INT64_MIN: none was found */
};

struct log_files {
	struct log_file *file;
	size_t n;
	uint64_t size; /* of all */
	struct log_scratch *scratch;
};

/* The files that these words mean, the oldest first: of a folder, those with "mainlog" or "main.log"
 * in their names. A file that is named twice is read once. What cannot be read is told on stderr and
 * left out: returns how many that were. */
unsigned log_files_find(struct log_files *f, char *const *words, size_t n, struct arena *a);

struct log_reader {
	void *ctx;
	void (*line)(void *ctx, struct span line); /* without its newline; valid during the call */
	void (*read)(void *ctx, uint64_t bytes);   /* so many more of the file; NULL: nobody asks */
};

/* NULL, or why the i-th file could not be read to its end; the lines before that were handed over. */
const char *log_file_read(const struct log_files *f, size_t i, const struct log_reader *r,
	struct arena *a);

#endif
