/* wire_tls.h - TLS for wire.c, from the client's side: any certificate will do. */
#ifndef AG_WIRE_TLS_H
#define AG_WIRE_TLS_H

#include <stdbool.h>
#include <sys/types.h>

struct wire_tls;

/* The handshake over the socket. Returns NULL, with *tls, or what went wrong. */
const char *wire_tls_start(struct wire_tls **tls, int fd, unsigned seconds);

/* As read(2) and write(2). */
ssize_t wire_tls_read(struct wire_tls *tls, void *to, size_t n);
ssize_t wire_tls_write(struct wire_tls *tls, const void *bytes, size_t n);

/* Whether something has been read that poll(2) does not see any more. */
bool wire_tls_pending(const struct wire_tls *tls);

/* NULL is allowed. */
void wire_tls_end(struct wire_tls *tls);

#endif
