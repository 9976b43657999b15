/* mime.h - the outer structure of a message (RFC 2045, 2046), walked line by line.
 *
 * Tells a sink what begins, gives it the decoded lines it wants, and tells it what ends. Multiparts
 * are followed by a stack of boundaries, without recursion; returned messages are leaves: what is
 * inside them is the sink's to read, and only its header matters.
 */
#ifndef JJ_MIME_H
#define JJ_MIME_H

#include "decode.h"
#include "header.h"

enum media {
	MEDIA_TEXT,      /* text of any kind, and what has no type: may quote a header */
	MEDIA_ORIGINAL,  /* a message or a header, by its type */
	MEDIA_REPORT,    /* message/delivery-status and its like */
	MEDIA_OTHER,     /* nothing to read in there */
	MEDIA_MULTIPART,
};

struct entity {
	enum media media;
	const char *type; /* "message/rfc822", ...: static text */
	enum encoding encoding;
	bool outermost;   /* the message itself */
	bool preamble;    /* the text before a multipart's first boundary, should it have none */
	bool dsn;         /* multipart/report of type delivery-status, or such a report part */
};

struct mime_sink {
	/* A header field of an entity, before begin. */
	void (*field)(void *ctx, bool outermost, const struct field *f);
	/* An entity's header is over. False: its content is not wanted. */
	bool (*begin)(void *ctx, const struct entity *e);
	/* A line of content. False: the rest of this entity is not wanted. */
	bool (*line)(void *ctx, const struct line *line);
	/* An entity that was begun and wanted is over: `ended` by a boundary, or by the end of the
	 * message, which may have been cut. */
	void (*end)(void *ctx, bool ended);
	/* A limit of bounds.h was reached; parts of the message stay unread. */
	void (*limit)(void *ctx, const char *name);
};

enum mime_state { MIME_HEADER, MIME_CONTENT, MIME_SKIP, MIME_OVER };

struct frame {
	size_t n; /* 0: the type names no boundary; the first likely one is taken */
	bool seen, digest;
	unsigned char boundary[JJ_BOUNDARY_MAX];
};

struct mime {
	const struct mime_sink *sink;
	void *ctx;
	enum mime_state state;
	struct entity entity;
	struct frame child; /* of the header being read, should it be a multipart */
	unsigned depth, parts;
	unsigned stray; /* lines in a row in the outermost header that are not of a field */
	struct frame frame[JJ_DEPTH_MAX];
	struct header header;
	struct decoder decoder;
	struct lines decoded;
	unsigned line_no;
	bool broken; /* of the decoded line that is still open */
	size_t likely_n; /* a line that looks like a boundary, where none was named */
	unsigned char likely[JJ_BOUNDARY_MAX];
	unsigned char out[JJ_LINE_MAX + 1];
};

/* Another message; `sink` must outlive its reading. */
void mime_reset(struct mime *m, const struct mime_sink *sink, void *ctx);

/* The next line of the message. False when nothing further can matter: the outermost multipart
 * is closed. */
bool mime_line(struct mime *m, const struct line *line);

/* The message is over. */
void mime_end(struct mime *m);

#endif
