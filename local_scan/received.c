/* received.c - see received.h. */
#include "received.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "bounds.h"
#include "settings.h"

/* Pieces of the shapes. BR is an address in brackets, BARE one without, either with a port; SAID
 * are the words of a HELO, in which there is no parenthesis: MTAs replace those; USER is what an
 * ident server or AUTH said, and may hold an "@" itself. SAID, USER and ports are not tried anew
 * at each of 8,000 blanks, "@" or digits, with a walk to the end of the field from there: the match
 * limit does not count such a walk, and 60 ms a field it took. */
#define WORD "[^\\s()\\[\\]]+"
#define SAID "[^\\s()]++(?:\\s++[^\\s()]++)*+"
#define BARE "(?:IPv6:)?(?<addr>(?:\\d{1,3}\\.){3}\\d{1,3}(?![0-9A-Fa-f.])|" \
	"[0-9A-Fa-f]{0,4}+:[0-9A-Fa-f:.]++)(?:%[0-9A-Za-z]+|:\\d+)?"
#define BR "\\[" BARE "\\](?::\\d++)?+"
#define USER "(?>(?:[^()\\s\\[\\]]*@(?!\\s))?)"
#define HELO "(?:HELO|EHLO|LHLO)\\s"

/* Asked in this order; matched at the start of the from clause, from which "from" is cut off. */
static const struct shape {
	const char *family;
	const char *pattern;
} shapes[] = {
	/* from rdns (HELO x) (ident@addr); IronPort and Yahoo have the address in brackets, Yahoo
	 * says "with plain" behind it; Courier once had no parentheses */
	{ "qmail", "(?<name>[^\\s()]+)\\s*\\(\\s*(?:HELO|EHLO|LHLO)\\s+(?<helo>[^)]*)\\)\\s*\\(?" USER
		"\\[?" BARE "\\]?(?:\\s[^()]*)?(?:\\)|$)" },
	/* from rdns ([addr]:port helo=x ident=y) */
	{ "exim", "(?<name>" WORD ")\\s*\\(" BR "\\s+helo=(?<helo>[^\\s)]+)" },
	/* from [addr] (port=n helo=x) */
	{ "exim-unnamed", BR "\\s*\\((?:[^()\\s]*\\s+)?helo=(?<helo>[^\\s)]+)" },
	/* from helo (rdns [addr]); Gmail puts a dot behind rdns, sendmail ident@ before it */
	{ "postfix", "(?<helo>" SAID ")\\s*\\(\\s*" USER "(?!" HELO ")(?<name>" WORD ")\\s*" BR },
	/* from (rdns [addr]); IronMail: from ([addr]) */
	{ "mcafee", "\\(\\s*" USER "(?<name>(?:" WORD ")?)\\s*" BR },
	/* from rdns ([addr]:port "EHLO x") */
	{ "zmailer", "(?<name>" WORD ")\\s*\\(" BR "[^\"()]*\"(?:EHLO|HELO)\\s+(?<helo>[^\"]*)\"" },
	/* from [addr] (account user HELO x); addr may stand without brackets */
	{ "communigate", "\\[?" BARE "\\]?\\s*\\((?>(?:[^()]*\\s)?" HELO ")\\s*(?<helo>[^)]*)\\)" },
	/* from rdns ([addr] verified) */
	{ "communigate-verified", "(?<name>" WORD ")\\s*\\(" BR "\\s+verified\\)" },
	/* from x ([addr]): sendmail without a name, Exchange, Domino: the HELO; Exim: the name */
	{ "bracketed", "(?<helo>" SAID ")\\s*\\(\\s*" USER BR },
	/* from x (addr): Exchange, PowerMTA, Cloudflare: the HELO; tcpserver, smap: the name */
	{ "bare", "(?<name>" SAID ")\\s*\\(\\s*" USER BARE "\\s*\\)" },
	/* from helo (rdns addr), with something else between them than a bracket */
	{ "unbracketed", "(?<helo>" SAID ")\\s*\\(\\s*(?<name>[-\\w]++(?:\\.[-\\w]++)++)\\.?"
		"[\\s,:;/(<{]++" BARE "\\s*[)>}]" },
	/* from helo [addr], whatever comes between them, and comments before them; the helo may be
	 * an address itself */
	{ "loose", "(?:\\([^()\\[\\]]*\\)\\s*)*+"
		"(?<helo>\\[[^\\s()\\[\\]]++\\]|[^\\s()\\[\\]]++)[^\\[\\]]*+" BR },
	/* from [addr], from addr, whatever comes behind it */
	{ "address", "\\[?" BARE "\\]?(?:[\\s:(]|$)" },
	/* from helo, and an address somewhere, in a way that nobody has seen yet */
	{ "anywhere", "(?<helo>[^\\s()\\[\\]]++).*?[\\s(<@=/:#{]" BARE "(?:[\\s)>,;}]|$)" },
	/* from x: nothing that the receiver saw itself */
	{ "other", "(?<helo>" WORD ")" },
};

