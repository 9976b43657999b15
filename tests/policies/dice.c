/* dice.c - splitmix64 (see dice.h). */
#include "dice.h"

uint64_t dice_roll(struct dice *d)
{
	uint64_t z = (d->state += 0x9e3779b97f4a7c15U);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return z ^ (z >> 31);
}

size_t dice_below(struct dice *d, size_t n)
{
	return (size_t)(dice_roll(d) % n);
}

unsigned long dice_between(struct dice *d, unsigned long least, unsigned long most)
{
	unsigned long span = most - least, part = span;

	/* One of the spans halved again and again, so that 90 days do not hide the minutes. */
	for (size_t halves = dice_below(d, 16); halves > 0 && part > 1; halves--)
		part /= 2;
	return least + dice_roll(d) % (part + 1);
}

bool dice_percent(struct dice *d, unsigned percent)
{
	return dice_below(d, 100) < percent;
}
