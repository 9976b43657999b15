/* wire_tls.c - see wire_tls.h. */
#include <errno.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>

#include "wire_tls.h"

struct wire_tls {
	gnutls_session_t session;
	gnutls_certificate_credentials_t trust;
};

const char *wire_tls_start(struct wire_tls **tls, int fd, unsigned seconds)
{
	struct wire_tls *t = calloc(1, sizeof *t);
	int rc;

	if (t == NULL)
		return "out of memory";
	if ((rc = gnutls_certificate_allocate_credentials(&t->trust)) == 0 &&
		(rc = gnutls_init(&t->session, GNUTLS_CLIENT)) == 0 &&
		(rc = gnutls_set_default_priority(t->session)) == 0 &&
		(rc = gnutls_credentials_set(t->session, GNUTLS_CRD_CERTIFICATE, t->trust)) == 0) {
		gnutls_transport_set_int(t->session, fd);
		gnutls_handshake_set_timeout(t->session, seconds * 1000);
		gnutls_record_set_timeout(t->session, seconds * 1000);
		do
			rc = gnutls_handshake(t->session);
		while (rc < 0 && gnutls_error_is_fatal(rc) == 0);
	}
	if (rc == 0) {
		*tls = t;
		return NULL;
	}
	wire_tls_end(t);
	return gnutls_strerror(rc);
}

ssize_t wire_tls_read(struct wire_tls *tls, void *to, size_t n)
{
	ssize_t got;

	do
		got = gnutls_record_recv(tls->session, to, n);
	while (got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED);
	errno = EPROTO;
	return got < 0 ? -1 : got;
}

ssize_t wire_tls_write(struct wire_tls *tls, const void *bytes, size_t n)
{
	ssize_t sent;

	do
		sent = gnutls_record_send(tls->session, bytes, n);
	while (sent == GNUTLS_E_AGAIN || sent == GNUTLS_E_INTERRUPTED);
	errno = EPROTO;
	return sent < 0 ? -1 : sent;
}

bool wire_tls_pending(const struct wire_tls *tls)
{
	return gnutls_record_check_pending(tls->session) > 0;
}

void wire_tls_end(struct wire_tls *tls)
{
	if (tls == NULL)
		return;
	if (tls->session != NULL)
		gnutls_deinit(tls->session);
	if (tls->trust != NULL)
		gnutls_certificate_free_credentials(tls->trust);
	free(tls);
}