enum { SHAPES = sizeof shapes / sizeof shapes[0] };

_Static_assert(SHAPES <= 26, "a mark is one letter");

struct received_shapes {
	pcre2_code *code;
	pcre2_match_data *match;
	pcre2_match_context *limits;
};

/* All shapes in one pattern, each with its number as the mark: one match a line. */
static size_t join(char *out, size_t size)
{
	size_t n = 0;

	for (unsigned i = 0; i < SHAPES; i++) {
		size_t len = strlen(shapes[i].pattern);

		if (size - n < len + 32)
			return 0;
		memcpy(out + n, i ? "|(?:" : "^(?:(?:", i ? 4 : 7);
		n += i ? 4 : 7;
		memcpy(out + n, shapes[i].pattern, len);
		n += len;
		memcpy(out + n, ")(*MARK:?)", 10);
		out[n + 8] = (char)('a' + i);
		n += 10;
	}
	out[n++] = ')';
	return n;
}

struct received_shapes *received_shapes_new(void)
{
	struct received_shapes *s = calloc(1, sizeof *s);
	char pattern[4096];
	size_t n = join(pattern, sizeof pattern);
	int error;
	PCRE2_SIZE at;

	if (!s || !n)
		goto fail;
	s->code = pcre2_compile((PCRE2_SPTR)pattern, n, PCRE2_DUPNAMES | PCRE2_CASELESS, &error, &at,
		NULL);
	if (!s->code)
		goto fail;
	s->match = pcre2_match_data_create_from_pattern(s->code, NULL);
	s->limits = pcre2_match_context_create(NULL);
	if (!s->match || !s->limits)
		goto fail;
	pcre2_set_match_limit(s->limits, JJ_MATCH_LIMIT);
	pcre2_set_depth_limit(s->limits, JJ_MATCH_LIMIT);
	pcre2_set_heap_limit(s->limits, JJ_HEAP_LIMIT);
	return s;
fail:
	received_shapes_free(s);
	return NULL;
}

void received_shapes_free(struct received_shapes *s)
{
	if (!s)
		return;
	pcre2_code_free(s->code);
	pcre2_match_data_free(s->match);
	pcre2_match_context_free(s->limits);
	free(s);
}

/* ---- clauses ---- */

enum token_kind { T_END, T_WORD, T_COMMENT };

struct token {
	enum token_kind kind;
	struct span text; /* a comment without its parentheses */
	size_t start, end;
};

/* Offset behind the comment that opens at `at`, or 0 when it never closes. */
static size_t comment_end(struct span v, size_t at)
{
	size_t depth = 0;

	for (size_t i = at; i < v.n; i++) {
		if (v.p[i] == '\\' && i + 1 < v.n)
			i++;
		else if (v.p[i] == '(')
			depth++;
		else if (v.p[i] == ')' && --depth == 0)
			return i + 1;
	}
	return 0;
}

static size_t quoted_end(struct span v, size_t at)
{
	for (size_t i = at + 1; i < v.n; i++) {
		if (v.p[i] == '\\' && i + 1 < v.n)
			i++;
		else if (v.p[i] == '"')
			return i + 1;
	}
	return 0;
}

/* Counts the comments that never close: each was searched for its end, up to that of the value. */
static struct token next_token(struct span v, size_t at, unsigned *unclosed)
{
	struct token t = { .kind = T_END };
	size_t end;

	while (at < v.n && jj_blank(v.p[at]))
		at++;
	t.start = t.end = at;
	if (at == v.n || v.p[at] == ';')
		return t;
	if (v.p[at] == '(' && *unclosed <= JJ_UNCLOSED_MAX) {
		end = comment_end(v, at);
		if (end) {
			t.kind = T_COMMENT;
			t.text = span(v.p + at + 1, end - at - 2);
			t.end = end;
			return t;
		}
		++*unclosed;
	}
	t.kind = T_WORD;
	end = v.p[at] == '"' ? quoted_end(v, at) : 0;
	if (!end)
		for (end = at + 1; end < v.n && !jj_blank(v.p[end]) && v.p[end] != '(' && v.p[end] != ';';)
			end++;
	t.text = span(v.p + at, end - at);
	t.end = end;
	return t;
}

