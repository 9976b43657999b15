/* inside.h - the mail server inside, for recipient callouts in aclgen check. */
#ifndef AG_INSIDE_H
#define AG_INSIDE_H

/* Speaks SMTP on 127.0.0.1 port 25 from a child of ours: knows every user but those whose name
 * begins with "unknown", and takes no message. Returns NULL or why not. */
const char *inside_start(void);

#endif
