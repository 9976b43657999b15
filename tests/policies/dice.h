/* dice.h - numbers that look random and are the same for the same seed, on every machine. */
#ifndef JJ_TESTS_DICE_H
#define JJ_TESTS_DICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dice {
	uint64_t state;
};

/* 64 bits. */
uint64_t dice_roll(struct dice *d);

/* From 0 to n - 1; n is not 0. */
size_t dice_below(struct dice *d, size_t n);

/* From least to most, both included; small ones as often as large ones. */
unsigned long dice_between(struct dice *d, unsigned long least, unsigned long most);

bool dice_percent(struct dice *d, unsigned percent);

/* One of an array of strings. */
#define dice_of(d, array) ((array)[dice_below((d), sizeof(array) / sizeof(array)[0])])

#endif
