/* report_fields.h - pieces of a line of Exim's log. */
#ifndef AG_REPORT_FIELDS_H
#define AG_REPORT_FIELDS_H

#include <stdint.h>

#include "span.h"

/* All but the first `n` bytes. */
struct span log_behind(struct span s, size_t n);

/* With this case. */
bool log_begins(struct span s, const char *with);

/* Offset of the first, or the last, or s.n. */
size_t log_find(struct span s, const char *what);
size_t log_find_last(struct span s, const char *what);

/* Up to `end`, or all. */
struct span log_until(struct span s, const char *end);

/* What stands behind `name`, up to `end` or to the end; NULL and empty: it is not there. */
struct span log_field(struct span s, const char *name, const char *end);

/* H=name (helo) [192.0.2.1]:25 I=[192.0.2.2]:25 F=<a@b.example> ... */
struct log_client {
	struct span name, address; /* either may be empty */
};

/* The client that a line names; both spans point into it. */
struct log_client log_client(struct span s);

/* Behind what the client said of itself. */
struct span log_behind_client(struct span text, const struct log_client *c);

/* Of an address. */
struct span log_domain(struct span address);

/* The digits at the start. */
uint64_t log_number(struct span s);

#endif
