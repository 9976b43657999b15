/* digest.c - see digest.h. */
#include <nettle/sha2.h>
#include <stdio.h>

#include "digest.h"

void digest_hex(const void *bytes, size_t n, char hex[DIGEST_HEX + 1])
{
	struct sha256_ctx ctx;
	unsigned char sum[SHA256_DIGEST_SIZE];

	sha256_init(&ctx);
	sha256_update(&ctx, n, bytes);
	sha256_digest(&ctx, sizeof sum, sum);
	for (size_t i = 0; i < sizeof sum; i++)
		snprintf(hex + 2 * i, 3, "%02x", sum[i]);
}
