/* exim_stub.h - a fake of the part of Exim that the adapter uses, compiled against Exim's header.
 *
 * Pools are memory of the message and are given back with it, so that ASan sees whoever keeps
 * some. Only the one string that the adapter may expand is known: any other fails the test, and
 * so does a log line that Exim's log could not bear.
 */
#ifndef EXIM_STUB_H
#define EXIM_STUB_H

#define LOCAL_SCAN
#define DLFUNC_IMPL
#include <exim4/local_scan.h>

enum { STUB_LOGS = 4, STUB_TEXT = 1200 };

/* What the adapter did with the message at hand. */
extern struct stub {
	unsigned logs, debugs, expansions;
	char log[STUB_LOGS][STUB_TEXT];
	char added[STUB_TEXT]; /* header lines */
	char debug[STUB_TEXT];
} stub;

/* Ends the message at hand, with its pool, and starts the next one in the same process. */
void stub_message(const char *id);
void stub_header(int type, const char *text);
void stub_recipient(const char *address);

/* What $acl_m_joejob holds; "" when unset, NULL makes the expansion fail. The pointer is kept. */
extern const char *stub_setting;

#endif
