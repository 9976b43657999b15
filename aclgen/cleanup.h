/* cleanup.h - what must not be left behind, however aclgen ends: at its end, by exit() in the
 * middle, by SIGINT, SIGTERM or SIGHUP. (SIGKILL leaves an empty folder in /run at most.)
 */
#ifndef AG_CLEANUP_H
#define AG_CLEANUP_H

#include <stdbool.h>
#include <sys/types.h>

/* Once, before anything of the below. Also makes a broken pipe an error code, not a death. */
void cleanup_init(void);

/* A file that is made, and removed again unless it is done with in time: by mkostemp(3), or one of that
 * name, which must not be there yet and is nobody's to read. No signal comes between the two. One at a
 * time. A descriptor to write to, or -1 and errno. */
int cleanup_temp(char *path);
int cleanup_new(const char *path);
void cleanup_file_done(void);

/* A folder that something is mounted on: unmounted and removed. Once. */
bool cleanup_mount(const char *path);

/* Children are in another PID namespace; `own` is a descriptor of ours, which those that are forked
 * after the tidying are put into again. */
void cleanup_namespace(int own);

/* fork(2), with a child that is killed: no signal comes between the two, or its handler would wait
 * for a child that nobody kills. In the child nothing of all this is its business any more. Of more
 * than CLEANUP_CHILDREN the rest is not watched. */
pid_t cleanup_fork(void);
void cleanup_child_gone(pid_t pid);

/* In a child between fork and exec: nothing of all this is the child's business. */
void cleanup_forget(void);

enum { CLEANUP_CHILDREN = 128 };

#endif