#define V4(a, b) { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b }

/* RFC 6890: what other hosts can have as well. The documentation networks are not among them:
 * archives and tests put them in the place of real ones. */
static const struct jj_net local_nets[] = {
	{ V4(0, 0), 104 },
	{ V4(10, 0), 104 },
	{ V4(100, 64), 106 },
	{ V4(127, 0), 104 },
	{ V4(169, 254), 112 },
	{ V4(172, 16), 108 },
	{ V4(192, 168), 112 },
	{ { 0 }, 127 }, /* unspecified and loopback */
	{ { 0xfc }, 7 },
	{ { 0xfe, 0x80 }, 9 }, /* link-local, and site-local as it once was */
};

/* Some write the port behind an IPv6 address as behind any other. Clients' ports have four digits
 * or five; what ends otherwise is no address. */
static struct span without_port(struct span s)
{
	size_t n = s.n;

	while (n && jj_digit(s.p[n - 1]))
		n--;
	return s.n - n >= 4 && n && s.p[n - 1] == ':' ? span(s.p, n - 1) : span(s.p, 0);
}

static struct address address_of(struct span s)
{
	struct address a = { .has = false };

	if (s.n >= 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		s = span(s.p + 1, s.n - 2);
	if (span_starts(s, "IPv6:"))
		s = span(s.p + 5, s.n - 5);
	if (jj_addr_parse(s, a.a) != 0 && jj_addr_parse(without_port(s), a.a) != 0)
		return a;
	a.has = a.public = true;
	for (size_t i = 0; i < sizeof local_nets / sizeof local_nets[0]; i++)
		if (jj_net_has(&local_nets[i], a.a))
			a.public = false;
	return a;
}

/* ---- the clauses' meaning ---- */

enum clause { C_NONE, C_FROM, C_BY, C_ID, C_OTHER };

static enum clause keyword(struct span w)
{
	static const char *const others[] = { "via", "with", "for" };

	if (span_is(w, "from"))
		return C_FROM;
	if (span_is(w, "by"))
		return C_BY;
	if (span_is(w, "id"))
		return C_ID;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (span_is(w, others[i]))
			return C_OTHER;
	return C_NONE;
}

/* The next token before the date; a semicolon that more clauses follow is not the date's. */
static struct token next_clause_token(struct span v, size_t at, unsigned *unclosed)
{
	struct token t = next_token(v, at, unclosed);

	if (t.kind == T_END && t.start < v.n) {
		struct token more = next_token(v, t.start + 1, unclosed);

		if (more.kind == T_WORD && keyword(more.text) != C_NONE)
			return more;
	}
	return t;
}

static struct span group(const struct received_shapes *s, const char *name, struct span subject)
{
	PCRE2_SPTR first, last;
	int size = pcre2_substring_nametable_scan(s->code, (PCRE2_SPTR)name, &first, &last);

	if (size <= 0)
		return span(NULL, 0);
	const PCRE2_SIZE *v = pcre2_get_ovector_pointer(s->match);

	for (PCRE2_SPTR e = first; e <= last; e += size) {
		unsigned i = (unsigned)e[0] << 8 | e[1];

		if (i < pcre2_get_ovector_count(s->match) && v[2 * i] != PCRE2_UNSET)
			return span(subject.p + v[2 * i], v[2 * i + 1] - v[2 * i]);
	}
	return span(NULL, 0);
}

/* Exim writes the name that it looked up before the brackets, and names itself in the by clause;
 * Exchange writes the HELO before the parenthesis. */
static void settle_ambiguous(struct received *r, struct span value)
{
	struct span none = { NULL, 0 };

	if (strcmp(r->family, "bracketed") == 0 && span_find(value, "(Exim ") < value.n) {
		r->name = r->helo;
		r->helo = none;
	} else if (strcmp(r->family, "bare") == 0 && span_find(value, "Microsoft") < value.n) {
		r->helo = r->name;
		r->name = none;
	} else if (strcmp(r->family, "bare") == 0) {
		r->name_or_helo = true;
	}
}

static bool read_peer(struct received_shapes *s, struct span from, struct span value,
	struct received *r)
{
	int rc = pcre2_match(s->code, from.p, from.n, 0, PCRE2_ANCHORED, s->match, s->limits);

	if (rc < 0)
		return rc == PCRE2_ERROR_NOMATCH;
	PCRE2_SPTR mark = pcre2_get_mark(s->match);

