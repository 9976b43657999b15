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
static bool readable_for(const struct exim *e, const char *path)
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
	if (!readable_for(f->e, f->path))
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
	} known[] = { { 94, 95, 4 }, { 96, 99, 6 } };

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (e->major == 4 && e->minor >= known[i].from && e->minor <= known[i].to)
			return known[i].abi;
	return 0;
}

static void unsure(const struct finding *f, const char *what)
{
	diag_add(f->d, SEV_WARNING, f->p->bounces.module.at, AG_MODULE_UNSURE,
		"whether the module %s fits this Exim's local_scan interface could not be found "
		"out: %s",
		f->path, what);
}

static bool right_abi(const struct finding *f, const char *dir, struct arena *a)
{
	const char *conf = arena_printf(a, "%s/probe.conf", dir);
	struct buf quoted = { .arena = a };
	const char *unsafe = quote_path(&quoted, f->path);
	const char *major =
		arena_printf(a, "${dlfunc{%s}{local_scan_version_major}}", buf_text(&quoted));
	const char *const argv[] = { f->e->path, "-C", conf, "-be", major, NULL };
	struct talk t = { .argv = argv };
	unsigned has, wants = abi_of(f->e);

	if (unsafe != NULL)
		return found(f, AG_UNWRITABLE, unsafe, "");
	if (!f->e->dlfunc) {
		unsure(f, "it has no dlfunc to try it by; the conversations will show it");
		return true;
	}
	talk(&t, 1, LOAD_SECONDS, a);
	const char *said = strstr(buf_text(&t.out), "dlopen \"");
	if (said != NULL)
		return found(f, AG_MODULE_LOAD,
			"cannot be loaded: ", arena_copy(a, said, strcspn(said, "\n")));
	/* Which function is missing decides what that means: the acl's door needs no versions. */
	if (strstr(buf_text(&t.out), "dlsym \"") != NULL)
		return f->p->bounces.door == DOOR_ACL ||
		       found(f, AG_MODULE_ABI, "has no local_scan_version_major", "");
	const char *number = strstr(buf_text(&t.err), " failed (");
	if (number == NULL || sscanf(number, " failed (%u)", &has) != 1)
		unsure(f, "its local_scan_version_major gave no number");
	else if (wants == 0)
		unsure(f, arena_printf(a,
				  "it is made for version %u, and Exim %u.%u is newer than "
				  "this aclgen",
				  has, f->e->major, f->e->minor));
	else if (has != wants)
		return found(f, AG_MODULE_ABI, "is made for another local_scan interface: ",
			arena_printf(a, "version %u, Exim %u.%u has %u", has, f->e->major,
				f->e->minor, wants));
	return true;
}

bool check_module(const char *path, const struct policy *p, const struct exim *e, const char *dir,
	struct arena *a, struct diags *d)
{
	const struct finding f = { path, p, e, d };

	return right_file(&f) && right_abi(&f, dir, a);
}
