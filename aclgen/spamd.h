/* spamd.h - a SpamAssassin for aclgen check, which finds one word the worst there is. */
#ifndef AG_SPAMD_H
#define AG_SPAMD_H

/* Where it listens; the two together as in Exim's spamd_address. */
#define SPAMD_HOST "127.0.0.1"
enum { SPAMD_PORT = 783 };
#define SPAMD_ADDRESS SPAMD_HOST " 783"

/* Speaks spamd's protocol from a child of ours: a message with GTUBE in it has 10,000 points, all
 * others have none. Returns NULL or why not. */
const char *spamd_start(void);

#endif
