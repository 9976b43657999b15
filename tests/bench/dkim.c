/* dkim.c - what a signature of ours adds to the bounce that returns it: RSA of 2,048 bits, ed25519, and
 * the most that a header can ask for.
 *
 *	dkim [-t SECONDS]
 */
#include <nettle/base64.h>
#include <nettle/eddsa.h>
#include <nettle/knuth-lfib.h>
#include <nettle/rsa.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "detect.h"
#include "measure.h"

enum { ROUNDS = 1000, REPEATS = 50, MESSAGE = 65536 };

#define SITE "now=1795478400 dkim=example.org:r:14:rsa:%s:010001 dkim=example.org:e:14:ed25519:%s " \
	     "for=* host=mx.example.org complete=yes"
#define WRAP                                                                                       \
	"Content-Type: message/rfc822\n\nReceived: from a.example ([203.0.113.66]) by b.example "     \
	"with esmtp id 4711; Tue, 24 Nov 2026 00:00:00 +0000\n"

/* Ten fields of some 600 bytes, canonical already. */
static const char fields[] =
	"from:Joe Doe <joe@example.org>\r\nto:Ann Other <ann@remote.example>, bob@remote.example\r\n"
	"cc:carl@remote.example, dora@remote.example, emil@remote.example\r\nsubject:Minutes of the "
	"meeting of Tuesday, and what became of it\r\ndate:Tue, 24 Nov 2026 00:00:00 +0000\r\n"
	"message-id:<20261124000000.4711@mail.example.org>\r\nin-reply-to:<1@remote.example>\r\n"
	"references:<0@remote.example> <1@remote.example>\r\nmime-version:1.0\r\n"
	"content-type:text/plain; charset=utf-8\r\n";
static const char names[] = "from:to:cc:subject:date:message-id:in-reply-to:references:mime-version:"
			    "content-type:from:to:cc:subject:date";

static struct rsa_public_key pub;
static struct rsa_private_key key;
static uint8_t point[ED25519_KEY_SIZE];
static const uint8_t secret[ED25519_KEY_SIZE] = { 1 };
static char plain[MESSAGE], by_rsa[MESSAGE], by_ed25519[MESSAGE], worst[MESSAGE];

static void put_hex(char *to, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sprintf(to + 2 * i, "%02x", p[i]);
}

static void settings(struct jj_settings *s)
{
	struct knuth_lfib_ctx random;
	char line[2048], n_hex[513], point_hex[65], err[200];
	uint8_t n[256];

	knuth_lfib_init(&random, 1);
	rsa_public_key_init(&pub);
	rsa_private_key_init(&key);
	mpz_set_ui(pub.e, 65537);
	if (!rsa_generate_keypair(&pub, &key, &random, (nettle_random_func *)knuth_lfib_random, NULL, NULL,
		    2048, 0))
		die("rsa", "no key");
	ed25519_sha512_public_key(point, secret);
	nettle_mpz_get_str_256(sizeof n, n, pub.n);
	put_hex(n_hex, n, sizeof n);
	put_hex(point_hex, point, sizeof point);
	snprintf(line, sizeof line, SITE, n_hex, point_hex);
	if (jj_settings_parse(s, span_str(line), err, sizeof err) != 0)
		die("settings", err);
}

static void sign(char *message, bool ed25519)
{
	char field[1024], coded[BASE64_ENCODE_RAW_LENGTH(256) + 1] = "";
	struct sha256_ctx sha;
	uint8_t digest[SHA256_DIGEST_SIZE], bytes[256];
	size_t size = ed25519 ? ED25519_SIGNATURE_SIZE : sizeof bytes;
	mpz_t number;

	snprintf(field, sizeof field,
		"dkim-signature:v=1; a=%s-sha256; c=relaxed/relaxed; d=example.org; s=%s; h=%s; "
		"bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; t=1795478400; b=",
		ed25519 ? "ed25519" : "rsa", ed25519 ? "e" : "r", names);
	sha256_init(&sha);
	sha256_update(&sha, strlen(fields), (const uint8_t *)fields);
	sha256_update(&sha, strlen(field), (const uint8_t *)field);
	sha256_digest(&sha, sizeof digest, digest);
	if (ed25519) {
		ed25519_sha512_sign(point, secret, sizeof digest, digest, bytes);
	} else {
		mpz_init(number);
		if (!rsa_sha256_sign_digest(&key, digest, number))
			die("rsa", "no signature");
		nettle_mpz_get_str_256(sizeof bytes, bytes, number);
		mpz_clear(number);
	}
	base64_encode_raw(coded, size, bytes);
	snprintf(message, MESSAGE, "%s%s%s\r\n%s\r\nbody\r\n", WRAP, field, coded, fields);
}

/* Five signatures that do not verify, over as much header as is kept. */
static void make_worst(void)
{
	size_t n = (size_t)snprintf(worst, sizeof worst, "%s", WRAP);

	while (n < 57000)
		n += (size_t)sprintf(worst + n, "x-filler: %0500d\n", 0);
	for (int i = 0; i < 5; i++) {
		n += (size_t)sprintf(worst + n,
			"dkim-signature: v=1; a=rsa-sha256; c=relaxed; d=example.org; s=r; "
			"bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n b=");
		for (int k = 0; k < 341; k++)
			worst[n++] = 'A';
		n += (size_t)sprintf(worst + n, "Q==;\n h=from");
		for (int k = 0; k < 110; k++)
			n += (size_t)sprintf(worst + n, "%sx-filler", k % 8 ? ":" : ":\n ");
		worst[n++] = '\n';
	}
	snprintf(worst + n, sizeof worst - n, "%s\nbody\n", fields);
}

static double judging(struct jj_detector *d, const char *message, enum jj_verdict want)
{
	struct span m = span_str(message);
	double before = cpu_ns();

	for (unsigned i = 0; i < REPEATS; i++) {
		jj_reset(d);
		jj_recipient(d, span_str("joe@example.org"));
		jj_feed(d, m);
		if (jj_finish(d)->verdict != want)
			die("judge", "not the verdict");
	}
	return (cpu_ns() - before) / REPEATS;
}

int main(int argc, char **argv)
{
	static struct jj_settings s;
	struct rounds r = { .what = "dkim", .seconds = 1, .most = ROUNDS };
	const struct bench_option options[] = { { 't', .number = &r.seconds }, { 0 } };
	struct jj_detector *d;

	read_options(argc, argv, options, 0, 0, "dkim [-t SECONDS]");
	settings(&s);
	d = must(jj_new(&s));
	snprintf(plain, sizeof plain, "%s%s\r\nbody\r\n", WRAP, fields);
	sign(by_rsa, false);
	sign(by_ed25519, true);
	make_worst();
	for (unsigned round = 0; (round = next_round(&r, round)) != 0;) {
		double without = judging(d, plain, JJ_FORGED);

		sample("dkim.without", round, without);
		sample("dkim.rsa", round, judging(d, by_rsa, JJ_OURS) - without);
		sample("dkim.ed25519", round, judging(d, by_ed25519, JJ_OURS) - without);
		sample("dkim.worst", round, judging(d, worst, JJ_FORGED) - without);
	}
	jj_free(d);
	rsa_public_key_clear(&pub);
	rsa_private_key_clear(&key);
	return 0;
}
