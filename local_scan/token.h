/* token.h - the signed token of our outgoing mail: its keys, how it is made and checked.
 *
 *	X-Joejob-Token: 1a7aeqb3yq.1xvcmp-00003j-1y.mfrggzdfmztwq2lkmfrggzdf
 *
 * version, key, time, a dot, the queue id, a dot, and an HMAC-SHA-256 cut to 120 bits (RFC 2104
 * section 5) over all that stands before it and the return path. All of it is in lower case, and
 * upper case and blanks are ignored, so that whoever folds, wraps or shouts a header breaks nothing;
 * with Exim's longest queue id the line has 75 characters, which nobody folds.
 *
 * A token is bound to the return path of its message: it counts for a bounce to that address, in
 * its signed form (prvs=TAG=user, draft-levine-smtp-batv) and with a +sub-address as well.
 *
 * Pure: no I/O, no clock. The key file is text:
 *
 *	joejob-keys 1
 *	a7 1795478400 - 64 hexadecimal digits
 *	k2 1790000000 1795478400 64 hexadecimal digits
 *
 * id, made, retired (seconds since 1970; - for a key that is in use), secret. The first signs.
 */
#ifndef JJ_TOKEN_H
#define JJ_TOKEN_H

#include <stdint.h>

#include "span.h"

#define TOKEN_FIELD "X-Joejob-Token"

enum {
	TOKEN_KEYS_MAX = 8,      /* two in ordinary life; rotated every week they fill up in two months */
	TOKEN_KEY_ID = 2,        /* base32 digits: a thousand ids */
	TOKEN_SECRET = 32,       /* bytes: the size of the hash (RFC 2104 section 3) */
	TOKEN_QUEUE_ID_MAX = 23, /* Exim's since 4.97; before it was 16 */
	TOKEN_PATH_MAX = 320,    /* RFC 5321 section 4.5.3.1: 64 and 255, and what stands between */
	TOKEN_TEXT = 64,         /* a value with its NUL */
	TOKEN_FILE_MAX = 2048,   /* eight keys of 100 bytes, and some comments */
	TOKEN_SLACK = 3600,      /* clocks of several MXs; a process that signs while a key is retired */
};

struct token_key {
	char id[TOKEN_KEY_ID + 1];
	int64_t made, retired; /* retired 0: in use */
	unsigned char secret[TOKEN_SECRET];
};

struct token_keys {
	unsigned n;
	struct token_key key[TOKEN_KEYS_MAX];
};

/* Reads the text of a key file. NULL, or a phrase that completes "the key file ..."; then there
 * are no keys. No byte of a secret is in the phrase. */
const char *token_keys_parse(struct token_keys *keys, struct span text);

/* The same back, with a comment on top; returns its length, which TOKEN_FILE_MAX always holds. */
size_t token_keys_print(const struct token_keys *keys, char text[TOKEN_FILE_MAX]);

/* A key id of two digits from ten random bits. */
void token_key_id(char id[TOKEN_KEY_ID + 1], unsigned random);

/* Overwrites the secrets. */
void token_keys_wipe(struct token_keys *keys);

/* Makes the value for a message, by the first key; `now` in seconds since 1970. NULL, or a phrase that
 * says why there is none; a return path may be in its prvs form. */
const char *token_make(char value[TOKEN_TEXT], const struct token_keys *keys,
	struct span return_path, struct span queue_id, int64_t now);

enum token_answer {
	TOKEN_GOOD,
	TOKEN_MALFORMED,
	TOKEN_OTHER_VERSION,
	TOKEN_KEY_UNKNOWN,
	TOKEN_WRONG,   /* changed, or made for another address: nobody can tell the two apart */
	TOKEN_EXPIRED, /* the rest: ours, but */
	TOKEN_AHEAD,   /* made in the future */
	TOKEN_RETIRED, /* made by a key after it was retired */
};

/* What a value says of itself; believable where the answer is none of the first five but GOOD. */
struct token_value {
	char key[TOKEN_KEY_ID + 1];
	int64_t made;
	char queue_id[TOKEN_QUEUE_ID_MAX + 1];
};

/* Checks a field's value for a bounce to these recipients, any of them. Without `now` (0) its age is
 * not judged, without `days` (0) it does not expire. Fills `t` as far as the value can be read. */
enum token_answer token_check(struct token_value *t, const struct token_keys *keys, struct span value,
	const struct span *recipient, unsigned n, int64_t now, unsigned days);

/* What is said of each answer: "expired", "malformed", ... */
extern const char *const token_answer_text[TOKEN_RETIRED + 1];

#endif
