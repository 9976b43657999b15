/* check_module.c - see check_module.h.
 *
 * Exim itself loads the module: it alone has the functions that the module imports, so a dlopen
 * of ours could only fail. ${dlfunc} calls the two version functions, and Exim logs what they
 * return as a failure of that number.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check_module.h"
#include "cleanup.h"
#include "quote.h"
#include "talk.h"

enum { LOAD_SECONDS = 10 };

struct finding {
	const char *path;
	const struct policy *p;
	const struct exim *e;
	struct diags *d;
};

static bool found(const struct finding *f, const char *code, const char *what, const char *detail)
{
	bool stops_mail = f->p->bounces.door == DOOR_LOCAL_SCAN;

	diag_add(f->d, stops_mail ? SEV_ERROR : SEV_WARNING, f->p->bounces.module.at, code,
		"the module %s %s%s; %s", f->path, what, detail,
		stops_mail ? "with door: local_scan, that would stop all mail"
			   : "no bounce would be judged");
	return false;
}

/* As Exim's user, in a child: root may read everything. */
bool check_readable(const struct exim *e, const char *path)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		cleanup_forget();
		_exit(setgroups(1, &e->gid) != 0 || setgid(e->gid) != 0 || setuid(e->uid) != 0 ||
			open(path, O_RDONLY | O_CLOEXEC) < 0);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

/* Class, byte order and machine of an ELF file; false when it is none. */
static bool elf_head(const char *path, Elf64_Ehdr *head)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	/* The fields looked at stand in the same places for 32 and 64 bits. */
	bool done = fd >= 0 && read(fd, head, sizeof *head) == (ssize_t)sizeof *head &&
		    memcmp(head->e_ident, ELFMAG, SELFMAG) == 0;

	if (fd >= 0)
		close(fd);
	return done;
}

static bool right_file(const struct finding *f)
{
	struct stat st;
	Elf64_Ehdr module, exim;

	if (stat(f->path, &st) != 0)
		return found(f, AG_MODULE_MISSING, "is missing: ", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return found(f, AG_MODULE_MISSING, "is no regular file", "");
	if (!check_readable(f->e, f->path))
		return found(
			f, AG_MODULE_UNREADABLE, "cannot be read by the user Exim runs as", "");
	if (!elf_head(f->path, &module) || module.e_type != ET_DYN)
		return found(f, AG_MODULE_KIND, "is no shared object", "");
	if (elf_head(f->e->path, &exim) &&
		(module.e_machine != exim.e_machine ||
			module.e_ident[EI_CLASS] != exim.e_ident[EI_CLASS]))
		return found(f, AG_MODULE_KIND, "is made for another machine than Exim is", "");
	return true;
}

/* The major number of the local_scan interface that releases want. Exim does not tell it, and
 * what a foreign one does is crash. */
static unsigned abi_of(const struct exim *e)
{
	static const struct {
		unsigned from, to, abi; /* 4.from to 4.to */
	} known[] = { { 94, 95, 4 }, { 96, 98, 6 }, { 100, 100, 9 } };

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (e->major == 4 && e->minor >= known[i].from && e->minor <= known[i].to)
			return known[i].abi;
	return 0;
}

/* What came of calling a function of the module inside Exim. */
struct call {
	const char *load_error, *missing; /* what Exim says; NULL: it did not */
	unsigned number;		  /* that it returned */
};

/* Exim logs a return value but for 0, 2 and 4, which mean success and failures to it; for the
 * latter two it only prints that it failed. */
enum { TWO_OR_FOUR = 4 };

static struct call call(
	const struct finding *f, const char *function, const char *dir, struct arena *a)
{
	struct buf path = { .arena = a };
	const char *conf = arena_printf(a, "%s/probe.conf", dir);
	struct call c = { .load_error = quote_path(&path, f->path) };
	const char *text = arena_printf(a, "${dlfunc{%s}{%s}}", buf_text(&path), function);
	const char *const argv[] = { f->e->path, "-C", conf, "-be", text, NULL };
	struct talk t = { .argv = argv };

	if (c.load_error != NULL)
		return c;
	talk(&t, 1, LOAD_SECONDS, a);
	const char *said = buf_text(&t.out), *number = strstr(buf_text(&t.err), " failed (");
	if (t.stuck || t.status != 0)
		c.load_error = t.stuck ? "Exim hangs in it" : "Exim ends in it";
	else if ((c.load_error = strstr(said, "dlopen \"")) != NULL)
		c.load_error = arena_copy(a, c.load_error, strcspn(c.load_error, "\n"));
	else if (strstr(said, "dlsym \"") != NULL)
		c.missing = function;
	else if (number == NULL || sscanf(number, " failed (%u)", &c.number) != 1)
		c.number = strstr(said, "Failed") != NULL ? TWO_OR_FOUR : 0;
	return c;
}

static void unsure(const struct finding *f, const char *what)
{
	diag_add(f->d, SEV_WARNING, f->p->bounces.module.at, AG_MODULE_UNSURE,
		"whether the module %s fits this Exim's local_scan interface could not be found "
		"out: %s",
		f->path, what);
}

static bool right_abi(const struct finding *f, unsigned has, struct arena *a)
{
	unsigned wants = abi_of(f->e);
	const char *exim = arena_printf(a, "Exim %u.%u", f->e->major, f->e->minor);

	if (wants == 0)
		unsure(f, arena_printf(a, "it has version %u, and %s is newer than this aclgen",
				  has, exim));
	else if (has != wants)
		return found(f, AG_MODULE_ABI, "is made for another local_scan interface: ",
			arena_printf(a, "version %u, and %s has %u", has, exim, wants));
	return true;
}

/* The functions that Exim looks up at the policy's door. */
static bool loads(const struct finding *f, const char *dir, struct arena *a)
{
	static const char *const at_door[][2] = {
		[DOOR_LOCAL_SCAN] = { "local_scan_version_major", "local_scan_version_minor" },
		[DOOR_ACL] = { "joejob", "local_scan_version_major" },
	};
	enum door door = f->p->bounces.door;
	unsigned has = 0;

	if (!exim_has(f->e, "_HAVE_DLFUNC")) {
		unsure(f, "it has no dlfunc to try it by; the conversations will show it");
		return true;
	}
	for (size_t i = 0; i < 2; i++) {
		const char *function = at_door[door][i];
		struct call c = call(f, function, dir, a);
		if (c.load_error != NULL)
			return found(f, AG_MODULE_LOAD, "cannot be loaded: ", c.load_error);
		if (c.missing != NULL)
			return found(f, AG_MODULE_LOAD, "does not have the function ", c.missing);
		if (strcmp(function, "local_scan_version_major") == 0)
			has = c.number;
	}
	return right_abi(f, has, a);
}

bool check_module(const char *path, const struct policy *p, const struct exim *e, const char *dir,
	struct arena *a, struct diags *d)
{
	const struct finding f = { path, p, e, d };

	return right_file(&f) && loads(&f, dir, a);
}
