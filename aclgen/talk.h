/* talk.h - programs that are talked to over pipes, many at the same time.
 *
 * For `exim -bh`, which speaks SMTP on stdin and stdout: each command is sent after the reply to
 * the one before. A program without steps just runs, with an empty stdin.
 */
#ifndef AG_TALK_H
#define AG_TALK_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

enum { TALK_STEPS = 24 };

struct talk {
	const char *const *argv;      /* NULL-terminated; argv[0] is an absolute path */
	const char *send[TALK_STEPS]; /* whole commands with their line ends; NULL: the end */
	bool batch;		      /* no replies: send[0] and the end of stdin at once */
	/* Filled by talk(): */
	struct buf out, err;		   /* all of stdout and stderr */
	const char *reply[TALK_STEPS + 1]; /* [0] answers no command: the greeting */
	size_t n_replies, n_sent;
	int status; /* of waitpid(), or -1 when it could not be started */
	bool stuck; /* was killed when the time was over */
	/* Private: */
	int in_fd, out_fd, err_fd, pid;
	size_t parsed, reply_start;
	bool skip_data;
};

/* Runs all of them to their end, or for `seconds`. The text of a refused DATA is not sent. */
void talk(struct talk *t, size_t n, unsigned seconds, struct arena *a);

/* The code of a reply: 250; 0 where there is none. */
unsigned talk_code(const char *reply);

#endif
