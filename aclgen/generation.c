/* generation.c - see generation.h. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "generation.h"
#include "layout.h"
#include "newfile.h"
#include "textfile.h"

enum { FILE_BYTES_MAX = 64 << 20 };

#define LAYOUT_FILE "layout"

static const char *base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* DIR/previous or DIR/joejob/previous, and the same with ".new". */
static const char *folder_of(const char *dir, enum layout l, const char *more, struct arena *a)
{
	const char *file = layout_file(l);

	return arena_printf(a, "%s/%.*sprevious%s", dir, (int)(base(file) - file), file, more);
}

static bool read_file(const char *path, struct buf *text)
{
	char *bytes;
	size_t n;

	if (textfile_read(path, FILE_BYTES_MAX, text->arena, &bytes, &n) != NULL)
		return false;
	buf_add(text, bytes, n);
	return true;
}

static struct install_text empty(struct arena *a)
{
	return (struct install_text){ { .arena = a }, { .arena = a } };
}

/* What is in `folder`; false: not all of it. The generated file is written last. */
static bool read_folder(const char *folder, enum layout *l, struct install_text *t)
{
	struct arena *a = t->generated.arena;
	struct buf word = { .arena = a };

	if (!read_file(arena_printf(a, "%s/" LAYOUT_FILE, folder), &word))
		return false;
	for (*l = 0; layout_names[*l] != NULL; (*l)++)
		if (strcmp(buf_text(&word), arena_printf(a, "%s\n", layout_names[*l])) == 0)
			break;
	if (layout_names[*l] == NULL)
		return false;
	read_file(arena_printf(a, "%s/%s", folder, layout_secret_name()), &t->secret);
	return read_file(arena_printf(a, "%s/%s", folder, base(layout_file(*l))), &t->generated);
}

static void read_current(const char *dir, enum layout l, struct install_text *t)
{
	struct arena *a = t->generated.arena;

	read_file(arena_printf(a, "%s/%s", dir, layout_secret(l)), &t->secret);
	read_file(arena_printf(a, "%s/%s", dir, layout_file(l)), &t->generated);
}

static bool same(const struct buf *x, const struct buf *y)
{
	return x->n == y->n && memcmp(buf_text(x), buf_text(y), x->n) == 0;
}

/* Which of the layouts that have this generated file is in force: that whose stubs are there. */
static enum layout current_layout(const char *dir, enum layout l, struct arena *a)
{
	for (unsigned other = 0; layout_names[other] != NULL; other++) {
		bool all = strcmp(layout_file((enum layout)other), layout_file(l)) == 0;

		for (unsigned i = 0; i < LAYOUT_STUBS && all; i++)
			all = layout_stub((enum layout)other, i, dir, a) == NULL ||
			      access(arena_printf(a, "%s/%s", dir, layout_stubs[i]), F_OK) == 0;
		if (all)
			return (enum layout)other;
	}
	return l;
}

/* With whatever a build that was killed has begun to write there. */
static void remove_folder(const char *folder, struct arena *a)
{
	DIR *all = opendir(folder);
	const struct dirent *e;

	while (all != NULL && (e = readdir(all)) != NULL)
		unlink(arena_printf(a, "%s/%s", folder, e->d_name)); /* not "." and ".." */
	if (all != NULL)
		closedir(all);
	rmdir(folder);
}

static int put(const char *dir, const char *name, const struct buf *text, unsigned mode)
{
	return newfile_write(arena_printf(text->arena, "%s/%s", dir, name), text, mode);
}

int generation_keep(const char *dir, enum layout l, struct arena *a)
{
	const char *folder = folder_of(dir, l, ".new", a);
	struct install_text now = empty(a);
	struct buf word = { .arena = a };

	read_current(dir, l, &now);
	if (now.generated.n == 0)
		return 0;
	buf_printf(&word, "%s\n", layout_names[current_layout(dir, l, a)]);
	remove_folder(folder, a);
	if (mkdir(folder, 0755) != 0)
		return newfile_trouble(folder, strerror(errno));
	if (put(folder, LAYOUT_FILE, &word, 0644) == 0 &&
		(now.secret.n == 0 || put(folder, layout_secret_name(), &now.secret, 0600) == 0) &&
		put(folder, base(layout_file(l)), &now.generated, 0644) == 0)
		return 0;
	remove_folder(folder, a);
	return -1;
}

/* Killed in the middle, it is done by who settles it. */
int generation_kept(const char *dir, enum layout l, struct arena *a)
{
	const char *from = folder_of(dir, l, ".new", a), *to = folder_of(dir, l, "", a);

	if (access(from, F_OK) != 0)
		return 0;
	remove_folder(to, a);
	return rename(from, to) == 0 ? 0 : newfile_trouble(to, strerror(errno));
}

void generation_restore(const char *dir, enum layout l, struct arena *a)
{
	const char *folder = folder_of(dir, l, ".new", a);
	struct install_text now = empty(a), old = empty(a);
	enum layout was;

	if (!read_folder(folder, &was, &old))
		return;
	read_current(dir, l, &now);
	if ((same(&now.secret, &old.secret) || old.secret.n == 0 ||
		    put(dir, layout_secret(l), &old.secret, 0600) == 0) &&
		(same(&now.generated, &old.generated) ||
			put(dir, layout_file(l), &old.generated, 0644) == 0))
		remove_folder(folder, a);
}

int generation_settle(const char *dir, enum layout l, struct arena *a)
{
	const char *folder = folder_of(dir, l, ".new", a);
	struct install_text now = empty(a), old = empty(a);
	enum layout was;

	if (access(folder, F_OK) != 0)
		return 0;
	if (!read_folder(folder, &was, &old)) {
		remove_folder(folder, a);
		return 0;
	}
	read_current(dir, was, &now);
	if (!same(&now.generated, &old.generated))
		return generation_kept(dir, l, a);
	generation_restore(dir, was, a);
	return access(folder, F_OK) == 0 ? -1 : 0;
}

const char *generation_text(const char *dir, enum layout l, struct arena *a)
{
	struct install_text t = empty(a);

	return read_folder(folder_of(dir, l, "", a), &l, &t) ? buf_text(&t.generated) : "";
}

const char *generation_read(struct generation *g, const char *dir, struct arena *a)
{
	g->text = empty(a);
	for (unsigned l = 0; layout_names[l] != NULL; l++) {
		g->folder = folder_of(dir, (enum layout)l, "", a);
		if (generation_settle(dir, (enum layout)l, a) != 0)
			return "has a build in it that was killed, and that cannot be settled";
		if (access(g->folder, F_OK) != 0)
			continue;
		if (!read_folder(g->folder, &g->layout, &g->text))
			return arena_printf(a, "has a damaged generation: %s is not whole", g->folder);
		if (strcmp(folder_of(dir, g->layout, "", a), g->folder) == 0)
			return NULL;
		return "is not the folder that -o named; with this layout that is the one above it";
	}
	return "has no generation to go back to; build keeps what it replaces";
}
