/* bounds.h - the limits of what the detector reads, each with its reason; those of its settings stand in
 * settings.h.
 *
 * A limit is never a reason to refuse: where one leaves a doubt, the verdict is `unverifiable`. Proof
 * that was found before stands, and a bounce to an address that never sends is `forged` with a limit
 * or without, since nothing in the message decides that.
 * They bound the memory of one detector to a few dozen kilobytes, 90 more where it knows DKIM keys,
 * and its work to one pass.
 */
#ifndef JJ_BOUNDS_H
#define JJ_BOUNDS_H

enum {
	/* Bytes kept of one line. RFC 5321 section 4.5.3.1.6 allows 1,000; real header lines reach
	 * some 4 kB. What is longer is cut, and the cut is known. */
	JJ_LINE_MAX = 8192,

	/* Bytes kept of one unfolded header field that matters (Received, Content-Type, ...).
	 * The longest Received field of the sample mail read for this project has 1.1 kB. */
	JJ_FIELD_MAX = 8192,

	/* Octets of a field name; RFC 5322 section 2.1.1 leaves no room for more in a line of 78. */
	JJ_NAME_MAX = 76,

	/* Multiparts inside one another. Mail programs make 4; Exim's own MIME ACL stops at 40. */
	JJ_DEPTH_MAX = 32,

	/* Octets of a boundary: RFC 2046 section 5.1.1 allows 70, some senders take more. */
	JJ_BOUNDARY_MAX = 256,

	/* Parts of one message. A forwarded gallery has hundreds; 10,000 is an attack. */
	JJ_PARTS_MAX = 1000,

	/* Received fields read of one header. RFC 5321 section 6.3 lets an MTA give up at 100. */
	JJ_RECEIVED_MAX = 200,

	/* Received fields read of all that looks like a header in the text of one message; the
	 * longest takes a millisecond. Returned parts are read behind it all the same. */
	JJ_TRIED_MAX = 1000,

	/* Fields of one returned header. */
	JJ_FIELDS_MAX = 5000,

	/* Recipients of one bounce that are kept, and their bytes: a bounce has one. Each token is
	 * tried for each of them in four forms, a microsecond apiece. */
	JJ_RECIPIENTS_MAX = 32,
	JJ_RECIPIENTS_TEXT = 4096,

	/* Lines in a row inside a returned header that are neither field nor folded: mail programs
	 * that wrap the header they quote break a field into at most a few. */
	JJ_STRAY_MAX = 8,

	/* Comments of one Received field that never close. A field that was cut short has one in
	 * another, three deep; each costs a walk to the end of the field. */
	JJ_UNCLOSED_MAX = 16,

	/* Steps of PCRE2 for one Received field, and its backtracking heap in kibibytes. The
	 * shapes need under 500 steps on the longest real field. */
	JJ_MATCH_LIMIT = 20000,
	JJ_HEAP_LIMIT = 64,

	/* Steps of all patterns of the admin over one message, as PCRE2's callouts count them: PCRE2
	 * starts its own limit anew at each byte of a field. A million take some 30 ms; sixteen
	 * patterns over a header of 8 kB take a tenth. Bytes that one step walks over cost another
	 * step each JJ_STEP_BYTES. */
	JJ_PATTERN_STEPS = 1000000,
	JJ_STEP_BYTES = 16,

	/* Of one returned header, for DKIM alone, as it stands: bytes and fields. Headers with ARC seals
	 * of many hops reach some 30 kB and a hundred fields; Exim's header_maxsize is 1 MB, and a
	 * larger header only proves nothing. */
	JJ_RAW_MAX = 65536,
	JJ_RAW_FIELDS = 512,

	/* Tags of one DKIM-Signature: RFC 6376 section 3.5 has 15, signers add a few. */
	JJ_TAGS_MAX = 32,

	/* Names in one h=. Signers list each field twice or three times, against added ones. */
	JJ_SIGNED_MAX = 256,

	/* DKIM-Signatures of one returned header that are looked at, from the bottom, where ours are;
	 * those of ours that are verified; and those of all that looks like a header in one message.
	 * A signer makes one or two. An RSA key of 4,096 bits takes some 0.15 ms. */
	JJ_DKIM_SEEN = 100,
	JJ_DKIM_VERIFIED = 5,
	JJ_DKIM_TRIED = 15,
};

#endif
