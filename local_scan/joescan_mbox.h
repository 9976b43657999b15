/* joescan_mbox.h - the buffered reader of joescan's inputs, and mboxes cut into messages.
 *
 * An mbox here is what mboxrd and mboxo agree on: a line "From SENDER ... HH:MM" behind an empty
 * line begins a message, ">From " inside one has lost nothing but its first ">". Content-Length is
 * ignored: who trusts it can be led past the end of a message.
 */
#ifndef JOESCAN_MBOX_H
#define JOESCAN_MBOX_H

#include "joescan_input.h"

enum {
	POSTMARK_MAX = 1024, /* an address of RFC 5321, a date and a remark */
	READER_SIZE = 256 * 1024,
	/* What reader_fill makes sure of: a postmark fits, and enough to tell mail from other data. */
	READER_AHEAD = 4096,
};

struct reader {
	int fd;
	bool eof;
	uint64_t base; /* offset in the file of buf[0] */
	size_t at, n;  /* buf[at..n) is not used yet */
	unsigned char buf[READER_SIZE];
};

/* Begins to read what is open as `fd`, which stays the caller's. */
void reader_start(struct reader *r, int fd);

/* Reads until READER_AHEAD bytes are there, or the end of the file. -1 with errno on failure. */
int reader_fill(struct reader *r);

/* Length of the postmark ("From " line) that the text begins with, 0 where it does not. */
size_t mbox_postmark(struct span text);

/* The messages of the mbox that the reader stands at the beginning of; trouble goes to the sink. False
 * when the sink wants no more. */
bool mbox_read(struct reader *r, const char *file, const struct message_sink *sink);

#endif
