/* token.c - see token.h. */
#include "token.h"
#include "mailbox.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <stdio.h>

enum {
	TOKEN_VERSION = '1',
	TIME_DIGITS = 7, /* of base32: 35 bits, until 3058 */
	MAC_BYTES = 15,  /* 120 bits, which base32 takes without a rest */
	MAC_DIGITS = 24,
	TOKEN_HEAD = 1 + TOKEN_KEY_ID + TIME_DIGITS, /* what stands before the first dot */
	CLOCK_AHEAD = 2 * 86400, /* as for the dates of Received lines */
	TOKEN_DAY = 86400,
	SECONDS_DIGITS = 12,
};

_Static_assert(TOKEN_HEAD + 1 + TOKEN_QUEUE_ID_MAX + 1 + MAC_DIGITS + 1 <= TOKEN_TEXT, "a value fits");

static const char base32[] = "abcdefghijklmnopqrstuvwxyz234567"; /* RFC 4648 section 6 */

const char *const token_answer_text[TOKEN_RETIRED + 1] = {
	[TOKEN_GOOD] = "is ours",
	[TOKEN_MALFORMED] = "malformed",
	[TOKEN_OTHER_VERSION] = "of another version",
	[TOKEN_KEY_UNKNOWN] = "of an unknown key",
	[TOKEN_WRONG] = "tampered or for another address",
	[TOKEN_EXPIRED] = "expired",
	[TOKEN_AHEAD] = "made in the future",
	[TOKEN_RETIRED] = "made by a key after it was retired",
};

static int base32_digit(unsigned char c)
{
	const char *at = c ? strchr(base32, c) : NULL;

	return at ? (int)(at - base32) : -1;
}

/* ---- the key file ---- */

static struct span token_word(struct span *rest)
{
	size_t n = 0;

	while (rest->n && (rest->p[0] == ' ' || rest->p[0] == '\t'))
		rest->p++, rest->n--;
	while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\t')
		n++;
	struct span word = span(rest->p, n);

	*rest = span(rest->p + n, rest->n - n);
	return word;
}

static bool token_seconds(struct span text, int64_t *n)
{
	return span_number(text, SECONDS_DIGITS, n) && *n > 0;
}

