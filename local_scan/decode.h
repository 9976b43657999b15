/* decode.h - Content-Transfer-Encoding (RFC 2045 section 6), a line in, bytes out.
 *
 * Tolerant where RFC 2045 section 6.7 and 6.8 ask for it: what cannot be decoded is passed over
 * (base64) or kept as it stands (quoted-printable), and `broken` says that the last line had such.
 */
#ifndef JJ_DECODE_H
#define JJ_DECODE_H

#include "lines.h"

enum encoding { ENC_IDENTITY, ENC_BASE64, ENC_QP };

struct decoder {
	enum encoding encoding;
	bool broken;
	bool padded;        /* base64: "=" was seen, the data is over */
	unsigned bits, acc; /* base64: what is left of the last group */
};

/* The encoding that a Content-Transfer-Encoding field names; unknown ones are ENC_IDENTITY. */
enum encoding encoding_of(struct span value);

/* Begins with new content. */
void decoder_reset(struct decoder *d, enum encoding e);

/* Decodes one line into out, which holds at least JJ_LINE_MAX + 1 bytes, line end included where
 * the encoding keeps it. Returns the length written. */
size_t decode_line(struct decoder *d, const struct line *line, unsigned char *out);

#endif
