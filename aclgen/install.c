/* install.c - see install.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "digest.h"
#include "generation.h"
#include "install.h"
#include "layout.h"
#include "newfile.h"
#include "textfile.h"

enum { FILE_BYTES_MAX = 64 << 20 /* of a file that is there already */ };

/* "# joejob.inc sha256=": with the file's name, so that no layout takes another one's file. */
static const char *seal(const char *file, struct arena *a)
{
	const char *slash = strrchr(file, '/');

	return arena_printf(a, "# %s sha256=", slash != NULL ? slash + 1 : file);
}

static void add_sealed(struct buf *out, const char *file, const struct buf *body)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(buf_text(body), body->n, hex);
	buf_printf(out, "%s%s\n", seal(file, out->arena), hex);
	buf_add(out, buf_text(body), body->n);
}

void install_seal(struct buf *out, enum layout l, const struct buf *body)
{
	add_sealed(out, layout_file(l), body);
}

void install_seal_secret(struct buf *out, enum layout l, const struct buf *body)
{
	if (body->n > 0)
		add_sealed(out, layout_secret(l), body);
}

static bool is_sealed(const char *text, size_t n, const char *first)
{
	const size_t head = strlen(first) + DIGEST_HEX + 1;
	char hex[DIGEST_HEX + 1];

	if (n < head || memcmp(text, first, strlen(first)) != 0 || text[head - 1] != '\n')
		return false;
	digest_hex(text + head, n - head, hex);
	return memcmp(text + strlen(first), hex, DIGEST_HEX) == 0;
}

bool install_is_sealed(const struct install_text *t, enum layout l)
{
	struct arena *a = t->generated.arena;

	return is_sealed(buf_text(&t->generated), t->generated.n, seal(layout_file(l), a)) &&
	       (t->secret.n == 0 ||
		       is_sealed(buf_text(&t->secret), t->secret.n, seal(layout_secret(l), a)));
}

/* What is to become of one file. */
enum change { CHANGE_NONE, CHANGE_WRITE, CHANGE_REMOVE, CHANGE_TROUBLE };

struct file {
	const char *path;
	struct buf text;   /* what it has to hold */
	const char *first; /* how a generated file begins; NULL: a stub */
	bool wanted;	   /* it belongs to this layout */
	bool secret;	   /* root's alone */
	enum change change;
};

enum { SECRET, GENERATED, STUBS, FILES = STUBS + LAYOUT_STUBS };

/* In the order of writing: each file names the one before it, and a stub is worth nothing without
 * the generated file, and loud. */
static void list_files(struct file file[FILES], const char *dir, enum layout l,
	const struct install_text *t)
{
	struct arena *a = t->generated.arena;

	file[SECRET] = (struct file){ .path = arena_printf(a, "%s/%s", dir, layout_secret(l)),
		.text = t->secret,
		.first = seal(layout_secret(l), a),
		.wanted = t->secret.n > 0,
		.secret = true };
	file[GENERATED] = (struct file){ .path = arena_printf(a, "%s/%s", dir, layout_file(l)),
		.text = t->generated,
		.first = seal(layout_file(l), a),
		.wanted = true };
	for (unsigned i = 0; i < LAYOUT_STUBS; i++) {
		struct file *f = &file[STUBS + i];
		const char *stub = layout_stub(l, i, dir, a);

		*f = (struct file){ .path = arena_printf(a, "%s/%s", dir, layout_stubs[i]),
			.text = { .arena = a },
			.wanted = stub != NULL };
		/* The same text in all layouts that have it, so that what is left of another one
		 * is known as ours. */
		for (unsigned other = 0; stub == NULL && other <= LAYOUT_DEBIAN_HOOKS; other++)
			stub = layout_stub((enum layout)other, i, dir, a);
		buf_str(&f->text, stub);
	}
}

/* Looks, and changes nothing. */
static enum change find_change(const struct file *f, bool force)
{
	struct stat st;
	char *old;
	size_t n;

	if (lstat(f->path, &st) != 0)
		return f->wanted ? CHANGE_WRITE : CHANGE_NONE;
	const char *fault = textfile_read(f->path, FILE_BYTES_MAX, f->text.arena, &old, &n);
	if (fault != NULL) {
		newfile_trouble(f->path, fault);
		return CHANGE_TROUBLE;
	}
	bool same = n == f->text.n && memcmp(old, buf_text(&f->text), n) == 0;
	if (same)
		return f->wanted ? CHANGE_NONE : CHANGE_REMOVE;
	if (force || (f->first != NULL && is_sealed(old, n, f->first)))
		return f->wanted ? CHANGE_WRITE : CHANGE_REMOVE;
	newfile_trouble(f->path, "has been changed by hand, or is not aclgen's; look with --diff, "
				 "overwrite with --force");
	return CHANGE_TROUBLE;
}

static int replace(const struct file *f)
{
	return newfile_write(f->path, &f->text, f->secret ? 0600 : 0644);
}

/* A folder, and whether we have made it. */
struct folder {
	const char *path;
	bool made;
};

static int make_folder(struct folder *f)
{
	struct stat st;

	f->made = mkdir(f->path, 0755) == 0;
	if (!f->made && errno != EEXIST) {
		newfile_trouble(f->path, strerror(errno));
		return -1;
	}
	if (stat(f->path, &st) != 0 || !S_ISDIR(st.st_mode)) {
		newfile_trouble(f->path, "is not a folder");
		return -1;
	}
	return 0;
}

