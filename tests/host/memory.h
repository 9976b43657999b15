/* memory.h - memory that fails where a test says so.
 *
 * Tests of this folder are linked with --wrap for each function in memory.c, so that it sees what
 * the module itself asks for, in whatever build; what libraries ask for within is in those
 * functions' answers.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdbool.h>

/* The allocation that fails, counted from the call on; 0: none. With `rest`, all after it do as
 * well. */
void memory_fails(unsigned at, bool rest);

/* How many were asked for since then. */
unsigned memory_asked(void);

#endif
