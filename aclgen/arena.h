/* arena.h - one arena holds everything that one run of aclgen allocates.
 * Nothing is freed singly. aclgen is a short-lived program of its own, so lack of memory ends it:
 * "aclgen: out of memory" on stderr, exit code 2, temporary files removed by their atexit handler.
 * So does what a library lacks, and joescan where it reads policies.
 * (The detector, a guest in the MTA, shares none of this.)
 */
#ifndef AG_ARENA_H
#define AG_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* What everything here does that gets no memory; for who asks elsewhere. */
_Noreturn void out_of_memory(void);

/* Never NULL; the caller's, until arena_free takes it away with all that was allocated in it. */
struct arena *arena_new(void);
void arena_free(struct arena *a); /* NULL is allowed */

/* Zeroed, aligned for any type; never NULL. */
void *arena_alloc(struct arena *a, size_t size);
char *arena_copy(struct arena *a, const char *bytes, size_t n); /* NUL-terminated copy */
/* An array that grows: `p` with n entries of `size` octets each and room for *cap (at first NULL, 0 and 0).
 * Returns it with room for one more, in the same place or copied to one twice as large; *cap says how much. */
void *arena_room(struct arena *a, void *p, size_t n, size_t *cap, size_t size);

char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