static bool token_secret(struct span text, unsigned char secret[TOKEN_SECRET])
{
	if (text.n != 2 * TOKEN_SECRET)
		return false;
	for (size_t i = 0; i < TOKEN_SECRET; i++) {
		int high = jj_hex(text.p[2 * i]), low = jj_hex(text.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		secret[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

static const char *token_key_line(struct token_keys *keys, struct span line)
{
	struct token_key *k = &keys->key[keys->n];
	struct span id = token_word(&line), made = token_word(&line), retired = token_word(&line);
	struct span secret = token_word(&line);

	if (keys->n == TOKEN_KEYS_MAX)
		return "has more than eight keys";
	if (id.n != TOKEN_KEY_ID || base32_digit(id.p[0]) < 0 || base32_digit(id.p[1]) < 0)
		return "has a key whose id is not two of a-z and 2-7";
	if (!token_seconds(made, &k->made))
		return "has a key that was not made at a number of seconds";
	k->retired = 0;
	if (!(retired.n == 1 && retired.p[0] == '-') &&
		(!token_seconds(retired, &k->retired) || k->retired < k->made))
		return "has a key that is retired at neither - nor a time since it was made";
	if (!token_secret(secret, k->secret) || token_word(&line).n)
		return "has a key whose secret is not 64 hexadecimal digits at the end of its line";
	memcpy(k->id, id.p, TOKEN_KEY_ID);
	k->id[TOKEN_KEY_ID] = '\0';
	for (unsigned i = 0; i < keys->n; i++)
		if (memcmp(keys->key[i].id, k->id, TOKEN_KEY_ID) == 0)
			return "has two keys of one id";
	keys->n++;
	return NULL;
}

static const char *token_lines(struct token_keys *keys, struct span text)
{
	bool head = false;

	while (text.n) {
		const unsigned char *end = memchr(text.p, '\n', text.n);
		size_t n = end ? (size_t)(end - text.p) : text.n;
		struct span line = span_trim(span(text.p, n));
		const char *why = NULL;

		text = end ? span(end + 1, text.n - n - 1) : span(NULL, 0);
		if (!line.n || line.p[0] == '#')
			continue;
		if (head)
			why = token_key_line(keys, line);
		else if (!span_is(line, "joejob-keys 1"))
			why = span_starts(line, "joejob-keys ") ? "is of a version that this joejob does not know"
								: "does not begin with \"joejob-keys 1\"";
		if (why)
			return why;
		head = true;
	}
	if (!keys->n)
		return "has no keys";
	return keys->key[0].retired ? "begins with a key that is retired; the first one signs" : NULL;
}

const char *token_keys_parse(struct token_keys *keys, struct span text)
{
	const char *why;

	memset(keys, 0, sizeof *keys);
	why = token_lines(keys, text);
	if (why)
		token_keys_wipe(keys);
	return why;
}

size_t token_keys_print(const struct token_keys *keys, char text[TOKEN_FILE_MAX])
{
	int n = snprintf(text, TOKEN_FILE_MAX,
		"# Signs our mail: whoever reads this can. aclgen key makes and rotates it.\n"
		"# id, made, retired, secret; the first signs.\njoejob-keys 1\n");

	for (unsigned i = 0; i < keys->n; i++) {
		const struct token_key *k = &keys->key[i];

		n += snprintf(text + n, TOKEN_FILE_MAX - (size_t)n, "%s %lld ", k->id, (long long)k->made);
		n += k->retired ? snprintf(text + n, TOKEN_FILE_MAX - (size_t)n, "%lld ",
					  (long long)k->retired)
				: snprintf(text + n, TOKEN_FILE_MAX - (size_t)n, "- ");
		for (unsigned b = 0; b < TOKEN_SECRET; b++)
			n += snprintf(text + n, TOKEN_FILE_MAX - (size_t)n, "%02x", k->secret[b]);
		n += snprintf(text + n, TOKEN_FILE_MAX - (size_t)n, "\n");
	}
	return (size_t)n;
}

void token_key_id(char id[TOKEN_KEY_ID + 1], unsigned random)
{
	id[0] = base32[random >> 5 & 31];
	id[1] = base32[random & 31];
	id[2] = '\0';
}

void token_keys_wipe(struct token_keys *keys)
{
	explicit_bzero(keys, sizeof *keys);
}

/* ---- addresses ---- */

/* Lower case, with or without what stands from the + on in the local part. Returns the length, or
 * 0 where it is no address that we sign for. */
static size_t token_path(struct span path, bool cut, unsigned char out[TOKEN_PATH_MAX])
{
	size_t at = path.n, plus, n = 0;

	while (at > 0 && path.p[at - 1] != '@')
		at--;
	if (at < 2 || at == path.n || path.n > TOKEN_PATH_MAX)
		return 0;
	at--;
	for (plus = 1; plus < at && path.p[plus] != '+';)
		plus++;
	if (cut && plus >= at)
		return 0;
	for (size_t i = 0; i < path.n; i++) {
		if (path.p[i] < 32)
			return 0;
		if (!cut || i < plus || i >= at)
			out[n++] = jj_lower(path.p[i]);
	}
	return n;
}

/* ---- the value ---- */

static void token_mac(struct hmac_sha256_ctx *keyed, struct span head, struct span path,
	char digits[MAC_DIGITS])
{
	unsigned char mac[MAC_BYTES];

	hmac_sha256_update(keyed, head.n, head.p);
	hmac_sha256_update(keyed, path.n, path.p);
	hmac_sha256_digest(keyed, sizeof mac, mac); /* and back to the key */
	for (unsigned i = 0; i < MAC_DIGITS; i++) {
		unsigned bit = i * 5, pair = (unsigned)mac[bit / 8] << 8;

		if (bit / 8 + 1 < MAC_BYTES)
			pair |= mac[bit / 8 + 1];
		digits[i] = base32[pair >> (11 - bit % 8) & 31];
	}
}

const char *token_make(char value[TOKEN_TEXT], const struct token_keys *keys,
	struct span return_path, struct span queue_id, int64_t now)
{
	struct hmac_sha256_ctx keyed;
	unsigned char path[TOKEN_PATH_MAX];
	size_t path_n = token_path(mailbox_unsigned(return_path), false, path), n = 0;

	value[0] = '\0';
	if (!keys->n)
		return "there is no key";
	if (!path_n)
		return "the return path is no address";
	if (!queue_id.n || queue_id.n > TOKEN_QUEUE_ID_MAX)
		return "the queue id is not one of Exim's";
	if (now <= 0 || now >> 5 * TIME_DIGITS)
		return "the time is none";
	value[n++] = TOKEN_VERSION;
	memcpy(value + n, keys->key[0].id, TOKEN_KEY_ID);
	n += TOKEN_KEY_ID;
	for (int shift = 5 * (TIME_DIGITS - 1); shift >= 0; shift -= 5)
		value[n++] = base32[now >> shift & 31];
	value[n++] = '.';
	for (size_t i = 0; i < queue_id.n; i++) {
		if (!jj_alnum(queue_id.p[i]) && queue_id.p[i] != '-') {
			value[0] = '\0';
			return "the queue id is not one of Exim's";
		}
		value[n++] = (char)jj_lower(queue_id.p[i]);
	}
	value[n++] = '.';
	hmac_sha256_set_key(&keyed, TOKEN_SECRET, keys->key[0].secret);
	token_mac(&keyed, span(value, n), span(path, path_n), value + n);
	value[n + MAC_DIGITS] = '\0';
	explicit_bzero(&keyed, sizeof keyed);
	return NULL;
}

/* Without blanks and in lower case. Returns the length, or 0 where it is too long. */
static size_t token_bare(struct span value, unsigned char out[TOKEN_TEXT])
{
	size_t n = 0;

	for (size_t i = 0; i < value.n; i++) {
		if (jj_blank(value.p[i]))
			continue;
		if (n == TOKEN_TEXT)
			return 0;
		out[n++] = jj_lower(value.p[i]);
	}
	return n;
}

/* Takes a bare value apart; `head` is what the MAC is over. */
static enum token_answer token_read(struct token_value *t, struct span v, struct span *head)
{
	size_t id = 0;

	memset(t, 0, sizeof *t);
	if (v.n < TOKEN_HEAD + 1 || !jj_digit(v.p[0]))
		return TOKEN_MALFORMED;
	if (v.p[0] != TOKEN_VERSION)
		return TOKEN_OTHER_VERSION;
	for (size_t i = 1; i < TOKEN_HEAD; i++)
		if (base32_digit(v.p[i]) < 0)
			return TOKEN_MALFORMED;
	for (size_t i = 1 + TOKEN_KEY_ID; i < TOKEN_HEAD; i++)
		t->made = t->made << 5 | base32_digit(v.p[i]);
	while (TOKEN_HEAD + 1 + id < v.n && id <= TOKEN_QUEUE_ID_MAX &&
		(jj_alnum(v.p[TOKEN_HEAD + 1 + id]) || v.p[TOKEN_HEAD + 1 + id] == '-'))
		id++;
	if (v.p[TOKEN_HEAD] != '.' || !id || id > TOKEN_QUEUE_ID_MAX ||
		v.n != TOKEN_HEAD + 1 + id + 1 + MAC_DIGITS || v.p[TOKEN_HEAD + 1 + id] != '.')
		return TOKEN_MALFORMED;
	*head = span(v.p, v.n - MAC_DIGITS);
	memcpy(t->key, v.p + 1, TOKEN_KEY_ID);
	memcpy(t->queue_id, v.p + TOKEN_HEAD + 1, id);
	return TOKEN_GOOD;
}

/* Whether the MAC is that of one of the recipient's forms. All of them are tried, and compared in a
 * time that does not depend on where they differ. */
static bool token_bound(struct hmac_sha256_ctx *keyed, struct span head, struct span recipient)
{
	const unsigned char *mac = head.p + head.n;
	struct span bare = mailbox_unsigned(recipient);
	unsigned char path[TOKEN_PATH_MAX];
	char digits[MAC_DIGITS];
	bool same = false;

	for (unsigned form = 0; form < 4; form++) {
		size_t n = token_path(form & 1 ? bare : recipient, form & 2, path);

		if (!n || (form & 1 && bare.p == recipient.p))
			continue;
		token_mac(keyed, head, span(path, n), digits);
		same |= memeql_sec(mac, digits, MAC_DIGITS) != 0;
	}
	return same;
}

static enum token_answer token_age(const struct token_value *t, const struct token_key *key, int64_t now,
	unsigned days)
{
	if (key->retired && t->made > key->retired + TOKEN_SLACK)
		return TOKEN_RETIRED;
	if (!now)
		return TOKEN_GOOD;
	if (t->made > now + CLOCK_AHEAD)
		return TOKEN_AHEAD;
	return days && t->made < now - (int64_t)days * TOKEN_DAY ? TOKEN_EXPIRED : TOKEN_GOOD;
}

enum token_answer token_check(struct token_value *t, const struct token_keys *keys, struct span value,
	const struct span *recipient, unsigned n, int64_t now, unsigned days)
{
	unsigned char bare[TOKEN_TEXT];
	struct span head;
	enum token_answer a = token_read(t, span(bare, token_bare(value, bare)), &head);
	struct hmac_sha256_ctx keyed;
	bool bound = false;
	unsigned k = 0;

	if (a != TOKEN_GOOD)
		return a;
	while (k < keys->n && memcmp(keys->key[k].id, t->key, TOKEN_KEY_ID) != 0)
		k++;
	if (k == keys->n)
		return TOKEN_KEY_UNKNOWN;
	hmac_sha256_set_key(&keyed, TOKEN_SECRET, keys->key[k].secret);
	for (unsigned i = 0; i < n; i++)
		bound |= token_bound(&keyed, head, recipient[i]);
	explicit_bzero(&keyed, sizeof keyed);
	return bound ? token_age(t, &keys->key[k], now, days) : TOKEN_WRONG;
}
