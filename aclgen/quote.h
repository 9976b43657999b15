/* quote.h - one writer for each context of an Exim configuration.
 *
 * Used by template.c, which picks the writer by the type of a value; nothing else writes a policy's
 * value into a configuration. What the writers rely on was found by trying it on the real Exim:
 *   - a macro's name starts with a capital and is replaced anywhere, even inside another word: so
 *     capitals are hex-escaped where escapes work, and lowered where case does not matter;
 *   - a physical line that ends in a backslash swallows the next one: so no backslash is ever
 *     written but as the start of \xHH;
 *   - list items with a special first character are files, lookups, other lists or expansions:
 *     list writers take the plain forms of an item and nothing else.
 * A writer returns NULL, or a phrase that completes "the value ..." and says why it cannot be
 * written there; it has then written nothing.
 */
#ifndef AG_QUOTE_H
#define AG_QUOTE_H

#include "buf.h"
#include "policy.h"

/* Inside an expanded string: log_message, logwrite, set, add_header, ${if eq{..}{HERE}}. Control
 * characters become blanks; everything else comes out of Exim as it went in. */
const char *quote_text(struct buf *out, const char *s);

/* A whole `message =`: as quote_text, but it has to begin with a code of its own ("550 5.7.1 "),
 * since Exim would take the first digits of any text for one. */
const char *quote_reply(struct buf *out, const char *s);

/* After "Name: " in add_header. As quote_text, and ASCII only: raw 8-bit bytes in a header line
 * are no message format. */
const char *quote_header(struct buf *out, const char *s);

/* The rest of a comment line. Controls and backslashes become question marks. */
const char *quote_comment(struct buf *out, const char *s);

/* A word of our own vocabulary, anywhere: rule ids, modes. [a-z0-9._-] only. */
const char *quote_word(struct buf *out, const char *s);

/* The value of a macro definition NAME = HERE: it is pasted in before anything is parsed, so only
 * what is inert in every context passes: [a-z0-9 ._/@-], no blank at the ends. */
const char *quote_macro(struct buf *out, const char *s);

/* A file's absolute path, for an option that is not expanded (written as a quoted string) or
 * inside an expansion. No "..", no controls. */
const char *quote_path_option(struct buf *out, const char *s);
const char *quote_path(struct buf *out, const char *s);

/* A main option that is not expanded, as a quoted string. */
void quote_option(struct buf *out, const char *s);

/* Seconds as an Exim time: "1h30m"; "0s". */
void quote_time(struct buf *out, unsigned long seconds);

/* One name, "*.name" included, in small letters; one host, an address without a prefix or a name. */
const char *quote_name(struct buf *out, const char *s);
const char *quote_host(struct buf *out, const char *s);

/* Whole lists, including the change of the separator to ";". *bad is the item that is refused.
 *   hosts        addresses, networks, names, "*.name"; addresses first, since a client without a
 *                name in the DNS ends the search at the first name
 *   domains      names, "*.name"
 *   addresses    "", "a@b", "*@b", "a@*", "b", with "*." allowed in front of b; "" is written first
 *   local parts  plain ones, without wildcards */
typedef const char *quote_list_fn(struct buf *out, const struct list *l, const struct str **bad);
quote_list_fn quote_hosts, quote_domains, quote_addresses, quote_local_parts;

#endif
