/* joescan_input.h - files, maildirs, mboxes and standard input as a row of messages.
 *
 * Everything is streamed through one buffer, so that neither a message nor an mbox has to fit into
 * memory. Nothing is ever written, and nothing but regular files is opened, so that no FIFO or
 * device can hold the program up; standard input may be anything.
 */
#ifndef JOESCAN_INPUT_H
#define JOESCAN_INPUT_H

#include <stdint.h>

#include "span.h"

struct message_name {
	const char *file;     /* as given, or DIR/cur/NAME; "-" is standard input */
	unsigned long number; /* in its mbox, from 1; 0: the file is the message */
	uint64_t offset;      /* of the message in its mbox */
	struct span postmark; /* the "From " line before it; valid in begin only */
};

/* A message is begin, bytes, end. Where trouble comes between, it is over without a verdict. */
struct message_sink {
	void *ctx;
	void (*begin)(void *ctx, const struct message_name *name);
	bool (*bytes)(void *ctx, struct span bytes); /* false: the rest need not be read */
	bool (*end)(void *ctx);                      /* false: stop everything */
	void (*trouble)(void *ctx, const char *file, const char *reason);
};

/* Reads one operand of the command line. `sink` outlives the call.
 * False when the sink wants no more. */
bool input_read(const char *name, const struct message_sink *sink);

#endif
