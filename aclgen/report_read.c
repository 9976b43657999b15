/* report_read.c - see report_read.h. zlib reads plain files as they are. */
#include "report_read.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "report_when.h"
#include "shown.h"

enum { CHUNK = 1 << 18, LOOKED_AT = 100 /* lines, for the first time of a file */ };

static gzFile open_log(const char *path)
{
	bool in = strcmp(path, "-") == 0;
	int fd = in ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	gzFile gz = fd < 0 ? NULL : gzdopen(fd, "rb");

	if (gz == NULL && fd >= 0)
		close(fd);
	if (gz != NULL)
		gzbuffer(gz, CHUNK);
	return gz;
}

static const char *why_not(gzFile gz, struct arena *a)
{
	int code;
	const char *text = gzerror(gz, &code);

	if (code == Z_ERRNO)
		return strerror(errno);
	return arena_printf(a, "%s", *text ? text : "damaged");
}

/* What is kept of a line that goes on in the next chunk. */
struct rest {
	size_t n;
	unsigned char bytes[LOG_LINE_MAX];
};

static void keep(struct rest *rest, const unsigned char *p, size_t n)
{
	size_t room = sizeof rest->bytes - rest->n;

	n = n < room ? n : room;
	memcpy(rest->bytes + rest->n, p, n);
	rest->n += n;
}

static void hand_over(const struct log_reader *r, struct rest *rest, struct span line)
{
	if (rest->n > 0) {
		keep(rest, line.p, line.n);
		line = span(rest->bytes, rest->n);
		rest->n = 0;
	}
	if (line.n > LOG_LINE_MAX)
		line.n = LOG_LINE_MAX;
	r->line(r->ctx, line);
}

static void cut_lines(const struct log_reader *r, struct rest *rest, const unsigned char *p, size_t n)
{
	const unsigned char *end = p + n, *nl;

	for (; (nl = memchr(p, '\n', (size_t)(end - p))) != NULL; p = nl + 1)
		hand_over(r, rest, span(p, (size_t)(nl - p)));
	if (p < end)
		keep(rest, p, (size_t)(end - p));
}

struct log_scratch {
	struct rest rest;
	unsigned char chunk[CHUNK];
};

const char *log_file_read(const struct log_files *f, size_t i, const struct log_reader *r,
	struct arena *a)
{
	gzFile gz = open_log(f->file[i].path);
	struct rest *rest = &f->scratch->rest;
	const char *why = NULL;
	z_off_t seen = 0;
	int n;

	if (gz == NULL)
		return strerror(errno);
	rest->n = 0;
	while ((n = gzread(gz, f->scratch->chunk, CHUNK)) > 0) {
		cut_lines(r, rest, f->scratch->chunk, (size_t)n);
		z_off_t at = gzoffset(gz);

		if (r->read != NULL && at > seen)
			r->read(r->ctx, (uint64_t)(at - seen));
		seen = at;
	}
	/* A file that is cut is told so only when it is closed. */
	if (n < 0)
		why = why_not(gz, a);
	if (rest->n > 0)
		hand_over(r, rest, span("", 0));
	if (gzclose_r(gz) == Z_BUF_ERROR && why == NULL)
		why = "it ends in the middle of its compressed data";
	return why;
}

/* ---- which files ---- */

struct first {
	struct log_clock clock;
	int64_t at;
	unsigned lines;
};

static void look(void *ctx, struct span line)
{
	struct first *f = ctx;
	struct log_line l;

	if (f->at == INT64_MIN && f->lines++ < LOOKED_AT && log_line_read(&f->clock, line, &l))
		f->at = l.at;
}

/* The first chunk is enough. A damaged file is told of when it is read. */
static int64_t first_time(gzFile gz, struct log_scratch *scratch)
{
	struct first f = { .at = INT64_MIN };
	const struct log_reader r = { &f, look, NULL };
	int n = gzread(gz, scratch->chunk, CHUNK);

	scratch->rest.n = 0;
	if (n > 0)
		cut_lines(&r, &scratch->rest, scratch->chunk, (size_t)n);
	return f.at;
}

static unsigned trouble(const char *path, const char *why, struct arena *a)
{
	fprintf(stderr, "aclgen: %s: %s\n", shown(path, a), why);
	return 1;
}

struct found {
	struct log_files *files;
	struct arena *a;
	size_t cap, st_cap;
	struct stat *st; /* of each file */
};

static bool known(const struct found *to, const struct stat *st)
{
	for (size_t i = 0; i < to->files->n; i++)
		if (to->st[i].st_dev == st->st_dev && to->st[i].st_ino == st->st_ino)
			return true;
	return false;
}

static void add(struct found *to, const char *path, const struct stat *st, int64_t first)
{
	struct log_files *f = to->files;

	f->file = arena_room(to->a, f->file, f->n, &to->cap, sizeof *f->file);
	to->st = arena_room(to->a, to->st, f->n, &to->st_cap, sizeof *to->st);
	to->st[f->n] = *st;
	f->file[f->n] = (struct log_file){ path, S_ISREG(st->st_mode) ? (uint64_t)st->st_size : 0, first };
	f->size += f->file[f->n++].size;
}

static unsigned add_file(struct found *to, const char *path)
{
	struct stat st;
	gzFile gz;

	if (stat(path, &st) != 0)
		return trouble(path, strerror(errno), to->a);
	if (known(to, &st))
		return 0;
	/* A pipe gives its first line once. */
	if (!S_ISREG(st.st_mode)) {
		add(to, path, &st, INT64_MIN);
		return 0;
	}
	gz = open_log(path);
	if (gz == NULL)
		return trouble(path, strerror(errno), to->a);
	add(to, path, &st, first_time(gz, to->files->scratch));
	gzclose_r(gz);
	return 0;
}

static int is_mainlog(const struct dirent *e)
{
	return e->d_name[0] != '.' &&
		(strstr(e->d_name, "mainlog") != NULL || strstr(e->d_name, "main.log") != NULL);
}

static unsigned add_folder(struct found *to, const char *path)
{
	struct dirent **names;
	int n = scandir(path, &names, is_mainlog, alphasort);
	unsigned bad = 0;

	if (n < 0)
		return trouble(path, strerror(errno), to->a);
	for (int i = 0; i < n; i++) {
		bad += add_file(to, arena_printf(to->a, "%s/%s", path, names[i]->d_name));
		free(names[i]);
	}
	free(names);
	return n > 0 ? bad
		     : trouble(path, "no file with mainlog or main.log in its name is in it; name the files", to->a);
}

static int older(const void *x, const void *y)
{
	const struct log_file *a = x, *b = y;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return strcmp(a->path, b->path);
}

unsigned log_files_find(struct log_files *f, char *const *words, size_t n, struct arena *a)
{
	struct found to = { .files = f, .a = a };
	unsigned bad = 0;
	struct stat st;

	*f = (struct log_files){ .scratch = arena_alloc(a, sizeof *f->scratch) };
	for (size_t i = 0; i < n; i++) {
		if (strcmp(words[i], "-") == 0) {
			if (fstat(STDIN_FILENO, &st) == 0 && !known(&to, &st))
				add(&to, words[i], &st, INT64_MIN);
		} else if (stat(words[i], &st) == 0 && S_ISDIR(st.st_mode)) {
			bad += add_folder(&to, words[i]);
		} else {
			bad += add_file(&to, words[i]);
		}
	}
	if (f->n > 1)
		qsort(f->file, f->n, sizeof *f->file, older);
	return bad;
}
