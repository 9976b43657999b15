/* digest.h - SHA-256 in hex: how a generated file is recognised. */
#ifndef AG_DIGEST_H
#define AG_DIGEST_H

#include <stddef.h>

enum { DIGEST_HEX = 64 };

/* In small letters, NUL-terminated. */
void digest_hex(const void *bytes, size_t n, char hex[DIGEST_HEX + 1]);

#endif