/* rmdir() fails, rightly, where something is in it. */
static void unmake(const struct folder *f)
{
	if (f->made)
		rmdir(f->path);
}

static int check_needs(const char *dir, enum layout l, struct arena *a)
{
	const char *needs = layout_needs(l);
	const char *path = arena_printf(a, "%s/%s", dir, needs != NULL ? needs : "");
	struct stat st;

	if (needs == NULL || (stat(path, &st) == 0 && S_ISDIR(st.st_mode)))
		return 0;
	newfile_trouble(path, "is not there; with this layout -o names the folder that update-exim4.conf "
			      "reads: /etc/exim4");
	return -1;
}

/* Looks at all files before the first is changed. How many will be; -1: one must not be. */
static int find_changes(struct file file[FILES], bool force)
{
	int changes = 0, troubles = 0;

	for (size_t i = 0; i < FILES; i++) {
		file[i].change = find_change(&file[i], force);
		changes += file[i].change != CHANGE_NONE;
		troubles += file[i].change == CHANGE_TROUBLE;
	}
	return troubles > 0 ? -1 : changes;
}

static int make_changes(const struct file file[FILES])
{
	for (size_t i = 0; i < FILES; i++)
		if (file[i].change == CHANGE_WRITE && replace(&file[i]) != 0)
			return -1;
	for (size_t i = 0; i < FILES; i++)
		if (file[i].change == CHANGE_REMOVE && unlink(file[i].path) != 0) {
			newfile_trouble(file[i].path, strerror(errno));
			return -1;
		}
	return 0;
}

int install_may(const char *dir, enum layout l, const struct install_text *text, bool force)
{
	struct file file[FILES];

	if (check_needs(dir, l, text->generated.arena) != 0)
		return -1;
	list_files(file, dir, l, text);
	return find_changes(file, force) < 0 ? -1 : 0;
}

enum install_result install(
	const char *dir, enum layout l, const struct install_text *text, bool force)
{
	const char *name = layout_file(l), *slash = strrchr(name, '/');
	struct folder top = { .path = dir };
	struct folder sub = { .path = arena_printf(text->generated.arena, "%s/%.*s", dir,
				      slash != NULL ? (int)(slash - name) : 0, name) };
	struct file file[FILES];
	int changes = -1;

	if (check_needs(dir, l, text->generated.arena) != 0 || make_folder(&top) != 0)
		return INSTALL_TROUBLE;
	if (make_folder(&sub) == 0 && generation_settle(dir, l, text->generated.arena) == 0) {
		list_files(file, dir, l, text);
		changes = find_changes(file, force);
	}
	bool replaced = changes > 0 && (file[SECRET].change != CHANGE_NONE ||
					       file[GENERATED].change != CHANGE_NONE);
	if (changes < 0 || (replaced && generation_keep(dir, l, text->generated.arena) != 0) ||
		make_changes(file) != 0 ||
		(replaced && generation_kept(dir, l, text->generated.arena) != 0)) {
		if (replaced)
			generation_restore(dir, l, text->generated.arena);
		unmake(&sub);
		unmake(&top);
		return INSTALL_TROUBLE;
	}
	return changes > 0 ? INSTALL_WRITTEN : INSTALL_SAME;
}

/* What is in it is nobody's to see. */
static int diff_secret(const struct file *f)
{
	switch (find_change(f, true)) {
	case CHANGE_WRITE:
		printf("%s would change; it is not shown\n", f->path);
		break;
	case CHANGE_REMOVE:
		printf("%s would go\n", f->path);
		break;
	case CHANGE_TROUBLE:
		return -1;
	case CHANGE_NONE:
		break;
	}
	return fflush(stdout) == 0 ? 0 : -1;
}

static int diff(const struct file *f)
{
	bool there = access(f->path, F_OK) == 0;
	const char *name = strrchr(f->path, '/') + 1, *old = there ? f->path : "/dev/null";
	int status, fd;

	if (!there && !f->wanted)
		return 0;
	if (f->secret)
		return diff_secret(f);
	fd = memfd_create(name, MFD_CLOEXEC);
	if (fd < 0 || (f->wanted && newfile_fill(fd, buf_text(&f->text), f->text.n) != 0) ||
		lseek(fd, 0, SEEK_SET) != 0) {
		newfile_trouble(f->path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	pid_t pid = fork();
	if (pid == 0) {
		cleanup_forget();
		if (dup2(fd, STDIN_FILENO) >= 0)
			execlp("diff", "diff", "-u", "--label", f->path, "--label",
				"as the policy says", "--", old, "-", (char *)NULL);
		fprintf(stderr, "aclgen: diff: %s\n", strerror(errno));
		_exit(2);
	}
	close(fd);
	if (pid < 0 || waitpid(pid, &status, 0) != pid) {
		newfile_trouble("diff", strerror(errno));
		return -1;
	}
	return WIFEXITED(status) && WEXITSTATUS(status) <= 1 ? 0 : -1;
}

int install_diff(const char *dir, enum layout l, const struct install_text *text)
{
	struct file file[FILES];
	int rc = 0;

	fflush(stdout);
	list_files(file, dir, l, text);
	for (size_t i = 0; i < FILES; i++)
		if (diff(&file[i]) != 0)
			rc = -1;
	return rc;
}