	if (mark && mark[0] >= 'a' && mark[0] < 'a' + SHAPES)
		r->family = shapes[mark[0] - 'a'].family;
	r->helo = group(s, "helo", from);
	r->name = group(s, "name", from);
	r->peer = address_of(group(s, "addr", from));
	if (!r->peer.has)
		r->peer = address_of(r->helo);
	settle_ambiguous(r, value);
	return true;
}

/* The address that Exchange, Gmail and GMX write beside or instead of the name of the by clause. */
static void read_by_comment(struct received *r, struct span comment)
{
	size_t at;

	if (r->by_addr.has)
		return;
	comment = span_trim(comment);
	at = span_find(comment, "[");
	r->by_addr = address_of(at < comment.n ? span(comment.p + at, comment.n - at) : comment);
}

/* A name, an address, or both in one word: name[addr]. Names end where no name can go on: quotes,
 * ports and commas are not of them. */
static void read_by_word(struct received *r, struct span word)
{
	size_t at, n = 0;

	if (word.n && (word.p[0] == '"' || word.p[0] == '<'))
		word = span(word.p + 1, word.n - 1);
	r->by = word;
	r->by_addr = address_of(word);
	if (r->by_addr.has)
		return;
	at = span_find(word, "[");
	r->by_addr = address_of(span(word.p + at, word.n - at));
	while (n < word.n &&
		(jj_alnum(word.p[n]) || word.p[n] == '-' || word.p[n] == '_' || word.p[n] == '.'))
		n++;
	r->by.n = n;
}

/* Mirapoint puts the whole from clause into a comment; sendmail does so with the name of a local
 * user, which says nothing: an address tells them apart. */
static bool is_from_comment(const struct token *t)
{
	return t->kind == T_COMMENT && span_starts(t->text, "from ") &&
		span_find(t->text, "[") < t->text.n;
}

bool received_parse(struct received_shapes *s, struct span value, struct received *r)
{
	enum clause clause = C_NONE, last = C_NONE;
	struct span from = { NULL, 0 };
	size_t from_start = 0;
	unsigned unclosed = 0;
	unsigned id_words = 0;
	bool by_word = false;
	struct token t;

	*r = (struct received){ .family = "other" };
	for (t = next_clause_token(value, 0, &unclosed); t.kind != T_END;
		t = next_clause_token(value, t.end, &unclosed)) {
		enum clause k = t.kind == T_WORD ? keyword(t.text) : C_NONE;

		/* A second `by` right after the first: the first stood in a HELO with blanks. */
		if (k == C_FROM && clause == C_NONE && !r->from) {
			r->from = true;
			from_start = t.end;
			last = clause = C_FROM;
		} else if (clause == C_NONE && !r->from && is_from_comment(&t)) {
			r->from = true;
			from = span(t.text.p + 5, t.text.n - 5);
		} else if (k == C_BY && (!by_word || last == C_BY)) {
			if (from_start)
				from = span(value.p + from_start, t.start - from_start);
			last = clause = C_BY;
			by_word = false;
			r->by = span(NULL, 0);
			r->by_addr = (struct address){ .has = false };
		} else if ((k == C_OTHER || k == C_ID) && clause != C_FROM) {
			last = clause = k;
		} else if (clause == C_ID && t.kind == T_WORD) {
			r->id = id_words++ ? span(NULL, 0) : t.text;
		} else if (clause == C_BY && t.kind == T_WORD && !by_word) {
			by_word = true;
			read_by_word(r, t.text);
		} else if (clause == C_BY && t.kind == T_COMMENT) {
			read_by_comment(r, t.text);
		} else if (clause == C_FROM) {
			from = span(value.p + from_start, t.end - from_start);
		}
	}
	if (unclosed > JJ_UNCLOSED_MAX)
		return false;
	if (t.start < value.n)
		r->date = span_trim(span(value.p + t.start + 1, value.n - t.start - 1));
	from = span_trim(from);
	return !from.n || read_peer(s, from, value, r);
}

bool received_usable_name(struct span name)
{
	static const char *const local[] = { "localhost", "local", "localdomain", "localnet",
		"invalid", "internal", "lan", "home", "intranet", "corp" };
	struct span tld = name;
	bool dot = false;

	while (name.n && name.p[name.n - 1] == '.')
		name.n--;
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = name.p[i];

		if (!jj_alnum(c) && c != '-' && c != '_' && c != '.')
			return false;
		if (c == '.') {
			dot = true;
			tld = span(name.p + i + 1, name.n - i - 1);
		}
	}
	if (!dot || !tld.n || jj_digit(tld.p[tld.n - 1]))
		return false;
	for (size_t i = 0; i < sizeof local / sizeof local[0]; i++)
		if (span_is(tld, local[i]))
			return false;
	return true;
}
